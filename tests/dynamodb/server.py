"""Amazon's DynamoDB Local as a process: on the loopback only, in memory, never left behind."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ops.child import Child, started
from ops.environment import tool_environment
from tests.dynamodb.jars import LOCAL, Jars, Unavailable

_SERVER = LOCAL / "LoopbackServer.java"
_FOR_A_MINUTE = ("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
"""It lives no longer: what a better compiler and collector would save, they would not earn back."""

_UP_SECONDS = 60.0
_PAUSE = 0.05


@contextmanager
def dynamodb_local() -> Iterator[str]:
    """Its address. It ends with the block, or with this process in whatever way. Raises Unavailable."""
    jars = Jars()
    if not jars.ready:
        raise Unavailable("DynamoDB Local has not been fetched: `make test-dynamodb` does")
    with TemporaryDirectory(prefix="dynamodb-local-") as scratch:
        place = Path(scratch)
        environment = tool_environment(os.environ, scratch=place)
        command = _command(jars.place, scratch=place)
        with started("DynamoDB Local", command, environment=environment, log=place / "log") as child:
            yield f"http://127.0.0.1:{_port_of(child)}"


def _command(jars: Path, *, scratch: Path) -> list[str]:
    """The native SQLite is unpacked into `scratch`."""
    return ["java", *_FOR_A_MINUTE, f"-Djava.io.tmpdir={scratch}", "-cp", f"{jars}/*", str(_SERVER)]


def _port_of(child: Child) -> int:
    """As the server says it once it listens. Raises Unavailable if it dies before, or is silent."""
    deadline = time.monotonic() + _UP_SECONDS
    while not (said := re.search(r"^listening on (\d+)$", child.log.read_text(), re.MULTILINE)):
        if not child.running:
            raise Unavailable(f"DynamoDB Local did not start:\n{child.tail()}")
        if time.monotonic() > deadline:
            raise Unavailable(f"DynamoDB Local did not listen within {_UP_SECONDS:.0f} s:\n{child.tail()}")
        time.sleep(_PAUSE)
    return int(said[1])
