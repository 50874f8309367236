"""Which order a request is about. With an Idempotency-Key, the same caller and key are the same order.

The id is also the execution's name, so a request sent twice cannot start two sagas. Ids are `o-` and 32
hexadecimal digits, of a hash or by chance: nobody can guess an order of another.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from lambdas.api.problem import FieldError, bad_request

HEADER = "idempotency-key"

_ORDER_ID = re.compile(r"o-[0-9a-f]{32}")
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def order_id_of(event: Mapping[str, Any], *, fresh: Callable[[], str]) -> str:
    """The order's id. `fresh` makes 32 hexadecimal digits. Raises Problem (400) for a key that is none."""
    key = (event.get("headers") or {}).get(HEADER)
    if key is None:
        return f"o-{fresh()}"
    if not _KEY.fullmatch(key):
        reason = "must have 1 to 255 visible ASCII characters"
        raise bad_request(FieldError(field="Idempotency-Key", value=key, reason=reason))
    digest = hashlib.sha256(json.dumps([*caller_of(event), key]).encode()).hexdigest()
    return f"o-{digest[:32]}"


def is_order_id(text: str) -> bool:
    return _ORDER_ID.fullmatch(text) is not None


def caller_of(event: Mapping[str, Any]) -> tuple[str, ...]:
    """Who calls: an IAM principal, the subject of a token with its issuer, or nobody in particular."""
    authorizer = event.get("requestContext", {}).get("authorizer") or {}
    if iam := authorizer.get("iam"):
        return ("iam", str(iam.get("accountId")), _principal(iam))
    if jwt := authorizer.get("jwt"):
        claims = jwt.get("claims") or {}
        return ("jwt", str(claims.get("iss")), str(claims.get("sub")))
    return ("anonymous",)


def _principal(iam: Mapping[str, Any]) -> str:
    """A role without its session: a client whose credentials were renewed is still the same caller.

    `callerId` is like `AROAEXAMPLE:session` for a role and `AIDAEXAMPLE` for a user.
    """
    if caller := iam.get("callerId"):
        return str(caller).partition(":")[0]
    return str(iam.get("userArn"))
