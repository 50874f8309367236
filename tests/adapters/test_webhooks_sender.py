"""The sender against a real server on the loopback, with and without TLS."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from standardwebhooks import Webhook
from urllib3 import Timeout

from lambdas.shared.callback import Target, target_of
from lambdas.webhooks import signing
from lambdas.webhooks.message import message_of
from lambdas.webhooks.resolve import addresses_of
from lambdas.webhooks.sender import NotDelivered, post
from tests.adapters.receiver import Receiver, receiving
from tests.unit.webhooks.fakes import queued

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HERE = ("127.0.0.1",)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(Receiver()) as it:
        yield it


def hook(receiver: Receiver, path: str = "/hook") -> Target:
    return target_of(f"http://localhost:{receiver.port}{path}", local=True)


def test_a_signed_message_arrives_byte_for_byte_and_is_verified_there(receiver: Receiver) -> None:
    message, target = message_of(queued()), hook(receiver, "/hook?shop=1&a=%20b")
    headers = signing.headers(
        key=signing.key_of(SECRET),
        message_id=message.id,
        attempted_at=datetime.now(tz=UTC),
        body=message.body,
    )

    status = post(target, addresses_of(target, local=True), headers=headers, body=message.body)

    assert status == 204
    [(path, received, body)] = receiver.received
    assert (path, body) == ("/hook?shop=1&a=%20b", message.body)
    assert received["Host"] == f"localhost:{receiver.port}"
    assert Webhook(SECRET).verify(body, received)["type"] == "order.rejected"


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_every_2xx_says_that_the_message_arrived(receiver: Receiver, status: int) -> None:
    receiver.status = status

    assert post(hook(receiver), HERE, headers={}, body=b"{}") == status


@pytest.mark.parametrize("status", [300, 301, 307, 308, 400, 404, 410, 429, 500, 503])
def test_every_other_status_says_that_it_did_not_and_is_asked_once(receiver: Receiver, status: int) -> None:
    receiver.status, receiver.headers = status, {"Retry-After": "0"}

    with pytest.raises(NotDelivered, match=str(status)):
        post(hook(receiver), HERE, headers={}, body=b"{}")

    assert len(receiver.received) == 1


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 307, {"Location": "/elsewhere"}

    with pytest.raises(NotDelivered, match="307"):
        post(hook(receiver), HERE, headers={}, body=b"{}")

    assert [path for path, *_ in receiver.received] == ["/hook"]


def test_an_answer_may_be_as_long_as_it_likes_and_is_not_read(receiver: Receiver) -> None:
    receiver.status, receiver.body = 200, b"x" * 5_000_000

    assert post(hook(receiver), HERE, headers={}, body=b"{}") == 200


def test_a_receiver_that_does_not_answer_is_given_up_on(receiver: Receiver) -> None:
    receiver.silent = True

    with pytest.raises(NotDelivered, match="no answer"):
        post(hook(receiver), HERE, headers={}, body=b"{}", timeout=Timeout(read=0.1))

    assert len(receiver.received) == 1


def test_the_next_address_is_tried_when_the_first_takes_no_connection(receiver: Receiver) -> None:
    assert post(hook(receiver), ("127.0.0.2", *HERE), headers={}, body=b"{}") == 204


def test_where_nobody_listens_nothing_is_delivered() -> None:
    with receiving(Receiver()) as gone:
        target = hook(gone)

    with pytest.raises(NotDelivered, match="no connection"):
        post(target, HERE, headers={}, body=b"{}")


def certificate_for(name: str, directory: Path) -> Path:
    """A self-signed certificate and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(tz=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = directory / "server.pem"
    path.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Target, list[str | None]]]:
    """A TLS server on the loopback that is shop.example, trusted, and the names it was asked for."""
    pem = certificate_for("shop.example", tmp_path)
    names: list[str | None] = []
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)
    tls.sni_callback = lambda _socket, name, _context: names.append(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with receiving(Receiver(), tls) as it:
        yield Target(scheme="https", host="shop.example", port=it.port, path="/"), names


def test_tls_goes_to_the_checked_address_and_asks_for_the_name(shop: tuple[Target, list[str | None]]) -> None:
    target, names = shop

    assert post(target, HERE, headers={}, body=b"{}") == 204
    assert names == ["shop.example"]


def test_a_certificate_for_another_name_is_refused(shop: tuple[Target, list[str | None]]) -> None:
    with pytest.raises(NotDelivered, match="hostname"):
        post(replace(shop[0], host="other.example"), HERE, headers={}, body=b"{}")


def test_a_certificate_that_nobody_vouches_for_is_refused(
    shop: tuple[Target, list[str | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")

    with pytest.raises(NotDelivered, match="certificate"):
        post(shop[0], HERE, headers={}, body=b"{}")
