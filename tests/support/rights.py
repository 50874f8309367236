"""What a function asks AWS for, as the rights that it takes: to be held against those that its role has.

moto asks nobody for a right, and the local cloud does not either, so a right that is missing shows here or on AWS.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import local
from typing import Any, TypeAlias

Right: TypeAlias = tuple[str, str]
"""(action, resource), where a resource is the name of a table, a queue or a key, or `table/index/name`."""

_IN_TRANSACTIONS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
}


@dataclass
class Rights:
    """`asked` has what was asked for, by who asked. Each thread is somebody of its own."""

    asked: dict[str, set[Right]] = field(default_factory=dict)
    _thread: local = field(default_factory=local)

    def listen(self, events: Any) -> None:
        """To the events of a client, or of a session before it makes its clients."""
        events.register("provide-client-params", self._note)

    @contextmanager
    def of(self, who: str) -> Iterator[None]:
        """Whatever is asked for within is asked for by `who`."""
        self._thread.who = who
        try:
            yield
        finally:
            self._thread.who = None

    def _note(self, params: Mapping[str, Any], model: Any, **_: object) -> None:
        if who := getattr(self._thread, "who", None):
            taken = rights_of(model.service_model.service_name, model.name, params)
            self.asked.setdefault(who, set()).update(taken)


def rights_of(service: str, operation: str, params: Mapping[str, Any]) -> set[Right]:
    """Raises ValueError for a request whose rights nobody has written down here."""
    match service:
        case "dynamodb":
            return {(f"dynamodb:{action}", resource) for action, resource in _on_tables(operation, params)}
        case "sqs":
            queue = params["QueueUrl"].rpartition("/")[2]
            return {(f"sqs:{operation.removesuffix('Batch')}", queue)}
        case "kms":
            return {(f"kms:{operation}", params["KeyId"].rpartition("/")[2])}
    raise ValueError(f"which right does {service}:{operation} take, and on what?")


def _on_tables(operation: str, params: Mapping[str, Any]) -> Iterator[Right]:
    if operation == "TransactWriteItems":
        for item in params["TransactItems"]:
            ((kind, action),) = item.items()
            yield _IN_TRANSACTIONS[kind], action["TableName"]
    elif operation == "BatchGetItem":
        yield from ((operation, table) for table in params["RequestItems"])
    else:
        index = params.get("IndexName")
        yield operation, f"{params['TableName']}/index/{index}" if index else params["TableName"]
