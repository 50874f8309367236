"""Lambda: an invocation runs the real handler in a worker of its own, in virtual time, or what a fault makes of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from statemachines.simulator.stepfunctions import Failure, Invocation, Success
from tests.simulation.hub import Hub, Raised, Returned, Worker
from tests.support.bridge import handler_at
from tests.support.flaky import Act

Answer: TypeAlias = Success | Failure

TIMED_OUT = Failure("Sandbox.Timedout", '{"errorMessage": "Task timed out", "errorType": "Sandbox.Timedout"}')
EXITED = Failure("Runtime.ExitError", '{"errorMessage": "exit status 1", "errorType": "Runtime.ExitError"}')


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """A function: the path of its handler and its own time limit in seconds."""

    handler: str
    timeout: int


class Fault(Protocol):
    """What becomes of an invocation. `name` is what it is counted under."""

    @property
    def name(self) -> str: ...
    @property
    def harmless(self) -> bool: ...

    def strike(self, call: Call) -> None: ...


@dataclass
class Call:
    """One invocation under way. Only its first answer is heard."""

    invocation: Invocation
    functions: Functions
    answer: Callable[[Answer], None]
    workers: list[Worker] = field(default_factory=list)

    @property
    def timeout(self) -> int:
        return self.functions.deployed[self.invocation.function].timeout

    def run(self, *, then: Callable[[Answer], None] | None = None, acts: Sequence[Act] = ()) -> None:
        """The handler, now, within its own time limit."""
        worker = self._start(then or self.answer, acts=acts)
        if not worker.dead:
            self.after(self.timeout, lambda: self._cut_off(worker))

    def run_and_crash(self) -> None:
        """The handler up to its commit, and not a step further."""

        def crash() -> None:
            self.workers[-1].kill()
            self.answer(EXITED)

        self._start(self.answer, on_commit=crash)

    def run_unheard(self) -> None:
        """The handler, without a limit and without anybody waiting for it."""
        self._start(lambda _: None)

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        self.functions.hub.scheduler.after(seconds, action)

    def _start(
        self,
        then: Callable[[Answer], None],
        *,
        acts: Sequence[Act] = (),
        on_commit: Callable[[], None] | None = None,
    ) -> Worker:
        functions, invocation = self.functions, self.invocation
        handler = handler_at(functions.deployed[invocation.function].handler)
        payload = json.loads(json.dumps(invocation.payload))
        worker = functions.hub.start(
            lambda: handler(payload, None),
            then=lambda ended: then(_answer_of(ended)),
            acts=acts,
            on_commit=on_commit,
        )
        self.workers.append(worker)
        return worker

    def _cut_off(self, worker: Worker) -> None:
        if not worker.dead:
            worker.kill()
            self.answer(TIMED_OUT)


@dataclass
class Functions:
    """`fault_of` says what becomes of an invocation, None: nothing. `heard` is told of all that happens."""

    hub: Hub
    deployed: Mapping[str, Deployed]
    start_up: Callable[[], float]
    fault_of: Callable[[Invocation], Fault | None]
    heard: Callable[[Invocation, str], None]

    def invoke(self, invocation: Invocation, answer: Callable[[Answer], None]) -> None:
        fault = self.fault_of(invocation)
        self.heard(invocation, f"called, and {fault.name}" if fault else "called")

        def answered(result: Answer) -> None:
            self.heard(invocation, _told(result))
            answer(result)

        call = Call(invocation, self, answered)
        strike: Callable[[], Any] = (lambda: fault.strike(call)) if fault else call.run
        self.hub.scheduler.after(self.start_up(), strike)


def _answer_of(ended: Returned | Raised) -> Answer:
    if isinstance(ended, Returned):
        return Success(json.loads(json.dumps(ended.value)))
    name = type(ended.error).__name__
    return Failure(name, json.dumps({"errorMessage": str(ended.error), "errorType": name}))


def _told(result: Answer) -> str:
    if isinstance(result, Failure):
        return f"answers {result.error}"
    status = result.payload.get("status") if isinstance(result.payload, dict) else None
    return f"answers {status or 'success'}"
