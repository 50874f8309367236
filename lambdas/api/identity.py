"""Which order a request is about: the same caller and Idempotency-Key are the same order.

The id is also the execution's name, so a request sent twice cannot start two sagas. Ids are `o-` and 32
hexadecimal digits of a hash over caller and key: two callers may use the same key, and nobody finds the order
of another by it.
"""

from __future__ import annotations

import hashlib
import json


def order_id_of(*, caller: str, key: str) -> str:
    digest = hashlib.sha256(json.dumps([caller, key]).encode()).hexdigest()
    return f"o-{digest[:32]}"
