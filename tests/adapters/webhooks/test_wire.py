"""The one POST, to receivers that behave: what it says, and what it makes of the answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from lambdas.shared.callback import Target, target_of
from lambdas.webhooks.bounds import Limits, NotAnswered
from lambdas.webhooks.connection import Network
from lambdas.webhooks.wire import Answer, Wire, post
from tests.adapters.webhooks.attempts import PATIENT, SOON
from tests.support.receivers.behaviours import answers, in_turn, reads_and_closes, says, waits
from tests.support.receivers.receiver import V4, V6, Receiver, listening

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@pytest.fixture
def shop() -> Iterator[Receiver]:
    with listening(Receiver(behaviour=answers())) as it:
        yield it


def hook(receiver: Receiver, path: str = "/hook") -> Target:
    return target_of(f"http://localhost:{receiver.port}{path}", local=True)


def tell(receiver: Receiver, *, body: bytes = b"{}", limits: Limits = PATIENT) -> Answer:
    return post(hook(receiver), [receiver.address], headers={}, body=body, limits=limits)


def test_a_message_arrives_byte_for_byte_under_the_name_it_was_sent_to(shop: Receiver) -> None:
    body = bytes(range(256)) * 1000
    target = hook(shop, "/hook?shop=1&a=%20b")

    answer = post(target, [V4], headers={"webhook-id": "m-1"}, body=body, limits=PATIENT)

    assert answer == Answer(status=204, retry_after=None, start=b"")
    [request] = shop.requests
    assert (request.method, request.path, request.body) == ("POST", "/hook?shop=1&a=%20b", body)
    assert request.headers == {
        "host": f"localhost:{shop.port}",
        "content-length": str(len(body)),
        "accept-encoding": "identity",
        "connection": "close",
        "webhook-id": "m-1",
    }


@pytest.mark.parametrize("status", [200, 201, 204, 299, 300, 301, 308, 400, 404, 410, 429, 500, 503, 999])
def test_every_status_is_an_answer_and_is_asked_for_once(shop: Receiver, status: int) -> None:
    shop.behaviour = answers(status, {"Retry-After": "0", "Location": "/elsewhere"})

    assert tell(shop).status == status
    assert [request.path for request in shop.requests] == ["/hook"]


@pytest.mark.parametrize(
    ("header", "read"),
    [
        ({}, None),
        ({"Retry-After": "120"}, "120"),
        ({"RETRY-AFTER": "Wed, 21 Oct 2026 07:28:00 GMT"}, "Wed, 21 Oct 2026 07:28:00 GMT"),
        ({"Retry-After": ""}, ""),
        ({"Retry-After": "\xe9" + "9" * 100}, "\xe9" + "9" * 63),
    ],
)
def test_when_to_come_again_is_told_as_it_came(
    shop: Receiver, header: dict[str, str], read: str | None
) -> None:
    shop.behaviour = answers(503, header)

    assert tell(shop).retry_after == read


def test_of_the_body_the_first_bytes_are_kept(shop: Receiver) -> None:
    shop.behaviour = answers(500, body=b"x" * 255 + b"yz" + b"-" * 1000)

    assert tell(shop).start == b"x" * 255 + b"y"


def test_a_body_in_chunks_is_put_together(shop: Receiver) -> None:
    chunks = b"".join(b"1\r\n%c\r\n" % letter for letter in b"sorry" * 100) + b"0\r\n\r\n"
    shop.behaviour = says(b"HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)

    assert tell(shop).start == (b"sorry" * 100)[:256]


def test_an_answer_of_http_1_0_is_one() -> None:
    with listening(Receiver(behaviour=says(b"HTTP/1.0 200 OK\r\n\r\nthanks"))) as old:
        assert tell(old) == Answer(status=200, retry_after=None, start=b"thanks")


def test_an_answer_that_comes_late_but_in_time_counts(shop: Receiver) -> None:
    shop.behaviour = waits(0.2, answers(200))

    assert tell(shop).status == 200


def test_the_next_address_is_tried_when_the_first_takes_no_connection() -> None:
    with listening(Receiver(address=V6, behaviour=answers())) as shop:
        answer = post(hook(shop), [V4, V6], headers={}, body=b"{}", limits=PATIENT)

    assert answer.status == 204
    assert len(shop.requests) == 1


def test_the_next_address_is_not_tried_once_a_connection_came_about(shop: Receiver) -> None:
    shop.behaviour = in_turn(reads_and_closes, answers())

    with pytest.raises(NotAnswered, match=r"^closed: "):
        post(hook(shop), [V4, V4], headers={}, body=b"{}", limits=PATIENT)

    assert len(shop.visits) == 1


def test_of_many_addresses_a_few_are_tried() -> None:
    tried = []

    def refuses(address: str, _port: int, _seconds: float) -> socket.socket:
        tried.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    wire = Wire(network=Network(dial=refuses))
    addresses = [f"192.0.2.{number}" for number in range(200)]

    with pytest.raises(NotAnswered, match=r"^connection: 192\.0\.2\.0: connection refused, "):
        wire.post(target_of("http://localhost/", local=True), addresses, headers={}, body=b"")

    assert tried == addresses[:3]


def test_each_address_has_as_long_as_there_is_and_no_more() -> None:
    given = []

    def takes_its_time(_address: str, _port: int, seconds: float) -> socket.socket:
        given.append(seconds)
        raise TimeoutError

    wire = Wire(limits=SOON, network=Network(dial=takes_its_time))

    with pytest.raises(NotAnswered, match=r"^connection: ::1: took too long"):
        wire.post(target_of("http://localhost/", local=True), ["::1"], headers={}, body=b"")

    assert given == [SOON.connect]


def test_where_nobody_listens_nothing_is_answered() -> None:
    with listening(Receiver(behaviour=answers())) as gone:
        pass

    with pytest.raises(NotAnswered, match=r"^connection: "):
        tell(gone)


def test_a_name_is_never_connected_to(shop: Receiver) -> None:
    with pytest.raises(ValueError, match="localhost"):
        post(hook(shop), ["localhost"], headers={}, body=b"{}")

    assert not shop.visits


def test_no_proxy_is_taken_from_the_environment(shop: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(Receiver(behaviour=answers(500))) as trap:
        for name in PROXIES:
            monkeypatch.setenv(name, f"http://{trap.address}:{trap.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)

        assert tell(shop).status == 204

    assert not trap.visits
