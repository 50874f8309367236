"""The index that finds a caller's orders, newest first: its keys only, so it is written once for each order.

All of a caller's orders are in one partition of it, which takes 1,000 new ones a second.
"""

from __future__ import annotations

INDEX = "by_caller"
CALLER = "caller"
CREATED = "created_at"
