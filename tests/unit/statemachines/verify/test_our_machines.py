"""The emitted machines have no finding; and what the check assumes of them is so."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from lambdas.api import shapes
from lambdas.api.request import order_request
from lambdas.shared.callback import LONGEST_URL
from statemachines.asl import asl_of, recovery_asl_of
from statemachines.create_order import CREATE_ORDER
from statemachines.generate import SAGAS, asl_path, recovery_asl_path
from statemachines.model import Saga
from statemachines.plan import plan_of
from statemachines.step import Stage
from statemachines.table import compensatable, parallel, pivot, retriable
from statemachines.verify.checking import check_saga
from statemachines.verify.purpose.ours import LARGEST_FIELD
from statemachines.verify.report import Report

OPEN = compensatable("trips.open", undo="trips.close", why="opens")
FLIGHT = compensatable("flights.book", undo="flights.cancel", why="-")
HOTEL = compensatable("hotels.book", undo="hotels.cancel", why="-")
CAR = compensatable("cars.rent", undo="cars.cancel", why="-")
PAY = pivot("cards.pay", resolve="cards.resolve", takes={}, why="-")
SEND = retriable("tickets.send", why="-")
SIDE_BY_SIDE = parallel("reserve", FLIGHT, HOTEL, why="-")


def reports_of(saga: Saga) -> list[Report]:
    plan = plan_of(saga)
    return check_saga(saga, asl=json.dumps(asl_of(plan)), recovery_asl=json.dumps(recovery_asl_of(plan)))


@pytest.mark.parametrize("saga", SAGAS, ids=lambda saga: saga.name)
def test_the_committed_machines_have_no_finding(saga: Saga) -> None:
    reports = check_saga(
        saga,
        asl=asl_path(saga.name).read_text(encoding="utf-8"),
        recovery_asl=recovery_asl_path(saga.name).read_text(encoding="utf-8"),
    )

    assert [str(finding) for report in reports for finding in report.findings] == []


@pytest.mark.parametrize(
    "stages",
    [
        (OPEN,),
        (OPEN, FLIGHT, HOTEL),
        (OPEN, SIDE_BY_SIDE, CAR),
        (OPEN, PAY),
        (OPEN, PAY, SEND),
        (OPEN, FLIGHT, parallel("more", HOTEL, CAR, why="-"), PAY, SEND),
    ],
    ids=["one step", "no pivot", "parallel, no pivot", "pivot last", "smallest with all", "all kinds"],
)
def test_whatever_the_table_the_machines_made_from_it_have_no_finding(stages: tuple[Stage, ...]) -> None:
    reports = reports_of(Saga(name="trip", given=("id",), stages=stages))

    assert [str(finding) for report in reports for finding in report.findings] == []


def test_every_error_of_every_task_is_followed() -> None:
    """By counting tasks in the text: at least eight errors each, of which AWS documents the names."""
    for report, path in zip(reports_of(CREATE_ORDER), _paths(), strict=True):
        text = path.read_text(encoding="utf-8")
        assert report.states == text.count('"Type": ')
        assert report.errors >= 8 * text.count('"Type": "Task"')


def _paths() -> tuple[Any, Any]:
    return asl_path(CREATE_ORDER.name), recovery_asl_path(CREATE_ORDER.name)


def test_no_field_of_an_order_that_the_api_admits_is_larger_than_the_check_assumes() -> None:
    items = shapes.ORDER.schema["properties"]["items"]
    longest = "x" * 64
    largest = {
        "customer_id": longest,
        "items": [
            {"sku": longest[:-2] + f"{number:02}", "quantity": 1000} for number in range(items["maxItems"])
        ],
        "callback_url": "https://shop.example/".ljust(LONGEST_URL, "x"),
    }

    given = order_request(largest, local=False).as_dict()

    assert all(len(json.dumps(value)) <= LARGEST_FIELD for value in given.values())
    assert len(json.dumps(given)) <= LARGEST_FIELD, "nor is the order as a whole"
    with pytest.raises(Exception, match="items"):
        order_request(largest | {"items": [*largest["items"], {"sku": "y", "quantity": 1}]}, local=False)


def test_the_worst_case_is_told() -> None:
    """By hand, of the recovery: a parked task has 2 + 13 * 4 events, its Choice 2, the four compensations 2 + 13 * 3
    each, the last Choice 2; then it is parked again. The saga waits once more, for the person's answer, from which it
    may be further to the next wait.
    """
    saga, recovery = reports_of(CREATE_ORDER)
    round_trip = 2 + 4 * (2 + 13 * 3) + 2 + (2 + 13 * 4) + 41

    (further,) = re.findall(r"(\d+) for each of", saga.bounds[0])
    assert round_trip <= int(further) < 25_000 // 50
    assert f"{round_trip} for each of" in recovery.bounds[0]
