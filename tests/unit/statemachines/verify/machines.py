"""Small machines, written as one would draw them. Each part is as it should be; a test spoils one."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from statemachines.verify.elsewhere import check_file
from statemachines.verify.finding import Finding
from statemachines.verify.purpose.options import Options
from statemachines.verify.report import Report

Json = dict[str, Any]

BUSY = [
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
]


def retry(*errors: str, **changes: Any) -> Json:
    return {
        "ErrorEquals": list(errors or BUSY),
        "IntervalSeconds": 1,
        "MaxAttempts": 3,
        "BackoffRate": 2,
        "MaxDelaySeconds": 10,
        "JitterStrategy": "FULL",
    } | changes


def catch(to: str, *errors: str, into: str | None = "$.error") -> Json:
    return {"ErrorEquals": list(errors or ("States.ALL",)), "ResultPath": into, "Next": to}


def task(name: str, *, to: str | None, fails_to: str | None = None, **changes: Any) -> Json:
    """A task that calls the function of its name. What is None in `changes` is left out."""
    state: Json = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": f"${{{name}Function}}", "Payload": {"id.$": "$.id"}},
        "TimeoutSeconds": 30,
        "ResultPath": None,
        "Retry": [retry()],
    }
    state |= {"Next": to} if to else {"End": True}
    state |= {"Catch": [catch(fails_to)]} if fails_to else {}
    state |= changes
    return {key: value for key, value in state.items() if value is not None or key == "ResultPath"}


def machine(start: str, **states: Json) -> Json:
    return {"StartAt": start, "TimeoutSeconds": 100_000, "States": states}


def parallel(*branches: Json, to: str | None, fails_to: str | None = None) -> Json:
    state: Json = {"Type": "Parallel", "Branches": list(branches), "ResultPath": None}
    state |= {"Next": to} if to else {"End": True}
    return state | ({"Catch": [catch(fails_to)]} if fails_to else {})


def branch(name: str) -> Json:
    return {"StartAt": name, "States": {name: task(name, to=None)}}


def waits(name: str, *, to: str) -> Json:
    """Asks a person and waits for the answer; one who cannot be asked is asked again."""
    payload = {"token.$": "$$.Task.Token"}
    return task(
        name,
        to=to,
        fails_to=name,
        Resource="arn:aws:states:::lambda:invoke.waitForTaskToken",
        Parameters={"FunctionName": "${AskFunction}", "Payload": payload},
    )


DONE: Json = {"Type": "Succeed"}
FAILED: Json = {"Type": "Fail", "Error": "TripFailed"}


def way_back() -> dict[str, Json]:
    """A compensation that fails is repeated when a person has looked at it."""
    return {
        "CancelHotel": task("CancelHotel", to="CancelFlight", fails_to="HotelStuck"),
        "HotelStuck": waits("HotelStuck", to="CancelHotel"),
        "CancelFlight": task("CancelFlight", to="Failed", fails_to="FlightStuck"),
        "FlightStuck": waits("FlightStuck", to="CancelFlight"),
        "Failed": FAILED,
    }


def trip(**changes: Json) -> Json:
    """Two reservations, each undone with all before it, whatever fails. Nothing is wrong with it."""
    states = {
        "ReserveFlight": task("ReserveFlight", to="ReserveHotel", fails_to="CancelFlight"),
        "ReserveHotel": task("ReserveHotel", to="Done", fails_to="CancelHotel"),
        "Done": DONE,
    }
    return machine("ReserveFlight", **(states | way_back() | changes))


def trip_recovery(**changes: Json) -> Json:
    """What finishes a trip that was cut off: there is no pivot, so all of it is undone."""
    return machine("CancelHotel", **(way_back() | changes))


def paid_trip(**changes: Json) -> Json:
    """With a point of no return in the middle: what became of the payment is asked before the trip turns."""
    asked = {"Variable": "$.asked.Payload.paid", "BooleanEquals": True, "Next": "SendTickets"}
    states = {
        "ReserveFlight": task("ReserveFlight", to="Pay", fails_to="CancelFlight"),
        "Pay": task("Pay", to="SendTickets", fails_to="AskBank"),
        "AskBank": task("AskBank", to="Paid", fails_to="BankStuck", ResultPath="$.asked"),
        "BankStuck": waits("BankStuck", to="AskBank"),
        "Paid": {"Type": "Choice", "Choices": [asked], "Default": "CancelFlight"},
        "SendTickets": task("SendTickets", to="Done", fails_to="TicketsStuck"),
        "TicketsStuck": waits("TicketsStuck", to="SendTickets"),
        "Done": DONE,
    }
    back = way_back()
    del back["CancelHotel"], back["HotelStuck"]
    return machine("ReserveFlight", **(states | back | changes))


PAID = Options(pivot="Pay", resolve="AskBank")


def checked(asl: Json, options: Options | None = None, *, recovery: Json | None = None) -> list[Report]:
    """As `make verify` would: from files."""
    with TemporaryDirectory() as directory:
        files = {"trip.json": asl, **({"recovery.json": recovery} if recovery else {})}
        for name, content in files.items():
            (Path(directory) / name).write_text(json.dumps(content), encoding="utf-8")
        other = Path(directory) / "recovery.json" if recovery else None
        return check_file(Path(directory) / "trip.json", options or Options(), other)


def findings(asl: Json, options: Options | None = None, *, recovery: Json | None = None) -> list[Finding]:
    """Without those about a recovery, when there is none: that would be one in every small machine."""
    found = [each for report in checked(asl, options, recovery=recovery) for each in report.findings]
    return found if recovery else [each for each in found if each.rule != "cut off"]


def of_rule(rule: str, found: list[Finding]) -> list[Finding]:
    return [each for each in found if each.rule == rule]
