"""The participants' own rules, without a store."""

from __future__ import annotations

import json

import pytest

from lambdas.customers.domain import amount_of, no_credit
from lambdas.inventory.domain import Line, lines_of, out_of_stock
from lambdas.orders.domain import Article, OrderStatus, Request, created, decided, priced, unpriced
from lambdas.payments.domain import Charge, declined
from lambdas.shared.errors import InvalidCommand, Rejected

CATALOGUE = {
    "tea": Article(sku="tea", price=450, currency="EUR"),
    "pot": Article(sku="pot", price=2999, currency="EUR"),
    "mug": Article(sku="mug", price=900, currency="USD"),
}


def request(*items: tuple[str, int], callback_url: str | None = None) -> Request:
    lines = [{"sku": sku, "quantity": quantity} for sku, quantity in items]
    return Request(order_id="o-1", caller="c-1", customer_id="ada", items=lines, callback_url=callback_url)


def test_an_order_costs_what_the_catalogue_says() -> None:
    order = priced(request(("tea", 3), ("pot", 1)), CATALOGUE)

    assert (order.total, order.currency) == (4349, "EUR")
    assert [line["unit_price"] for line in order.lines] == [450, 2999]


def test_an_order_names_all_articles_it_does_not_know() -> None:
    with pytest.raises(Rejected, match="UNKNOWN_ARTICLE: not in the catalogue: gin, rum"):
        priced(request(("gin", 1), ("tea", 1), ("rum", 1)), CATALOGUE)


def test_an_order_is_in_one_currency() -> None:
    with pytest.raises(Rejected, match="MIXED_CURRENCIES: one order, one currency, not EUR, USD"):
        priced(request(("tea", 1), ("mug", 1)), CATALOGUE)


def test_an_order_that_was_never_priced_has_no_total() -> None:
    order = unpriced(request(("tea", 3)))

    assert (order.total, order.currency, order.lines[0]["unit_price"]) == (None, None, None)


def test_no_event_tells_who_the_caller_is() -> None:
    order = priced(request(("tea", 1)), CATALOGUE)
    events = (
        created(order),
        decided(order, OrderStatus.APPROVED, sequence=2),
        decided(order, OrderStatus.REJECTED, sequence=2, reason={"code": "X", "message": "x"}),
    )

    assert not [event.type for event in events if order.caller in json.dumps(event.data)]


def test_the_event_of_a_decision_carries_a_callback_only_if_the_client_gave_one() -> None:
    without = decided(priced(request(("tea", 1)), CATALOGUE), OrderStatus.APPROVED, sequence=2)
    given = priced(request(("tea", 1), callback_url="https://shop.example/hook"), CATALOGUE)
    with_one = decided(given, OrderStatus.APPROVED, sequence=2)

    assert "callback_url" not in without.data
    assert with_one.data["callback_url"] == "https://shop.example/hook"


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_line_has_at_least_one_piece(quantity: int) -> None:
    with pytest.raises(InvalidCommand, match=f"quantity of tea must be at least 1, not {quantity}"):
        lines_of([{"sku": "tea", "quantity": quantity}])


def test_an_article_is_named_once() -> None:
    with pytest.raises(InvalidCommand, match="named twice"):
        lines_of([{"sku": "tea", "quantity": 1}, {"sku": "tea", "quantity": 2}])


def test_a_shortage_says_how_much_was_wanted_and_how_much_there_is() -> None:
    assert str(out_of_stock(Line(sku="tea", quantity=3), available=2)) == (
        "OUT_OF_STOCK: 3 of article tea wanted, 2 available"
    )


def test_an_article_nobody_keeps_is_unknown() -> None:
    assert out_of_stock(Line(sku="gin", quantity=1), available=None).code == "UNKNOWN_ARTICLE"


def test_a_refused_credit_does_not_tell_what_is_left_of_it() -> None:
    refusal = no_credit(customer_id="ada", amount=700, available=699)

    assert refusal.code == "CREDIT_LIMIT_EXCEEDED"
    assert "699" not in str(refusal)


def test_a_customer_nobody_knows_has_no_credit() -> None:
    assert no_credit(customer_id="eve", amount=1, available=None).code == "UNKNOWN_CUSTOMER"


@pytest.mark.parametrize("amount", [0, -5, 1.5, "7", True, None])
def test_an_amount_is_whole_minor_units_above_zero(amount: object) -> None:
    with pytest.raises(InvalidCommand, match="whole number of minor units above 0"):
        amount_of(amount)


@pytest.mark.parametrize("amount", [0, -5, True])
def test_a_charge_is_above_zero(amount: int) -> None:
    with pytest.raises(InvalidCommand, match="whole number of minor units above 0"):
        Charge(customer_id="ada", amount=amount, currency="EUR")


@pytest.mark.parametrize(
    ("currency", "code"),
    [(None, "UNKNOWN_ACCOUNT"), ("USD", "CURRENCY_MISMATCH"), ("EUR", "PAYMENT_DECLINED")],
)
def test_a_declined_charge_says_why(currency: str | None, code: str) -> None:
    charge = Charge(customer_id="ada", amount=700, currency="EUR")

    assert declined(charge, account_currency=currency).code == code
