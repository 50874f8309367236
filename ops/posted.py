"""A POST as it came in: in memory, and as it is kept in a file, where it is an HTTP message with its raw body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException, parse_headers
from io import BytesIO


@dataclass(frozen=True, kw_only=True)
class Posted:
    """`headers` have their names as they came; `raw` is the body, byte for byte: that is what is signed."""

    path: str = "/"
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes = b""

    def header(self, name: str) -> str:
        """Empty when it is not there."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")

    def as_message(self) -> bytes:
        lines = [f"POST {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in self.headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + self.raw


def posted_of(message: bytes) -> Posted:
    """Raises ValueError for what is no such message."""
    rest = BytesIO(message)
    method, _, target = rest.readline().decode("latin-1").strip().partition(" ")
    if method != "POST":
        raise ValueError("the first line is not that of a POST")
    try:
        headers = dict(parse_headers(rest).items())
    except HTTPException as error:
        raise ValueError(f"the headers cannot be read: {error!r}") from error
    return Posted(path=target.rpartition(" ")[0], headers=headers, raw=rest.read())
