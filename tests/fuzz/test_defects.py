"""Fuzzing finds what it is there for: each defect that is put into the API here is found by the check named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from lambdas.api.handler import respond
from lambdas.api.orders import Orders
from lambdas.api.routes import PLACE_ORDER, SHOW_ORDER
from lambdas.shared.world import World
from ops.openapi.document import document
from tests.fuzz import defects
from tests.fuzz.defects import Answer
from tests.fuzz.fuzzing import Report, fuzz
from tests.fuzz.gateway import Gateway
from tests.support.worlds import Clock
from tests.unit.api.fakes import MACHINES, SOCKETS, FakeStates, FakeTable, webhooks_in

Defect = Callable[[Mapping[str, Any], Answer], Answer]

OPERATIONS = (PLACE_ORDER.operation, SHOW_ORDER.operation)


def found_with(defect: Defect) -> Report:
    """What fuzzing finds in a small part of the API, all on fakes, with this defect in its answers."""
    clock = Clock()
    table: Any = FakeTable()
    tables = {"orders": "orders", "webhooks": "webhooks"}
    world = World(dynamodb=table, tables=tables, clock=clock, sleep=clock.sleep)
    orders = Orders(states=FakeStates(), world=world, machines=MACHINES)  # type: ignore[arg-type]

    def answer(event: dict[str, Any]) -> Answer:
        return defect(
            event,
            respond(
                event,
                None,
                orders=orders,
                webhooks=webhooks_in(world),
                local=False,
                sockets=SOCKETS,
                longest_wait=20,
            ),
        )

    return fuzz(Gateway(respond=answer), document(), examples=3, seed=1, only=OPERATIONS)


def test_where_there_is_no_defect_nothing_is_found() -> None:
    report = found_with(defects.sound)

    assert report.findings == [], str(report)


@pytest.mark.parametrize(
    ("defect", "check"),
    [
        (defects.crashes, "not_a_server_error"),
        (defects.admits_a_defect, "not_a_server_error"),
        (defects.has_a_status_more, "status_code_conformance"),
        (defects.has_a_header_more, "headers_are_documented"),
        (defects.has_a_header_less, "response_headers_conformance"),
        (defects.has_a_header_of_another_shape, "response_headers_conformance"),
        (defects.is_of_another_type, "content_type_conformance"),
        (defects.has_a_field_more, "response_schema_conformance"),
        (defects.is_a_problem_of_another_route, "response_schema_conformance"),
        (defects.takes_everything, "negative_data_rejection"),
        (defects.takes_any_method, "unsupported_method"),
    ],
    ids=lambda it: getattr(it, "__name__", None),
)
def test_a_defect_is_found(defect: Defect, check: str) -> None:
    report = found_with(defect)

    assert check in {finding.check for finding in report.findings}


def test_a_finding_says_how_to_see_it() -> None:
    report = found_with(defects.has_a_header_more)

    assert any(finding.reproduce.startswith("curl -X POST") for finding in report.findings)
    assert "X-Debug".lower() in str(report)
