"""The schemas of endpoints, of what they are told, and of the log of it."""

from __future__ import annotations

from lambdas.api import paging, shapes
from lambdas.api.deliveries import TEST
from lambdas.endpoints.delivery import DELIVERY_ID, KEPT, DeliveryStatus
from lambdas.endpoints.endpoint import ENDPOINT_ID, MOST_SECRETS, EndpointStatus
from lambdas.endpoints.registry import MOST_ENDPOINTS
from lambdas.webhooks import disabling
from ops.openapi.vocabulary import Schema, array_of, moment, or_null, record, record_of, ref, request, text


def endpoint_id() -> Schema:
    return text("Made when it was registered.", pattern=f"^{ENDPOINT_ID}$")


def delivery_id() -> Schema:
    return text("The same for the same webhook at the same endpoint.", pattern=f"^{DELIVERY_ID}$")


def _endpoint_request() -> Schema:
    schema = request(
        shapes.ENDPOINT,
        url="A public https URL without user name and fragment. It is kept as it is written.",
        description="For people. Empty when it is left out.",
    )
    schema["properties"]["url"]["format"] = "uri"
    return schema


def _endpoint(words: str, **more: Schema) -> Schema:
    fields: dict[str, Schema] = {
        "endpoint_id": endpoint_id(),
        "url": text("Where it is told."),
        "description": text("As its owner gave it."),
        "status": {"enum": [status.value for status in EndpointStatus]},
        "disabled_reason": or_null(text("Why it is disabled, for people. Null while it is enabled.")),
        "created_at": moment("When it was registered."),
        "secrets": array_of(
            "Secret", minItems=1, maxItems=MOST_SECRETS, description="Those that are good now, latest first."
        ),
    }
    return record_of(words, fields | more)


def _delivery(words: str, **more: Schema) -> Schema:
    fields: dict[str, Schema] = {
        "delivery_id": delivery_id(),
        "webhook_id": text("The header `webhook-id` of every attempt."),
        "type": text("What is told.", examples=[TEST]),
        "status": {"enum": [status.value for status in DeliveryStatus]},
        "reason": or_null(text("Why it failed, for people. Null unless it did.")),
        "occurred_at": moment("When what is told happened."),
        "created_at": moment("When the delivery was opened."),
        "attempts": {"type": "integer", "minimum": 0, "description": "How many there were, in all rounds."},
        "due_at": or_null(moment("When it is tried next. Null when it is not.")),
    }
    return record_of(words, fields | more)


def _webhook(words: str, type_: str, **data: Schema) -> Schema:
    return record(
        words,
        type={"const": type_},
        timestamp=moment("When it happened."),
        data=record_of("What is told.", data),
    )


ENDPOINT_SCHEMAS: dict[str, Schema] = {
    "EndpointRequest": _endpoint_request(),
    "Endpoint": _endpoint("A receiver of webhooks."),
    "EndpointWithSecret": _endpoint(
        "An endpoint, with the one look at its latest secret.",
        secret=text(
            "The key that signs: keep it, it is not shown again.", pattern="^whsec_[A-Za-z0-9+/]+=*$"
        ),
    ),
    "Secret": record(
        "A secret that signs, without the secret.",
        created_at=moment("Since when it signs."),
        valid_until=or_null(moment("Until when it signs. Null for the latest one.")),
    ),
    "EndpointList": record(
        "All endpoints of the caller, oldest first.",
        endpoints=array_of("Endpoint", maxItems=MOST_ENDPOINTS),
    ),
    "Delivery": _delivery(f"A webhook on its way to an endpoint. It is kept for {KEPT.days} days."),
    "WholeDelivery": _delivery(
        "A delivery, with what is sent and what became of it.",
        body={
            "type": "object",
            "description": "What is sent, as JSON. What is signed are its bytes on the way.",
        },
        attempt_log=array_of("Attempt", description="Oldest first; of very many, the latest hundred."),
    ),
    "Attempt": record(
        "One POST to the endpoint.",
        number={"type": "integer", "minimum": 1, "description": "Counts from 1, over all rounds."},
        at=moment("When it began."),
        duration_ms={"type": ["integer", "null"], "minimum": 0, "description": "Null when it is not known."},
        status={"type": ["integer", "null"], "description": "The receiver's. Null when it gave none."},
        error=or_null(text("Why there was no answer, for people. Null when there was one.")),
        answer=text("How the answer's body began: 256 bytes at most."),
    ),
    "DeliveryList": record(
        "A page of an endpoint's deliveries, newest first.",
        deliveries=array_of("Delivery", maxItems=paging.MOST),
        next=or_null(text("The path of the next page. Null on the last one.", format="uri-reference")),
    ),
    "ReplayRequest": request(
        shapes.REPLAY,
        since="Deliveries of what happened at this time or later. Not in the future; RFC 3339.",
        status="Only those with this status. All, when it is left out.",
    ),
    "Replay": record(
        "A replay that was taken on. Each delivery goes out again under its own `webhook-id`.",
        replay_id=text("For people and logs.", pattern="^r-[0-9a-f]{32}$"),
        since=moment("As it was asked for, in UTC."),
        until=moment("When it was asked for: later deliveries are not replayed."),
        status=or_null(ref("ReplayedStatus")),
    ),
    "ReplayedStatus": shapes.REPLAY.schema["properties"]["status"],
    "EndpointTest": _webhook("What a test tells.", TEST, endpoint_id=endpoint_id()),
    "EndpointDisabled": _webhook(
        "What is told of an endpoint that was disabled, to the others of its owner.",
        disabling.TYPE,
        endpoint_id=endpoint_id(),
        url=text("Where it was told."),
        reason=text("Why it was disabled, for people."),
    ),
}
