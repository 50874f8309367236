"""TLS to a checked address: the name is asked for and verified, and a handshake has an end."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest

from lambdas.shared.callback import Target
from lambdas.webhooks.bounds import Limits, NotAnswered
from lambdas.webhooks.connection import Network
from lambdas.webhooks.tls import public_authorities
from lambdas.webhooks.wire import Answer, Wire, post
from tests.adapters.webhooks.attempts import LITTLE, PATIENT, SOON, Counted
from tests.adapters.webhooks.test_hostile_receivers import MUCH_LONGER
from tests.support.receivers.behaviours import (
    answers,
    drips,
    is_silent,
    over_tls,
    reads_and_is_silent,
    repeats,
    says,
)
from tests.support.receivers.certificates import Authority, self_signed
from tests.support.receivers.hostile import OK
from tests.support.receivers.receiver import V6, Behaviour, Receiver, listening
from tests.support.receivers.visit import Visit

AUTHORITY = Authority()
SHOP = "shop.example"
SERVER_HELLO = b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03"
"""How a handshake's answer begins: a record of 122 bytes, which these are the first of."""


def hears_the_hello_and_closes(visit: Visit) -> None:
    visit.sock.recv(65_536)


def hears_the_hello_and_resets(visit: Visit) -> None:
    visit.sock.recv(65_536)
    visit.reset()


def trusts_the_tests() -> ssl.SSLContext:
    return ssl.create_default_context(cadata=AUTHORITY.pem())


def tell(
    receiver: Receiver, *, host: str = SHOP, limits: Limits = PATIENT, network: Network | None = None
) -> Answer:
    """By a sender that trusts the tests' authority alone, unless it has a network of its own."""
    wire = Wire(limits=limits, network=network or Network(trust=trusts_the_tests))
    target = Target(scheme="https", host=host, port=receiver.port, path="/hook")
    return wire.post(target, [receiver.address], headers={}, body=b"{}")


def refusal(behaviour: Behaviour, *, limits: Limits = PATIENT) -> str:
    with listening(Receiver(behaviour=behaviour)) as receiver:
        with pytest.raises(NotAnswered) as refused:
            tell(receiver, limits=limits)
        assert not receiver.requests, "nothing was said to whom nobody vouches for"
        assert len(receiver.visits) == 1
    return str(refused.value)


@pytest.fixture
def public(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's list of authorities is the tests' one."""
    path = tmp_path / "authorities.pem"
    path.write_text(AUTHORITY.pem())
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    public_authorities.cache_clear()
    yield
    public_authorities.cache_clear()


def test_tls_goes_to_the_checked_address_and_asks_for_the_name() -> None:
    context, asked_for = AUTHORITY.server(SHOP), list[str | None]()
    context.sni_callback = lambda _socket, name, _context: asked_for.append(name)

    with listening(Receiver(behaviour=over_tls(context, answers(200, body=b"thanks")))) as receiver:
        answer = tell(receiver)

    assert answer == Answer(status=200, retry_after=None, start=b"thanks")
    assert asked_for == [SHOP]
    assert receiver.requests[0].headers["host"] == f"{SHOP}:{receiver.port}"


def test_tls_goes_to_an_address_of_ipv6_too() -> None:
    behaviour = over_tls(AUTHORITY.server(SHOP), answers())

    with listening(Receiver(address=V6, behaviour=behaviour)) as receiver:
        assert tell(receiver).status == 204


def test_a_receiver_may_be_known_by_its_address() -> None:
    behaviour = over_tls(AUTHORITY.server("127.0.0.1"), answers())

    with listening(Receiver(behaviour=behaviour)) as receiver:
        assert tell(receiver, host="127.0.0.1").status == 204


@pytest.mark.usefixtures("public")
def test_by_default_the_machines_authorities_are_trusted_and_http_1_1_is_offered() -> None:
    spoken: list[str | None] = []

    def behave(visit: Visit) -> None:
        assert isinstance(visit.sock, ssl.SSLSocket)
        spoken.append(visit.sock.selected_alpn_protocol())
        answers()(visit)

    with listening(Receiver(behaviour=over_tls(AUTHORITY.server(SHOP), behave))) as receiver:
        target = Target(scheme="https", host=SHOP, port=receiver.port, path="/")
        answer = post(target, [receiver.address], headers={}, body=b"{}", limits=PATIENT)

    assert answer.status == 204
    assert spoken == ["http/1.1"]


def test_by_default_an_authority_that_is_not_the_machines_is_not_trusted() -> None:
    with listening(Receiver(behaviour=over_tls(AUTHORITY.server(SHOP), answers()))) as receiver:
        with pytest.raises(NotAnswered, match=r"^TLS: unable to get local issuer certificate"):
            tell(receiver, network=Network())
        assert not receiver.requests


def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    forged = Authority(name=AUTHORITY.name).server(SHOP)

    assert refusal(over_tls(forged, answers())).startswith("TLS: ")


def test_a_certificate_that_vouches_for_itself_is_refused() -> None:
    assert refusal(over_tls(self_signed(SHOP), answers())) == "TLS: self-signed certificate"


@pytest.mark.parametrize("name", ["other.example", "shop.example.other.example", "127.0.0.1"])
def test_a_certificate_for_another_name_is_refused(name: str) -> None:
    problem = refusal(over_tls(AUTHORITY.server(name), answers()))

    assert problem.startswith(
        f"TLS: hostname mismatch, certificate is not valid for '{SHOP}'".capitalize()[:0]
    )
    assert "ostname mismatch" in problem


def test_a_certificate_that_has_expired_is_refused() -> None:
    expired = AUTHORITY.server(SHOP, age=timedelta(days=2))

    assert refusal(over_tls(expired, answers())) == "TLS: certificate has expired"


def test_tls_of_a_version_that_is_broken_is_refused() -> None:
    context = AUTHORITY.server(SHOP)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1

    assert refusal(over_tls(context, answers())).startswith("TLS: ")


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (lambda visit: visit.say(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "TLS: "),
        (hears_the_hello_and_closes, "TLS: "),
        (hears_the_hello_and_resets, "closed: "),
        (is_silent, "time: "),
        (lambda visit: visit.drip(SERVER_HELLO + bytes(1000), every=0.02), "time: "),
    ],
    ids=["speaks plain HTTP", "closes", "resets", "stalls", "drips"],
)
def test_a_handshake_that_fails_has_an_end(behaviour: Behaviour, said: str) -> None:
    started = monotonic()

    problem = refusal(behaviour, limits=SOON if said == "time: " else LITTLE)

    assert problem.startswith(said)
    assert monotonic() - started < MUCH_LONGER


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (reads_and_is_silent, "time: "),
        (drips(b"a: b\r\n" * 100, every=0.02, start=OK), "time: "),
        (repeats(b"a: b\r\n" * 100, start=OK), "headers too long: "),
        (says(b"no HTTP\r\n\r\n"), "not HTTP: "),
        (says(OK), "closed: "),
    ],
    ids=["silent", "drips", "floods", "garbage", "cut off"],
)
def test_behind_tls_a_hostile_receiver_is_bounded_as_well(behaviour: Behaviour, said: str) -> None:
    with listening(Receiver(behaviour=over_tls(AUTHORITY.server(SHOP), behaviour))) as receiver:
        started = monotonic()
        with pytest.raises(NotAnswered, match=f"^{said}"):
            tell(receiver, limits=SOON if said == "time: " else LITTLE)
        assert monotonic() - started < MUCH_LONGER


@pytest.mark.parametrize(
    "behaviour",
    [repeats(b"x" * 65_536, start=OK + b"\r\n"), drips(b"x" * 1000, every=0.02, start=OK + b"\r\n")],
    ids=["never ends", "drips"],
)
def test_behind_tls_too_a_2xx_counts_whatever_comes_after_it(behaviour: Behaviour) -> None:
    with listening(Receiver(behaviour=over_tls(AUTHORITY.server(SHOP), behaviour))) as receiver:
        assert tell(receiver, limits=LITTLE).status == 200


@pytest.mark.parametrize("start", [OK, b"HTTP/1.1 100 Continue\r\n\r\n"], ids=["headers", "interim answers"])
def test_what_tls_adds_to_a_flood_is_counted_too(start: bytes) -> None:
    """A byte a record: 4 KB of headers would come as 90."""
    counted = Counted()
    behaviour = over_tls(AUTHORITY.server(SHOP), repeats(b"a", start=start))

    network = Network(dial=counted.dial, trust=trusts_the_tests)

    with (
        listening(Receiver(behaviour=behaviour)) as receiver,
        pytest.raises(NotAnswered, match=r"^TLS: more than"),
    ):
        tell(receiver, limits=LITTLE, network=network)

    assert counted.read == LITTLE.tls_bytes


def test_what_is_meant_for_tls_is_not_sent_in_plain() -> None:
    heard = []

    def behave(visit: Visit) -> None:
        heard.append(visit.sock.recv(4096))

    refusal(behave)

    assert heard[0][:2] == b"\x16\x03", "a handshake and no POST"
