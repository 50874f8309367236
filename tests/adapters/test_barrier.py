"""The journal on real tables of moto: every row of its table, for the real functions of a participant."""

from __future__ import annotations

from typing import Any

import pytest

from lambdas.inventory import handler as inventory
from lambdas.inventory import store
from lambdas.orders import handler as orders
from lambdas.payments import handler as payments
from lambdas.payments.store import account_item, account_key
from lambdas.shared.errors import LateAction, Rejected
from lambdas.shared.world import World
from tests.support.worlds import CALLER, everything, get_item, journal_item, put_item

ERROR = {"Error": "States.Timeout", "Cause": ""}


def command(step: str, **data: object) -> dict[str, Any]:
    return {"saga_id": "o-1", "step": step, "input": data}


RESERVE = command("inventory.reserve", items=[{"sku": "tea", "quantity": 3}])
RELEASE = command("inventory.reserve") | {"error": ERROR}
CHARGE = command("payments.charge", customer_id="ada", amount=700, currency="EUR")
SETTLE = command("payments.charge") | {"error": ERROR}
REQUEST = {
    "caller": CALLER,
    "customer_id": "ada",
    "items": [{"sku": "tea", "quantity": 3}],
    "callback_url": None,
}


@pytest.fixture(autouse=True)
def _shelf(world: World) -> None:
    put_item(world, "inventory", store.stock_item(sku="tea", available=10))
    put_item(world, "payments", account_item(customer_id="ada", balance=1000, currency="EUR"))


def stock(world: World) -> tuple[int, int]:
    item = get_item(world, "inventory", store.stock_key("tea"))
    assert item is not None
    return item["available"], item["reserved"]


def test_a_step_moves_its_business_items_and_writes_its_journal_item_together(world: World) -> None:
    answer = inventory.reserve(RESERVE, None)

    assert answer["status"] == "DONE"
    assert stock(world) == (7, 3)
    journal = journal_item(world, "o-1", "inventory.reserve")
    assert journal is not None
    assert journal["status"] == "DONE"
    assert [event["type"] for event in journal["events"]] == ["StockReserved"]


def test_a_step_invoked_twice_changes_nothing_the_second_time_and_gives_the_same_answer(world: World) -> None:
    first = inventory.reserve(RESERVE, None)
    before = everything(world, "inventory")

    second = inventory.reserve(RESERVE, None)

    assert second == first
    assert everything(world, "inventory") == before


def test_a_duplicate_with_other_input_still_gets_the_saved_answer(world: World) -> None:
    inventory.reserve(RESERVE, None)
    before = everything(world, "inventory")

    inventory.reserve(command("inventory.reserve", items=[{"sku": "tea", "quantity": 9}]), None)

    assert everything(world, "inventory") == before


def test_a_compensation_undoes_what_the_journal_says_was_done_and_not_what_it_is_told(world: World) -> None:
    inventory.reserve(RESERVE, None)

    told_otherwise = RELEASE | {"input": {"items": [{"sku": "tea", "quantity": 1}]}}
    answer = inventory.release(told_otherwise, None)

    assert answer["status"] == "COMPENSATED"
    assert answer["reason"]["code"] == "STEP_TIMED_OUT"
    assert stock(world) == (10, 0)


def test_a_compensation_invoked_twice_changes_nothing_the_second_time(world: World) -> None:
    inventory.reserve(RESERVE, None)
    inventory.release(RELEASE, None)
    before = everything(world, "inventory")

    assert inventory.release(RELEASE, None)["status"] == "COMPENSATED"

    assert everything(world, "inventory") == before


def test_a_compensation_that_arrives_first_makes_its_late_action_refuse(world: World) -> None:
    assert inventory.release(RELEASE, None)["status"] == "VOID"
    before = everything(world, "inventory")

    with pytest.raises(LateAction, match=r"inventory\.reserve of saga o-1 came after it was void"):
        inventory.reserve(RESERVE, None)

    assert everything(world, "inventory") == before
    assert stock(world) == (10, 0)


def test_a_duplicate_that_arrives_after_the_compensation_is_refused(world: World) -> None:
    inventory.reserve(RESERVE, None)
    inventory.release(RELEASE, None)
    before = everything(world, "inventory")

    with pytest.raises(LateAction, match="compensated"):
        inventory.reserve(RESERVE, None)

    assert everything(world, "inventory") == before


def test_a_rejection_commits_nothing_but_its_record_and_stays_even_when_the_rule_would_now_say_yes(
    world: World,
) -> None:
    too_many = command("inventory.reserve", items=[{"sku": "tea", "quantity": 11}])
    with pytest.raises(Rejected, match="OUT_OF_STOCK: 11 of article tea wanted, 10 available"):
        inventory.reserve(too_many, None)
    put_item(world, "inventory", store.stock_item(sku="tea", available=100))

    with pytest.raises(Rejected, match="10 available"):
        inventory.reserve(too_many, None)

    assert stock(world) == (100, 0)
    journal = journal_item(world, "o-1", "inventory.reserve")
    assert journal is not None
    assert [event["type"] for event in journal["events"]] == ["StockReservationRejected"]


def test_one_line_out_of_stock_rejects_all_lines(world: World) -> None:
    items = [{"sku": "tea", "quantity": 1}, {"sku": "unheard-of", "quantity": 1}]

    with pytest.raises(Rejected, match="UNKNOWN_ARTICLE"):
        inventory.reserve(command("inventory.reserve", items=items), None)

    assert stock(world) == (10, 0)


def test_the_compensation_of_a_rejected_step_finds_nothing_to_undo(world: World) -> None:
    with pytest.raises(Rejected):
        inventory.reserve(command("inventory.reserve", items=[{"sku": "tea", "quantity": 11}]), None)
    before = everything(world, "inventory")

    assert inventory.release(RELEASE, None)["status"] == "REJECTED"

    assert everything(world, "inventory") == before


def test_settling_a_pivot_that_happened_answers_done_and_leaves_the_money_moved(world: World) -> None:
    payments.charge(CHARGE, None)
    before = everything(world, "payments")

    assert payments.resolve(SETTLE, None)["status"] == "DONE"

    assert everything(world, "payments") == before


def test_settling_a_pivot_that_did_not_happen_makes_it_impossible(world: World) -> None:
    assert payments.resolve(SETTLE, None)["status"] == "VOID"
    assert payments.resolve(SETTLE, None)["status"] == "VOID"

    with pytest.raises(LateAction):
        payments.charge(CHARGE, None)

    account = get_item(world, "payments", account_key("ada"))
    assert account is not None
    assert account["balance"] == 1000


def test_settling_a_declined_pivot_answers_void(world: World) -> None:
    with pytest.raises(Rejected, match="PAYMENT_DECLINED"):
        payments.charge(command("payments.charge", customer_id="ada", amount=1001, currency="EUR"), None)
    before = everything(world, "payments")

    assert payments.resolve(SETTLE, None)["status"] == "VOID"

    assert everything(world, "payments") == before


def test_an_order_that_was_never_created_is_recorded_as_rejected_for_its_client(world: World) -> None:
    turned_back = {"saga_id": "o-1", "step": "orders.create", "input": REQUEST, "error": ERROR}

    assert orders.reject(turned_back, None)["status"] == "VOID"
    assert orders.reject(turned_back, None)["status"] == "VOID"

    order = get_item(world, "orders", {"pk": "order#o-1", "sk": "order"})
    assert order is not None
    assert (order["status"], order["total"]) == ("REJECTED", None)
    with pytest.raises(LateAction):
        orders.create(command("orders.create", **REQUEST), None)


def test_an_order_for_an_unknown_article_is_recorded_as_rejected_with_one_terminal_event(
    world: World,
) -> None:
    with pytest.raises(Rejected, match="UNKNOWN_ARTICLE: not in the catalogue: tea"):
        orders.create(command("orders.create", **REQUEST), None)
    cause = '{"errorType": "Rejected", "errorMessage": "UNKNOWN_ARTICLE: not in the catalogue: tea"}'
    turned_back = {
        "saga_id": "o-1",
        "step": "orders.create",
        "input": REQUEST,
        "error": {"Error": "Rejected", "Cause": cause},
    }

    answer = orders.reject(turned_back, None)
    orders.reject(turned_back, None)

    assert answer["reason"] == {"code": "UNKNOWN_ARTICLE", "message": "not in the catalogue: tea"}
    journal = journal_item(world, "o-1", "orders.create")
    assert journal is not None
    assert journal["status"] == "VOID"
    assert [event["type"] for event in journal["events"]] == ["OrderRejected"]
