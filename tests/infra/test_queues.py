"""Queues: a message is tried often enough, then kept where an alarm says so; webhooks take this way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.infra.resources import Resource, Resources, target

SENDER, PUSHER = "lambdas.webhooks.handler.send", "lambdas.sockets.delivery.push"


def _queue_of(resources: Resources, handler: str) -> tuple[Resource, Resource, Resource]:
    """The queue, the function that reads it, and the mapping between the two."""
    (sender,) = resources.functions()[handler]
    (mapping,) = [
        each
        for each in resources.of_type("Lambda::EventSourceMapping")
        if target(each.properties["FunctionName"]) == sender.id
    ]
    id_ = target(mapping.properties["EventSourceArn"]).removesuffix(".Arn")
    (queue,) = [each for each in resources.of_type("SQS::Queue") if each.id == id_]
    return queue, sender, mapping


def _last_stops(resources: Resources) -> set[str]:
    return {queue.id for queue in resources.of_type("SQS::Queue") if "RedrivePolicy" not in queue.properties}


def test_every_queue_that_is_worked_off_has_a_dead_letter_queue_of_its_own(dev: Resources) -> None:
    queues = [_queue_of(dev, handler)[0] for handler in (SENDER, PUSHER)]
    redrives = [queue.properties["RedrivePolicy"]["deadLetterTargetArn"] for queue in queues]
    dead_letters = {target(redrive).removesuffix(".Arn") for redrive in redrives}
    assert len(dead_letters) == 2
    assert dead_letters < _last_stops(dev)
    assert _last_stops(dev) == {each.id for each in dev.of_type("SQS::Queue")} - {
        queue.id for queue in queues
    }


def test_a_callback_is_tried_for_at_least_a_day(dev: Resources) -> None:
    # The waits of Standard Webhooks: 5 s, 5 m, 30 m, 2 h, 5 h, 10 h add up to less than a day, so it takes more.
    queue, _, _ = _queue_of(dev, SENDER)
    assert queue.properties["RedrivePolicy"]["maxReceiveCount"] > 7


def test_a_push_is_tried_again_some_times_and_not_for_longer_than_anybody_waits(dev: Resources) -> None:
    queue, _, mapping = _queue_of(dev, PUSHER)
    attempts, visibility = (
        queue.properties["RedrivePolicy"]["maxReceiveCount"],
        queue.properties["VisibilityTimeout"],
    )
    assert attempts > 2
    assert attempts * visibility <= 10 * 60
    assert mapping.properties["BatchSize"] == 1


@pytest.mark.parametrize("handler", [SENDER, PUSHER])
def test_a_message_stays_hidden_for_six_times_as_long_as_its_function_may_run(
    dev: Resources, handler: str
) -> None:
    queue, sender, _ = _queue_of(dev, handler)
    assert queue.properties["VisibilityTimeout"] >= 6 * sender.properties["Timeout"]


@pytest.mark.parametrize("handler", [SENDER, PUSHER])
def test_a_failed_message_does_not_bring_the_others_back(dev: Resources, handler: str) -> None:
    _, _, mapping = _queue_of(dev, handler)
    assert mapping.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


DECIDED = {"source": ["saga.orders"], "detail-type": ["OrderApproved", "OrderRejected"]}


@pytest.mark.parametrize(
    ("handler", "pattern"),
    [
        pytest.param(
            SENDER, DECIDED | {"detail": {"data": {"callback_url": [{"exists": True}]}}}, id="webhooks"
        ),
        pytest.param(PUSHER, DECIDED, id="sockets"),
    ],
)
def test_a_rule_lets_through_decided_orders_and_for_webhooks_those_with_a_callback(
    dev: Resources, handler: str, pattern: dict[str, Any]
) -> None:
    queue, _, _ = _queue_of(dev, handler)
    (rule,) = [
        each
        for each in dev.of_type("Events::Rule")
        if target(each.properties["Targets"][0]["Arn"]) == f"{queue.id}.Arn"
    ]
    assert rule.properties["EventPattern"] == pattern
    dead_letters = rule.properties["Targets"][0]["DeadLetterConfig"]["Arn"]
    assert target(dead_letters).removesuffix(".Arn") in _last_stops(dev)


def test_the_secret_is_44_letters_and_digits_which_are_base64_of_33_bytes(dev: Resources) -> None:
    made = dev.the("SecretsManager::Secret").properties["GenerateSecretString"]
    assert made["PasswordLength"] == 44
    assert made["ExcludePunctuation"] is True
    assert set("+/=!\"\\'") <= set(made["ExcludeCharacters"])


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
