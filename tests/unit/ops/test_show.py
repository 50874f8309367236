from __future__ import annotations

import json
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from rich.console import Console, RenderableType

from lambdas.shared.contract import Reason
from ops import show
from ops.invitation import curl_lines
from ops.posted import Posted
from ops.receiver import Received
from ops.timeline import Visit
from tests.unit.ops.histories import moment
from tests.unit.ops.test_story import GOOD, TURNED_DOWN, webhook

PATH = (
    Visit(begun=moment(0), state="reserve", seconds=0.5, failed=True),
    Visit(begun=moment(0), state="inventory.reserve", seconds=0.25, status="DONE", branch=True),
    Visit(
        begun=moment(0),
        state="customers.reserve_credit",
        seconds=0.5,
        failures=(Reason(code="CREDIT_LIMIT_EXCEEDED", message="[too much]"),),
        failed=True,
        branch=True,
    ),
    Visit(begun=moment(0), state="customers.release_credit", seconds=0.1, status="REJECTED"),
    Visit(begun=moment(0), state="inventory.release", seconds=0.1, status="COMPENSATED"),
)


def printed(renderable: RenderableType) -> list[str]:
    """Its lines, without runs of blanks."""
    out = StringIO()
    Console(file=out, width=140).print(renderable)
    return [" ".join(line.split()) for line in out.getvalue().splitlines()]


def test_a_path_marks_what_failed_and_what_undid_it() -> None:
    lines = printed(show.story(replace(TURNED_DOWN, visits=PATH)))

    assert lines[1:6] == [
        "✗ reserve 0.50 s",
        "✓ inventory.reserve 0.25 s",
        "✗ customers.reserve_credit 0.50 s CREDIT_LIMIT_EXCEEDED: [too much]",
        "↩ customers.release_credit 0.10 s nothing to undo",
        "↩ inventory.release 0.10 s undone",
    ]


def test_a_story_shows_how_it_ended_its_events_and_its_webhooks() -> None:
    first, *_, events, last = printed(show.story(GOOD))

    assert first == "alice orders two mugs and a lamp APPROVED o-1"
    assert events.startswith("events CreditReserved · OrderApproved · OrderCreated")
    assert last == "webhook ✓ webhook o-1, signature verified"


def test_a_webhook_that_was_not_verified_says_why() -> None:
    line = show.webhook(webhook("APPROVED", problem="No matching signature found"))

    assert "[red]✗[/]" in line
    assert "not verified: No matching signature found" in line


def test_the_books_show_each_number_before_and_after_every_order() -> None:
    rows = printed(show.books([GOOD, TURNED_DOWN]))

    assert any("mug │ stock available │ 10 │ 8 │ 10" in row for row in rows)
    assert any("alice │ credit left │ 100.00 EUR │ 31.00 EUR │ 100.00 EUR" in row for row in rows)


@pytest.mark.parametrize(
    ("minor_units", "shown"),
    [
        (0, "0.00 EUR"),
        (5, "0.05 EUR"),
        (-5, "-0.05 EUR"),
        (123_456_78, "123,456.78 EUR"),
        (-1_00, "-1.00 EUR"),
    ],
)
def test_money_is_shown_in_major_units(minor_units: int, shown: str) -> None:
    assert show.money(minor_units) == shown


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (
            {"type": "endpoint.test", "data": {"endpoint_id": "e-1"}},
            "endpoint.test [dim]e-1, signature verified[/]",
        ),
        (
            {"type": "endpoint.disabled", "data": {"endpoint_id": "e-1", "reason": "it answered 410 Gone"}},
            "endpoint.disabled (it answered 410 Gone) [dim]e-1, signature verified[/]",
        ),
        (
            {"type": "order.rejected", "data": {"order_id": "o-1", "reason": {"code": "NO_STOCK"}}},
            "order.rejected (NO_STOCK) [dim]o-1, signature verified[/]",
        ),
    ],
)
def test_a_webhook_is_shown_with_what_it_is_about_and_why(body: dict[str, Any], shown: str) -> None:
    received = Received(posted=Posted(raw=json.dumps(body).encode()), problem="")

    assert show.webhook(received) == f"[green]✓[/] {shown}"


def test_there_is_a_line_to_try_for_the_approval_and_for_each_rejection() -> None:
    lines = curl_lines(api_url="http://api", fresh=lambda: "k-1")

    assert set(lines) == {"approved", "no credit", "no stock", "no money"}
    assert lines["no stock"] == (
        "curl -s http://api/orders -H 'Idempotency-Key: k-1' -H 'Prefer: wait=20' "
        "-H 'Content-Type: application/json' -d "
        '\'{"customer_id":"alice","items":[{"sku":"desk","quantity":2}]}\''
    )


def test_each_line_to_try_is_an_order_of_its_own() -> None:
    lines = curl_lines(api_url="http://api").values()

    assert len({line.split("Idempotency-Key: ")[1].split("'")[0] for line in lines}) == len(lines)
