"""Attempts at making the sender call what only it can reach: with real listeners, which must never be visited."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.adapters.webhooks.attempts import Internet, Resolver
from tests.support.receivers.behaviours import answers, over_tls, redirects
from tests.support.receivers.certificates import Authority
from tests.support.receivers.receiver import V4, V6, Receiver, listening

SHOP = "https://shop.example/hook"
SHOPS_ADDRESS, ITS_OTHER_ADDRESS = "8.8.8.8", "2606:4700::1111"
PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "::1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "fe80::1%1",
]


class Town:
    """A shop on the internet, and a trap behind every address that is not public. Both would answer 200."""

    def __init__(self, stack: ExitStack) -> None:
        authority = Authority()
        self.shop = Receiver(address=V6, behaviour=over_tls(authority.server("shop.example"), answers(200)))
        self.trap = Receiver(address=V4, behaviour=over_tls(authority.server("shop.example"), answers(200)))
        for receiver in (self.shop, self.trap):
            stack.enter_context(listening(receiver))
        public = dict.fromkeys([SHOPS_ADDRESS, ITS_OTHER_ADDRESS], self.shop)
        self.internet = Internet(
            receivers={**public, **dict.fromkeys(PRIVATE, self.trap)}, authority=authority
        )


@pytest.fixture
def town() -> Iterator[Town]:
    with ExitStack() as stack:
        yield Town(stack)


def test_the_trap_would_be_visited_if_it_were_public(town: Town) -> None:
    """Else none of the tests below could fail."""
    internet = Internet(receivers={SHOPS_ADDRESS: town.trap}, authority=town.internet.authority)

    assert internet.attempt(SHOP, Resolver(answers=[[SHOPS_ADDRESS]])).delivered
    assert town.trap.requests


def test_a_name_whose_look_up_changes_is_looked_up_once_and_called_at_what_was_checked(town: Town) -> None:
    resolver = Resolver(answers=[[SHOPS_ADDRESS], ["127.0.0.1"]])

    result = town.internet.attempt(SHOP, resolver)

    assert result.delivered
    assert resolver.asked == ["shop.example"]
    assert town.internet.dialled == [SHOPS_ADDRESS]
    assert len(town.shop.requests) == 1
    assert not town.trap.visits


def test_at_the_next_attempt_the_change_is_noticed_and_nobody_is_called(town: Town) -> None:
    resolver = Resolver(answers=[[SHOPS_ADDRESS], ["127.0.0.1"]])
    town.internet.attempt(SHOP, resolver)

    result = town.internet.attempt(SHOP, resolver)

    assert not result.delivered
    assert (result.attempt.status, result.attempt.error) == (
        None,
        "the URL must lead to public addresses only: shop.example has one that is not",
    )
    assert town.internet.dialled == [SHOPS_ADDRESS]
    assert not town.trap.visits


@pytest.mark.parametrize("private", PRIVATE)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_of_mixed_addresses_none_is_called(town: Town, private: str, place: int) -> None:
    found = [SHOPS_ADDRESS, ITS_OTHER_ADDRESS]
    found.insert(place, private)

    assert not town.internet.attempt(SHOP, Resolver(answers=[found])).delivered
    assert not town.internet.dialled
    assert not town.trap.visits


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_redirect_inward_is_a_failure_and_is_not_followed(town: Town, status: int, scheme: str) -> None:
    inward = f"{scheme}://127.0.0.1:{town.trap.port}/admin"
    context = town.internet.authority.server("shop.example")
    town.shop.behaviour = over_tls(context, redirects(inward, status))

    result = town.internet.attempt(SHOP, Resolver(answers=[[SHOPS_ADDRESS]]))

    assert not result.delivered
    assert result.attempt.status == status
    assert town.internet.dialled == [SHOPS_ADDRESS]
    assert not town.trap.visits


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://[::ffff:7f00:1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://localhost/",
        "http://shop.example/",
        "https://shop.example:22/",
        "https://user@shop.example/",
    ],
)
def test_a_url_that_may_not_be_called_is_not_even_looked_up(town: Town, url: str) -> None:
    """It was refused when it was registered; a rule that came later holds for those that were there before."""
    resolver = Resolver(answers=[["127.0.0.1"]])

    assert not town.internet.attempt(url, resolver).delivered
    assert not resolver.asked
    assert not town.trap.visits


def test_when_the_first_address_takes_no_connection_only_checked_ones_are_tried(town: Town) -> None:
    resolver = Resolver(answers=[["9.9.9.9", ITS_OTHER_ADDRESS], ["127.0.0.1"]])

    assert town.internet.attempt(SHOP, resolver).delivered
    assert town.internet.dialled == ["9.9.9.9", ITS_OTHER_ADDRESS]
    assert resolver.asked == ["shop.example"]
    assert not town.trap.visits
