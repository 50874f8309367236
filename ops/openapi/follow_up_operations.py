"""What the routes of follow-ups are for, and what they answer."""

from __future__ import annotations

from lambdas.api.follow_up import CANCELLATION, CHANGE, Kind
from lambdas.api.routes import CANCEL_ORDER, CHANGE_ORDER, SHOW_FOLLOW_UP
from ops.openapi import follow_up_examples as examples
from ops.openapi.operation import Body, Link, Operation, Success

_ITS_TURN = (
    "While the order is PENDING, or something else that was asked of it is at work, this waits its turn, for about a "
    "minute. "
)
_TO_IT = {
    "follow_up": Link(
        to=SHOW_FOLLOW_UP,
        parameters={
            "order_id": "$response.body#/order_id",
            "follow_up_id": "$response.body#/follow_up_id",
        },
    )
}


def _answers(kind: Kind) -> dict[int, Success]:
    return {
        200: Success(
            description=f"The {kind.name} is over: waited for with `Prefer: wait=N`, or asked for before.",
            schema="FollowUp",
            shows={"done": examples.done(kind), "refused": examples.refused(kind)},
            always=("Location", "Content-Location", "Cache-Control", "Vary"),
            sometimes=("Preference-Applied",),
            links=_TO_IT,
        ),
        202: Success(
            description=f"The {kind.name} was begun.",
            schema="FollowUp",
            shows={"pending": examples.pending(kind)},
            always=("Location", "Retry-After", "Cache-Control", "Vary"),
            sometimes=("Preference-Applied",),
            links=_TO_IT,
        ),
    }


FOLLOW_UP_OPERATIONS: dict[str, Operation] = {
    CANCEL_ORDER.operation: Operation(
        summary="Cancel an order",
        description="Starts a saga, once for an order and Idempotency-Key: goods, money and credit go back, "
        f"unless the goods have left. {_ITS_TURN}An order that waits for a person's approval is taken back at once: it "
        "is rejected with the code CANCELLED, and this is refused with ALREADY_CANCELLED. It is refused for an order "
        "that was rejected, cancelled or shipped. A body is not looked at.",
        parameters=("OrderId", "IdempotencyKey", "Prefer"),
        answers=_answers(CANCELLATION),
    ),
    CHANGE_ORDER.operation: Operation(
        summary="Change an order's quantities",
        description="Starts a saga, once for an order and Idempotency-Key: goods, money and credit move by the "
        f"difference, all of them or none. {_ITS_TURN}It is refused for an order that was rejected, cancelled or "
        "shipped, for other articles than the order has, and where goods, credit or money do not suffice.",
        parameters=("OrderId", "IdempotencyKey", "Prefer"),
        body=Body(schema="ChangeRequest", shows={"more_mugs": examples.REQUEST}),
        answers=_answers(CHANGE),
    ),
    SHOW_FOLLOW_UP.operation: Operation(
        summary="Show a cancellation or a change",
        description="What became of it, from the moment that it was accepted.",
        parameters=("OrderId", "FollowUpId", "Prefer"),
        answers={
            200: Success(
                description="It as it is now.",
                schema="FollowUp",
                shows={"pending": examples.pending(CANCELLATION), "refused": examples.refused(CHANGE)},
                always=("Cache-Control", "Vary"),
                sometimes=("Retry-After", "Preference-Applied"),
            ),
        },
    ),
}
