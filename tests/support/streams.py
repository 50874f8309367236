"""The outbox's way in tests: what the tables' streams hold goes to the publishers, after the commit.

moto's own mapping calls the function inside the write, also for a transaction that is rolled back; here the
streams are read as Lambda reads them, with the filter of the template's event source mapping.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from moto.events.models import EventPattern

from tests.support.bridge import Bridge
from tests.support.database import Database
from tests.support.template import Template


@dataclass
class StreamPump:
    """Reads each mapped stream from its beginning, once."""

    template: Template
    database: Database
    bridge: Bridge
    _read: dict[str, int] = field(default_factory=dict)

    def run(self) -> None:
        for _, mapping in self.template.of_type("AWS::Lambda::EventSourceMapping"):
            if "/stream" in mapping["EventSourceArn"]:
                self._feed(mapping)

    def _feed(self, mapping: Mapping[str, Any]) -> None:
        table = mapping["EventSourceArn"].removesuffix("/stream").split("/")[-1]
        records = list(self.database.records(table))
        fresh, self._read[table] = records[self._read.get(table, 0) :], len(records)
        wanted = [record for record in fresh if _passes(record, mapping)]
        if not wanted:
            return
        answer = self.bridge.run(mapping["FunctionName"], {"Records": wanted})
        failed = [item["itemIdentifier"] for item in (answer or {}).get("batchItemFailures", [])]
        assert not failed, f"{mapping['FunctionName']} failed on {failed}"


def _passes(record: dict[str, Any], mapping: Mapping[str, Any]) -> bool:
    filters = mapping.get("FilterCriteria", {}).get("Filters", [])
    return (
        any(EventPattern.load(one["Pattern"]).matches_event(cast("Any", record)) for one in filters)
        or not filters
    )
