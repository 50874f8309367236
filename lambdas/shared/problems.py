"""The problems there are: one table, from which the handler answers and the documents are made.

A type's URI stays what it is for ever, since clients tell problems apart by it; titles and advice may be
written better.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ProblemType:
    """`advice` says what the client should do; it is for the documents and is not part of an answer."""

    slug: str
    status: int
    title: str
    advice: str

    @property
    def uri(self) -> str:
        return f"urn:saga:problem:{self.slug}"


MALFORMED_BODY = ProblemType(
    slug="malformed-body",
    status=400,
    title="The body is not JSON",
    advice="Send one JSON value in UTF-8: no key twice, no NaN or Infinity. Nothing was started.",
)
INVALID_ORDER = ProblemType(
    slug="invalid-order",
    status=400,
    title="The order is not valid",
    advice="Correct the fields in `errors`, ten at most, and send it again. Nothing was started.",
)
INVALID_CHANGE = ProblemType(
    slug="invalid-change",
    status=400,
    title="The change is not valid",
    advice="Correct the fields in `errors`, ten at most, and send it again. Nothing was started.",
)
IDEMPOTENCY_KEY_MISSING = ProblemType(
    slug="idempotency-key-missing",
    status=400,
    title="Idempotency-Key is missing",
    advice="Make a key for each request, such as a UUID, keep it with the request, and send it with each attempt.",
)
INVALID_IDEMPOTENCY_KEY = ProblemType(
    slug="invalid-idempotency-key",
    status=400,
    title="The Idempotency-Key is not valid",
    advice="Send one key, of the characters that the reason names, with or without quotes around it.",
)
INVALID_ENDPOINT = ProblemType(
    slug="invalid-endpoint",
    status=400,
    title="The endpoint is not valid",
    advice="Correct the fields in `errors`, ten at most, and send it again. Nothing was registered.",
)
INVALID_REPLAY = ProblemType(
    slug="invalid-replay",
    status=400,
    title="The replay is not valid",
    advice="Correct the fields in `errors` and send it again. Nothing is replayed.",
)
INVALID_QUERY = ProblemType(
    slug="invalid-query",
    status=400,
    title="A query parameter is not valid",
    advice="Correct the parameters in `errors`. Take a cursor as it came, in `next`, and make none up.",
)
INVALID_ANSWER = ProblemType(
    slug="invalid-answer",
    status=400,
    title="The answer is not valid",
    advice="Correct the fields in `errors` and send it again. Nothing was answered.",
)
INVALID_MESSAGE = ProblemType(
    slug="invalid-message",
    status=400,
    title="The message is not valid",
    advice="On a socket: correct the fields in `errors` and send it again. The socket stays open.",
)
CONNECTION_UNKNOWN = ProblemType(
    slug="connection-unknown",
    status=401,
    title="The connection is not known",
    advice="On a socket: take a new ticket, connect again, and follow the orders anew.",
)
NOT_AN_APPROVER = ProblemType(
    slug="not-an-approver",
    status=403,
    title="The caller is no approver",
    advice="Ask as one: with a token that has the approvers' scope, or signed by whom a policy lets answer.",
)
OWN_ORDER = ProblemType(
    slug="own-order",
    status=403,
    title="The caller placed the order",
    advice="Have somebody else answer: nobody approves what they ordered.",
)
NO_SUCH_ORDER = ProblemType(
    slug="no-such-order",
    status=404,
    title="There is no such order",
    advice="Ask for an order that the same caller placed: one of somebody else is not there either.",
)
NO_SUCH_FOLLOW_UP = ProblemType(
    slug="no-such-follow-up",
    status=404,
    title="There is no such cancellation or change of this order",
    advice="Ask at the Location that the request was answered with, as the same caller.",
)
NO_SUCH_ENDPOINT = ProblemType(
    slug="no-such-endpoint",
    status=404,
    title="There is no such endpoint",
    advice="Ask for an endpoint that the same caller registered: one of somebody else is not there either.",
)
NO_SUCH_DELIVERY = ProblemType(
    slug="no-such-delivery",
    status=404,
    title="There is no such delivery",
    advice="Take the id from the endpoint's list of deliveries: what is not there any more was forgotten.",
)
NO_SUCH_APPROVAL = ProblemType(
    slug="no-such-approval",
    status=404,
    title="Nobody is asked about this order",
    advice="Look at the order's id: only large orders wait for a person, and not before they are priced.",
)
NO_SUCH_PATH = ProblemType(
    slug="no-such-path",
    status=404,
    title="There is nothing at this path",
    advice="Look the path up in the API's description, and mind that none ends with a slash.",
)
METHOD_NOT_ALLOWED = ProblemType(
    slug="method-not-allowed",
    status=405,
    title="The path does not take this method",
    advice="Use one of the methods in the header Allow.",
)
ENDPOINT_EXISTS = ProblemType(
    slug="endpoint-exists",
    status=409,
    title="An endpoint has this URL already",
    advice="Use the endpoint at `instance`. Its secret is not shown again: rotate it, if it was lost.",
)
TOO_MANY_ENDPOINTS = ProblemType(
    slug="too-many-endpoints",
    status=409,
    title="There are as many endpoints as there may be",
    advice="Delete one that is needed no longer.",
)
TOO_MANY_SECRETS = ProblemType(
    slug="too-many-secrets",
    status=409,
    title="As many secrets are good as there may be",
    advice="Wait until one has run out, a day after it was replaced; the endpoint at `instance` says when.",
)
ENDPOINT_DISABLED = ProblemType(
    slug="endpoint-disabled",
    status=409,
    title="The endpoint is disabled",
    advice="Enable the endpoint at `instance` first: while it is disabled, nothing is sent to it.",
)
ANSWERED_OTHERWISE = ProblemType(
    slug="answered-otherwise",
    status=409,
    title="The other answer was given before",
    advice="It stands: who gave it is at `instance`. An order that was approved can be cancelled, not refused.",
)
NO_LONGER_ASKED = ProblemType(
    slug="no-longer-asked",
    status=410,
    title="The order waits for no answer any more",
    advice="Nothing: it was cancelled, it came to nothing, or nobody answered in time. What is known is at `instance`.",
)
PRECONDITION_FAILED = ProblemType(
    slug="precondition-failed",
    status=412,
    title="The order is no longer what If-Match names",
    advice="Ask without If-Match: what the order is now is in the answer.",
)
BODY_TOO_LARGE = ProblemType(
    slug="body-too-large",
    status=413,
    title="The body is too large",
    advice="Send less than the length in `detail`. No valid order comes near it. Nothing was started.",
)
UNSUPPORTED_MEDIA_TYPE = ProblemType(
    slug="unsupported-media-type",
    status=415,
    title="The body is not said to be JSON",
    advice="Send the body with the header `Content-Type: application/json`. Nothing was started.",
)
IDEMPOTENCY_KEY_REUSED = ProblemType(
    slug="idempotency-key-reused",
    status=422,
    title="The Idempotency-Key was used for another request",
    advice="Take a new key for a new request. `instance` is what was asked for with this one.",
)
INTERNAL_ERROR = ProblemType(
    slug="internal-error",
    status=500,
    title="Something is wrong here, not with the request",
    advice="Send the request again later, with the same Idempotency-Key if it had one. It was logged.",
)
BUSY = ProblemType(
    slug="busy",
    status=503,
    title="The service is busy",
    advice="Send the request again after Retry-After, with the same Idempotency-Key if it had one.",
)

PROBLEMS = (
    MALFORMED_BODY,
    INVALID_ORDER,
    INVALID_CHANGE,
    IDEMPOTENCY_KEY_MISSING,
    INVALID_IDEMPOTENCY_KEY,
    INVALID_ENDPOINT,
    INVALID_REPLAY,
    INVALID_QUERY,
    INVALID_ANSWER,
    INVALID_MESSAGE,
    CONNECTION_UNKNOWN,
    NOT_AN_APPROVER,
    OWN_ORDER,
    NO_SUCH_ORDER,
    NO_SUCH_FOLLOW_UP,
    NO_SUCH_ENDPOINT,
    NO_SUCH_DELIVERY,
    NO_SUCH_APPROVAL,
    NO_SUCH_PATH,
    METHOD_NOT_ALLOWED,
    ENDPOINT_EXISTS,
    TOO_MANY_ENDPOINTS,
    TOO_MANY_SECRETS,
    ENDPOINT_DISABLED,
    ANSWERED_OTHERWISE,
    NO_LONGER_ASKED,
    PRECONDITION_FAILED,
    BODY_TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    IDEMPOTENCY_KEY_REUSED,
    INTERNAL_ERROR,
    BUSY,
)

ON_SOCKETS = (INVALID_MESSAGE, CONNECTION_UNKNOWN, NO_SUCH_ORDER, INTERNAL_ERROR, BUSY)
"""Those that come as a message on a socket."""
