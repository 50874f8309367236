"""Each invariant finds what breaks it: without these, one that always holds would not be noticed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.simulation.invariants import books, commits, deadline, endings, events
from tests.simulation.invariants.ledger import Changed, Ledger
from tests.simulation.market import Article, Customer, Market, Order

ORDER = Order(order_id="o-1", customer_id="ada", items=[{"sku": "tea", "quantity": 2}])
MARKET = Market(
    articles=[Article(sku="tea", price=5, stock=10)],
    customers=[Customer(customer_id="ada", credit=100, balance=100)],
    orders=[ORDER],
)
DONE = ("orders.create", "inventory.reserve", "customers.reserve_credit")
AFTER = ("payments.charge", "orders.approve", "inventory.ship")


@dataclass(frozen=True)
class Over:
    status: str
    output: Any


def event(number: int = 1, subject: str = "reservations/o-1", kind: str = "StockReserved") -> dict[str, Any]:
    return {
        "id": f"{subject}.{number}",
        "subject": subject,
        "sequence": str(number),
        "type": kind,
        "data": {"order_id": "o-1"},
    }


def step(
    name: str, status: str, *, events: list[dict[str, Any]] | None = None, **more: Any
) -> dict[str, Any]:
    return {"pk": "saga#o-1", "sk": name, "status": status, "events": events or [], **more}


def journal(name: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> Changed:
    return Changed(name.partition(".")[0], "saga#o-1", name, old, new)


RESERVATION = Changed("inventory", "reservation#o-1", "reservation", None, {"status": "RESERVED"})


def test_a_step_with_its_event_in_one_commit_is_as_it_should_be() -> None:
    done = journal("inventory.reserve", None, step("inventory.reserve", "DONE", events=[event()]))

    assert list(commits.check([done, RESERVATION])) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([RESERVATION], "changed without a step"),
        ([journal("inventory.reserve", None, step("inventory.reserve", "DONE"))], "nothing moved"),
        (
            [journal("inventory.reserve", None, step("inventory.reserve", "DONE")), RESERVATION],
            "told 0 events",
        ),
        (
            [
                journal("inventory.reserve", None, step("inventory.reserve", "VOID", events=[event()])),
                RESERVATION,
            ],
            "is VOID and something moved",
        ),
        (
            [
                journal("inventory.reserve", step("x", "VOID"), step("x", "DONE", events=[event()])),
                RESERVATION,
            ],
            "went from VOID to DONE",
        ),
        (
            [journal("inventory.reserve", step("x", "COMPENSATED"), step("x", "COMPENSATED")), RESERVATION],
            "went from COMPENSATED to COMPENSATED",
        ),
        (
            [journal("inventory.reserve", step("x", "DONE", events=[event()]), step("x", "COMPENSATED"))],
            "lost or changed an event",
        ),
        ([journal("inventory.reserve", step("x", "DONE"), None)], "was removed"),
        (
            [journal("orders.create", None, step("orders.create", "DONE", events=[event()])), RESERVATION],
            "wrote to the table of another",
        ),
    ],
)
def test_a_commit_that_is_not_one_step_with_its_event_is_found(changes: list[Changed], said: str) -> None:
    assert said in " ".join(commits.check(changes))


def ledger(*, stock: dict[str, Any], credit: int, balance: int, more: dict[Any, Any] | None = None) -> Ledger:
    return Ledger(
        {
            ("inventory", "stock#tea", "stock"): {"sku": "tea", **stock},
            ("customers", "customer#ada", "customer"): {"customer_id": "ada", "available_credit": credit},
            ("payments", "account#ada", "account"): {"customer_id": "ada", "balance": balance},
            **(more or {}),
        }
    )


UNTOUCHED = {"available": 10, "reserved": 0}
ANY = [
    Changed(table, "x", "x", None, None) for table in ("inventory", "customers", "payments")
]  # so that all books are looked at


@pytest.mark.parametrize(
    ("it", "said"),
    [
        (ledger(stock={"available": 9, "reserved": 0}, credit=100, balance=100), "of 10 pieces of tea"),
        (ledger(stock={"available": 8, "reserved": 2}, credit=100, balance=100), "the reservations say 0"),
        (ledger(stock={"available": 11, "reserved": -1}, credit=100, balance=100), "below zero"),
        (ledger(stock=UNTOUCHED, credit=90, balance=100), "of 100 credit of ada"),
        (ledger(stock=UNTOUCHED, credit=100, balance=110), "of 100 money of ada"),
    ],
)
def test_books_that_do_not_balance_are_found(it: Ledger, said: str) -> None:
    assert said in " ".join(books.Books(MARKET).check(it, ANY))


def test_books_in_which_nothing_moved_balance() -> None:
    assert not list(books.Books(MARKET).check(ledger(stock=UNTOUCHED, credit=100, balance=100), ANY))


def ended(status: str, steps: dict[str, str], *, goods: str | None, paid: bool, reserved: int = 0) -> Ledger:
    items: dict[Any, Any] = {
        (name.partition(".")[0], "saga#o-1", name): step(name, state) for name, state in steps.items()
    }
    items["orders", "order#o-1", "order"] = {"status": status}
    items["inventory", "stock#tea", "stock"] = {"sku": "tea", "reserved": reserved}
    if goods:
        items["inventory", "reservation#o-1", "reservation"] = {"status": goods}
    if paid:
        items["payments", "payment#o-1", "payment"] = {}
    return Ledger(items)


ALL_DONE = dict.fromkeys((*DONE, *AFTER), "DONE")
ALL_UNDONE = dict.fromkeys(DONE, "COMPENSATED") | {"payments.charge": "VOID"}
COMPLETED, COMPENSATED = (
    Over("SUCCEEDED", {"outcome": "COMPLETED"}),
    Over("SUCCEEDED", {"outcome": "COMPENSATED"}),
)


def test_a_saga_that_is_all_done_and_one_that_is_all_undone_are_as_they_should_be() -> None:
    done = ended("APPROVED", ALL_DONE, goods="SHIPPED", paid=True)
    undone = ended("REJECTED", ALL_UNDONE, goods="RELEASED", paid=False)

    assert not list(endings.check(done, [ORDER], {"o-1": [COMPLETED]}))
    assert not list(endings.check(undone, [ORDER], {"o-1": [Over("ABORTED", None), COMPENSATED]}))


@pytest.mark.parametrize(
    ("it", "execution", "said"),
    [
        (Ledger(), COMPLETED, "is in no table"),
        (ended("PENDING", {}, goods=None, paid=False), COMPLETED, "is PENDING for ever"),
        (
            ended("APPROVED", ALL_DONE | {"inventory.ship": "VOID"}, goods="SHIPPED", paid=True),
            COMPLETED,
            "not all is done",
        ),
        (ended("APPROVED", ALL_DONE, goods="RESERVED", paid=True), COMPLETED, "goods RESERVED, paid True"),
        (ended("APPROVED", ALL_DONE, goods="SHIPPED", paid=False), COMPLETED, "goods SHIPPED, paid False"),
        (
            ended("REJECTED", ALL_UNDONE | {"inventory.reserve": "DONE"}, goods="RELEASED", paid=False),
            COMPENSATED,
            "inventory.reserve is DONE",
        ),
        (
            ended("REJECTED", ALL_UNDONE, goods="RELEASED", paid=True),
            COMPENSATED,
            "goods RELEASED, paid True",
        ),
        (
            ended("REJECTED", ALL_UNDONE, goods=None, paid=False, reserved=2),
            COMPENSATED,
            "2 of tea stay reserved",
        ),
        (ended("REJECTED", ALL_UNDONE, goods=None, paid=False), COMPLETED, "its execution says COMPLETED"),
        (
            ended("REJECTED", ALL_UNDONE, goods=None, paid=False),
            Over("ABORTED", None),
            "last execution ABORTED",
        ),
    ],
)
def test_a_saga_that_is_half_done_is_found(it: Ledger, execution: Over, said: str) -> None:
    assert said in " ".join(endings.check(it, [ORDER], {"o-1": [execution]}))


FIRST, LAST = event(1, "orders/o-1", "OrderCreated"), event(2, "orders/o-1", "OrderApproved")


def told(*found: dict[str, Any]) -> Ledger:
    return Ledger(
        {("orders", "saga#o-1", "orders.create"): step("orders.create", "DONE", events=list(found))}
    )


def test_events_that_were_all_published_some_of_them_twice_are_as_they_should_be() -> None:
    assert not list(events.check(told(FIRST, LAST), [ORDER], [LAST, FIRST, LAST]))


@pytest.mark.parametrize(
    ("committed", "delivered", "said"),
    [
        ([FIRST, LAST], [LAST], "orders/o-1.1 was committed and never published"),
        ([LAST], [FIRST, LAST], "as it was never committed"),
        ([FIRST, LAST], [FIRST, LAST | {"data": {"order_id": "o-2"}}], "as it was never committed"),
        ([LAST], [LAST], "are numbered [2]"),
        ([FIRST], [FIRST], "o-1 has 0 last events"),
        (
            [FIRST, LAST, event(3, "orders/o-1", "OrderRejected")],
            [FIRST, LAST, event(3, "orders/o-1", "OrderRejected")],
            "o-1 has 2 last events",
        ),
    ],
)
def test_events_that_are_missing_made_up_or_out_of_number_are_found(
    committed: list[dict[str, Any]], delivered: list[dict[str, Any]], said: str
) -> None:
    assert said in " ".join(events.check(told(*committed), [ORDER], delivered))


@pytest.mark.parametrize(("age", "late"), [(800.0, False), (1000.0, True)])
def test_a_step_that_begins_after_the_deadline_is_found(age: float, late: bool) -> None:
    begun = journal("orders.create", None, step("orders.create", "DONE", events=[event()]))

    assert bool(list(deadline.check([begun], now=50.0 + age, placed={"o-1": 50.0}))) is late
