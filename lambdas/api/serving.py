"""How the modules that serve routes take part in the one function: each has a router, which the handler includes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from lambdas.api.endpoints import Endpoints
from lambdas.api.links import links_of
from lambdas.api.prefer import wait_of
from lambdas.api.waiting import granted
from lambdas.shared.caller import caller_of

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response
    from aws_lambda_powertools.event_handler.api_gateway import BaseRouter

    from lambdas.api.routes import Route

Serve: TypeAlias = "Callable[..., Response[str]]"


def at(router: BaseRouter, route: Route) -> Callable[[Serve], Serve]:
    """Serves the route of the table."""
    return router.route(route.rule, method=list(route.methods))


def endpoints_asked(router: BaseRouter) -> Endpoints:
    """Those of whoever sent the request that is being served."""
    event = router.current_event.raw_event
    return Endpoints(
        caller=caller_of(event),
        webhooks=router.context["webhooks"],
        links=links_of(event, local=router.context["local"]),
    )


def seconds_to_wait(router: BaseRouter) -> float | None:
    """None when the client does not want to wait, or nobody may."""
    wanted, longest = wait_of(router.current_event.raw_event), router.context["longest_wait"]
    if wanted is None or not longest:
        return None
    return granted(wanted, longest=longest, context=router.lambda_context)
