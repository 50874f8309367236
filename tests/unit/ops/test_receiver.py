from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from standardwebhooks import Webhook

from ops.receiver import Received, Receiver, listening

SECRET = "whsec_" + b64encode(b"a secret of at least 24 bytes").decode()
BODY = json.dumps({"type": "order.approved", "data": {"order_id": "o-1", "status": "APPROVED"}})


def signed(body: str, *, secret: str = SECRET) -> dict[str, str]:
    now = datetime.now(tz=UTC)
    signature = Webhook(secret).sign("w-1", now, body)
    return {
        "webhook-id": "w-1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }


def post(url: str, body: str, headers: dict[str, str]) -> int:
    parts = urlsplit(url)
    connection = HTTPConnection(str(parts.hostname), parts.port, timeout=5)
    try:
        connection.request("POST", parts.path, body=body, headers=headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_nothing_is_believed_before_the_secret_is_known() -> None:
    with listening(Receiver()) as receiver:
        assert post(receiver.url, BODY, signed(BODY)) == 401
        receiver.secret = SECRET
        assert post(receiver.url, BODY, signed(BODY)) == 204

    assert [received.problem for received in receiver.all] == [
        "the secret is none: one begins with whsec_",
        "",
    ]


def test_a_webhook_with_the_right_signature_is_taken_and_verified() -> None:
    with listening(Receiver(secret=SECRET)) as receiver:
        assert post(receiver.url, BODY, signed(BODY)) == 204
        (received,) = receiver.wait_for("o-1", seconds=5)

    assert received.verified
    assert (received.webhook_id, received.order_id) == ("w-1", "o-1")


ANOTHERS = "whsec_" + b64encode(b"another secret, just as long").decode()
NOT_TO_BE_BELIEVED: dict[str, Callable[[], tuple[str, dict[str, str]]]] = {
    "another's key": lambda: (BODY, signed(BODY, secret=ANOTHERS)),
    "another body": lambda: (BODY.replace("APPROVED", "REJECTED"), signed(BODY)),
    "no signature": lambda: (BODY, {}),
    "too old": lambda: (BODY, {**signed(BODY), "webhook-timestamp": "1"}),
}


@pytest.mark.parametrize("case", NOT_TO_BE_BELIEVED)
def test_a_webhook_that_cannot_be_believed_is_refused_and_kept_with_what_is_wrong(case: str) -> None:
    body, headers = NOT_TO_BE_BELIEVED[case]()
    with listening(Receiver(secret=SECRET)) as receiver:
        assert post(receiver.url, body, headers) == 401
        (received,) = receiver.of("o-1")

    assert not received.verified
    assert received.problem


def test_what_is_not_json_breaks_nothing() -> None:
    with listening(Receiver(secret=SECRET)) as receiver:
        assert post(receiver.url, "\xff not json", {}) == 401
        assert post(receiver.url, BODY, signed(BODY)) == 204


def test_a_body_that_is_too_long_is_not_read() -> None:
    with listening(Receiver(secret=SECRET)) as receiver:
        assert post(receiver.url, "", {"Content-Length": str(10**9)}) == 413


def test_whoever_asked_to_be_told_is_told_of_each() -> None:
    told: list[Received] = []
    with listening(Receiver(secret=SECRET, on_receive=told.append)) as receiver:
        post(receiver.url, BODY, signed(BODY))

    assert [received.webhook_id for received in told] == ["w-1"]


def test_waiting_for_a_webhook_that_does_not_come_ends() -> None:
    assert Receiver(secret=SECRET).wait_for("o-1", seconds=0.01) == ()
