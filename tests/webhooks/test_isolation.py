"""Receivers that are dead keep nobody else waiting: no time is measured, the dead simply never answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from threading import Condition, Event

import pytest

from lambdas.endpoints.lanes import Lane
from lambdas.webhooks.wire import Answer
from tests.webhooks.busy import BusyOffice, busy_office
from tests.webhooks.post import Letter, says

SENDERS = {Lane.PROMPT: 50, Lane.PATIENT: 10}
"""As many as are deployed."""

PATIENCE = 30.0
"""Seconds until the test is given up: nothing here takes one."""


@dataclass
class Blocked:
    """The dead, by host, answer 500 when all is over, and not before. The others are well."""

    dead: frozenset[str]
    over: Event = field(default_factory=Event)
    news: Condition = field(default_factory=Condition)
    well: list[Letter] = field(default_factory=list)
    waiting: int = 0
    most: int = 0

    def __call__(self, letter: Letter) -> Answer:
        if letter.host in self.dead:
            self._wait()
            return Answer(status=500, retry_after=None, start=b"")
        with self.news:
            self.well.append(letter)
            self.news.notify_all()
        return Answer(status=204, retry_after=None, start=b"")

    def wait_for(self, *, well: int, waiting: int) -> bool:
        """Whether those that are well took so many letters, and so many senders wait for the dead."""
        with self.news:
            return self.news.wait_for(
                lambda: len(self.well) >= well and self.waiting >= waiting, timeout=PATIENCE
            )

    def _wait(self) -> None:
        with self.news:
            self.waiting += 1
            self.most = max(self.most, self.waiting)
            self.news.notify_all()
        assert self.over.wait(PATIENCE)
        with self.news:
            self.waiting -= 1


@pytest.fixture(name="office")
def _office() -> Iterator[BusyOffice]:
    with busy_office(senders=SENDERS) as it:
        yield replace(it, wired=False)


def register(office: BusyOffice, hosts: Sequence[str]) -> list[str]:
    """Ten of a caller's at most. The callers."""
    for number, host in enumerate(hosts):
        office.register(host, caller=f"c-{hosts[0]}-{number // 10}")
    return sorted({f"c-{hosts[0]}-{number // 10}" for number in range(len(hosts))})


def hosts(kind: str, number: int) -> list[str]:
    return [f"{kind}-{each}.example" for each in range(number)]


def tell(office: BusyOffice, callers: Sequence[str], *, orders: int) -> None:
    for _ in range(orders):
        for caller in callers:
            office.tell(caller=caller)


def all_are_told(office: BusyOffice, blocked: Blocked, *, well: int, waiting: int) -> None:
    """Of those that are well, while so many senders wait for the dead."""
    begun = office.begin()
    try:
        assert blocked.wait_for(well=well, waiting=waiting), f"{len(blocked.well)} of {well}"
    finally:
        blocked.over.set()
        for each in begun:
            each.result()


def test_receivers_that_nobody_knew_to_be_dead_have_four_senders_each(office: BusyOffice) -> None:
    dead, well = hosts("dead", 10), hosts("well", 20)
    blocked = Blocked(frozenset(dead))
    office.post.replies = dict.fromkeys([*dead, *well], blocked)
    callers = [*register(office, dead), *register(office, well)]

    tell(office, callers, orders=4)
    all_are_told(office, blocked, well=4 * len(well), waiting=4 * len(dead))

    assert blocked.most == 4 * len(dead)


def test_receivers_that_are_known_to_fail_have_no_prompt_sender_at_all(office: BusyOffice) -> None:
    dead, well = hosts("dead", 100), hosts("well", 20)
    callers = [*register(office, dead), *register(office, well)]
    office.post.replies = dict.fromkeys(dead, says(500))
    tell(office, callers, orders=1)
    office.work()

    blocked = Blocked(frozenset(dead))
    office.post.replies = dict.fromkeys([*dead, *well], blocked)
    office.clock.sleep(10)  # the second tries are due, on the patient lane
    tell(office, callers, orders=4)
    all_are_told(office, blocked, well=4 * len(well), waiting=SENDERS[Lane.PATIENT])

    assert blocked.most == SENDERS[Lane.PATIENT]
