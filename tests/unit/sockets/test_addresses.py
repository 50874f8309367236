"""Where a client connects and where a function sends to, on AWS and on a local cloud."""

from __future__ import annotations

from lambdas.shared.socket_api import SocketApi

API = SocketApi.at("wss://ws1.execute-api.eu-central-1.amazonaws.com/live")


def test_a_client_connects_to_the_stage_of_the_api() -> None:
    assert API.url == "wss://ws1.execute-api.eu-central-1.amazonaws.com/live"


def test_a_function_sends_to_the_same_stage_over_https() -> None:
    assert API.endpoint == "https://ws1.execute-api.eu-central-1.amazonaws.com/live"


def test_on_the_local_cloud_both_go_by_a_path_of_its_address() -> None:
    assert API.local_url(asked="127.0.0.1:4566", asked_api="http1") == (
        "ws://127.0.0.1:4566/_aws/execute-api/ws1/live"
    )
    assert API.local_endpoint("http://127.0.0.1:4566") == "http://127.0.0.1:4566/_aws/execute-api/ws1/live"


def test_a_client_that_calls_the_api_by_a_host_name_connects_by_one_too() -> None:
    url = API.local_url(asked="http1.execute-api.localhost:4566", asked_api="http1")
    assert url == "ws://ws1.execute-api.localhost:4566/live"
