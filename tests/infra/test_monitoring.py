"""Alarms: what a person must know of, on the right metric, and sent to a topic if one is given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cdk.settings import Settings
from lambdas.recovery import handler as recovery
from lambdas.shared.world import World
from tests.infra.resources import Resources
from tests.support.synthesis import synthesize
from tests.unit.recovery.test_parking import REQUEST

_TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms"


def test_a_saga_that_failed_timed_out_or_was_aborted_raises_an_alarm(dev: Resources) -> None:
    machine = dev.machine().id
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


@pytest.mark.parametrize(
    ("metric", "namespace"), [("Parked", "Saga"), ("RecoveryGivenUp", "Saga"), ("Errors", "AWS/Lambda")]
)
def test_the_first_saga_that_parks_or_is_given_up_and_the_first_sweep_that_fails_raise_an_alarm(
    dev: Resources, metric: str, namespace: str
) -> None:
    (alarm,) = [
        alarm.properties
        for alarm in dev.of_type("CloudWatch::Alarm")
        if (alarm.properties["Namespace"], alarm.properties["MetricName"]) == (namespace, metric)
    ]
    (sweep,) = dev.functions()["lambdas.recovery.handler.sweep"]
    function = {"Name": "FunctionName", "Value": {"Ref": sweep.id}}
    counted = {"Name": "service", "Value": "recovery"}
    assert alarm["Dimensions"] == [function if metric == "Errors" else counted]
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Sum", 0)


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
