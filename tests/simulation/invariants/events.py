"""Every committed transaction is heard of, as it was committed; each order ends with one word, in its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.simulation.invariants.ledger import Ledger
from tests.simulation.market import Market, Started

_TERMINAL = {"OrderApproved", "OrderRejected"}
_TERMINAL_OF_GROUPS = {"GroupConfirmed", "GroupRejected"}
_TERMINAL_OF_OTHERS = {"OrderCancelled", "OrderCancellationRejected", "OrderChanged", "OrderChangeRejected"}


def check(ledger: Ledger, market: Market, delivered: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """`delivered` are CloudEvents in the order in which the bus took them, duplicates included."""
    committed = {event["id"]: event for event in _committed(ledger)}
    heard: dict[str, Mapping[str, Any]] = {}
    for event in delivered:
        if event != committed.get(event["id"]):
            yield f"event {event['id']} was published as it was never committed"
        heard.setdefault(event["id"], event)
    for missing in committed.keys() - heard.keys():
        yield f"event {missing} was committed and never published"
    yield from _check_sequences(heard.values())
    yield from _check_terminal(market, list(heard.values()))


def _committed(ledger: Ledger) -> Iterator[Mapping[str, Any]]:
    for (_, pk, _), item in ledger.items.items():
        if pk.startswith("saga#"):
            yield from item["events"]


def _check_sequences(events: Iterator[Mapping[str, Any]] | Any) -> Iterator[str]:
    numbers: dict[str, list[int]] = defaultdict(list)
    for event in events:
        numbers[event["subject"]].append(int(event["sequence"]))
    for subject, found in numbers.items():
        if sorted(found) != list(range(1, len(found) + 1)):
            yield f"the events of {subject} are numbered {sorted(found)}"


def _check_terminal(market: Market, events: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    ends: dict[str, list[str]] = defaultdict(list)
    others: dict[str, list[str]] = defaultdict(list)
    for event in events:
        if event["type"] in _TERMINAL:
            ends[event["data"]["order_id"]].append(event["type"])
        if event["type"] in _TERMINAL_OF_OTHERS:
            others[event["data"]["saga_id"]].append(event["type"])
        if event["type"] in _TERMINAL_OF_GROUPS:
            others[event["data"]["group_id"]].append(event["type"])
    for order in market.orders:
        yield from _one(order.order_id, ends[order.order_id])
    further: list[Started] = [*market.cancellations, *market.changes, *market.groups]
    for each in further:
        yield from _one(each.saga_id, others[each.saga_id])


def _one(saga_id: str, ends: Sequence[str]) -> Iterator[str]:
    if len(ends) != 1:
        yield f"{saga_id} has {len(ends)} last events: {ends}"
