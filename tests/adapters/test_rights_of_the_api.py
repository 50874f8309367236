"""The API's function has the rights that endpoints and answers take of it, and on their tables and key no others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from lambdas.shared import clients
from ops.openapi.approval_examples import ORDER_ID, kept_question
from tests.adapters.granted import granted
from tests.infra.resources import Resources
from tests.support.cloud import MotoCloud, moto_cloud
from tests.support.rights import Right, Rights
from tests.support.synthesis import template_of
from tests.support.template import Template
from tests.support.worlds import put_item
from tests.unit.api.fakes import HOOK, http

API = "lambdas.api.handler.handle"


@pytest.fixture(scope="module")
def asked() -> Iterator[set[Right]]:
    """By the requests of an owner who makes each there is."""
    template, rights = Template(body=template_of("local")), Rights()
    with moto_cloud(template) as cloud:
        rights.listen(cloud.world.dynamodb.meta.events)
        rights.listen(clients.session().events)
        with rights.of(API):
            _each_there_is(cloud)
            _answer(cloud)
        yield rights.asked[API]


def _each_there_is(cloud: MotoCloud) -> None:
    endpoint = _ask(cloud, "POST", "/endpoints", {"url": HOOK})["headers"]["Location"]
    delivery = _ask(cloud, "POST", f"{endpoint}/test")["headers"]["Location"]
    for path in ("/endpoints", endpoint, f"{endpoint}/deliveries", delivery):
        _ask(cloud, "GET", path)
    _ask(cloud, "POST", f"{delivery}/replay")
    _ask(cloud, "POST", f"{endpoint}/replay", {"since": "2025-12-31T00:00:00Z"})
    for what in ("rotate", "disable", "enable"):
        _ask(cloud, "POST", f"{endpoint}/{what}")
    _ask(cloud, "DELETE", endpoint)


def _answer(cloud: MotoCloud) -> None:
    """For a large order, as an approver does."""
    until = cloud.world.clock() + timedelta(days=1)
    put_item(cloud.world, "approvals", kept_question() | {"answer_by": until.isoformat()})
    answer = cloud.bridge.run(_api(cloud), http("POST", f"/approvals/{ORDER_ID}/approve"))
    assert answer["statusCode"] == 200, answer


def _api(cloud: MotoCloud) -> str:
    (name,) = [name for name, handler in cloud.bridge.handlers.items() if handler == API]
    return name


def _ask(cloud: MotoCloud, method: str, path: str, body: object = None) -> Any:
    """The function's answer, which is no refusal. Its paths are without what the local cloud cuts off."""
    bare = path[path.index("/endpoints") :]
    text = None if body is None else json.dumps(body)
    answer = cloud.bridge.run(_api(cloud), http(method, bare, body=text))
    assert answer["statusCode"] < 300, answer
    return answer


def test_every_right_that_is_taken_is_granted(asked: set[Right]) -> None:
    assert {action for action, _ in asked} >= {"kms:Encrypt", "sqs:SendMessage", "dynamodb:PutItem"}
    assert asked <= granted(API)


def test_every_right_to_the_tables_and_the_key_is_needed(asked: set[Right]) -> None:
    """The orders' table is read for orders too, and the sockets' written for tickets."""
    orders = Resources(template=template_of("local")).table("orders")
    own = {resource for _, resource in asked} - {orders}
    unused = {right for right in granted(API) - asked if right[1] in own}

    assert not unused
