"""Verifying a delivery by hand: as a person pastes the line, on a file as `make run` keeps it."""

from __future__ import annotations

import shlex
import subprocess
import sys
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from ops import verify
from ops.posted import Posted, posted_of
from ops.settings import ROOT
from ops.webhook_lines import verifying_line

SECRET = "whsec_" + b64encode(b"a secret of at least 24 bytes").decode()
ANOTHERS = "whsec_" + b64encode(b"another secret, just as long").decode()
BODY = '{"type":"order.approved","data":{"order_id":"o-1","reason":"für 7 €"}}'


def delivery(*, secrets: tuple[str, ...] = (SECRET,), age: timedelta = timedelta()) -> bytes:
    """The message as it comes, signed with each of the secrets."""
    at = datetime.now(tz=UTC) - age
    headers = {
        "Host": "127.0.0.1:8080",
        "webhook-id": "o-1~approved",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign("o-1~approved", at, BODY) for secret in secrets),
    }
    return Posted(path="/orders", headers=headers, raw=BODY.encode()).as_message()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "delivery.http"


def said(
    file: Path, message: bytes, capsys: pytest.CaptureFixture[str], *, secret: str = SECRET
) -> tuple[int, str]:
    """The exit status, and what is printed."""
    file.write_bytes(message)
    status = verify.main([str(file), secret])
    return status, capsys.readouterr().out


def test_the_line_that_is_printed_verifies_a_delivery_and_says_what_it_looked_at(file: Path) -> None:
    file.write_bytes(delivery(age=timedelta(seconds=30)))
    program, *arguments = shlex.split(verifying_line(file, secret=SECRET))

    assert program == ".venv/bin/python"
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=True)

    id_, timestamp, signature, verdict = done.stdout.splitlines()
    assert id_ == "✓ id         o-1~approved"
    assert timestamp.startswith(("✓ timestamp  30 s ago", "✓ timestamp  31 s ago", "✓ timestamp  32 s ago"))
    assert f"the {len(BODY.encode())} bytes of the body" in signature
    assert verdict == "The delivery is to be believed."


def test_one_byte_that_was_changed_anywhere_in_the_body_is_found(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = delivery()
    start = len(whole) - len(BODY.encode())
    for position in (start, start + 20, len(whole) - 1):
        tampered = bytearray(whole)
        tampered[position] ^= 1

        status, out = said(file, bytes(tampered), capsys)

        assert status == 1
        assert "✗ No matching signature found: none is of this secret" in out
        assert "NOT to be believed" in out


@pytest.mark.parametrize(
    ("header", "changed", "word"),
    [
        (b"webhook-id: o-1", b"webhook-id: o-2", "No matching signature found"),
        (b"webhook-timestamp: 1", b"webhook-timestamp: 9", "Message timestamp too new"),
        (b"webhook-signature: v1,", b"webhook-signature: v2,", "No matching signature found"),
        (b"webhook-signature:", b"x-signature:", "there is no webhook-signature"),
    ],
)
def test_a_header_that_was_changed_is_found(
    file: Path, capsys: pytest.CaptureFixture[str], header: bytes, changed: bytes, word: str
) -> None:
    status, out = said(file, delivery().replace(header, changed), capsys)

    assert (status, word in out) == (1, True)


def test_another_secret_is_not_enough_and_one_of_two_is(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(file, delivery(), capsys, secret=ANOTHERS)[0] == 1

    status, out = said(file, delivery(secrets=(SECRET, ANOTHERS)), capsys, secret=ANOTHERS)

    assert (status, "2 signatures: one of them is enough" in out) == (0, True)


def test_an_old_delivery_is_not_believed_and_it_is_said_what_to_do(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out = said(file, delivery(age=timedelta(minutes=6)), capsys)

    assert status == 1
    assert "✗ Message timestamp too old: a receiver takes 5 minutes at most: send a test event" in out


@pytest.mark.parametrize("secret", ["", "whsec_", "a secret", "whsec_!"])
def test_what_is_no_secret_verifies_nothing(
    file: Path, capsys: pytest.CaptureFixture[str], secret: str
) -> None:
    assert said(file, delivery(), capsys, secret=secret)[0] == 1


def test_without_a_file_it_is_said_where_one_comes_from(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main([str(file), SECRET]) == 2
    assert "`make run` keeps the last delivery there" in capsys.readouterr().out


@pytest.mark.parametrize(
    "message", [b"", b"GET / HTTP/1.1\r\n\r\n", b"POST / HTTP/1.1\r\n" + b"a: b\r\n" * 200]
)
def test_a_file_that_is_no_such_message_is_refused(
    file: Path, capsys: pytest.CaptureFixture[str], message: bytes
) -> None:
    status, out = said(file, message, capsys)

    assert (status, "cannot be read" in out) == (2, True)
    with pytest.raises(ValueError, match=r"first line|headers"):
        posted_of(message)
