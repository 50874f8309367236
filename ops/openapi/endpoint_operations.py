"""What the routes of endpoints are for, and what they answer."""

from __future__ import annotations

from lambdas.api import routes
from lambdas.api.routes import Route
from lambdas.endpoints.endpoint import MOST_SECRETS
from lambdas.endpoints.registry import MOST_ENDPOINTS
from ops.openapi import endpoint_examples as examples
from ops.openapi.operation import Body, Link, Operation, Success

_CHANGING = (
    routes.SHOW_ENDPOINT,
    routes.ROTATE_SECRET,
    routes.DISABLE_ENDPOINT,
    routes.ENABLE_ENDPOINT,
    routes.TEST_ENDPOINT,
    routes.LIST_DELIVERIES,
    routes.REPLAY_DELIVERIES,
    routes.DELETE_ENDPOINT,
)


def _to(route: Route) -> Link:
    return Link(to=route, parameters={"endpoint_id": "$response.body#/endpoint_id"})


def _as_it_is(description: str, *, disabled: bool = False) -> dict[int, Success]:
    shows = {"disabled": examples.disabled()} if disabled else {"enabled": examples.endpoint()}
    return {
        200: Success(description=description, schema="Endpoint", shows=shows, always=("Cache-Control",)),
    }


ENDPOINT_OPERATIONS: dict[str, Operation] = {
    routes.REGISTER_ENDPOINT.operation: Operation(
        summary="Register an endpoint",
        description="A URL of the caller that is told what happens: how orders end, and what becomes of the caller's "
        f"other endpoints. A caller has {MOST_ENDPOINTS} at most, one for each URL. What is sent is signed with its "
        "secret, as Standard Webhooks 1.0.0 has it: see the webhooks of this document.",
        parameters=(),
        body=Body(schema="EndpointRequest", shows={"with_words": examples.REQUEST}),
        answers={
            201: Success(
                description="Registered, and told from now on. The secret is shown this once: whoever lost it rotates "
                "it.",
                schema="EndpointWithSecret",
                shows={"registered": examples.registered()},
                always=("Location", "Cache-Control"),
                links={route.operation: _to(route) for route in _CHANGING},
            ),
        },
    ),
    routes.LIST_ENDPOINTS.operation: Operation(
        summary="List endpoints",
        description="All of the caller's own, oldest first.",
        parameters=(),
        answers={
            200: Success(
                description="The endpoints.",
                schema="EndpointList",
                shows={"one": examples.endpoints()},
                always=("Cache-Control",),
            ),
        },
    ),
    routes.SHOW_ENDPOINT.operation: Operation(
        summary="Show an endpoint",
        description="The caller's own, without its secret.",
        parameters=("EndpointId",),
        answers=_as_it_is("The endpoint as it is now."),
    ),
    routes.DELETE_ENDPOINT.operation: Operation(
        summary="Delete an endpoint",
        description="It is told nothing any more, also not what is on its way; its log cannot be read any more.",
        parameters=("EndpointId",),
        answers={204: Success(description="It is gone.", always=("Cache-Control",))},
    ),
    routes.ROTATE_SECRET.operation: Operation(
        summary="Rotate an endpoint's secret",
        description="A new secret signs at once, and those before it for another day beside it: a receiver that "
        f"holds any of them verifies every message. At most {MOST_SECRETS} are good at once. A body is not looked at.",
        parameters=("EndpointId",),
        answers={
            200: Success(
                description="The new secret is shown this once.",
                schema="EndpointWithSecret",
                shows={"two_are_good": examples.rotated()},
                always=("Cache-Control",),
            ),
        },
    ),
    routes.DISABLE_ENDPOINT.operation: Operation(
        summary="Disable an endpoint",
        description="What would be sent to it is logged as failed, so that it can be replayed once the endpoint is "
        "enabled. A body is not looked at.",
        parameters=("EndpointId",),
        answers=_as_it_is("It is disabled.", disabled=True),
    ),
    routes.ENABLE_ENDPOINT.operation: Operation(
        summary="Enable an endpoint",
        description="Also one that was disabled because it only failed, or said that it is gone. Its failures are "
        "forgotten. What it missed is not sent by itself: replay it. A body is not looked at.",
        parameters=("EndpointId",),
        answers=_as_it_is("It is enabled."),
    ),
}
