"""The invariants of the end find a saga that is half done, and an order that is not what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.simulation.byhand import ABORTED, COMPENSATED, COMPLETED, Over, steps
from tests.simulation.invariants import cancellations, changes, endings
from tests.simulation.invariants.ledger import Ledger
from tests.simulation.market import Cancellation, Change, Order

ORDER = Order(order_id="o-1", customer_id="ada", items=[{"sku": "tea", "quantity": 2}])
DONE = ("orders.create", "inventory.reserve", "customers.reserve_credit")
AFTER = ("payments.charge", "orders.approve", "inventory.ship")
ALL_DONE = dict.fromkeys((*DONE, *AFTER), "DONE")
ALL_UNDONE = dict.fromkeys(DONE, "COMPENSATED") | {"payments.charge": "VOID"}

ONE, TWO = [{"sku": "tea", "quantity": 1}], [{"sku": "tea", "quantity": 2}]


def ended(  # noqa: PLR0913 - what an order leaves behind
    status: str,
    journal: Mapping[str, str],
    *,
    goods: str | None,
    paid: int | None,
    credit: int | None = None,
    pieces: list[dict[str, Any]] = TWO,
    reserved: int = 0,
    **order: Any,
) -> Ledger:
    """Order o-1 of two teas at 5 each."""
    items = steps(journal)
    items["orders", "order#o-1", "order"] = {"status": status, "total": 10, "lines": TWO, **order}
    items["inventory", "stock#tea", "stock"] = {"sku": "tea", "reserved": reserved}
    if goods:
        items["inventory", "reservation#o-1", "reservation"] = {"status": goods, "lines": pieces}
    if paid is not None:
        items["payments", "payment#o-1", "payment"] = {"amount": paid}
    if credit is not None:
        items["customers", "credit#o-1", "credit"] = {"amount": credit}
    return Ledger(items)


@pytest.mark.parametrize(
    ("it", "executions"),
    [
        (ended("APPROVED", ALL_DONE, goods="SHIPPED", paid=10), [COMPLETED]),
        (ended("APPROVED", ALL_DONE, goods="SHIPPED", paid=10, credit=10), [COMPLETED]),
        (ended("CANCELLED", ALL_DONE, goods="WITHDRAWN", paid=0, credit=0), [COMPLETED]),
        (ended("REJECTED", ALL_UNDONE, goods="RELEASED", paid=None), [ABORTED, COMPENSATED]),
    ],
)
def test_a_saga_that_is_all_done_and_one_that_is_all_undone_are_as_they_should_be(
    it: Ledger, executions: list[Over]
) -> None:
    assert not list(endings.check(it, [ORDER], {"o-1": executions}))


@pytest.mark.parametrize(
    ("it", "execution", "said"),
    [
        (Ledger(), COMPLETED, "is in no table"),
        (ended("PENDING", {}, goods=None, paid=None), COMPLETED, "is PENDING for ever"),
        (ended("CANCELLING", ALL_DONE, goods="SHIPPED", paid=10), COMPLETED, "is CANCELLING for ever"),
        (ended("CHANGING", ALL_DONE, goods="SHIPPED", paid=10), COMPLETED, "is CHANGING for ever"),
        (
            ended("APPROVED", ALL_DONE, goods="SHIPPED", paid=10, locked_by="x-1"),
            COMPLETED,
            "still locked by x-1",
        ),
        (
            ended("APPROVED", ALL_DONE, goods="SHIPPED", paid=10, pending_since="today"),
            COMPLETED,
            "still listed as pending",
        ),
        (
            ended("APPROVED", ALL_DONE | {"inventory.ship": "VOID"}, goods="SHIPPED", paid=10),
            COMPLETED,
            "not all is done",
        ),
        (ended("APPROVED", ALL_DONE, goods="RESERVED", paid=10), COMPLETED, "goods RESERVED, 10 paid"),
        (ended("APPROVED", ALL_DONE, goods="SHIPPED", paid=None), COMPLETED, "goods SHIPPED, None paid"),
        (ended("APPROVED", ALL_DONE, goods="SHIPPED", paid=15), COMPLETED, "goods SHIPPED, 15 paid"),
        (ended("APPROVED", ALL_DONE, goods="SHIPPED", paid=10, credit=15), COMPLETED, "15 of credit held"),
        (ended("APPROVED", ALL_DONE, goods="SHIPPED", paid=10, pieces=ONE), COMPLETED, "its goods are"),
        (ended("CANCELLED", ALL_DONE, goods="SHIPPED", paid=0, credit=0), COMPLETED, "goods SHIPPED, 0 paid"),
        (ended("CANCELLED", ALL_DONE, goods="WITHDRAWN", paid=10, credit=0), COMPLETED, "10 paid"),
        (ended("CANCELLED", ALL_DONE, goods="WITHDRAWN", paid=0, credit=10), COMPLETED, "10 of credit held"),
        (
            ended("REJECTED", ALL_UNDONE | {"inventory.reserve": "DONE"}, goods="RELEASED", paid=None),
            COMPENSATED,
            "inventory.reserve is DONE",
        ),
        (ended("REJECTED", ALL_UNDONE, goods="RELEASED", paid=10), COMPENSATED, "goods RELEASED, 10 paid"),
        (
            ended("REJECTED", ALL_UNDONE, goods=None, paid=None, reserved=2),
            COMPENSATED,
            "2 of tea stay reserved",
        ),
        (ended("REJECTED", ALL_UNDONE, goods=None, paid=None), COMPLETED, "its execution says COMPLETED"),
        (ended("REJECTED", ALL_UNDONE, goods=None, paid=None), ABORTED, "last execution ABORTED"),
    ],
)
def test_a_saga_that_is_half_done_is_found(it: Ledger, execution: Over, said: str) -> None:
    assert said in " ".join(endings.check(it, [ORDER], {"o-1": [execution]}))


CANCELLED = dict.fromkeys(
    (
        "orders.begin_cancellation",
        "inventory.withdraw",
        "payments.refund",
        "customers.return_credit",
        "orders.cancel",
    ),
    "DONE",
)
NOT_CANCELLED = {"orders.begin_cancellation": "COMPENSATED", "inventory.withdraw": "REJECTED"}
NEVER_BEGUN = {"orders.begin_cancellation": "VOID"}


def cancelled(status: str, **journals: Mapping[str, str]) -> Ledger:
    """Order o-1, and the journals of its cancellations x-1 and x-2."""
    items: dict[Any, Any] = {("orders", "order#o-1", "order"): {"status": status}}
    for name, journal in journals.items():
        items |= steps(journal, saga_id=name.replace("_", "-"))
    return Ledger(items)


def said_of_cancellations(it: Ledger, *ends: Over) -> str:
    sagas = [f"x-{n}" for n in range(1, len(ends) + 1)]
    asked = [Cancellation(saga_id=saga_id, order_id="o-1") for saga_id in sagas]
    executions = {saga_id: [end] for saga_id, end in zip(sagas, ends, strict=True)}
    return " ".join(cancellations.check(it, asked, executions))


def test_one_cancellation_of_an_order_that_is_done_and_others_that_are_undone_are_as_they_should_be() -> None:
    it = cancelled("CANCELLED", x_1=NOT_CANCELLED, x_2=CANCELLED, x_3=NEVER_BEGUN)

    assert said_of_cancellations(it, COMPENSATED, COMPLETED, COMPENSATED) == ""


@pytest.mark.parametrize(
    ("it", "ends", "said"),
    [
        (cancelled("APPROVED", x_1=NOT_CANCELLED), [ABORTED], "x-1 is not over: ABORTED"),
        (
            cancelled("CANCELLED", x_1=CANCELLED | {"payments.refund": "VOID"}),
            [COMPLETED],
            "x-1 is completed, and not all is done",
        ),
        (
            cancelled("APPROVED", x_1=NOT_CANCELLED | {"orders.begin_cancellation": "DONE"}),
            [COMPENSATED],
            "x-1 came to nothing, and orders.begin_cancellation is DONE",
        ),
        (
            cancelled("APPROVED", x_1=NOT_CANCELLED | {"inventory.withdraw": "DONE"}),
            [COMPENSATED],
            "x-1 came to nothing, and inventory.withdraw is DONE",
        ),
        (
            cancelled("CANCELLED", x_1=CANCELLED, x_2=CANCELLED),
            [COMPLETED, COMPLETED],
            "o-1 was cancelled 2 times, by x-1, x-2",
        ),
        (cancelled("APPROVED", x_1=CANCELLED), [COMPLETED], "o-1 is APPROVED, and was cancelled by x-1"),
        (
            cancelled("CANCELLED", x_1=NEVER_BEGUN),
            [COMPENSATED],
            "o-1 is CANCELLED, and was cancelled by nobody",
        ),
    ],
)
def test_a_cancellation_that_is_half_done_or_done_twice_is_found(
    it: Ledger, ends: list[Over], said: str
) -> None:
    assert said in said_of_cancellations(it, *ends)


def test_a_cancellation_that_was_never_started_is_found() -> None:
    asked = [Cancellation(saga_id="x-1", order_id="o-1")]

    assert "x-1 is not over: never started" in " ".join(cancellations.check(cancelled("APPROVED"), asked, {}))


CHANGED = dict.fromkeys(
    (
        "orders.begin_change",
        "inventory.adjust",
        "customers.adjust_credit",
        "payments.adjust",
        "inventory.confirm",
        "customers.confirm_credit",
        "orders.confirm_change",
    ),
    "DONE",
)
NOT_CHANGED = dict.fromkeys(
    ("orders.begin_change", "inventory.adjust", "customers.adjust_credit"), "COMPENSATED"
)


def said_of_change(journal: Mapping[str, str], end: Over | None, *, version: int) -> str:
    items = steps(journal, saga_id="g-1")
    items["orders", "order#o-1", "order"] = {"status": "APPROVED", "version": version}
    asked = [Change(saga_id="g-1", order_id="o-1", items=TWO)]
    return " ".join(changes.check(Ledger(items), asked, {"g-1": [end]} if end else {}))


@pytest.mark.parametrize(
    ("journal", "end", "version"),
    [
        (CHANGED, COMPLETED, 2),
        (NOT_CHANGED | {"payments.adjust": "REJECTED"}, COMPENSATED, 1),
        (NOT_CHANGED | {"inventory.adjust": "REJECTED"}, COMPENSATED, 1),
    ],
)
def test_a_change_that_is_all_done_and_one_that_is_all_undone_are_as_they_should_be(
    journal: Mapping[str, str], end: Over, version: int
) -> None:
    assert said_of_change(journal, end, version=version) == ""


@pytest.mark.parametrize(
    ("journal", "end", "version", "said"),
    [
        (CHANGED, None, 2, "g-1 is not over: never started"),
        (CHANGED, ABORTED, 2, "g-1 is not over: ABORTED"),
        (CHANGED | {"inventory.confirm": "VOID"}, COMPLETED, 2, "g-1 is completed, and not all is done"),
        (NOT_CHANGED | {"inventory.adjust": "DONE"}, COMPENSATED, 1, "inventory.adjust is DONE"),
        (NOT_CHANGED | {"payments.adjust": "DONE"}, COMPENSATED, 1, "payments.adjust is DONE"),
        (
            NOT_CHANGED | {"orders.begin_change": "REJECTED"},
            COMPENSATED,
            1,
            "orders.begin_change is REJECTED",
        ),
        (CHANGED, COMPLETED, 1, "o-1 has the version 1, and was changed 1 times"),
        (NOT_CHANGED, COMPENSATED, 2, "o-1 has the version 2, and was changed 0 times"),
    ],
)
def test_a_change_that_is_half_done_or_that_nobody_counted_is_found(
    journal: Mapping[str, str], end: Over | None, version: int, said: str
) -> None:
    assert said in said_of_change(journal, end, version=version)
