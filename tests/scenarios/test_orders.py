"""Each scenario of the table, looked at from every side."""

from __future__ import annotations

import pytest

from ops.books import Entry, Kind, moved
from tests.scenarios.following import Outcome, follow
from tests.scenarios.likeness import likeness_of
from tests.scenarios.shop import Shop
from tests.scenarios.table import QUANTITY
from tests.scenarios.targets.kind import Capability
from tests.scenarios.targets.simulator import Simulator


def test_the_order_ends_with_its_status_and_its_reason(outcome: Outcome) -> None:
    reason = outcome.order["reason"]

    assert outcome.order["status"] == outcome.scenario.status
    assert (reason["code"] if reason else None) == outcome.scenario.code


def test_the_order_shows_what_was_ordered_at_the_catalogues_prices(outcome: Outcome) -> None:
    (line,) = outcome.order["items"]

    assert (line["sku"], line["quantity"]) == (outcome.sku, QUANTITY)
    assert outcome.order["total"] == outcome.scenario.total


def test_the_execution_succeeds_also_when_the_order_is_rejected(outcome: Outcome) -> None:
    assert outcome.execution == "SUCCEEDED"


def test_stock_credit_and_money_move_by_exactly_the_order_or_not_at_all(outcome: Outcome) -> None:
    owners = {
        Kind.AVAILABLE: outcome.sku,
        Kind.CREDIT: outcome.customer_id,
        Kind.BALANCE: outcome.customer_id,
    }
    expected = {Entry(kind=kind, owner=owners[kind]): by for kind, by in outcome.scenario.moves.items()}

    assert moved(outcome.before, outcome.after) == expected


@pytest.mark.needs(Capability.EVENTS)
def test_every_event_is_published_once_and_no_other(outcome: Outcome) -> None:
    assert sorted(event.type for event in outcome.events) == sorted(outcome.scenario.events)


@pytest.mark.needs(Capability.WEBHOOKS)
def test_the_client_is_called_back_once_with_a_right_signature_and_the_same_decision(
    outcome: Outcome,
) -> None:
    assert [received.problem for received in outcome.webhooks] == [""]
    (received,) = outcome.webhooks

    assert received.body["type"] == f"order.{outcome.scenario.status.lower()}"
    assert received.body["data"]["reason"] == outcome.order["reason"]


def test_a_second_post_with_the_same_idempotency_key_is_the_same_order(outcome: Outcome) -> None:
    assert outcome.second_id == outcome.order_id


@pytest.mark.needs(Capability.PATHS, Capability.EVENTS, Capability.WEBHOOKS)
def test_the_simulator_takes_the_same_path_to_the_same_outcome_events_and_books(
    outcome: Outcome, simulated: Simulator
) -> None:
    there = follow(outcome.scenario, target=simulated, shop=Shop(simulated))

    assert likeness_of(outcome) == likeness_of(there)
