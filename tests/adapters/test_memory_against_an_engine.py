"""The store in memory gives the answers that a DynamoDB engine gives, play by play.

The engine is the one that `--dynamodb` names. What is drawn, and what is not because an engine is wrong there, is
said in `tests/simulation/memory/drawn`. Two answers that AWS documents in another way are taken for one: where an
update does not go with what is stored, AWS cancels the transaction with the reason ValidationError, and both moto
and DynamoDB Local refuse the request with a ValidationException; and a page that its limit ended is followed by
an empty one on AWS and on DynamoDB Local, and not on moto.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from moto import mock_aws

from tests.simulation.memory.drawn.requests import EVERYTHING, Call, plays
from tests.simulation.memory.drawn.tables import in_memory, renew_tables
from tests.support.database import Database

SETTLED = {"None", "ConditionalCheckFailed"}


@pytest.fixture(scope="module")
def engine(new_database: Callable[[], Database]) -> Iterator[Any]:
    with mock_aws():
        yield new_database().dynamodb


@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(play=plays)
def test_every_answer_and_all_that_is_stored_is_the_same(engine: Any, play: list[Call]) -> None:
    renew_tables(engine)
    store = in_memory()

    for call in [*play, *EVERYTHING]:
        assert told(store, call) == told(engine, call), call


def told(client: Any, call: Call) -> Any:
    """What a call tells its caller, without what no two engines say in the same words."""
    try:
        if call.operation in ("query", "scan"):
            return pages(client, call)
        answer = getattr(client, call.operation)(**call.request)
    except ClientError as error:
        return refusal(error)
    found = {name: answer[name] for name in ("Item", "Responses", "UnprocessedKeys") if name in answer}
    for items in found.get("Responses", {}).values():
        items.sort(key=key_of)
    return found


def pages(client: Any, call: Call) -> list[list[Any]]:
    """All pages, to the end. A scan is one page, and its items come in any order."""
    found: list[list[Any]] = []
    start: dict[str, Any] = {}
    while True:
        answer = getattr(client, call.operation)(**call.request, **start)
        items = answer["Items"]
        assert answer["Count"] == answer["ScannedCount"] == len(items)
        if items:
            found.append(sorted(items, key=key_of) if call.operation == "scan" else items)
        if "LastEvaluatedKey" not in answer:
            return found
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def refusal(error: ClientError) -> Any:
    response: Any = error.response
    reasons = response.get("CancellationReasons", [])
    if any(reason["Code"] not in SETTLED for reason in reasons):
        return "ValidationException", [], None
    told_why = [(reason["Code"], reason.get("Item")) for reason in reasons]
    return response["Error"]["Code"], told_why, response.get("Item")


def key_of(item: dict[str, Any]) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]
