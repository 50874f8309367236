"""Alarms: what a person must know of, on the right metric, and sent to a topic if one is given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cdk.settings import Settings
from lambdas.recovery import handler as recovery
from lambdas.shared.world import World
from tests.infra.resources import Resources, target
from tests.support.synthesis import synthesize
from tests.unit.recovery.test_parking import REQUEST

_TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms"


@pytest.mark.parametrize("output", ["CreateOrderMachine", "CancelOrderMachine", "ChangeOrderMachine"])
def test_a_saga_that_failed_timed_out_or_was_aborted_raises_an_alarm(dev: Resources, output: str) -> None:
    machine = dev.machine(output).id
    watched = {
        alarm.properties["MetricName"]: alarm.properties["Threshold"]
        for alarm in dev.of_type("CloudWatch::Alarm")
        if alarm.properties["Namespace"] == "AWS/States"
        and alarm.properties["Dimensions"] == [{"Name": "StateMachineArn", "Value": {"Ref": machine}}]
    }
    assert watched == {"ExecutionsFailed": 0, "ExecutionsTimedOut": 0, "ExecutionsAborted": 0}


def test_each_publisher_s_lag_is_watched_in_milliseconds(dev: Resources) -> None:
    publishers = {function.id for function in dev.functions()["lambdas.outbox.handler.publish"]}
    lags = [alarm.properties for alarm in dev.of_type("CloudWatch::Alarm")]
    watched = {
        lag["Dimensions"][0]["Value"]["Ref"]: lag["Threshold"]
        for lag in lags
        if lag["MetricName"] == "IteratorAge"
    }
    assert watched == dict.fromkeys(publishers, 5 * 60 * 1000)


@pytest.mark.parametrize("metric", ["Parked", "RecoveryGivenUp"])
def test_the_first_saga_that_parks_or_is_given_up_raises_an_alarm(dev: Resources, metric: str) -> None:
    (alarm,) = _alarms_on(dev, namespace="Saga", metric=metric)
    assert alarm["Dimensions"] == [{"Name": "service", "Value": "recovery"}]
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Sum", 0)


def test_the_first_sweep_that_fails_raises_an_alarm(dev: Resources) -> None:
    sweeps = {
        function.id
        for handler, functions in dev.functions().items()
        for function in functions
        if handler.endswith(".sweep")
    }
    alarms = _alarms_on(dev, namespace="AWS/Lambda", metric="Errors")
    assert len(sweeps) == 2
    assert {alarm["Dimensions"][0]["Value"]["Ref"] for alarm in alarms} == sweeps
    assert {(alarm["Statistic"], alarm["Threshold"]) for alarm in alarms} == {("Sum", 0)}


def test_receivers_in_good_health_that_wait_for_five_minutes_raise_an_alarm(dev: Resources) -> None:
    (sender,) = dev.functions()["lambdas.webhooks.sending.send"]
    prompt = target(sender.properties["Environment"]["Variables"]["PROMPT_QUEUE_URL"])
    (alarm,) = _alarms_on(dev, namespace="AWS/SQS", metric="ApproximateAgeOfOldestMessage")
    assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": {"Fn::GetAtt": [prompt, "QueueName"]}}]
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Maximum", 5 * 60)


def test_receivers_in_bad_health_raise_none(dev: Resources) -> None:
    assert not _alarms_on(dev, namespace="Saga", metric="EndpointsDisabled")
    assert not _alarms_on(dev, namespace="Saga", metric="WebhooksFailed")


def _alarms_on(dev: Resources, *, namespace: str, metric: str) -> list[Mapping[str, Any]]:
    return [
        alarm.properties
        for alarm in dev.of_type("CloudWatch::Alarm")
        if (alarm.properties["Namespace"], alarm.properties["MetricName"]) == (namespace, metric)
    ]


def test_what_the_alarms_watch_is_what_the_functions_count(
    dev: Resources, world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (park,) = dev.functions()["lambdas.recovery.handler.park"]
    monkeypatch.delenv("POWERTOOLS_METRICS_DISABLED")
    assert world.table("recovery")

    recovery.park(REQUEST, None)

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    told = [
        (each["Namespace"], dimensions, line["service"], line["Parked"])
        for line in lines
        for each in line["_aws"]["CloudWatchMetrics"]
        for dimensions in each["Dimensions"]
    ]
    namespace = park.properties["Environment"]["Variables"]["POWERTOOLS_METRICS_NAMESPACE"]
    assert (namespace, ["service"], "recovery", [1.0]) in told


def test_silence_is_no_alarm(dev: Resources) -> None:
    alarms = dev.of_type("CloudWatch::Alarm")
    assert {alarm.properties["TreatMissingData"] for alarm in alarms} == {"notBreaching"}
    assert {alarm.properties["ComparisonOperator"] for alarm in alarms} == {"GreaterThanThreshold"}


def test_alarms_go_nowhere_by_default(dev: Resources) -> None:
    assert not [alarm.id for alarm in dev.of_type("CloudWatch::Alarm") if "AlarmActions" in alarm.properties]


def test_alarms_go_to_the_topic_that_is_given(tmp_path: Path) -> None:
    template = synthesize(Settings(alarm_topic_arn=_TOPIC), into=tmp_path).template
    for alarm in Resources(template=template).of_type("CloudWatch::Alarm"):
        assert alarm.properties["AlarmActions"] == [_TOPIC]
