"""Where things are found, as the client has to call it.

`Location` is an absolute path (RFC 9110 allows a reference), `status_url` the same with scheme and host. On
AWS the event names the domain, and the path has the stage unless it is `$default`. A local cloud serves many
APIs on one address and cuts its own prefix off the path, so there the address is the Host header's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Links:
    """`origin` is like `https://abc.example`, `base` the path that all of the API's paths begin with."""

    origin: str
    base: str

    def order(self, order_id: str) -> str:
        return f"{self.base}/orders/{order_id}"

    def orders(self, query: str) -> str:
        return f"{self.base}/orders?{query}"

    def follow_up(self, order_id: str, follow_up_id: str) -> str:
        return f"{self.order(order_id)}/follow-ups/{follow_up_id}"

    def approval(self, order_id: str) -> str:
        return f"{self.base}/approvals/{order_id}"

    def endpoint(self, endpoint_id: str) -> str:
        return f"{self.base}/endpoints/{endpoint_id}"

    def delivery(self, endpoint_id: str, delivery_id: str) -> str:
        return f"{self.endpoint(endpoint_id)}/deliveries/{delivery_id}"

    def deliveries(self, endpoint_id: str, query: str) -> str:
        return f"{self.endpoint(endpoint_id)}/deliveries?{query}"

    def url(self, path: str) -> str:
        return self.origin + path


def links_of(event: Mapping[str, Any], *, local: bool) -> Links:
    """From an HTTP API event, payload format 2.0."""
    context = event["requestContext"]
    stage = context.get("stage", "$default")
    domain = str(context.get("domainName", ""))
    host = str((event.get("headers") or {}).get("host", domain))
    if not local:
        return Links(origin=f"https://{domain}", base=_stage_path(stage))
    if host.startswith(f"{context.get('apiId')}."):
        return Links(origin=f"http://{host}", base=_stage_path(stage))
    return Links(
        origin=f"http://{host}", base=f"/_aws/execute-api/{context.get('apiId')}{_stage_path(stage)}"
    )


def _stage_path(stage: str) -> str:
    return "" if stage == "$default" else f"/{stage}"
