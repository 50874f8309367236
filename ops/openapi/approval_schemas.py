"""The schemas of what approvers are asked, and of their answers."""

from __future__ import annotations

from lambdas.api import shapes
from lambdas.shared.approval import ApprovalStatus
from ops.openapi.order_schemas import order_id
from ops.openapi.vocabulary import Schema, moment, or_null, record, request, text

APPROVAL_SCHEMAS: dict[str, Schema] = {
    "AnswerRequest": request(
        shapes.ANSWER,
        reason="Why. That of a no is told to the client; that of a yes is kept.",
    ),
    "Approval": record(
        "What a person is asked about an order, and what became of it. WITHDRAWN says that the order came to nothing, "
        "in time or after silence: no answer counts any more.",
        order_id=order_id(),
        customer_id=text("Who buys."),
        amount={
            "type": "integer",
            "minimum": 0,
            "description": "The order's total, in minor units of the currency.",
        },
        currency=text("ISO 4217."),
        status={"enum": [status.value for status in ApprovalStatus]},
        asked_at=moment("Since when it waits."),
        answer_by=moment("After that it waits no more; silence is a no."),
        answered_at=or_null(moment("Null before it is answered.")),
        by=or_null(text("Who answered, as the gateway knows them: an ARN of IAM, or a token's subject.")),
        reason=or_null(text("As it was given.")),
    ),
}
