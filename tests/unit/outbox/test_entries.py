"""From a change of a journal item to PutEvents entries."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.outbox.entries import batches, entry_of, new_events, size_of
from tests.unit.outbox.fakes import event, record

A, B, C = event("a"), event("b"), event("c")


def test_all_events_of_a_new_journal_item_are_new() -> None:
    assert new_events(record(new=[A, B])) == [A, B]


def test_of_a_changed_journal_item_only_what_was_appended_is_new() -> None:
    assert new_events(record(new=[A, B, C], old=[A])) == [B, C]


def test_a_change_that_appended_nothing_has_no_events() -> None:
    assert new_events(record(new=[A], old=[A])) == []
    assert new_events(record(new=[], old=None)) == []


def test_a_removed_journal_item_has_no_events() -> None:
    assert new_events(record(new=None, old=[A])) == []


def test_an_item_that_is_no_journal_item_has_no_events() -> None:
    change = {"dynamodb": {"NewImage": {"pk": {"S": "order#o-1"}, "status": {"S": "PENDING"}}}}

    assert new_events(change) == []


def test_an_entry_carries_the_whole_cloud_event() -> None:
    entry = entry_of(A, bus="saga")

    assert json.loads(entry.pop("Detail")) == A
    assert entry == {
        "EventBusName": "saga",
        "Source": "saga.orders",
        "DetailType": "OrderCreated",
        "Time": datetime(2026, 1, 1, 12, tzinfo=UTC),
    }


def test_a_size_counts_bytes_and_not_characters() -> None:
    plain, wide = (size_of(entry_of(event("a", text=text), bus="saga")) for text in ("e" * 10, "€" * 10))

    assert wide - plain == 20


def test_a_size_is_that_of_time_source_type_and_detail() -> None:
    entry = entry_of(A, bus="a bus with a long name that does not count")

    assert size_of(entry) == 14 + len("saga.orders") + len("OrderCreated") + len(entry["Detail"])


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (10, [10]), (11, [10, 1]), (25, [10, 10, 5])]
)
def test_a_call_has_ten_entries_at_most(count: int, sizes: list[int]) -> None:
    entries = [entry_of(event(str(number)), bus="saga") for number in range(count)]

    assert [len(batch) for batch in batches(entries)] == sizes


@given(st.lists(st.integers(0, 250_000), max_size=25))
def test_no_call_is_over_256_kib_and_none_loses_or_reorders_an_entry(lengths: list[int]) -> None:
    entries = [entry_of(event(str(n), text="x" * length), bus="saga") for n, length in enumerate(lengths)]

    found = list(batches(entries))

    assert [entry for batch in found for entry in batch] == entries
    assert all(sum(size_of(entry) for entry in batch) <= 262_144 for batch in found)
