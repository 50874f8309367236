from __future__ import annotations

from lambdas.shared.world import World
from ops.books import Entry, Kind, moved, moved_by_order, read_books
from ops.seed import Article, Customer, seed

LAMPS = Entry(kind=Kind.AVAILABLE, owner="lamp")
CREDIT = Entry(kind=Kind.CREDIT, owner="ann")
MONEY = Entry(kind=Kind.BALANCE, owner="ann")


def test_what_was_seeded_is_what_the_books_show(world: World) -> None:
    seed(
        world,
        articles=[Article(sku="lamp", price=45_00, stock=3)],
        customers=[Customer(customer_id="ann", credit_limit=100_00, balance=80_00)],
    )

    assert read_books(world, skus=["lamp"], customers=["ann"]) == {
        LAMPS: 3,
        Entry(kind=Kind.RESERVED, owner="lamp"): 0,
        CREDIT: 100_00,
        MONEY: 80_00,
    }


def test_whoever_has_no_account_has_no_entry_for_it(world: World) -> None:
    seed(world, articles=[], customers=[Customer(customer_id="ann", credit_limit=1, balance=None)])

    assert read_books(world, skus=["lamp"], customers=["ann"]) == {CREDIT: 1}


def test_what_did_not_change_has_not_moved() -> None:
    assert moved({LAMPS: 3, CREDIT: 10}, {LAMPS: 2, CREDIT: 10}) == {LAMPS: -1}


def test_an_entry_that_appears_or_goes_away_has_moved_by_all_of_it() -> None:
    assert moved({LAMPS: 3}, {CREDIT: 10}) == {LAMPS: -3, CREDIT: 10}


def test_an_approved_order_takes_pieces_from_the_shelf_and_credit_and_money_from_the_customer() -> None:
    assert moved_by_order(customer_id="ann", quantities={"lamp": 2}, total=90_00) == {
        LAMPS: -2,
        CREDIT: -90_00,
        MONEY: -90_00,
    }
