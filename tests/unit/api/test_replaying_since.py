"""POST /endpoints/{endpoint_id}/replay: what is asked for is noted, and the sweep does it."""

from __future__ import annotations

from datetime import datetime

import pytest

from lambdas.endpoints import replays
from lambdas.endpoints.delivery import DeliveryStatus
from lambdas.endpoints.replays import Replay
from tests.support.worlds import everything
from tests.unit.api.owner import Owner


def requested(me: Owner, endpoint: str) -> list[Replay]:
    prefix = f"endpoint#{endpoint.rpartition('/')[2]}"
    keys = [
        {"pk": item["pk"], "sk": item["sk"]}
        for item in everything(me.world, "webhooks")
        if item["pk"] == prefix and item["sk"].startswith("replay#")
    ]
    return [found for key in keys if (found := replays.find(me.world, key))]


def test_a_replay_since_a_time_is_noted_for_the_sweep(me: Owner) -> None:
    endpoint = me.registered()
    me.clock.sleep(3600)

    answer = me.post(f"{endpoint}/replay", {"since": "2026-01-01T01:00:00+01:00"})

    (replay,) = requested(me, endpoint)
    assert answer.status == 202
    assert answer.body == {
        "replay_id": replay.replay_id,
        "since": "2026-01-01T00:00:00.000+00:00",
        "until": "2026-01-01T01:00:00.000+00:00",
        "status": None,
    }
    assert (replay.since, replay.until, replay.only) == (
        datetime.fromisoformat("2026-01-01T00:00:00Z"),
        me.clock(),
        None,
    )


def test_a_replay_may_be_of_what_failed_only(me: Owner) -> None:
    endpoint = me.registered()

    answer = me.post(f"{endpoint}/replay", {"since": "2025-12-31T12:00:00Z", "status": "FAILED"})

    assert answer.body["status"] == "FAILED"
    assert [replay.only for replay in requested(me, endpoint)] == [DeliveryStatus.FAILED]


@pytest.mark.parametrize(
    "since",
    ["1969-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59", "2025-12-01T00:00:00z", "2026-01-01t00:00:00.5Z"],
)
def test_a_time_of_long_ago_is_for_all_there_is(me: Owner, since: str) -> None:
    endpoint = me.registered()
    told = me.told(endpoint)

    answer = me.post(f"{endpoint}/replay", {"since": since})

    (replay,) = requested(me, endpoint)
    wanted, _ = replays.next_page(me.world, replay)
    assert answer.status == 202
    assert [it.delivery_id for it in wanted] == [told.rpartition("/")[2]]


@pytest.mark.parametrize(
    ("body", "field", "value"),
    [
        ({}, "since", None),
        ({"since": 1767225600}, "since", 1767225600),
        ({"since": "yesterday"}, "since", "yesterday"),
        ({"since": "2026-01-01"}, "since", "2026-01-01"),
        ({"since": "2026-01-01T00:00:00"}, "since", "2026-01-01T00:00:00"),
        ({"since": "2026-02-30T00:00:00Z"}, "since", "2026-02-30T00:00:00Z"),
        ({"since": "2026-01-01T25:00:00Z"}, "since", "2026-01-01T25:00:00Z"),
        ({"since": "٢٠٢٦-01-01T00:00:00Z"}, "since", "٢٠٢٦-01-01T00:00:00Z"),
        ({"since": "2026-01-01T00:00:00.001Z"}, "since", "2026-01-01T00:00:00.001Z"),
        ({"since": "9999-12-31T23:59:59-23:59"}, "since", "9999-12-31T23:59:59-23:59"),
        ({"since": "2026-01-01T00:00:00Z", "status": "DELIVERED"}, "status", "DELIVERED"),
        ({"since": "2026-01-01T00:00:00Z", "until": "now"}, "until", "now"),
        ([], "body", "an array of 0 values"),
    ],
)
def test_what_is_wrong_with_a_replay_is_named_with_its_value_and_nothing_is_replayed(
    me: Owner, body: object, field: str, value: object
) -> None:
    endpoint = me.registered()

    answer = me.post(f"{endpoint}/replay", body)

    (wrong,) = answer.body["errors"]
    assert (answer.status, answer.body["type"]) == (400, "urn:saga:problem:invalid-replay")
    assert (wrong["field"], wrong.get("value")) == (field, value)
    assert requested(me, endpoint) == []
