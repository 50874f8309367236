"""The barrier under real threads: what arrives at the same moment, the engine puts into an order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, cast

import pytest

from lambdas.inventory import handler as inventory
from lambdas.inventory import store
from lambdas.payments import handler as payments
from lambdas.payments.store import account_item, account_key
from lambdas.shared import busy
from lambdas.shared import world as worlds
from lambdas.shared.errors import LateAction, Rejected
from lambdas.shared.world import World
from tests.dynamodb.at_once import at_once
from tests.support import flaky
from tests.support.database import Database
from tests.support.worlds import get_item, journal_item, put_item

ROUNDS = 20
THREADS = 6
ERROR = {"Error": "States.Timeout", "Cause": ""}


@pytest.fixture(autouse=True)
def _shelf(world: World) -> Iterator[None]:
    put_item(world, "inventory", store.stock_item(sku="tea", available=10))
    put_item(world, "payments", account_item(customer_id="ada", balance=100_000, currency="EUR"))
    yield
    worlds.install(None)


def reserve(saga: int = 0, quantity: int = 3) -> dict[str, Any]:
    items = [{"sku": "tea", "quantity": quantity}]
    return {"saga_id": f"o-{saga}", "step": "inventory.reserve", "input": {"items": items}}


def charge(saga: int) -> dict[str, Any]:
    amount = {"customer_id": "ada", "amount": 700, "currency": "EUR"}
    return {"saga_id": f"o-{saga}", "step": "payments.charge", "input": amount}


def stock(world: World) -> tuple[int, int]:
    item = get_item(world, "inventory", store.stock_key("tea"))
    assert item is not None
    return item["available"], item["reserved"]


def status(world: World, saga: int, step: str) -> str:
    journal = journal_item(world, f"o-{saga}", step)
    assert journal is not None
    return str(journal["status"])


def test_a_step_invoked_by_many_at_once_is_done_once_and_all_get_its_answer(
    world: World, database: Database
) -> None:
    answers = at_once([partial(inventory.reserve, reserve(), None)] * THREADS)

    assert [answer["status"] for answer in answers] == ["DONE"] * THREADS
    assert stock(world) == (7, 3)
    keys = [record["dynamodb"]["Keys"]["pk"]["S"] for record in database.records("inventory")]
    assert keys.count("saga#o-0") == 1


def test_conflicts_in_the_middle_of_that_change_nothing(world: World) -> None:
    """The engine makes none of its own. As many are made up as even one thread alone may meet."""
    conflict = flaky.cancelled("TransactionConflict", "None", "None")
    client = flaky.Flaky(world.dynamodb, [conflict] * (busy.ATTEMPTS - 1))
    worlds.install(replace(world, dynamodb=cast("Any", client)))

    answers = at_once([partial(inventory.reserve, reserve(), None)] * THREADS)

    assert [answer["status"] for answer in answers] == ["DONE"] * THREADS
    assert stock(world) == (7, 3)


def test_many_sagas_at_once_reserve_what_there_is_and_not_a_piece_more(world: World) -> None:
    answers = at_once([partial(inventory.reserve, reserve(saga), None) for saga in range(THREADS)])

    refused = [answer for answer in answers if isinstance(answer, Rejected)]
    assert stock(world) == (1, 9)
    assert len(refused) == THREADS - 3
    assert all("OUT_OF_STOCK" in str(rejection) for rejection in refused)


def test_a_compensation_invoked_by_many_at_once_undoes_once(world: World) -> None:
    inventory.reserve(reserve(), None)

    answers = at_once([partial(inventory.release, reserve() | {"error": ERROR}, None)] * THREADS)

    assert [answer["status"] for answer in answers] == ["COMPENSATED"] * THREADS
    assert stock(world) == (10, 0)


def test_a_step_and_its_compensation_at_once_end_undone_or_never_done(world: World) -> None:
    for saga in range(ROUNDS):
        step = partial(inventory.reserve, reserve(saga), None)
        undo = partial(inventory.release, reserve(saga) | {"error": ERROR}, None)

        done, undone = at_once([step, undo])

        assert status(world, saga, "inventory.reserve") == undone["status"]
        assert isinstance(done, LateAction) or (done["status"], undone["status"]) == ("DONE", "COMPENSATED")
        assert stock(world) == (10, 0)


def test_a_pivot_and_its_settling_at_once_agree_whether_the_money_moved(world: World) -> None:
    for saga in range(ROUNDS):
        before = balance(world)
        pivot = partial(payments.charge, charge(saga), None)
        settling = partial(payments.resolve, charge(saga) | {"error": ERROR}, None)

        charged, settled = at_once([pivot, settling])

        moved = before - balance(world)
        assert status(world, saga, "payments.charge") == settled["status"]
        assert (settled["status"], moved) in {("DONE", 700), ("VOID", 0)}
        assert isinstance(charged, LateAction) == (settled["status"] == "VOID")


def balance(world: World) -> int:
    account = get_item(world, "payments", account_key("ada"))
    assert account is not None
    return int(account["balance"])
