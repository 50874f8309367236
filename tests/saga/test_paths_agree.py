"""Every fault on two engines: the simulator must take the path through the states that moto takes.

The two have no code in common but the handlers: a fault's way through Retry, Catch, Parallel, Choice and the
parking is interpreted twice, from the same text. Where moto is known not to do as AWS documents, it is not asked:
it catches States.Runtime by States.ALL, and dies of any States error in a branch of a Parallel.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from statemachines.table import PATIENT
from tests.saga.agreement import (
    ADA,
    DECLINED,
    NO_CREDIT,
    OUT_OF_STOCK,
    UNKNOWN_ARTICLE,
    Case,
    in_order,
    on_moto,
    on_simulator,
    stock_up,
)
from tests.saga.conftest import with_number
from tests.saga.simulated import saga_machine
from tests.support import bridge
from tests.support.bridge import Call, Fault, FunctionError
from tests.support.cloud import MotoCloud, moto_cloud
from tests.support.template import Template


def broken(_call: Call) -> Any:
    raise FunctionError("KeyError", "'available_credit'")


def as_usual(call: Call) -> Any:
    return call()


def case(name: str, *faults: Fault, order: dict[str, Any] = ADA) -> Case:
    step, _, _ = name.partition(" ")
    return Case(name=name, order=order, faults={step: list(faults)})


UNTIL_THE_PIVOT = ("orders.create", "inventory.reserve", "customers.reserve_credit", "payments.charge")
AFTER_THE_PIVOT = ("orders.approve", "inventory.ship")
UNDO = ("customers.release_credit", "inventory.release", "orders.reject")
TWICE: list[Fault] = [broken, broken]
"""As often as the hurried machine tries."""

CASES = [
    Case(name="nothing goes wrong"),
    case("orders.create rejects", order=UNKNOWN_ARTICLE),
    case("inventory.reserve rejects", as_usual, order=OUT_OF_STOCK),
    case("customers.reserve_credit rejects", as_usual, order=NO_CREDIT),
    case("payments.charge rejects", order=DECLINED),
    *[case(f"{step} crashes before its commit", bridge.crash_before_commit) for step in UNTIL_THE_PIVOT],
    *[case(f"{step} crashes after its commit", bridge.crash_after_commit) for step in UNTIL_THE_PIVOT],
    *[case(f"{step} is cut off by lambda", bridge.timeout_before_commit) for step in UNTIL_THE_PIVOT],
    *[case(f"{step} is busy once", bridge.busy) for step in UNTIL_THE_PIVOT],
    *[case(f"{step} crashes after its commit", bridge.crash_after_commit) for step in AFTER_THE_PIVOT],
    *[case(f"{undo} fails once", bridge.crash_after_commit, order=DECLINED) for undo in UNDO],
    Case(
        name="a compensation is parked and retried",
        order=DECLINED,
        faults={"customers.release_credit": TWICE},
        decisions=(("customers.release_credit", "retry"),),
    ),
    Case(
        name="a compensation is parked and skipped",
        order=DECLINED,
        faults={"inventory.release": TWICE},
        decisions=(("inventory.release", "skip"),),
    ),
    Case(
        name="two compensations are parked, one is skipped, one retried",
        order=DECLINED,
        faults={"customers.release_credit": TWICE, "inventory.release": TWICE},
        decisions=(("customers.release_credit", "skip"), ("inventory.release", "retry")),
    ),
    Case(
        name="the closing compensation is parked and skipped",
        order=DECLINED,
        faults={"orders.reject": TWICE},
        decisions=(("orders.reject", "skip"),),
    ),
    Case(
        name="the settling of the pivot is parked and retried",
        faults={"payments.charge": [bridge.crash_after_commit], "payments.resolve": TWICE},
        decisions=(("payments.resolve", "retry"),),
    ),
    Case(
        name="both steps after the pivot are parked, one is retried, one skipped",
        faults={"orders.approve": TWICE, "inventory.ship": TWICE},
        decisions=(("orders.approve", "retry"), ("inventory.ship", "skip")),
    ),
]


@pytest.fixture(scope="module")
def moto(template: Template) -> Iterator[MotoCloud]:
    """One for all cases, each with an order of its own: patient tasks are tried twice."""
    with moto_cloud(impatient_template(template)) as it:
        stock_up(it.world)
        yield it


@pytest.fixture(scope="module")
def order_ids() -> Iterator[str]:
    return (f"o-{number}" for number in count(1))


def impatient_template(template: Template) -> Template:
    return with_number(template, '"MaxAttempts"', PATIENT.attempts, instead=1)


@pytest.mark.parametrize("played", CASES, ids=lambda it: it.name)
def test_both_engines_take_the_same_path(
    moto: MotoCloud, template: Template, order_ids: Iterator[str], played: Case
) -> None:
    order_id = next(order_ids)

    expected = on_moto(moto, played, order_id)
    actual = on_simulator(saga_machine(impatient_template(template)), played, order_id)

    assert expected.status == "SUCCEEDED", "a saga that was undone has succeeded too"
    assert in_order(actual) == in_order(expected)
