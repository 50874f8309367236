"""HTTP whose requests are signed with AWS credentials (Signature Version 4), as an API with IAM wants it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from urllib3 import PoolManager, Timeout

from ops.orders import Answer
from tests.scenarios.targets.target import JSON, encoded

_SERVICE = "execute-api"
_TIMEOUT = Timeout(connect=5, read=35)
"""Longer than an API may hold its answer back."""


@dataclass(frozen=True, kw_only=True)
class SignedApi:
    """`url` is without a slash at its end. Whatever the answer is, a request is sent once."""

    url: str
    credentials: Credentials
    region: str
    pool: PoolManager = field(default_factory=lambda: PoolManager(timeout=_TIMEOUT))

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | bytes | None,
        headers: Mapping[str, str] | None,
    ) -> Answer:
        signed = self.signed(
            method, path, body=encoded(body), headers={"Content-Type": JSON, **(headers or {})}
        )
        answer = self.pool.request(
            method,
            signed.url,
            body=signed.body,
            headers=dict(signed.headers.items()),
            retries=False,
            redirect=False,
        )
        received = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(status=answer.status, headers=received, body=json.loads(answer.data or b"{}"))

    def signed(self, method: str, path: str, *, body: bytes, headers: Mapping[str, str]) -> Any:
        """The request ready to be sent. The credentials are asked anew each time: a session's may change."""
        request = AWSRequest(method=method, url=self.url + path, data=body, headers=dict(headers))
        SigV4Auth(self.credentials, _SERVICE, self.region).add_auth(request)
        return request.prepare()
