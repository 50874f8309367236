"""Lambda for moto, in this process: an invocation runs the real handler, or the fault that was asked for.

moto's own stand-in echoes the payload. This one takes its place as the account's backend, so the state machine
and every other caller reach the handlers the way they reach them on AWS: by ARN, with JSON in between.
"""

from __future__ import annotations

import importlib
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Condition
from typing import Any, TypeAlias

from moto.awslambda_simple.models import LambdaSimpleBackend, lambda_simple_backends

ACCOUNT = "123456789012"

Event: TypeAlias = dict[str, Any]
Handler: TypeAlias = Callable[[Event, object], Any]
Call: TypeAlias = Callable[[], Any]
Fault: TypeAlias = Callable[[Call], Any]
"""Gets the call that would have been made; returns its answer or raises what the caller sees."""


class FunctionError(Exception):
    """What Lambda reports of a function that failed without an exception of its own."""

    def __init__(self, error_type: str, message: str = "") -> None:
        super().__init__(message)
        self.error_type = error_type


def crash_before_commit(_call: Call) -> Any:
    raise FunctionError("Runtime.ExitError", "exit status 1")


def crash_after_commit(call: Call) -> Any:
    with suppress(Exception):
        call()
    raise FunctionError("Runtime.ExitError", "exit status 1")


def timeout_before_commit(_call: Call) -> Any:
    raise FunctionError("Sandbox.Timedout", "Task timed out after 10.00 seconds")


def timeout_after_commit(call: Call) -> Any:
    with suppress(Exception):
        call()
    raise FunctionError("Sandbox.Timedout", "Task timed out after 10.00 seconds")


def invoked_twice(call: Call) -> Any:
    call()
    return call()


def busy(_call: Call) -> Any:
    raise FunctionError("Transient", "the store was still busy after 5 attempts")


@dataclass
class Late:
    """Times out now; `arrive` runs the call after all: a late action."""

    calls: list[Call] = field(default_factory=list)

    def __call__(self, call: Call) -> Any:
        self.calls.append(call)
        raise FunctionError("Sandbox.Timedout", "Task timed out after 10.00 seconds")

    def arrive(self) -> Any:
        return self.calls.pop()()


class Bridge(LambdaSimpleBackend):
    """`faults` are by handler path, each used for one invocation, in order. Where there is none, `fault_of` may say
    one, by the path and the event.

    `handlers` and `environments` are by function name. All functions share this process and its environment:
    what they disagree on is set by `run`, for those that never run at the same time.
    """

    def __init__(
        self, handlers: Mapping[str, str], environments: Mapping[str, Mapping[str, str]], region: str
    ) -> None:
        super().__init__(region, ACCOUNT)
        self.handlers = handlers
        self.environments = environments
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.fault_of: Callable[[str, Event], Fault | None] = lambda _path, _event: None
        self.invocations: list[str] = []
        self._at_work = 0
        self._changed = Condition()

    def reset(self) -> None:
        """moto makes each backend anew when a mock ends; this one is thrown away instead."""

    def take_over(self) -> None:
        lambda_simple_backends[ACCOUNT][self.region_name] = self

    def invoke(
        self, function_name: str, qualifier: str | None, body: Any, headers: Any, response_headers: Any
    ) -> bytes:
        del qualifier, headers
        path = self.handlers[function_name.rsplit(":", maxsplit=1)[-1]]
        try:
            return json.dumps(self.call(path, json.loads(body))).encode()
        except Exception as error:  # noqa: BLE001 - Lambda reports whatever was raised
            response_headers["x-amz-function-error"] = "Unhandled"
            name = error.error_type if isinstance(error, FunctionError) else type(error).__name__
            return json.dumps({"errorMessage": str(error), "errorType": name}).encode()

    def run(self, function: str, event: Event) -> Any:
        """One invocation by ARN or name, in the environment of that very function."""
        name = function.rsplit(":", maxsplit=1)[-1]
        os.environ |= self.environments[name]
        return self.call(self.handlers[name], event)

    def call(self, path: str, event: Event) -> Any:
        """One invocation of the handler at a path, through its next fault if it has one."""
        self.invocations.append(path)
        faults = self.faults[path]
        fault = faults.pop(0) if faults else self.fault_of(path, event)
        with self._counted():
            return fault(lambda: handler_at(path)(event, None)) if fault else handler_at(path)(event, None)

    @property
    def idle(self) -> bool:
        return self._at_work == 0

    def settle(self, patience: float) -> None:
        """Wait until no function is at work: one goes on when the execution that called it was stopped."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._at_work == 0, patience), "a function is still at work"

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, step: int) -> None:
        with self._changed:
            self._at_work += step
            self._changed.notify_all()


def handler_at(path: str) -> Handler:
    module, name = path.rsplit(".", 1)
    handler: Handler = getattr(importlib.import_module(module), name)
    return handler
