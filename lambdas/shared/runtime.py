"""From a participant's rule to a Lambda function: parse, log, measure, go through the journal.

    service = Service("inventory")

    @service.action(rejected_as="StockReservationRejected")
    def reserve(command: Command, world: World) -> LocalTransaction: ...

Every log line carries saga id and step; every outcome is one metric with the step as its dimension.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from lambdas.shared import world as worlds
from lambdas.shared.contract import Answer, Command, Reason, parse_command
from lambdas.shared.errors import Rejected, SagaError
from lambdas.shared.events import DomainEvent
from lambdas.shared.journal import Journal, LocalTransaction
from lambdas.shared.telemetry import count, logger_of
from lambdas.shared.world import World

Handler: TypeAlias = Callable[[Mapping[str, Any], object], dict[str, Any]]
Decide: TypeAlias = Callable[[Command, World], LocalTransaction]
Undo: TypeAlias = Callable[[Command, World, Mapping[str, Any]], LocalTransaction]
_Body: TypeAlias = Callable[[Command, Journal], Answer]


class Service:
    """Makes the Lambda functions of one participant. `aggregate` names the subject of its rejections."""

    def __init__(self, participant: str, *, aggregate: str) -> None:
        self.participant = participant
        self.aggregate = aggregate
        self.logger = logger_of(participant)

    def action(self, *, rejected_as: str | None = None) -> Callable[[Decide], Handler]:
        """A step. A rejection is published as `rejected_as`, when given, with its code and message."""

        def decorate(decide: Decide) -> Handler:
            def body(command: Command, journal: Journal) -> Answer:
                def in_time() -> LocalTransaction:
                    _check_deadline(command, journal.world)
                    return decide(command, journal.world)

                return journal.perform(
                    command,
                    in_time,
                    on_rejection=lambda reason: self._rejection(rejected_as, command, reason),
                )

            return self._handler(body)

        return decorate

    def compensation(self, *, never_done: Decide | None = None) -> Callable[[Undo], Handler]:
        """What undoes a step, safe when nothing was done: then only `never_done` is committed, if given."""

        def decorate(undo: Undo) -> Handler:
            def body(command: Command, journal: Journal) -> Answer:
                return journal.compensate(
                    command,
                    lambda done: undo(command, journal.world, done),
                    never_done=(lambda: never_done(command, journal.world)) if never_done else None,
                )

            return self._handler(body)

        return decorate

    def resolution(self) -> Handler:
        """What settles the outcome of a pivot."""
        return self._handler(lambda command, journal: journal.settle(command))

    def _handler(self, body: _Body) -> Handler:
        def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
            command = parse_command(event)
            with self.logger.append_context_keys(saga_id=command.saga_id, step=command.step):
                return self._observed(body, command)

        return handler

    def _observed(self, body: _Body, command: Command) -> dict[str, Any]:
        journal = Journal(world=worlds.current(), participant=self.participant)
        try:
            answer = body(command, journal)
        except SagaError as error:
            self.logger.warning("refused", error=type(error).__name__, detail=str(error))
            self._count(command, type(error).__name__)
            raise
        except Exception:
            self.logger.exception("failed")
            self._count(command, "Failed")
            raise
        self.logger.info("answered", status=answer.status.value)
        self._count(command, answer.status.value.capitalize())
        return answer.as_dict()

    def _count(self, command: Command, outcome: str) -> None:
        count(outcome, service=self.participant, step=command.step)

    def _rejection(self, name: str | None, command: Command, reason: Reason) -> tuple[DomainEvent, ...]:
        if name is None:
            return ()
        subject = f"{self.aggregate}/{command.saga_id}"
        return (DomainEvent(type=name, subject=subject, sequence=1, data=reason.as_dict()),)


def _check_deadline(command: Command, world: World) -> None:
    """A step that would begin too late is rejected, for good: its record keeps a duplicate from beginning too."""
    if command.deadline and world.clock() > command.deadline:
        late = f"{command.step} would have begun after {command.deadline.isoformat()}"
        raise Rejected(code="DEADLINE_EXCEEDED", message=late)
