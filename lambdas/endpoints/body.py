"""Every webhook's body. It is signed as it is, byte for byte, so it is made once and kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def body_of(*, type_: str, timestamp: str, data: Mapping[str, Any]) -> str:
    """`timestamp` is when it happened, as text with a zone."""
    body = {"type": type_, "timestamp": timestamp, "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
