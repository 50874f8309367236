"""Which fields each type of state has in the JSONPath form of the language, and what kind of value each takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Kinds: TypeAlias = Mapping[str, type | tuple[type, ...]]
_Kinds: TypeAlias = dict[str, type | tuple[type, ...]]

_EVERY: _Kinds = {"Type": str, "Comment": str, "QueryLanguage": str}
_PATHS: _Kinds = {"InputPath": (str, type(None)), "OutputPath": (str, type(None))}
_ON: _Kinds = {"Next": str, "End": bool}
_RESULT: _Kinds = {"ResultPath": (str, type(None)), "ResultSelector": dict}
_FAILING: _Kinds = {"Retry": list, "Catch": list}
_VARIABLES: _Kinds = {"Assign": dict}

_TIMED: _Kinds = {
    "TimeoutSeconds": int,
    "TimeoutSecondsPath": str,
    "HeartbeatSeconds": int,
    "HeartbeatSecondsPath": str,
}
_OF_MAP: _Kinds = {
    "ItemProcessor": dict,
    "ItemReader": dict,
    "ItemSelector": object,
    "ItemBatcher": dict,
    "ItemsPath": str,
    "Label": str,
    "MaxConcurrency": int,
    "MaxConcurrencyPath": str,
    "ResultWriter": dict,
    "ToleratedFailureCount": int,
    "ToleratedFailureCountPath": str,
    "ToleratedFailurePercentage": (int, float),
    "ToleratedFailurePercentagePath": str,
}

FIELDS: Mapping[str, Kinds] = {
    "Task": _EVERY
    | _PATHS
    | _ON
    | _RESULT
    | _FAILING
    | _VARIABLES
    | _TIMED
    | {"Resource": str, "Parameters": object, "Credentials": dict},
    "Parallel": _EVERY
    | _PATHS
    | _ON
    | _RESULT
    | _FAILING
    | _VARIABLES
    | {"Branches": list, "Parameters": object},
    "Map": _EVERY | _PATHS | _ON | _RESULT | _FAILING | _VARIABLES | _OF_MAP,
    "Choice": _EVERY | _PATHS | _VARIABLES | {"Choices": list, "Default": str},
    "Pass": _EVERY | _PATHS | _ON | _RESULT | _VARIABLES | {"Parameters": object, "Result": object},
    "Wait": _EVERY
    | _PATHS
    | _ON
    | _VARIABLES
    | {"Seconds": int, "SecondsPath": str, "Timestamp": str, "TimestampPath": str},
    "Succeed": _EVERY | _PATHS,
    "Fail": _EVERY | {"Error": str, "ErrorPath": str, "Cause": str, "CausePath": str},
}

REQUIRED: Mapping[str, str] = {
    "Task": "Resource",
    "Parallel": "Branches",
    "Map": "ItemProcessor",
    "Choice": "Choices",
}

DEPRECATED: Mapping[tuple[str, str], str] = {
    ("Map", "Iterator"): "ItemProcessor",
    ("Map", "Parameters"): "ItemSelector",
}

TOP: Kinds = {
    "Comment": str,
    "QueryLanguage": str,
    "StartAt": str,
    "States": dict,
    "TimeoutSeconds": int,
    "Version": str,
}
INNER: Kinds = {**TOP, "ProcessorConfig": dict}

RETRIER: Kinds = {
    "Comment": str,
    "ErrorEquals": list,
    "IntervalSeconds": int,
    "MaxAttempts": int,
    "BackoffRate": (int, float),
    "MaxDelaySeconds": int,
    "JitterStrategy": str,
}
CATCHER: Kinds = {
    "Comment": str,
    "ErrorEquals": list,
    "Next": str,
    "ResultPath": (str, type(None)),
    "Assign": dict,
}
