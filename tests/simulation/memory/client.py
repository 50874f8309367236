# ruff: noqa: N803 - arguments are named as the service names them
"""DynamoDB's low-level client as far as this project uses it, over tables in memory.

It takes the same arguments and gives the same answers and errors as boto3's, by the vendor's rules;
`tests/adapters/test_memory_*` holds it to them. What it does not know it refuses with Unsupported, or with
TypeError for an argument. It leaves out what a network, sizes and time bring: nothing is throttled or in
conflict, no item is too large, an index is up to date at once, a client token holds for ever. What botocore
itself would refuse, such as a missing argument, is not looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from tests.simulation.memory import reads
from tests.simulation.memory.actions import Action, action, kind_of
from tests.simulation.memory.commits import Change, Commit
from tests.simulation.memory.failures import Failure, Mismatch, Refused, Unfit
from tests.simulation.memory.shape import TableShape, attributes_of
from tests.simulation.memory.table import Table
from tests.simulation.memory.transaction import Write, judge_all, judge_one
from tests.simulation.memory.values import copied

_MOST_ACTIONS = 100


class MemoryDynamoDB:
    """`on_commit` is called for each write that went through, before its caller hears of it."""

    def __init__(
        self, *, tables: Mapping[str, TableShape], on_commit: Callable[[Commit], None] | None = None
    ) -> None:
        self._tables = {name: Table(name, shape) for name, shape in tables.items()}
        self._on_commit = on_commit
        self._numbers = count(1)
        self._done: dict[str, Any] = {}

    def transact_write_items(
        self, *, TransactItems: Sequence[Mapping[str, Any]], ClientRequestToken: str | None = None
    ) -> dict[str, Any]:
        with _answering("TransactWriteItems"):
            if not self._was_done(ClientRequestToken, TransactItems):
                self._carry_out(judge_all(self._actions(TransactItems)))
                self._remember(ClientRequestToken, TransactItems)
        return {}

    def put_item(self, **request: Any) -> dict[str, Any]:
        with _answering("PutItem"):
            self._carry_out([judge_one(self._action({"Put": request}))])
        return {}

    def get_item(self, **request: Any) -> dict[str, Any]:
        with _answering("GetItem"):
            return reads.get_item(self._tables, **request)

    def batch_get_item(self, **request: Any) -> dict[str, Any]:
        with _answering("BatchGetItem"):
            return reads.batch_get_item(self._tables, **request)

    def query(self, **request: Any) -> dict[str, Any]:
        with _answering("Query"):
            return reads.query(self._tables, **request)

    def scan(self, **request: Any) -> dict[str, Any]:
        with _answering("Scan"):
            return reads.scan(self._tables, **request)

    def _actions(self, items: Sequence[Mapping[str, Any]]) -> list[Action | Unfit]:
        if len(items) > _MOST_ACTIONS:
            raise Refused(
                "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: "
                f"Member must have length less than or equal to {_MOST_ACTIONS}"
            )
        return [self._action(item) for item in items]

    def _action(self, item: Mapping[str, Any]) -> Action | Unfit:
        kind, request = kind_of(item)
        table = reads.table_of(self._tables, request["TableName"])
        try:
            return action(kind, request, table)
        except Unfit as unfit:
            return unfit

    def _carry_out(self, writes: Sequence[Write]) -> None:
        for write in writes:
            write.carry_out()
        number = next(self._numbers)
        if self._on_commit:
            changes = tuple(_change(write) for write in writes if write.new != write.old)
            self._on_commit(Commit(number=number, changes=changes))

    def _was_done(self, token: str | None, items: Sequence[Mapping[str, Any]]) -> bool:
        if token is None or token not in self._done:
            return False
        if self._done[token] != items:
            raise Mismatch
        return True

    def _remember(self, token: str | None, items: Sequence[Mapping[str, Any]]) -> None:
        if token is not None:
            self._done[token] = copied(items)


@contextmanager
def _answering(operation: str) -> Iterator[None]:
    try:
        yield
    except Failure as failure:
        raise failure.as_client_error(operation) from None


def _change(write: Write) -> Change:
    return Change(
        table=write.table.name,
        key=attributes_of(write.table.shape, write.key),
        old=copied(write.old),
        new=copied(write.new),
    )
