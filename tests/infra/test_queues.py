"""Queues: a message is tried often enough, then kept where an alarm says so. Decided orders take this way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lambdas.orders.group import PART_MARK
from tests.infra.resources import Feed, Resource, Resources, target

DISPATCHER, PUSHER = "lambdas.webhooks.dispatching.dispatch", "lambdas.sockets.delivery.push"
TELLER, GROUPS_TELLER = "lambdas.approvals.handler.tell", "lambdas.orders.handler.tell"
SENDER = "lambdas.webhooks.sending.send"


def _fed(resources: Resources, handler: str) -> Feed:
    (feed,) = [each for each in resources.feeds() if each.function.properties["Handler"] == handler]
    return feed


def _last_stops(resources: Resources) -> set[str]:
    return {queue.id for queue in resources.of_type("SQS::Queue") if "RedrivePolicy" not in queue.properties}


def test_the_functions_that_work_off_queues_are_these(dev: Resources) -> None:
    handlers = sorted(feed.function.properties["Handler"] for feed in dev.feeds())
    assert handlers == [TELLER, GROUPS_TELLER, PUSHER, DISPATCHER, SENDER, SENDER]


def test_every_queue_that_is_worked_off_has_a_dead_letter_queue_of_its_own(dev: Resources) -> None:
    queues = [feed.queue for feed in dev.feeds()]
    redrives = [queue.properties["RedrivePolicy"]["deadLetterTargetArn"] for queue in queues]
    dead_letters = {target(redrive).removesuffix(".Arn") for redrive in redrives}
    assert len(dead_letters) == len(queues)
    assert dead_letters < _last_stops(dev)
    assert _last_stops(dev) == {each.id for each in dev.of_type("SQS::Queue")} - {each.id for each in queues}


def test_what_was_throttled_a_few_times_is_not_given_up(dev: Resources) -> None:
    # A receive by a mapping whose function is throttled counts too; AWS advises five at least.
    for feed in dev.feeds():
        assert feed.queue.properties["RedrivePolicy"]["maxReceiveCount"] >= 5


@pytest.mark.parametrize("handler", [DISPATCHER, PUSHER, TELLER, GROUPS_TELLER])
def test_an_outcome_is_tried_again_and_not_for_longer_than_anybody_waits(
    dev: Resources, handler: str
) -> None:
    queue = _fed(dev, handler).queue.properties
    assert queue["RedrivePolicy"]["maxReceiveCount"] * queue["VisibilityTimeout"] <= 10 * 60


def test_a_message_stays_hidden_for_six_times_as_long_as_its_function_may_run(dev: Resources) -> None:
    for feed in dev.feeds():
        assert feed.queue.properties["VisibilityTimeout"] == 6 * feed.function.properties["Timeout"]


def test_a_message_waits_for_no_other_one_and_its_failure_brings_no_other_one_back(dev: Resources) -> None:
    for feed in dev.feeds():
        assert feed.mapping.properties["BatchSize"] == 1
        assert feed.mapping.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


DECIDED = ["OrderApproved", "OrderRejected"]
FOLLOWED_UP = ["OrderCancelled", "OrderCancellationRejected", "OrderChanged", "OrderChangeRejected"]


OF_GROUPS = {"detail": {"data": {"order_id": [{"prefix": PART_MARK}]}}}
ANSWERED = ["ApprovalGranted", "ApprovalRefused", "ApprovalAnswerRepeated"]


@pytest.mark.parametrize(
    ("handler", "sources", "types", "further"),
    [
        (DISPATCHER, ["saga.orders"], DECIDED + FOLLOWED_UP, {}),
        (PUSHER, ["saga.orders"], DECIDED, {}),
        (TELLER, ["saga.approvals", "saga.orders"], [*ANSWERED, "PartUnwanted"], {}),
        (GROUPS_TELLER, ["saga.orders"], [*DECIDED, "PartToldAgain"], OF_GROUPS),
    ],
    ids=["webhooks", "sockets", "approvals", "groups"],
)
def test_a_rule_lets_through_what_became_of_orders_or_questions_and_nothing_else(
    dev: Resources, handler: str, sources: list[str], types: list[str], further: dict[str, Any]
) -> None:
    queue = _fed(dev, handler).queue
    (rule,) = [
        each
        for each in dev.of_type("Events::Rule")
        if target(each.properties["Targets"][0]["Arn"]) == f"{queue.id}.Arn"
    ]
    assert rule.properties["EventPattern"] == {
        "source": sources,
        "detail-type": types,
        **further,
    }
    dead_letters = rule.properties["Targets"][0]["DeadLetterConfig"]["Arn"]
    assert target(dead_letters).removesuffix(".Arn") in _last_stops(dev)


def test_every_queue_is_encrypted_and_refuses_plain_http(dev: Resources) -> None:
    refusing = {
        target(queue)
        for policy in dev.of_type("SQS::QueuePolicy")
        if '"aws:SecureTransport": "false"' in json.dumps(policy.properties["PolicyDocument"])
        for queue in policy.properties["Queues"]
    }
    for queue in dev.of_type("SQS::Queue"):
        assert queue.properties["SqsManagedSseEnabled"] is True
        assert queue.id in refusing


def test_every_last_stop_has_an_alarm_on_its_first_message(dev: Resources) -> None:
    alarms = [alarm.properties for alarm in dev.of_type("CloudWatch::Alarm")]
    watched = {
        alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0]
        for alarm in alarms
        if alarm.get("Namespace") == "AWS/SQS" and alarm["Threshold"] == 0
    }
    assert watched == _last_stops(dev)


def _rule_for_everything(resources: Resources) -> Resource:
    everything = {"source": [{"prefix": "saga."}]}
    (rule,) = [
        each
        for each in resources.of_type("Events::Rule")
        if each.properties.get("EventPattern") == everything
    ]
    return rule


def test_everything_on_the_bus_is_logged(dev: Resources) -> None:
    (destination,) = _rule_for_everything(dev).properties["Targets"]
    assert ":log-group:" in json.dumps(destination["Arn"])


def test_the_log_takes_what_the_bus_sends(dev: Resources) -> None:
    *_, group = _rule_for_everything(dev).properties["Targets"][0]["Arn"]["Fn::Join"][1]
    policy = json.dumps(dev.the("Logs::ResourcePolicy").properties["PolicyDocument"])
    assert json.dumps({"Fn::GetAtt": [group["Ref"], "Arn"]}) in policy
    assert "events.amazonaws.com" in policy


def test_everything_on_the_local_bus_can_be_read_from_the_tap(local: Resources) -> None:
    (destination,) = _rule_for_everything(local).properties["Targets"]
    tap = target(local.template["Outputs"]["EventTapUrl"]["Value"])
    assert target(destination["Arn"]) == f"{tap}.Arn"
