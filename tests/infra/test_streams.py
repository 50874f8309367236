"""From a table's stream to its publisher: a poison record may not block the rest, and nothing is dropped unseen."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.infra.resources import Resource, Resources, target

_DAY = 24 * 3600


@pytest.fixture(params=["orders", "inventory", "customers", "payments", "recovery", "webhooks"])
def mapping(dev: Resources, request: pytest.FixtureRequest) -> Resource:
    stream = f"{dev.table(request.param)}.StreamArn"
    mappings = dev.of_type("Lambda::EventSourceMapping")
    (found,) = [each for each in mappings if target(each.properties["EventSourceArn"]) == stream]
    return found


def test_only_journal_items_that_were_written_wake_the_publisher(mapping: Resource) -> None:
    (given,) = mapping.properties["FilterCriteria"]["Filters"]
    pattern: Any = json.loads(given["Pattern"])
    assert pattern == {
        "eventName": ["INSERT", "MODIFY"],
        "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "saga#"}]}}},
    }


def test_a_batch_is_retried_a_finite_number_of_times(mapping: Resource) -> None:
    assert 0 < mapping.properties["MaximumRetryAttempts"] <= 10_000


def test_a_record_is_given_up_well_before_the_stream_forgets_it(mapping: Resource) -> None:
    assert 3600 <= mapping.properties["MaximumRecordAgeInSeconds"] <= _DAY / 2


def test_what_is_given_up_is_pointed_to_in_a_queue(dev: Resources, mapping: Resource) -> None:
    destination = target(mapping.properties["DestinationConfig"]["OnFailure"]["Destination"])
    assert destination.removesuffix(".Arn") in {queue.id for queue in dev.of_type("SQS::Queue")}


def test_one_bad_record_does_not_take_its_batch_along(mapping: Resource) -> None:
    assert mapping.properties["BisectBatchOnFunctionError"] is True
    assert mapping.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_nothing_written_before_the_first_poll_is_missed(mapping: Resource) -> None:
    assert mapping.properties["StartingPosition"] == "TRIM_HORIZON"


def test_streams_carry_the_old_item_too_since_the_new_events_are_the_difference(dev: Resources) -> None:
    for table in dev.journal_tables():
        assert table.properties["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
