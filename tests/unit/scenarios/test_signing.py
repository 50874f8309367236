"""Requests to an API with IAM are signed as AWS documents it (Signature Version 4), and sent as they were signed."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.credentials import Credentials

from tests.scenarios.targets.signing import SignedApi

SECRET = "made-up-secret"
URL = "https://abc.execute-api.eu-west-1.amazonaws.com"


@dataclass
class Pool:
    """Keeps what it was to send."""

    status: int = 200
    sent: list[dict[str, Any]] = field(default_factory=list)

    def request(self, method: str, url: str, **parts: Any) -> Any:
        self.sent.append({"method": method, "url": url, **parts})
        return SimpleNamespace(status=self.status, headers={"ETag": '"1"'}, data=b'{"status": "APPROVED"}')


def api(pool: Pool, *, token: str | None = None) -> SignedApi:
    credentials = Credentials("AKIDEXAMPLE", SECRET, token)
    return SignedApi(url=URL, credentials=credentials, region="eu-west-1", pool=pool)  # type: ignore[arg-type]


def signature_of(sent: dict[str, Any], *, signed: str, scope: str) -> str:
    """Step by step as in "Create a signed AWS API request"."""
    url = urlsplit(sent["url"])
    headers = {name.lower(): value for name, value in sent["headers"].items()} | {"host": url.netloc}
    canonical = [sent["method"], url.path, url.query]
    canonical += [f"{name}:{headers[name]}" for name in signed.split(";")]
    canonical += ["", signed, hashlib.sha256(sent["body"] or b"").hexdigest()]
    digest = hashlib.sha256("\n".join(canonical).encode()).hexdigest()
    to_sign = "\n".join(["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, digest])
    key = f"AWS4{SECRET}".encode()
    for part in [*scope.split("/"), to_sign]:
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    return key.hex()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/orders", {"customer_id": "ada"}),
        ("POST", "/orders", b"\xff\xfe\x00"),
        ("GET", "/orders?limit=2", None),
    ],
)
def test_a_request_is_signed_over_all_that_is_sent(method: str, path: str, body: Any) -> None:
    pool = Pool()

    api(pool).ask(method, path, body=body, headers={"Idempotency-Key": "k-1"})

    (sent,) = pool.sent
    found = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/(\S+), SignedHeaders=(\S+), Signature=(\w+)",
        sent["headers"]["Authorization"],
    )
    assert found
    scope, signed, signature = found.groups()
    assert scope.split("/")[1:] == ["eu-west-1", "execute-api", "aws4_request"]
    assert {"host", "idempotency-key", "content-type", "x-amz-date"} <= set(signed.split(";"))
    assert signature == signature_of(sent, signed=signed, scope=scope)


def test_temporary_credentials_are_sent_with_their_token() -> None:
    pool = Pool()

    api(pool, token="a-token").ask("GET", "/orders/o-1", body=None, headers=None)

    assert pool.sent[0]["headers"]["X-Amz-Security-Token"] == "a-token"


def test_a_refusal_is_an_answer_and_nothing_is_sent_twice() -> None:
    pool = Pool(status=503)

    answer = api(pool).ask("GET", "/orders/o-1", body=None, headers=None)

    assert (answer.status, answer.headers, answer.body) == (503, {"etag": '"1"'}, {"status": "APPROVED"})
    assert [(sent["retries"], sent["redirect"]) for sent in pool.sent] == [(False, False)]
