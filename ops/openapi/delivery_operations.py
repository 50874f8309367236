"""What the routes of deliveries are for, and what they answer."""

from __future__ import annotations

from lambdas.api import routes
from lambdas.api.routes import Route
from lambdas.endpoints.delivery import KEPT
from ops.openapi import endpoint_examples as examples
from ops.openapi.operation import Body, Link, Operation, Success


def _to(route: Route, *, delivery: str) -> Link:
    """`delivery` is the expression of its id."""
    parameters = {"endpoint_id": "$request.path.endpoint_id", "delivery_id": delivery}
    return Link(to=route, parameters=parameters)


def _to_the_delivery(delivery: str) -> dict[str, Link]:
    return {
        route.operation: _to(route, delivery=delivery)
        for route in (routes.SHOW_DELIVERY, routes.REPLAY_DELIVERY)
    }


def _begun(description: str, shows: dict[str, object]) -> Success:
    return Success(
        description=description,
        schema="Delivery",
        shows=shows,
        always=("Location", "Retry-After", "Cache-Control"),
        links=_to_the_delivery("$response.body#/delivery_id"),
    )


DELIVERY_OPERATIONS: dict[str, Operation] = {
    routes.TEST_ENDPOINT.operation: Operation(
        summary="Send a test to an endpoint",
        description="A webhook `endpoint.test`, signed and delivered like any other. A body is not looked at.",
        parameters=("EndpointId",),
        answers={202: _begun("It is on its way.", {"opened": examples.test_delivery()})},
    ),
    routes.REPLAY_DELIVERIES.operation: Operation(
        summary="Replay what an endpoint was told since a time",
        description="Begins within a minute. Each delivery goes out under its own `webhook-id`, so a receiver that "
        "had it already can tell.",
        parameters=("EndpointId",),
        body=Body(schema="ReplayRequest", shows={"what_failed": examples.REPLAY_REQUEST}),
        answers={
            202: Success(
                description="It was taken on.",
                schema="Replay",
                shows={"what_failed": examples.replay()},
                always=("Cache-Control",),
            ),
        },
    ),
    routes.LIST_DELIVERIES.operation: Operation(
        summary="List an endpoint's deliveries",
        description=f"Newest first, in pages. Each is kept for {KEPT.days} days.",
        parameters=("EndpointId", "Limit", "Cursor"),
        answers={
            200: Success(
                description="A page.",
                schema="DeliveryList",
                shows={"last_page": examples.deliveries()},
                always=("Cache-Control",),
                sometimes=("Link",),
                links=_to_the_delivery("$response.body#/deliveries/0/delivery_id"),
            ),
        },
    ),
    routes.SHOW_DELIVERY.operation: Operation(
        summary="Show a delivery",
        description="With what is sent, and each attempt: when, for how long, and how the answer began.",
        parameters=("EndpointId", "DeliveryId"),
        answers={
            200: Success(
                description="The delivery as it is now.",
                schema="WholeDelivery",
                shows={"came_at_the_second_attempt": examples.whole_delivery()},
                always=("Cache-Control",),
                links={
                    routes.REPLAY_DELIVERY.operation: _to(
                        routes.REPLAY_DELIVERY, delivery="$request.path.delivery_id"
                    )
                },
            ),
        },
    ),
    routes.REPLAY_DELIVERY.operation: Operation(
        summary="Replay a delivery",
        description="Due at once, with the whole schedule before it, whatever its status is. A body is not looked at.",
        parameters=("EndpointId", "DeliveryId"),
        answers={202: _begun("It is on its way again.", {"again": examples.replayed_delivery()})},
    ),
}
