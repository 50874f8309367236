"""Each invariant finds what breaks it: without these, one that always holds would not be noticed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulation.byhand import event, journal, step
from tests.simulation.invariants import books, commits, deadline, pessimism
from tests.simulation.invariants.ledger import Changed, Ledger
from tests.simulation.market import Article, Customer, Market

MARKET = Market(
    articles=[Article(sku="tea", price=5, stock=10)],
    customers=[Customer(customer_id="ada", credit=100, balance=100)],
    orders=[],
)


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


@pytest.mark.parametrize(("age", "late"), [(800.0, False), (1000.0, True)])
def test_a_step_that_begins_after_the_deadline_is_found(age: float, late: bool) -> None:
    begun = journal("orders.create", None, step("orders.create", "DONE", events=[event()]))

    assert bool(list(deadline.check([begun], Ledger(), now=50.0 + age, placed={"o-1": 50.0}))) is late


def credit(before: int, after: int) -> Changed:
    return Changed(
        "customers",
        "customer#ada",
        "customer",
        {"available_credit": before},
        {"available_credit": after},
    )


ADJUSTED = journal("customers.adjust_credit", None, step("customers.adjust_credit", "DONE", saga_id="g-1"))


@pytest.mark.parametrize(
    ("after", "said"), [(70, ""), (100, ""), (101, "gives 1 back: customers: customer#ada")]
)
def test_a_step_that_gives_back_although_it_may_be_undone_yet_is_found(after: int, said: str) -> None:
    found = " ".join(pessimism.check([ADJUSTED, credit(100, after)]))

    assert bool(found) is bool(said)
    assert said in found


@pytest.mark.parametrize(
    "by",
    [
        journal("customers.confirm_credit", None, step("customers.confirm_credit", "DONE", saga_id="g-1")),
        journal("customers.adjust_credit", step("x", "DONE"), step("x", "COMPENSATED")),
    ],
)
def test_what_is_given_back_after_the_pivot_or_by_a_compensation_is_as_it_should_be(by: Changed) -> None:
    assert list(pessimism.check([by, credit(100, 150)])) == []
