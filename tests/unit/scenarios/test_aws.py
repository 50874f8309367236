"""The target in an AWS account, as far as moto can stand for one: what it reads, seeds and takes away."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from moto import mock_aws

from ops.books import Entry, Kind
from ops.cloud import PARTICIPANTS
from ops.posted import Posted
from ops.seed import Article, Customer
from tests.scenarios.targets.audit import Trail
from tests.scenarios.targets.aws import Aws, opened, refusal
from tests.scenarios.targets.kind import Capability, Options, Unavailable, kind_of
from tests.support.worlds import everything
from tests.unit.scenarios.account import GROUP, MACHINE, SECRET, STACK, TRAIL, Account, Api, account, serving

OPTIONS = Options(stack=STACK)
TOLD = b'{"data": {"order_id": "o-1"}}'


@pytest.fixture(autouse=True)
def aws() -> Iterator[None]:
    with mock_aws():
        yield


@pytest.fixture
def api() -> Iterator[Api]:
    with serving(200) as it:
        yield it


@pytest.fixture
def here(api: Api) -> Account:
    return account(api=api)


@pytest.fixture
def target(here: Account) -> Iterator[Aws]:
    with opened(OPTIONS, here) as it:
        yield it


def customer(name: str) -> Customer:
    return Customer(customer_id=name, credit_limit=5, balance=6)


def stored(target: Aws) -> list[str]:
    """The keys of all there is, in all tables."""
    return [item["pk"] for name in PARTICIPANTS for item in everything(target.world, name)]


def test_it_refuses_to_run_on_a_stack_that_was_not_named_and_says_what_it_would_do() -> None:
    assert "needs --stack NAME" in refusal(Options())
    assert "write articles and customers" in refusal(Options())
    assert refusal(OPTIONS) == ""


def test_a_run_is_told_beforehand_what_it_does_to_which_stack() -> None:
    assert STACK in kind_of("aws").effects(OPTIONS)


def test_callbacks_are_lacking_unless_there_is_an_address_for_them() -> None:
    lacks = kind_of("aws").lacks

    assert Capability.WEBHOOKS in lacks(OPTIONS)
    assert Capability.WEBHOOKS not in lacks(Options(stack=STACK, callback_url="https://shop.example/"))


def test_the_stacks_outputs_say_where_everything_is(target: Aws) -> None:
    assert target.machine == MACHINE
    assert target.execution("o-1") == f"{MACHINE.replace(':stateMachine:', ':execution:')}:o-1"
    assert target.ask("GET", "/orders/o-1").status == 200


def test_the_caller_is_whom_the_gateway_tells_the_function_of(target: Aws, here: Account) -> None:
    who = here.client("sts").get_caller_identity()
    parts = json.dumps(["iam", "123456789012", who["UserId"].partition(":")[0]])

    assert target.caller == f"c-{hashlib.sha256(parts.encode()).hexdigest()[:32]}"


def test_what_was_seeded_is_in_the_books(target: Aws) -> None:
    target.seed(articles=[Article(sku="tea", price=450, stock=3)], customers=[customer("bob")])

    books = target.books(sku="tea", customer_id="bob")

    assert books[Entry(kind=Kind.AVAILABLE, owner="tea")] == 3
    assert books[Entry(kind=Kind.BALANCE, owner="bob")] == 6


def test_what_was_seeded_is_taken_away_and_nothing_else(target: Aws, here: Account) -> None:
    target.seed(customers=[customer("ada")])
    with opened(OPTIONS, here) as other:
        other.seed(articles=[Article(sku="tea", price=450, stock=3)], customers=[customer("bob")])
        assert len(stored(target)) == 6

    assert len(stored(target)) == 2
    assert all("ada" in key for key in stored(target))


def test_it_is_taken_away_also_when_a_run_breaks_off(here: Account) -> None:
    run = opened(OPTIONS, here)
    target = run.__enter__()
    target.seed(articles=[Article(sku="tea", price=450, stock=3)])

    run.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert stored(target) == []


def put_logged(session: Account, *events: dict[str, Any]) -> None:
    logs = session.client("logs")
    logs.create_log_stream(logGroupName=GROUP, logStreamName="s")
    now = int(time.time() * 1000)
    entries: Any = [{"timestamp": now, "message": json.dumps({"detail": event})} for event in events]
    logs.put_log_events(logGroupName=GROUP, logStreamName="s", logEvents=entries)


def event(order_id: str, kind: str, *, at: str) -> dict[str, Any]:
    return {"id": f"{order_id}.{kind}", "type": kind, "source": "saga.orders", "time": at, "data": {}}


def test_the_events_of_an_order_are_those_in_the_log_each_once(target: Aws, here: Account) -> None:
    created, approved = event("o-1", "OrderCreated", at="1"), event("o-1", "OrderApproved", at="2")
    put_logged(here, approved, created, event("o-2", "OrderCreated", at="1"), created)

    found = target.events("o-1", {"OrderCreated", "OrderApproved"})

    assert [event.type for event in found] == ["OrderCreated", "OrderApproved"]


@pytest.mark.usefixtures("target")
def test_events_that_never_come_are_waited_for_until_the_time_is_over(here: Account) -> None:
    put_logged(here, event("o-1", "OrderCreated", at="1"))
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    trail = Trail(logs=here.client("logs"), group=GROUP, since=0, clock=lambda: now[0], sleep=sleep)

    assert [event.type for event in trail.wait_for("o-1", {"OrderApproved"})] == ["OrderCreated"]
    assert now[0] >= 60


def test_an_endpoint_at_the_public_address_is_registered_and_arrives_here_until_the_run_is_over(
    here: Account, api: Api
) -> None:
    options = Options(stack=STACK, callback_url="https://shop.example/orders")
    with opened(options, here) as target:
        (url,) = api.endpoints.values()
        assert url == target.callback_url
        assert url.startswith("https://shop.example/orders/")
        assert target.mailbox is not None
        assert target.mailbox.secret == SECRET
        assert target.reception is not None
        assert target.reception.take(Posted(path=urlsplit(url).path, raw=TOLD)) == 401  # it is not signed
        assert [received.order_id for received in target.webhooks("o-1")] == ["o-1"]

    assert api.endpoints == {}


def test_without_an_address_no_endpoint_is_registered_and_nobody_is_told(target: Aws, api: Api) -> None:
    assert api.endpoints == {}
    assert target.callback_url is None
    assert target.webhooks("o-1") == ()


@pytest.mark.parametrize(
    ("status", "stack", "trail", "complaint"),
    [
        (403, STACK, TRAIL, "answers 403 to a signed request"),
        (200, "Another", TRAIL, "there is no stack Another"),
        (200, STACK, "SomeOtherLog", "keeps no log of its events"),
    ],
)
def test_a_stack_that_cannot_be_used_is_unavailable_and_says_why(
    status: int, stack: str, trail: str, complaint: str
) -> None:
    with serving(status) as api:
        run = opened(Options(stack=stack), account(api=api, trail=trail))
        with pytest.raises(Unavailable, match=complaint):
            run.__enter__()
