"""The environment of the processes that are started. Nothing of the person's AWS set-up gets into it.

It is a list of what is let in, not of what is kept out: a profile, a proxy, an endpoint or a MiniStack setting
that happens to be exported would otherwise change where things go.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from ops.settings import ACCESS_KEY, BUILD, HOST, REGION, ROOT, SECRET_KEY

_LET_IN = ("LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "TZ")


def tool_environment(inherited: Mapping[str, str], *, scratch: Path) -> dict[str, str]:
    """For any tool: the project's own programs first in PATH, home and temporary files in `scratch`."""
    programs = [
        str(ROOT / "node_modules" / ".bin"),
        str(Path(sys.executable).parent),
        inherited.get("PATH", os.defpath),
    ]
    kept = {name: inherited[name] for name in _LET_IN if name in inherited}
    own = {"PATH": os.pathsep.join(programs), "HOME": str(scratch), "TMPDIR": str(scratch), "NO_COLOR": "1"}
    return {**kept, **own}


def cdk_environment(inherited: Mapping[str, str], *, scratch: Path, endpoint: str) -> dict[str, str]:
    """For the CDK command line: the local cloud, credentials that are none, and no call home."""
    return {
        **tool_environment(inherited, scratch=scratch),
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ENDPOINT_URL_S3": endpoint,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(BUILD / "jsii"),
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "CDK_DISABLE_VERSION_CHECK": "true",
        "CI": "true",
    }


def ministack_environment(
    inherited: Mapping[str, str], *, scratch: Path, port: int, fast: bool = False
) -> dict[str, str]:
    """For MiniStack: reachable from this machine only, nothing kept on disk, hands off the person's Docker.

    `fast`: pauses between attempts last a hundredth, so that what keeps failing soon parks.

    BIND_HOST alone is not enough: the IoT broker listens on all addresses. With a Docker daemon at hand,
    MiniStack would look for containers to remove.
    """
    return {
        **tool_environment(inherited, scratch=scratch),
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": f"unix://{scratch}/no-docker.sock",
        "S3_DATA_DIR": str(scratch / "s3"),
        "STATE_DIR": str(scratch / "state"),
        "LAMBDA_EXECUTOR": "local",
        "MINISTACK_REGION": REGION,
        "LOG_LEVEL": "INFO",
        **({"SFN_WAIT_SCALE": "0.01"} if fast else {}),
    }
