"""The schemas of follow-ups, the requests to cancel or change an order, and of what is told of them."""

from __future__ import annotations

from lambdas.api import shapes
from lambdas.api.follow_up import FOLLOW_UP_ID, KINDS, Standing
from lambdas.orders.domain import OrderStatus
from lambdas.webhooks.message import FOLLOW_UPS
from ops.openapi.order_schemas import line_array, money, order_id
from ops.openapi.vocabulary import Schema, moment, or_null, record, ref, request, text


def follow_up_id() -> Schema:
    return text("Follows from the order, the Idempotency-Key, and the kind.", pattern=f"^{FOLLOW_UP_ID}$")


FOLLOW_UP_SCHEMAS: dict[str, Schema] = {
    "ChangeRequest": request(
        shapes.CHANGE,
        items="All of the order's articles, each once, with the quantities that it shall have. At the prices that it "
        "was made at.",
    ),
    "FollowUp": record(
        "What was asked of an order, and what became of it. While it is PENDING it waits its turn, for a minute at "
        "most, or is at work. REFUSED says that the order is as it was.",
        follow_up_id=follow_up_id(),
        order_id=order_id(),
        kind={"enum": [kind.name for kind in KINDS.values()]},
        status={"enum": [standing.value for standing in Standing]},
        reason=or_null(ref("Reason")),
    ),
    "OrderFollowedUp": record(
        "What is told of a follow-up that is over.",
        type={"enum": sorted(FOLLOW_UPS.values())},
        timestamp=moment("When it was over."),
        data=record(
            "The follow-up, and the order as it is since. Of an order that was not there at that time, all but the ids "
            "and the reason is null.",
            follow_up_id=follow_up_id(),
            order_id=order_id(),
            status=or_null({"enum": [status.value for status in OrderStatus]}),
            reason=or_null(ref("Reason")),
            total=money("In minor units of the currency. Null while the order is not priced."),
            currency={
                "type": ["string", "null"],
                "description": "ISO 4217. Null while the order is not priced.",
            },
            items=or_null(line_array()),
        ),
    ),
}
