"""Many deliveries to many receivers of which a third fail, to the end: what came of them, and what is wrong."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.support.receivers.visit import Request
from tests.webhooks.findings import after_its_time, after_repair, books
from tests.webhooks.town import LONG, town
from tests.webhooks.ways import BAD, GOOD

RECEIVERS = 30


@dataclass(frozen=True, kw_only=True)
class Report:
    """`failed` were given up before the receivers were repaired, `again` are requests under an id that its receiver
    had already. `seconds` are real ones.
    """

    deliveries: int
    attempts: int
    requests: int
    failed: int
    again: int
    seconds: float
    findings: Sequence[str]


def mixed() -> list[str]:
    """A third of them bad, each in its own way."""
    good = [*GOOD, *["well"] * (2 * len(BAD) - len(GOOD))]
    return [name for each, *two in zip(BAD, good[::2], good[1::2], strict=True) for name in (each, *two)]


def of_one_way(name: str) -> list[str]:
    """A third of them bad in this way."""
    return [name, "well", "well"] * (RECEIVERS // 3)


def deliver(number: int, names: Sequence[str]) -> Report:
    began = time.monotonic()
    with town() as it:
        it.open(names)
        it.tell(number)
        it.office.live(LONG)
        findings = list(after_its_time(it))
        before = [each for deliveries in books(it).deliveries.values() for each in deliveries]
        it.repair()
        it.replay()
        it.office.live(LONG)
        findings += after_repair(it)
        kept = books(it)
        return Report(
            deliveries=sum(map(len, kept.deliveries.values())),
            attempts=sum(map(len, kept.log.values())),
            requests=sum(len(shop.requests) for shop in it.shops),
            failed=sum(each["status"] == "FAILED" for each in before),
            again=sum(
                len(shop.requests) - len({_id(request) for request in shop.requests}) for shop in it.shops
            ),
            seconds=time.monotonic() - began,
            findings=findings,
        )


def _id(request: Request) -> str:
    return request.headers["webhook-id"]
