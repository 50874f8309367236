"""The index that finds orders which stay PENDING. It is sparse: an order is in it only while it is PENDING.

Its partition key spreads the orders over a few partitions, so that opening one never waits for another.
"""

from __future__ import annotations

from zlib import crc32

INDEX = "pending"
SHARD = "pending_shard"
SINCE = "pending_since"

SHARDS = ("0", "1", "2", "3")


def shard_of(order_id: str) -> str:
    """The same for an id in every process and every version of Python."""
    return SHARDS[crc32(order_id.encode()) % len(SHARDS)]
