"""What POST /orders refuses: each with 400, the field and the value, and nothing started."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.api.fakes import HOOK, KEY, ORDER, Api, FakeTable, http

ABSENT = "no value in the document"
TEA = {"sku": "tea", "quantity": 1}


def order(**changes: object) -> dict[str, Any]:
    return ORDER | changes


def item(**changes: object) -> dict[str, Any]:
    return order(items=[TEA | changes])


@pytest.mark.parametrize(
    ("body", "field", "value"),
    [
        (order(customer_id=7), "customer_id", 7),
        (order(customer_id=""), "customer_id", ""),
        (order(customer_id="a b"), "customer_id", "a b"),
        (order(customer_id="ada\n"), "customer_id", "ada\n"),
        (order(customer_id="a" * 65), "customer_id", "a" * 64 + "…"),
        (order(customer_id="\ud800"), "customer_id", "\ud800"),
        (order(customer_id=None), "customer_id", None),
        ({"items": [TEA]}, "customer_id", ABSENT),
        ({"customer_id": "ada"}, "items", ABSENT),
        (order(items=[]), "items", "an array of 0 values"),
        (order(items={"sku": "tea"}), "items", "an object with 1 fields"),
        (order(items=[TEA | {"sku": f"s{n}"} for n in range(21)]), "items", "an array of 21 values"),
        (order(items=["tea"]), "items[0]", "tea"),
        (order(items=[{"sku": "tea"}]), "items[0].quantity", ABSENT),
        (order(items=[TEA, TEA]), "items[1].sku", "tea"),
        (item(quantity=0), "items[0].quantity", 0),
        (item(quantity=-1), "items[0].quantity", -1),
        (item(quantity=1001), "items[0].quantity", 1001),
        (item(quantity=1.5), "items[0].quantity", 1.5),
        (item(quantity="1"), "items[0].quantity", "1"),
        (item(quantity=True), "items[0].quantity", True),
        (item(quantity=None), "items[0].quantity", None),
        (item(quantity=10**18), "items[0].quantity", 10**18),
        (item(quantity=1e18), "items[0].quantity", 1e18),
        (item(quantity=10**300), "items[0].quantity", "1" + "0" * 63 + "…"),
        (item(sku="té"), "items[0].sku", "té"),
        (item(price=1), "items[0].price", 1),
        (order(total=0), "total", 0),
        (order(**{"x" * 99: 1}), "x" * 64, 1),
        (order(**{"\ud800": 1}), "\\ud800", 1),
        (order(callback_url=5), "callback_url", 5),
        (order(callback_url=""), "callback_url", ""),
        (order(callback_url="http://shop.example/"), "callback_url", "http://shop.example/"),
        (order(callback_url="https://127.0.0.1/"), "callback_url", "https://127.0.0.1/"),
        (
            order(callback_url="https://shop.example/" + "a" * 2028),
            "callback_url",
            "https://shop.example/" + "a" * 43 + "…",
        ),
        ([], "body", "an array of 0 values"),
        (None, "body", None),
    ],
)
def test_a_wrong_field_is_named_with_its_value_and_nothing_is_started(
    body: object, field: str, value: object
) -> None:
    api = Api()

    answer = api.post(json.dumps(body))

    assert answer.status == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.body["type"] == "urn:saga:problem:invalid-order"
    assert [(error["field"], error.get("value", ABSENT)) for error in answer.body["errors"]] == [
        (field, value)
    ]
    assert answer.body["detail"].startswith(field)
    assert not api.states.started


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "no",
        '{"customer_id": "ada", "items": [{"sku": "tea", "quantity": NaN}]}',
        '{"customer_id": "ada", "customer_id": "bob", "items": [{"sku": "tea", "quantity": 1}]}',
        '{"customer_id": "ada", "items": [{"sku": "tea", "quantity": 1, "quantity": 2}]}',
        '{"customer_id": "ada", "items": [{"sku": "tea", "quantity": ' + "9" * 5000 + "}]}",
        "[" * 60_000,
        '{"a":' * 10_000,
        "\ufeff{}",
        "\ud800",
    ],
    ids=str.__len__,
)
def test_a_body_that_is_not_json_is_refused(text: str) -> None:
    api = Api()

    answer = api.post(text)

    assert (answer.status, answer.wrong) == (400, ["body"])
    assert not api.states.started


@pytest.mark.parametrize("body", ["/w==", "no base64!", "é"])
def test_bytes_that_are_not_utf_8_are_refused(body: str) -> None:
    api = Api()

    answer = api(http("POST", "/orders", body=body, headers=KEY) | {"isBase64Encoded": True})

    assert (answer.status, answer.wrong) == (400, ["body"])
    assert answer.body["type"] == "urn:saga:problem:malformed-body"
    assert not api.states.started


@pytest.mark.parametrize("position", [0, 1, 20, 40, -1])
@pytest.mark.parametrize("stray", [b"\x00", b"\x1f", b"\x80", b"\xc3", b"\xff\xfe", b"\xed\xa0\x80"])
def test_stray_bytes_in_an_order_that_is_valid_otherwise_are_refused(stray: bytes, position: int) -> None:
    api, text = Api(), json.dumps(ORDER).encode()
    body = b64encode(text[:position] + stray + text[position:]).decode()

    answer = api(http("POST", "/orders", body=body, headers=KEY) | {"isBase64Encoded": True})

    assert (answer.status, answer.wrong) == (400, ["body"])
    assert not api.states.started


def test_a_request_without_a_body_is_refused() -> None:
    api = Api()

    answer = api(http("POST", "/orders", headers=KEY))

    assert (answer.status, answer.wrong) == (400, ["body"])
    assert not api.states.started


def test_all_wrong_fields_are_told_at_once_and_ten_at_most() -> None:
    answer = Api().post({"customer_id": 1, "items": [{"sku": "tea", "quantity": 0}], "price": 3})
    many = Api().post(order(items=[{"sku": "!", "quantity": 0}] * 20))

    assert sorted(answer.wrong) == ["customer_id", "items[0].quantity", "price"]
    assert len(many.wrong) == 10


def test_a_body_of_64_kib_is_read_and_one_byte_more_is_refused() -> None:
    text = json.dumps(ORDER)

    longest, longer = Api(), Api()

    assert longest.post(text + " " * (65_536 - len(text))).status == 202
    assert longer.post(text + " " * (65_537 - len(text))).status == 413
    assert (len(longest.states.started), len(longer.states.started)) == (1, 0)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ORDER) + " " * 1_000_000,
        json.dumps(ORDER | {"note": "x" * 1_000_000}),
        json.dumps(ORDER | {"items": [TEA] * 40_000}),
        "x" * 1_000_000,
        "[" * 1_000_000,
    ],
    ids=["blanks", "a long field", "many items", "no JSON", "nested"],
)
def test_a_body_of_a_megabyte_is_not_even_read(text: str) -> None:
    api = Api()

    answer = api.post(text)

    assert answer.status == 413
    assert answer.body["type"] == "urn:saga:problem:body-too-large"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not api.states.started


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/hook", "http://localhost/hook", "https://127.0.0.1/"])
def test_a_laptop_may_be_called_back_in_the_local_stage_only(url: str) -> None:
    table = FakeTable(hooks=(url,))

    assert Api(local=True, table=table).post(order(callback_url=url)).status == 202
    assert Api(local=False, table=table).post(order(callback_url=url)).status == 400


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
NEARLY = st.fixed_dictionaries(
    {},
    optional={
        "customer_id": st.just("ada") | JSON,
        "items": st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "sku": st.sampled_from(["tea", "mug"]) | JSON,
                    "quantity": st.integers(0, 3) | JSON,
                },
            )
        ),
        "callback_url": st.none() | st.text() | st.just(HOOK) | st.just(HOOK + "/2"),
    },
)
BODIES = st.text() | (JSON | NEARLY).map(json.dumps)


def valid(text: str) -> bool:
    """The rule once more, written by hand and without a schema."""
    try:
        body = json.loads(text)
        items = body["items"]
        ok = set(body) <= {"customer_id", "items", "callback_url"} and 1 <= len(items) <= 20
        ok = ok and _name(body["customer_id"]) and len({entry["sku"] for entry in items}) == len(items)
        for entry in items:
            quantity = entry["quantity"]
            ok = ok and set(entry) == {"sku", "quantity"} and _name(entry["sku"])
            ok = ok and type(quantity) in {int, float} and quantity == int(quantity) and 1 <= quantity <= 1000
    except (ValueError, TypeError, KeyError, OverflowError):
        return False
    return ok and body.get("callback_url") in {None, HOOK}


def _name(text: object) -> bool:
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
    return isinstance(text, str) and 1 <= len(text) <= 64 and all(letter in letters for letter in text)


@given(BODIES)
@settings(max_examples=300, deadline=None)
def test_whatever_the_body_is_only_a_valid_one_starts_something_and_none_breaks_the_api(text: str) -> None:
    api = Api()

    answer = api.post(text)

    assert answer.status == (202 if valid(text) else 400)
    assert len(api.states.started) == (1 if valid(text) else 0)


@given(st.binary())
@settings(max_examples=100, deadline=None)
def test_arbitrary_bytes_do_not_break_the_api(raw: bytes) -> None:
    api = Api()

    answer = api(
        http("POST", "/orders", body=b64encode(raw).decode(), headers=KEY) | {"isBase64Encoded": True}
    )

    assert answer.status == 400
    assert not api.states.started
