"""What to try with webhooks while the local cloud serves: verify one by hand, look at the log, send, rotate, replay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ops.endpoints import Registered


def verifying_line(file: Path, *, secret: str) -> str:
    """A command that verifies the delivery in a file. It needs the project's own Python."""
    return f".venv/bin/python -m ops.verify {file} {secret}"


def webhook_lines(endpoint: Registered, *, api_url: str, since: datetime) -> Mapping[str, str]:
    """A command by what it does. What is replayed is all `since` then."""
    one = f"{api_url}/endpoints/{endpoint.endpoint_id}"
    moment = since.isoformat(timespec="seconds").replace("+00:00", "Z")
    return {
        "the endpoints there are": f"curl -s {api_url}/endpoints",
        "the log: what went to this one, newest first": f"curl -s {one}/deliveries",
        "a test event": f"curl -s -X POST {one}/test",
        "a new secret, beside which the one above stays good for a day": f"curl -s -X POST {one}/rotate",
        "all of it again, under the same ids, within a minute": f"curl -s -X POST {one}/replay "
        f"""-H 'Content-Type: application/json' -d '{{"since":"{moment}"}}'""",
    }
