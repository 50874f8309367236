"""The bulkhead: four attempts at one endpoint at the same time, so that no receiver holds up all senders."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lambdas.endpoints.lanes import Lane
from lambdas.webhooks.delivering import Outcome
from lambdas.webhooks.wire import Answer
from tests.webhooks.office import Office
from tests.webhooks.post import Letter, Reply, says

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


class Crowd:
    """A receiver at which the next hint is followed while it is still busy with the one before."""

    def __init__(self, office: Office, then: Reply) -> None:
        self.office, self.then = office, then
        self.here = self.most = 0
        self.outcomes: list[Outcome] = []

    def __call__(self, letter: Letter) -> Answer:
        self.here += 1
        self.most = max(self.most, self.here)
        while message := next(iter(self.office.queues.due()), None):
            self.outcomes.append(self.office.follow(message.hint, lane=message.lane))
        self.here -= 1
        return self.then(letter)


@pytest.mark.parametrize("status", [204, 500])
def test_never_more_than_four_at_once_and_all_are_told_in_the_end(office: Office, status: int) -> None:
    endpoint = office.register("shop.example")
    crowd = Crowd(office, says(status))
    office.post.replies["shop.example"] = crowd
    office.queues.at_once = 1
    for _ in range(20):
        office.tell()

    office.work()
    office.post.replies["shop.example"] = says(204)
    office.live(DAY)

    assert crowd.most == 4
    assert Outcome.PUT_OFF in crowd.outcomes
    assert {each["status"] for each in office.deliveries(endpoint)} == {"DELIVERED"}


def test_other_endpoints_have_slots_of_their_own(office: Office) -> None:
    for name in ("one", "other"):
        office.register(f"{name}.example")
    crowds = {name: Crowd(office, says(204)) for name in ("one.example", "other.example")}
    office.post.replies |= crowds
    office.queues.at_once = 1
    for _ in range(10):
        office.tell()

    office.work()

    assert max(crowd.most for crowd in crowds.values()) <= 4
    assert sum(crowd.most for crowd in crowds.values()) == 8


def test_what_finds_no_slot_waits_longer_each_time_and_is_no_try(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.tell()
    office.take_all_slots(endpoint, until=office.clock() + HOUR)
    began, seen = office.clock(), []

    while office.clock() < began + HOUR / 2:
        office.work()
        seen.append(office.queues.waiting[0].due - office.clock())
        office.clock.now = office.queues.waiting[0].due
    delivery = office.delivery(endpoint)

    assert 2 * SECOND <= seen[0] <= 4 * SECOND
    assert seen[:6] == sorted(seen[:6])
    assert all(120 * SECOND <= wait <= 181 * SECOND for wait in seen[7:])
    assert (delivery["attempts"], delivery["tries"]) == (0, 0)
    assert office.post.letters == []


def test_a_slot_that_a_dead_sender_had_comes_back_when_its_lease_ends(office: Office) -> None:
    endpoint = office.register("shop.example")
    office.take_all_slots(endpoint, until=office.clock() + 60 * SECOND)
    office.tell()

    office.live(59 * SECOND)
    before = list(office.post.letters)
    office.live(HOUR)

    assert before == []
    assert office.delivery(endpoint)["status"] == "DELIVERED"


@pytest.mark.parametrize("status", [204, 500])
def test_slots_are_given_back(office: Office, status: int) -> None:
    office.register("shop.example")
    office.post.replies["shop.example"] = says(status)

    for _ in range(6):
        office.tell()
        office.follow(office.queues.hints(Lane.PROMPT)[-1], lane=Lane.PATIENT)

    assert len(office.post.letters) == 6
