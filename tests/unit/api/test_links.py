"""Where an order is found, for each way an API is called."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.api.fakes import ID, KEY, ORDER, Api, http


@pytest.mark.parametrize(
    ("local", "host", "context", "url"),
    [
        pytest.param(
            False,
            "api.shop.example",
            {"domainName": "api.shop.example"},
            "https://api.shop.example/orders/",
            id="domain",
        ),
        pytest.param(
            False,
            "evil.example",
            {"domainName": "api.shop.example"},
            "https://api.shop.example/orders/",
            id="host header",
        ),
        pytest.param(
            False,
            "abc.execute-api.eu-west-1.amazonaws.com",
            {"domainName": "abc.execute-api.eu-west-1.amazonaws.com", "stage": "v1"},
            "https://abc.execute-api.eu-west-1.amazonaws.com/v1/orders/",
            id="named stage",
        ),
        pytest.param(
            True, "127.0.0.1:4566", {}, "http://127.0.0.1:4566/_aws/execute-api/abc/orders/", id="local path"
        ),
        pytest.param(
            True,
            "abc.execute-api.localhost:4566",
            {},
            "http://abc.execute-api.localhost:4566/orders/",
            id="local host",
        ),
    ],
)
def test_the_status_url_is_the_address_the_client_called(
    *, local: bool, host: str, context: dict[str, Any], url: str
) -> None:
    path = "/v1/orders" if context.get("stage") == "v1" else "/orders"
    event = http("POST", path, body=json.dumps(ORDER), headers={**KEY, "host": host}, **context)

    answer = Api(local=local)(event)

    assert answer.body["status_url"] == url + ID
    assert answer.headers["Location"] == "/" + (url + ID).split("/", 3)[3]
