"""Who calls, as one opaque text: the same for each call of one caller, and different for any two.

It is stored with an order and compared to, so it is a hash: whoever reads a table or an execution learns no
account, no issuer and no subject from it. Without an authorizer all callers are one, `anonymous`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def caller_of(event: Mapping[str, Any]) -> str:
    """`c-` and 32 hexadecimal digits, from an event of API Gateway: an HTTP API's, or a WebSocket's `$connect`."""
    digest = hashlib.sha256(json.dumps(_parts(event)).encode()).hexdigest()
    return f"c-{digest[:32]}"


def _parts(event: Mapping[str, Any]) -> list[str]:
    """An IAM principal, the subject of a token with its issuer, or nobody in particular."""
    authorizer = event.get("requestContext", {}).get("authorizer") or {}
    if iam := authorizer.get("iam"):
        return ["iam", str(iam.get("accountId")), _principal(iam)]
    if jwt := authorizer.get("jwt"):
        claims = jwt.get("claims") or {}
        return ["jwt", str(claims.get("iss")), str(claims.get("sub"))]
    return ["anonymous"]


def _principal(iam: Mapping[str, Any]) -> str:
    """A role without its session: a client whose credentials were renewed is still the same caller.

    `callerId` is like `AROAEXAMPLE:session` for a role and `AIDAEXAMPLE` for a user.
    """
    if caller := iam.get("callerId"):
        return str(caller).partition(":")[0]
    return str(iam.get("userArn"))
