"""Trouble made on purpose in a system that is up: a participant that is broken, an execution that is stopped."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from lambdas.shared.caller import caller_of
from ops import executions
from ops.settings import HOST, ROOT

if TYPE_CHECKING:
    from tests.scenarios.targets.local import Local

T = TypeVar("T")

_PATIENCE = 180.0

ANYBODY = caller_of({})
"""The one caller that an API without an authorizer knows."""


@dataclass(frozen=True)
class Trouble:
    target: Local

    @contextmanager
    def broken(self, function: str, *, variable: str) -> Iterator[None]:
        """The function looks for its table where there is none, until it is mended."""
        name, variables = self._function(function)
        self._configure(name, variables | {variable: "no-such-table"})
        try:
            yield
        finally:
            self._configure(name, variables)

    @contextmanager
    def silent(self, function: str) -> Iterator[None]:
        """The function asks a store that never answers, until its time is over."""
        name, variables = self._function(function)
        with socket.create_server((HOST, 0)) as mute:
            nowhere = f"http://{HOST}:{mute.getsockname()[1]}"
            self._configure(name, variables | {"AWS_ENDPOINT_URL_DYNAMODB": nowhere})
            try:
                yield
            finally:
                self._configure(name, variables)

    def past(self, function: str) -> None:
        """Whatever was kept at a function that is mended goes on, also what has parked meanwhile."""
        states, machine = self.target.cloud.states, self.target.machine
        running = states.list_executions(stateMachineArn=machine, statusFilter="RUNNING")["executions"]
        for arn in [execution["executionArn"] for execution in running]:
            if function in self._entered(arn):
                self.until(partial(self._went_on, arn, function), f"{arn} is kept at {function} for ever")

    def _went_on(self, arn: str, function: str) -> bool:
        if self._status(arn) != "RUNNING":
            return True
        if f"{function} parked" in self._entered(arn):
            decision = {"saga_id": arn.rpartition(":")[2], "function": function, "action": "retry"}
            self.target.invoke("lambdas.recovery.handler.decide", {**decision, "by": "a scenario"})
        return False

    def stop_at(self, saga_id: str, state: str) -> str:
        """Stop the saga's execution as soon as it has entered a state; how it stands then."""
        arn = self.reached(saga_id, state)
        with suppress(self.target.cloud.states.exceptions.ValidationException):  # it was over already
            self.target.cloud.states.stop_execution(
                executionArn=arn, error="Test", cause=f"stopped at {state}"
            )
        return self._status(arn)

    def reached(self, saga_id: str, state: str) -> str:
        """The saga's execution, as soon as it has entered a state, or is over."""
        arn = self._execution(saga_id)
        self.until(
            lambda: state in self._entered(arn) or self._status(arn) != "RUNNING", f"{state} was not entered"
        )
        return arn

    def recovered(self, saga_id: str) -> str:
        """The status of the saga's first recovery, once it is over."""
        machine = self.target.cloud.deployment.outputs["RecoveryMachineArn"]
        arn = executions.execution_arn(machine, f"{saga_id}-r1")
        self.until(lambda: self._known(arn), f"no recovery of {saga_id} was started")
        return executions.ended(self.target.cloud.states, arn)

    def saga(self, *arguments: str, given: str | None = None) -> Any:
        """The `saga` command with --json, and what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "ops.cli", *arguments, "--json"],
            cwd=ROOT,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr or done.stdout
        return json.loads(done.stdout)

    def until(self, look: Callable[[], T | None], complaint: str) -> T:
        deadline = time.monotonic() + _PATIENCE
        while not (found := look()):
            assert time.monotonic() < deadline, complaint
            time.sleep(0.05)
        return found

    def _execution(self, saga_id: str) -> str:
        return self.target.execution(saga_id)

    def _entered(self, arn: str) -> set[str]:
        events = executions.history(self.target.cloud.states, arn)
        return {
            event["stateEnteredEventDetails"]["name"]
            for event in events
            if "stateEnteredEventDetails" in event
        }

    def _status(self, arn: str) -> str:
        return self.target.cloud.states.describe_execution(executionArn=arn)["status"]

    def _known(self, arn: str) -> bool:
        states = self.target.cloud.states
        try:
            states.describe_execution(executionArn=arn)
        except states.exceptions.ExecutionDoesNotExist:
            return False
        return True

    def _function(self, function: str) -> tuple[str, dict[str, str]]:
        participant, action = function.split(".")
        found = self.target.function(f"lambdas.{participant}.handler.{action}")
        return found["FunctionName"], dict(found["Environment"]["Variables"])

    def _configure(self, name: str, variables: dict[str, str]) -> None:
        self.target.cloud.functions.update_function_configuration(
            FunctionName=name, Environment={"Variables": variables}
        )
