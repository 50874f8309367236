"""The WebSocket API's two addresses: where a client connects, and where a function sends to a connection.

Both follow from the stage's URL, `wss://ID.execute-api.REGION.amazonaws.com/STAGE`. A local cloud serves many
APIs on one address, under a path or under a host name of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

_LOCAL_PATH = "/_aws/execute-api"


@dataclass(frozen=True, kw_only=True)
class SocketApi:
    """`host` is like `ID.execute-api.REGION.amazonaws.com`, `stage` is without a slash."""

    host: str
    stage: str

    @classmethod
    def at(cls, url: str) -> SocketApi:
        parts = urlsplit(url)
        return cls(host=parts.netloc, stage=parts.path.strip("/"))

    @property
    def api_id(self) -> str:
        return self.host.partition(".")[0]

    @property
    def url(self) -> str:
        return f"wss://{self.host}/{self.stage}"

    def local_url(self, *, asked: str, asked_api: str) -> str:
        """Beside the HTTP API, whose id is `asked_api`, as the client called it: `asked` is its Host header."""
        if asked.startswith(f"{asked_api}."):
            return f"ws://{asked.replace(asked_api, self.api_id, 1)}/{self.stage}"
        return f"ws://{asked}{self._local_path}"

    @property
    def endpoint(self) -> str:
        """Of the service that sends to connections."""
        return f"https://{self.host}/{self.stage}"

    def local_endpoint(self, cloud: str) -> str:
        """`cloud` is the endpoint of all services, like `http://127.0.0.1:4566`."""
        return f"{cloud}{self._local_path}"

    @property
    def _local_path(self) -> str:
        return f"{_LOCAL_PATH}/{self.api_id}/{self.stage}"
