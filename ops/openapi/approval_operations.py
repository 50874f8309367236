"""What the routes of approvers are for, and what they answer."""

from __future__ import annotations

from lambdas.api.routes import APPROVE_ORDER, REJECT_ORDER, SHOW_APPROVAL
from ops.openapi import approval_examples as examples
from ops.openapi.operation import Body, Operation, Success

_WHO = (
    "For approvers: with a token that has their scope, or signed by whom a policy lets. Nobody answers for an order "
    "that they placed themselves. "
)
_ONCE = (
    "The same answer again changes nothing and is answered alike, whatever its reason; the first one stays. "
    "Conditional headers are not looked at."
)


def _answered(shows: dict[str, object]) -> dict[int, Success]:
    return {
        200: Success(
            description="The answer that counts, as it was first given.",
            schema="Approval",
            shows=shows,
            always=("Cache-Control",),
        )
    }


APPROVAL_OPERATIONS: dict[str, Operation] = {
    SHOW_APPROVAL.operation: Operation(
        summary="Show what is asked about an order",
        description=f"{_WHO}That somebody is asked is told by the event ApprovalAsked; there is no list.",
        parameters=("LargeOrderId",),
        answers={
            200: Success(
                description="The question, and what became of it.",
                schema="Approval",
                shows={"waiting": examples.waiting(), "approved": examples.approved()},
                always=("Cache-Control",),
            )
        },
    ),
    APPROVE_ORDER.operation: Operation(
        summary="Approve an order",
        description=f"{_WHO}The order's saga goes on within seconds, and may still fail for lack of goods, credit or "
        f"money. {_ONCE}",
        parameters=("LargeOrderId",),
        body=Body(schema="AnswerRequest", shows={"without_a_reason": {}}, required=False),
        answers=_answered({"approved": examples.approved()}),
    ),
    REJECT_ORDER.operation: Operation(
        summary="Reject an order",
        description=f"{_WHO}The order is rejected within seconds, with the code NOT_APPROVED and the reason. {_ONCE}",
        parameters=("LargeOrderId",),
        body=Body(schema="AnswerRequest", shows={"with_a_reason": examples.REFUSAL}, required=False),
        answers=_answered({"rejected": examples.refused()}),
    ),
}
