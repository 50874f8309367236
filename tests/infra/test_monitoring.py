"""Alarms: what a person must know of, on the right metric, and sent to a topic if one is given."""

from __future__ import annotations

from pathlib import Path

from cdk.settings import Settings
from tests.infra.resources import Resources
from tests.support.synthesis import synthesize

_TOPIC = "arn:aws:sns:eu-central-1:123456789012:alarms"


def test_a_saga_that_failed_timed_out_or_was_aborted_raises_an_alarm(dev: Resources) -> None:
    machine = dev.the("StepFunctions::StateMachine").id
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
