"""The reason of a failure, from what each engine puts into a Catch."""

from __future__ import annotations

import json

import pytest

from lambdas.shared.contract import parse_command, reason_of
from lambdas.shared.errors import InvalidCommand


def cause(error_type: str, message: str) -> str:
    return json.dumps({"errorType": error_type, "errorMessage": message, "stackTrace": ["..."]})


def test_a_rejection_keeps_its_code_and_message() -> None:
    error = {"Error": "Rejected", "Cause": cause("Rejected", "OUT_OF_STOCK: 3 wanted, 2 available")}

    assert reason_of(error).as_dict() == {"code": "OUT_OF_STOCK", "message": "3 wanted, 2 available"}


def test_a_rejection_is_known_by_its_message_where_the_engine_drops_the_class_name() -> None:
    error = {"Error": "Runtime.HandlerError", "Cause": cause("Runtime.HandlerError", "PAYMENT_DECLINED: no")}

    assert reason_of(error).code == "PAYMENT_DECLINED"


@pytest.mark.parametrize(
    "error",
    [
        {"Error": "States.Timeout"},
        {"Error": "States.Timeout", "Cause": ""},
        {
            "Error": "Sandbox.Timedout",
            "Cause": cause("Sandbox.Timedout", "RequestId: 1 Error: Task timed out"),
        },
        {"Error": "States.HeartbeatTimeout", "Cause": None},
    ],
)
def test_a_timeout_says_so(error: dict[str, str | None]) -> None:
    assert reason_of(error).code == "STEP_TIMED_OUT"


@pytest.mark.parametrize(
    "error",
    [
        {"Error": "KeyError", "Cause": cause("KeyError", "'secret-table-name'")},
        {"Error": "Lambda.Unknown", "Cause": "The Lambda function returned an unknown error."},
        {"Error": "Lambda.Unknown", "Cause": "[1, 2]"},
        {},
    ],
)
def test_any_other_failure_tells_the_client_nothing_of_the_inside(error: dict[str, str]) -> None:
    reason = reason_of(error)

    assert reason.code == "STEP_FAILED"
    assert "secret" not in reason.message


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ({"step": "a.b"}, "saga_id must be a text that is not empty, not None"),
        ({"saga_id": "", "step": "a.b"}, "saga_id must be a text that is not empty, not ''"),
        ({"saga_id": "o-1", "step": 7}, "step must be a text that is not empty, not 7"),
        ({"saga_id": "o-1", "step": "a.b", "input": [1]}, r"input must be an object, not \[1\]"),
    ],
)
def test_a_command_of_the_wrong_shape_is_refused_with_field_and_value(
    event: dict[str, object], message: str
) -> None:
    with pytest.raises(InvalidCommand, match=message):
        parse_command(event)
