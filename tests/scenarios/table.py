"""Each way an order can end, as the business would say it: written by hand, not derived from the saga.

Every order is for two pieces at 45.00. What a customer has, and what is in stock, decides the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ops.books import Kind

PRICE = 45_00
QUANTITY = 2
TOTAL = 90_00


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """`moves` is what the order changes, by kind. A `stock` or `credit` of None: there is no such article, or
    customer. `events` are the types of all that is published.
    """

    name: str
    status: str
    events: frozenset[str]
    code: str | None = None
    stock: int | None = 10
    credit: int | None = 100_00
    balance: int | None = 100_00
    total: int | None = TOTAL
    moves: Mapping[Kind, int] = field(default_factory=dict)


SCENARIOS = (
    Scenario(
        name="approved",
        status="APPROVED",
        moves={Kind.AVAILABLE: -QUANTITY, Kind.CREDIT: -TOTAL, Kind.BALANCE: -TOTAL},
        events=frozenset(
            {
                "OrderCreated",
                "StockReserved",
                "CreditReserved",
                "PaymentCharged",
                "OrderApproved",
                "StockShipped",
            }
        ),
    ),
    Scenario(
        name="no credit",
        credit=89_99,
        status="REJECTED",
        code="CREDIT_LIMIT_EXCEEDED",
        events=frozenset(
            {"OrderCreated", "StockReserved", "CreditReservationRejected", "StockReleased", "OrderRejected"}
        ),
    ),
    Scenario(
        name="no stock",
        stock=1,
        status="REJECTED",
        code="OUT_OF_STOCK",
        events=frozenset(
            {"OrderCreated", "StockReservationRejected", "CreditReserved", "CreditReleased", "OrderRejected"}
        ),
    ),
    Scenario(
        name="no money",
        balance=89_99,
        status="REJECTED",
        code="PAYMENT_DECLINED",
        events=frozenset(
            {
                "OrderCreated",
                "StockReserved",
                "CreditReserved",
                "PaymentDeclined",
                "CreditReleased",
                "StockReleased",
                "OrderRejected",
            }
        ),
    ),
    Scenario(
        name="unknown article",
        stock=None,
        status="REJECTED",
        code="UNKNOWN_ARTICLE",
        total=None,
        events=frozenset({"OrderRejected"}),
    ),
    Scenario(
        name="unknown customer",
        credit=None,
        balance=None,
        status="REJECTED",
        code="UNKNOWN_CUSTOMER",
        events=frozenset(
            {"OrderCreated", "StockReserved", "CreditReservationRejected", "StockReleased", "OrderRejected"}
        ),
    ),
)
