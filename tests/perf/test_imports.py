"""The budget of a cold start: what each handler may load, written down by hand."""

from __future__ import annotations

from functools import cache

import pytest

from tests.perf.imports import HANDLERS, Loaded, loaded

AWS = {"boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3"}
POWERTOOLS = {"aws_lambda_powertools", "typing_extensions"}
ALLOWED = {"lambdas", *AWS, *POWERTOOLS}
BESIDES = {"lambdas.api.handler": {"fastjsonschema"}, "lambdas.webhooks.sending": {"h11"}}

NEVER = (
    "aws_cdk",
    "aws_lambda_powertools.event_handler.openapi.models",
    "aws_lambda_powertools.utilities.parser",
    "aws_xray_sdk",
    "cdk",
    "httpx",
    "moto",
    "ops",
    "pydantic",
    "requests",
    "statemachines",
)
"""Modules that cost a cold start much, or belong to another part of the project.

Powertools' own `tracing` is not among them: its root imports it, and it leaves the X-Ray SDK alone.
"""

MODULES = {
    "lambdas.orders.handler": 240,
    "lambdas.approvals.handler": 235,
    "lambdas.inventory.handler": 235,
    "lambdas.customers.handler": 235,
    "lambdas.payments.handler": 235,
    "lambdas.outbox.handler": 270,
    "lambdas.api.handler": 365,
    "lambdas.recovery.handler": 240,
    "lambdas.sockets.handler": 245,
    "lambdas.sockets.delivery": 285,
    "lambdas.webhooks.dispatching": 287,
    "lambdas.webhooks.sending": 322,
    "lambdas.webhooks.sweeping": 237,
}
"""At most, the standard library's not counted: what is loaded today, and a twentieth more."""


@cache
def cold(handler: str) -> Loaded:
    return loaded(handler)


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_loads_the_packages_it_is_allowed_and_no_other(handler: str) -> None:
    allowed = {*ALLOWED, *BESIDES.get(handler, ())}

    assert cold(handler).packages <= allowed


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_loads_nothing_that_makes_a_cold_start_slow(handler: str) -> None:
    assert cold(handler).modules & set(NEVER) == set()


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_stays_within_its_number_of_modules(handler: str) -> None:
    assert len(cold(handler).modules) <= MODULES[handler]


@pytest.mark.parametrize("handler", HANDLERS)
def test_all_clients_of_a_handler_share_one_session(handler: str) -> None:
    assert cold(handler).sessions == 1
