"""Webhooks' wiring: two lanes for one sender, what each function is told, the sweep's schedule, the key, the index."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from lambdas.endpoints import delivery
from lambdas.webhooks import slots, sweeping
from tests.infra.resources import Resource, Resources, target

API = "lambdas.api.handler.handle"
DISPATCHER, SENDER, SWEEP = (
    f"lambdas.webhooks.{name}" for name in ("dispatching.dispatch", "sending.send", "sweeping.sweep")
)


def function(dev: Resources, handler: str) -> Resource:
    (found,) = dev.functions()[handler]
    return found


def variables(dev: Resources, handler: str) -> dict[str, Any]:
    given = function(dev, handler).properties["Environment"]["Variables"]
    return {name: value for name, value in given.items() if not name.startswith("POWERTOOLS_")}


def lanes(dev: Resources) -> dict[str, Any]:
    """The mapping's properties by the variable that says where the lane is."""
    urls = {name: value["Ref"] for name, value in variables(dev, SENDER).items() if name.endswith("_URL")}
    mappings = {
        feed.queue.id: feed.mapping.properties
        for feed in dev.feeds()
        if feed.function.id == function(dev, SENDER).id
    }
    assert set(urls.values()) == set(mappings)
    return {name: mappings[queue] for name, queue in urls.items()}


def test_endpoints_that_ail_have_senders_of_their_own_and_so_have_the_others(dev: Resources) -> None:
    at_once = {name: lane["ScalingConfig"]["MaximumConcurrency"] for name, lane in lanes(dev).items()}
    assert at_once == {"PROMPT_QUEUE_URL": 50, "PATIENT_QUEUE_URL": 10}


@pytest.mark.parametrize(
    ("handler", "more"),
    [
        (API, {"WEBHOOKS_KEY"}),
        (DISPATCHER, {"ORDERS_TABLE"}),
        (SENDER, {"WEBHOOKS_KEY", "STAGE"}),
        (SWEEP, set()),
    ],
)
def test_each_function_is_told_of_the_table_and_the_lanes_and_of_what_it_needs_besides(
    dev: Resources, handler: str, more: set[str]
) -> None:
    told = {**variables(dev, handler)}
    of_all = {"WEBHOOKS_TABLE": {"Ref": dev.table("webhooks")}} | {
        name: variables(dev, SENDER)[name] for name in lanes(dev)
    }
    assert of_all.items() <= told.items()
    if handler != API:
        assert set(told) - set(of_all) == more
    expected = {
        "ORDERS_TABLE": {"Ref": dev.table("orders")},
        "WEBHOOKS_KEY": {"Fn::GetAtt": [dev.the("KMS::Key").id, "Arn"]},
        "STAGE": "dev",
    }
    assert {name: told[name] for name in more} == {name: expected[name] for name in more}


def test_the_key_is_renewed_every_year(dev: Resources) -> None:
    assert dev.the("KMS::Key").properties["EnableKeyRotation"] is True


def test_the_key_leaves_it_to_roles_who_may_use_it_and_names_nobody_else(dev: Resources) -> None:
    (statement,) = dev.the("KMS::Key").properties["KeyPolicy"]["Statement"]
    root = {
        "Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::", {"Ref": "AWS::AccountId"}, ":root"]]
    }
    assert statement["Principal"] == {"AWS": root}


def test_the_index_is_the_one_that_deliveries_are_in_and_the_sweep_asks(dev: Resources) -> None:
    partition, sort = delivery.waiting("d-1", look_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert dev.index("webhooks", delivery.INDEX) == {
        "IndexName": "due",
        "KeySchema": [
            {"AttributeName": partition, "KeyType": "HASH"},
            {"AttributeName": sort, "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    }


def test_a_sweep_comes_every_minute_ends_before_the_next_and_is_not_repeated(dev: Resources) -> None:
    sweep = function(dev, SWEEP)
    (rule,) = [
        each.properties
        for each in dev.of_type("Events::Rule")
        if target(each.properties["Targets"][0]["Arn"]) == f"{sweep.id}.Arn"
    ]
    (invoked,) = [
        each.properties
        for each in dev.of_type("Lambda::EventInvokeConfig")
        if target(each.properties["FunctionName"]) == sweep.id
    ]
    assert rule["ScheduleExpression"] == "rate(1 minute)"
    assert sweeping.TIME.total_seconds() + 10 <= sweep.properties["Timeout"] < 60
    assert invoked["MaximumRetryAttempts"] == 0


def test_whoever_holds_a_slot_or_a_claim_is_no_longer_running_when_it_ends(dev: Resources) -> None:
    assert slots.LEASE.total_seconds() >= 2 * function(dev, SENDER).properties["Timeout"]


def test_no_function_needs_concurrency_that_a_new_account_cannot_reserve(dev: Resources) -> None:
    reserved = [
        each.id
        for each in dev.of_type("Lambda::Function")
        if "ReservedConcurrentExecutions" in each.properties
    ]
    assert reserved == []


def test_nothing_is_left_of_the_one_secret_for_all(dev: Resources) -> None:
    assert not [each.id for each in dev if each.body["Type"].startswith("AWS::SecretsManager::")]
