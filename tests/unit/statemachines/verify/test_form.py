"""What is no machine, what is a broken one, and what a machine should not have."""

from __future__ import annotations

import json
from typing import Any

import pytest

from statemachines.verify.language.machine import NotAMachine, read
from tests.unit.statemachines.verify.machines import DONE, Json, catch, findings, machine, retry, task, trip


def form(asl: Json) -> list[str]:
    return [f"{each.state}: {each.message}" for each in findings(asl) if each.rule == "form"]


def with_hotel(**changes: Any) -> Json:
    return trip(ReserveHotel=task("ReserveHotel", to="Done", fails_to="CancelHotel", **changes))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON: Expecting value"),
        ("[" * 100_000, "not JSON: "),
        ("[]", "no state machine: it has no States"),
        ("{}", "no state machine: it has no States"),
        ('{"States": {}}', "no state machine: it has no States"),
        ('{"definition": "{}"}', "no state machine: it has no States"),
        ('{"QueryLanguage": "JSONata", "States": {"A": {}}}', "written in JSONata"),
        ('{"States": {"A": {"Type": "Task", "QueryLanguage": "JSONata"}}}', "written in JSONata"),
    ],
)
def test_what_is_no_machine_is_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(NotAMachine) as refused:
        read(text)

    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_what_describe_state_machine_answers_is_read_too() -> None:
    answer = {"name": "trip", "status": "ACTIVE", "definition": json.dumps(trip())}

    assert read(json.dumps(answer)) == trip()


@pytest.mark.parametrize(
    ("asl", "message"),
    [
        (trip() | {"StartAt": "Begin"}, "trip.json: starts at Begin, which is not there"),
        (with_hotel(Next="Doen"), "ReserveHotel: leads to Doen, which is not there"),
        (with_hotel(Catch=[catch("Nowhere")]), "ReserveHotel: leads to Nowhere, which is not there"),
        (with_hotel(End=True), "ReserveHotel: needs either Next or End"),
        (with_hotel(Next=None), "ReserveHotel: needs either Next or End"),
        (with_hotel(Resource=None), "ReserveHotel: has no Resource"),
        (with_hotel(TimeoutSeconds="30"), "ReserveHotel: TimeoutSeconds is '30'"),
        (with_hotel(TimeoutSeconds=True), "ReserveHotel: TimeoutSeconds is True"),
        (with_hotel(Retry={}), "ReserveHotel: Retry is {}"),
        (with_hotel(Retry=[1]), "ReserveHotel: a rule of its Retry is 1"),
        (with_hotel(Catch=[{"Next": "Done"}]), "ReserveHotel: a rule of its Catch names no errors"),
        (with_hotel(Catch=[{"ErrorEquals": ["A"]}]), "ReserveHotel: a rule of its Catch leads nowhere"),
        (trip(Done={"Type": "Stop"}), "Done: 'Stop' is no type of state"),
        (trip(Done=None), "Done: None is no type of state"),  # type: ignore[arg-type]
        (trip(Done={"Type": "Parallel", "End": True}), "Done: has no Branches"),
        (
            trip(Done={"Type": "Choice", "Choices": [{"Next": "Failed"}]}),
            "Done: a rule of its Choices compares nothing",
        ),
        (trip(Done={"Type": "Choice"}), "Done: has no Choices"),
        (
            trip(Done={"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {}}], "End": True}),
            "Done: has no States",
        ),
        (
            trip(Done={"Type": "Map", "ItemProcessor": machine("Failed", Failed=DONE), "End": True}),
            "Failed: the name is used 2 times",
        ),
        (trip() | {"TimeoutSeconds": "an hour"}, "trip.json: TimeoutSeconds is 'an hour'"),
    ],
)
def test_a_broken_machine_is_told_what_is_broken_and_not_followed(asl: Json, message: str) -> None:
    found = findings(asl)

    assert message in [f"{each.state}: {each.message}" for each in found]
    assert {each.rule for each in found} == {"form"}


@pytest.mark.parametrize(
    ("asl", "message"),
    [
        (trip(Lost=DONE), "Lost: nothing leads to it"),
        (
            with_hotel(Catch=[catch("CancelHotel"), catch("CancelHotel", "States.Timeout")]),
            "ReserveHotel: in its Catch, States.ALL stands with other errors or before other rules",
        ),
        (
            with_hotel(Catch=[catch("CancelHotel", "States.Timeout", "States.ALL")]),
            "ReserveHotel: in its Catch, States.ALL stands with other errors or before other rules",
        ),
        (
            with_hotel(Retry=[retry("States.ALL"), retry()]),
            "ReserveHotel: in its Retry, States.ALL stands with other errors or before other rules",
        ),
        (
            with_hotel(Catch=[catch("CancelHotel", "States.TimeOut"), catch("CancelHotel")]),
            "ReserveHotel: States.TimeOut is no error that there is",
        ),
        (with_hotel(OnError="Done"), "ReserveHotel: OnError is no field of a Task"),
        (with_hotel(Retry=[retry(Jitter="FULL")]), "ReserveHotel: Jitter is no field of a Retry or a Catch"),
        (trip() | {"Timeout": 3}, "trip.json: Timeout is no field of a machine"),
        (
            trip(
                Done={"Type": "Choice", "Choices": [{"Variable": "$.id", "IsNull": True, "Next": "Failed"}]}
            ),
            "Done: has no Default: what matches no rule ends the execution",
        ),
        (
            trip(Done={"Type": "Map", "Iterator": machine("End", End=DONE), "End": True}),
            "Done: Iterator is out of use",
        ),
    ],
)
def test_what_a_machine_should_not_have_is_found_beside_the_rest(asl: Json, message: str) -> None:
    assert message in form(asl)


def test_a_machine_that_is_well_formed_has_no_such_finding() -> None:
    assert form(trip()) == []


def test_placeholders_are_names_like_any_other() -> None:
    asl = with_hotel(Resource="${ReserveHotelFunctionArn}", Parameters={"id.$": "$.id"})

    assert findings(asl) == []
