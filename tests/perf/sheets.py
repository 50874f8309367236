"""The figures as sheets of text: the same rows for a terminal and for a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lambdas.endpoints.schedule import WAITS
from statemachines.create_order import CREATE_ORDER
from tests.perf import samples
from tests.perf.imports import Ratio
from tests.perf.paths import PATHS
from tests.perf.prices import AS_OF, per_million_orders, running_time
from tests.perf.usage import Usage
from tests.perf.webhooks import Told

APPROVED, DECLINED, WHOLE = "approved", "payment declined", "approved: whole order"

ASSUMED_MILLISECONDS = 50
"""Of one invocation. Nothing here is timed: on AWS, look at the functions' own Duration metric."""
MEMORY_MIB = 512

Row = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The first column is text, the others are figures."""

    title: str
    columns: Row
    rows: tuple[Row, ...]
    note: str = ""


def bills(used: Mapping[str, Usage]) -> tuple[Sheet, ...]:
    """`used` is by path, in order, and the whole order's under WHOLE."""
    return (counts(used), shares(used), comparison(used))


def counts(used: Mapping[str, Usage]) -> Sheet:
    return Sheet(
        title="What one order is billed",
        columns=("path", "states", "saga calls", "outbox calls", "write units", "read units", "events", "$"),
        rows=tuple(_counts(name, usage) for name, usage in used.items()),
        note=(
            f"$ is for a million orders, us-east-1, {AS_OF}. States: transitions, retries included. Outbox "
            "calls: the most, one for each journal change; a busy stream puts up to 100 into one. The whole "
            "order adds one POST, one GET, one webhook to one endpoint, and finding that nobody listens: 5 calls, "
            "2 HTTP requests, 9 of a queue."
        ),
    )


def shares(used: Mapping[str, Usage]) -> Sheet:
    services = tuple(per_million_orders(Usage()))
    return Sheet(
        title="Who gets it",
        columns=("path", *services, "time"),
        rows=tuple(_shares(name, usage) for name, usage in used.items()),
        note=(
            "Time is in no share: dollars for a million orders if each call of a function ran for "
            f"{ASSUMED_MILLISECONDS} ms at {MEMORY_MIB} MiB on arm64, an assumption. Left out as well: logs, "
            "storage, backups, keys, and what a stack costs that has no orders."
        ),
    )


def comparison(used: Mapping[str, Usage]) -> Sheet:
    """A local transaction is a function's call here as there, so states and units are set against those."""
    ours = len(CREATE_ORDER.participants)
    theirs = ((sample.name, sample.participants, sample.usage) for sample in (samples.BOOKED, samples.UNDONE))
    entries = (
        *theirs,
        ("this: approved", ours, _saga_only(used[APPROVED])),
        ("this: declined", ours, _saga_only(used[DECLINED])),
    )
    return Sheet(
        title="Beside the classic sample",
        columns=(
            "",
            "taking part",
            "local transactions",
            "states",
            "for each",
            "write units",
            "for each",
            "$",
        ),
        rows=tuple(_compared(*entry) for entry in entries),
        note=(
            "For each: local transaction, which is one call of a function. The sample's writes are plain and "
            "unconditional: a step repeated is done twice, one cut off may stay, and nobody hears of any. Here "
            "each is a transaction, which costs double, of the business items and a journal item: barrier, "
            "saved reply and outbox in one. The outbox's calls and events are not in this $, since the sample "
            "has none. Two steps side by side cost a state of their own; the end costs none."
        ),
    )


def webhooks(told: Told) -> Sheet:
    tries = len(WAITS) + 1
    dead = sum([told.failed] * tries, told.dispatched)
    entries = {
        "an order's event becomes a delivery": told.dispatched,
        "a try that is the last": told.delivered,
        "a try that fails": told.failed,
        "delivered at once": told.dispatched + told.delivered,
        f"given up after {tries} tries": dead,
    }
    return Sheet(
        title="What a webhook is billed",
        columns=("", "calls", "write units", "read units", "of a queue", "$"),
        rows=tuple(
            (
                name,
                f"{used.invocations}",
                f"{used.write_units:g}",
                f"{used.read_units:g}",
                f"{used.queue_requests}",
                _dollars(_total(used)),
            )
            for name, used in entries.items()
        ),
        note=(
            f"$ is for a million, to one endpoint, us-east-1, {AS_OF}. A sender keeps opened keys in memory, so the "
            "key service is asked once for each secret and container. Of a try that fails, the hint for the next "
            "one is counted there; time, mostly the receiver's, is not."
        ),
    )


def cold_starts(ratios: Mapping[str, Ratio]) -> Sheet:
    return Sheet(
        title="Importing a handler and making its clients",
        columns=("handler", "ratio", "least", "most"),
        rows=tuple(
            (name, f"{ratio.median:.2f}", f"{ratio.least:.2f}", f"{ratio.most:.2f}")
            for name, ratio in ratios.items()
        ),
        note=(
            "Processor time, to that of boto3 and one DynamoDB client in the same round, each in a fresh "
            "interpreter: the median of the rounds."
        ),
    )


def in_order(measured: Mapping[str, Usage], whole: Usage) -> Mapping[str, Usage]:
    return {**{path.name: measured[path.name] for path in PATHS}, WHOLE: whole}


def _counts(name: str, usage: Usage) -> Row:
    figures = (
        usage.transitions,
        usage.saga_invocations,
        usage.publisher_invocations,
        usage.write_units,
        usage.read_units,
        usage.events,
    )
    return (name, *(f"{figure:g}" for figure in figures), _dollars(_total(usage)))


def _shares(name: str, usage: Usage) -> Row:
    total = _total(usage)
    parts = (f"{amount / total:.1%}" if amount else "" for amount in per_million_orders(usage).values())
    time = running_time(usage, mebibytes=MEMORY_MIB, milliseconds=ASSUMED_MILLISECONDS)
    return (name, *parts, _dollars(time))


def _compared(name: str, participants: int, usage: Usage) -> Row:
    transactions = usage.saga_invocations
    return (
        name,
        str(participants),
        str(transactions),
        str(usage.transitions),
        f"{usage.transitions / transactions:.2f}",
        f"{usage.write_units:g}",
        f"{usage.write_units / transactions:.1f}",
        _dollars(_total(usage)),
    )


def _saga_only(usage: Usage) -> Usage:
    return Usage(
        transitions=usage.transitions,
        saga_invocations=usage.saga_invocations,
        write_units=usage.write_units,
        read_units=usage.read_units,
    )


def _total(usage: Usage) -> float:
    return sum(per_million_orders(usage).values())


def _dollars(amount: float) -> str:
    return f"{amount:.2f}"
