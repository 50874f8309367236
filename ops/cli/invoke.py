"""The recovery functions, called on a person's behalf."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ops.cli.errors import CannotDo

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


def invoke(functions: LambdaClient, name: str, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the function answers. Raises CannotDo with its own words when it refuses, or when it failed."""
    answer = functions.invoke(FunctionName=name, Payload=json.dumps(dict(payload)).encode())
    body = json.loads(answer["Payload"].read() or b"null")
    if answer.get("FunctionError"):
        told = body.get("errorMessage", "") if isinstance(body, dict) else body
        raise CannotDo(
            "FUNCTION_FAILED", f"the function {name} failed: {told}\nIts log says why; then try again."
        )
    if not isinstance(body, dict):
        raise CannotDo("FUNCTION_FAILED", f"the function {name} answered {body!r}, which is no answer")
    if "error" in body:
        raise CannotDo(body["error"]["code"], body["error"]["message"])
    return body
