"""The journal: one item for (saga, step), written in the same transaction as the business items.

It is the barrier, the idempotency record, the saved reply and the outbox at once:

    journal item | action arrives                              | compensation arrives
    -------------+---------------------------------------------+-------------------------------------
    absent       | do it: DONE; the rule says no: REJECTED     | nothing was done: VOID
    DONE         | a duplicate: the saved reply                | undo what the item says: COMPENSATED
    REJECTED     | a duplicate: the same rejection             | nothing was done: stays, or VOID
    COMPENSATED  | refuse: already undone                      | a duplicate: return
    VOID         | refuse: late, after its compensation        | a duplicate: return

What is undone comes from the item (what was done), never from the request. `events` only grows: the stream's
old and new image tell the publisher what is new.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lambdas.shared.commit import ConditionFailed, commit
from lambdas.shared.contract import Answer, Command, Reason, Status, rejection_reason
from lambdas.shared.errors import Inconsistent, LateAction, Locked, Rejected, Transient
from lambdas.shared.events import DomainEvent, Origin, cloud_events
from lambdas.shared.reads import read
from lambdas.shared.writes import ABSENT, Write, put, unexpected, update

if TYPE_CHECKING:
    from lambdas.shared.items import Item
    from lambdas.shared.world import World

KEEP = timedelta(days=365 + 365 + 14 + 6)
"""Longer than the longest execution (a year), its recovery (another) and the redrive window (14 days)."""

_ROUNDS = 5


@dataclass(frozen=True, kw_only=True)
class LocalTransaction:
    """What a participant wants committed: its writes, the reply, what a compensation must know, the events."""

    writes: tuple[Write, ...] = ()
    reply: Mapping[str, Any] = field(default_factory=dict)
    done: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[DomainEvent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Journal:
    """The journal of one participant, in the participant's own table."""

    world: World
    participant: str

    def perform(
        self,
        command: Command,
        decide: Callable[[], LocalTransaction],
        *,
        on_rejection: Callable[[Reason], tuple[DomainEvent, ...]] = lambda _: (),
    ) -> Answer:
        """Do a step once. Raises Rejected (also for a duplicate of a rejected one), LateAction or Transient.

        `decide` may be called although the step is already done; the barrier decides, not what it read. What it finds
        locked or inconsistent may be the step's own work, so then the journal is asked.
        """
        try:
            try:
                transaction = decide()
                self._commit_new(command, Status.DONE, transaction)
            except Rejected as rejected:
                reason = rejection_reason(rejected)
                refusal = LocalTransaction(events=on_rejection(reason))
                self._commit_new(command, Status.REJECTED, refusal, reason=reason)
                raise
            except (Inconsistent, Locked):
                done = self._read(command)
                if done is None:
                    raise
                return _duplicate(command, done)
        except _AlreadyThere as found:
            return _duplicate(command, found.item)
        return _answer(command, Status.DONE, reply=transaction.reply)

    def compensate(
        self,
        command: Command,
        undo: Callable[[Mapping[str, Any]], LocalTransaction],
        *,
        never_done: Callable[[], LocalTransaction] | None = None,
    ) -> Answer:
        """Undo a step once, whatever became of it. `undo` gets what the journal says was done.

        `never_done` is what must be committed even when there is nothing to undo. Raises Transient or
        Inconsistent, never a rejection: a compensation may not be refused.
        """
        for _ in range(_ROUNDS):
            found = self._read(command)
            status = Status(found["status"]) if found else None
            if status in (Status.COMPENSATED, Status.VOID):
                return _answer(command, status)
            if status is Status.REJECTED and never_done is None:
                return _answer(command, status)
            try:
                return self._turn_back(command, found, undo, never_done or LocalTransaction)
            except _AlreadyThere:
                continue  # the step itself, or a duplicate of this call, came in between: look again
        raise Transient(f"the journal item of {command.step} kept changing")

    def settle(self, command: Command) -> Answer:
        """Make the outcome of a step certain in one conditional write: DONE, or VOID so that it never happens."""
        try:
            self._commit_new(command, Status.VOID, LocalTransaction())
        except _AlreadyThere as found:
            status = Status(found.item["status"])
            return _answer(command, Status.DONE if status is Status.DONE else Status.VOID)
        return _answer(command, Status.VOID)

    def rule_out(self, command: Command, never_done: Callable[[], LocalTransaction]) -> bool:
        """That a step never happens, with what must be committed for one that never did. False: it was there first."""
        try:
            self._commit_new(command, Status.VOID, never_done())
        except _AlreadyThere:
            return False
        return True

    def _turn_back(
        self,
        command: Command,
        found: Item | None,
        undo: Callable[[Mapping[str, Any]], LocalTransaction],
        never_done: Callable[[], LocalTransaction],
    ) -> Answer:
        if found is None:
            self._commit_new(command, Status.VOID, never_done())
            return _answer(command, Status.VOID)
        if found["status"] == Status.DONE:
            self._commit_change(command, Status.DONE, Status.COMPENSATED, undo(found["done"]))
            return _answer(command, Status.COMPENSATED)
        self._commit_change(command, Status.REJECTED, Status.VOID, never_done())
        return _answer(command, Status.VOID)

    def _commit_new(
        self, command: Command, status: Status, transaction: LocalTransaction, *, reason: Reason | None = None
    ) -> None:
        item = {
            **_key(command),
            "status": status.value,
            "reply": dict(transaction.reply),
            "done": dict(transaction.done),
            "events": self._events(command, status, transaction),
            "expires_at": self._expiry(),
            **({"reason": reason.as_dict()} if reason else {}),
        }
        barrier = put(table=self._table, item=item, condition=ABSENT, refused=_already_there)
        self._commit(barrier, transaction)

    def _commit_change(
        self, command: Command, before: Status, after: Status, transaction: LocalTransaction
    ) -> None:
        barrier = update(
            table=self._table,
            key=_key(command),
            expression="SET #status = :after, #events = list_append(#events, :events), #expires_at = :expiry",
            condition="#status = :before",
            values={
                "before": before.value,
                "after": after.value,
                "events": self._events(command, after, transaction),
                "expiry": self._expiry(),
            },
            refused=_already_there,
        )
        self._commit(barrier, transaction)

    def _commit(self, barrier: Write, transaction: LocalTransaction) -> None:
        writes = (barrier, *transaction.writes)
        try:
            commit(self.world, writes)
        except ConditionFailed as failed:
            if failed.index == 0:
                raise _AlreadyThere(failed.old or {}) from None
            raise writes[failed.index].refused(failed.old) from None

    def _read(self, command: Command) -> Item | None:
        return read(self.world, table=self._table, key=_key(command))

    def _events(
        self, command: Command, status: Status, transaction: LocalTransaction
    ) -> list[dict[str, Any]]:
        origin = Origin(
            participant=self.participant, saga_id=command.saga_id, step=command.step, status=status
        )
        return cloud_events(transaction.events, origin=origin, at=self.world.clock())

    def _expiry(self) -> int:
        return int((self.world.clock() + KEEP).timestamp())

    @property
    def _table(self) -> str:
        return self.world.table(self.participant)


class _AlreadyThere(Exception):  # noqa: N818 - a fact, not an error
    def __init__(self, item: Item) -> None:
        super().__init__("the journal item is already there, or has changed")
        self.item = item


_already_there = unexpected("journal item")


def _key(command: Command) -> dict[str, str]:
    return {"pk": f"saga#{command.saga_id}", "sk": command.step}


def _duplicate(command: Command, item: Item) -> Answer:
    status = Status(item["status"])
    if status is Status.DONE:
        return _answer(command, status, reply=item["reply"])
    if status is Status.REJECTED:
        raise Rejected(code=item["reason"]["code"], message=item["reason"]["message"])
    raise LateAction(f"{command.step} of saga {command.saga_id} came after it was {status.lower()}")


def _answer(command: Command, status: Status, *, reply: Mapping[str, Any] | None = None) -> Answer:
    return Answer(
        saga_id=command.saga_id,
        step=command.step,
        status=status,
        reply=reply or {},
        reason=command.reason,
        started=command.started,
    )
