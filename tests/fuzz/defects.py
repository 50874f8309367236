"""Defects to put into the API: each changes an answer, knowing the event that it is to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Answer = dict[str, Any]


def sound(_event: Mapping[str, Any], answer: Answer) -> Answer:
    return answer


def crashes(event: Mapping[str, Any], answer: Answer) -> Answer:
    """On a number that is allowed, and at its limit."""
    items = json.loads(event["body"])["items"] if answer["statusCode"] == 202 else []
    return {"statusCode": 200 // (1000 - max((item["quantity"] for item in items), default=0))} | answer


def admits_a_defect(_event: Mapping[str, Any], answer: Answer) -> Answer:
    return answer | {"statusCode": 500} if answer["statusCode"] == 304 else answer


def has_a_status_more(_event: Mapping[str, Any], answer: Answer) -> Answer:
    return answer | {"statusCode": 409} if answer["statusCode"] == 422 else answer


def has_a_header_more(_event: Mapping[str, Any], answer: Answer) -> Answer:
    return answer | {"headers": {**answer["headers"], "X-Debug": "1"}}


def has_a_header_less(_event: Mapping[str, Any], answer: Answer) -> Answer:
    return answer | {"headers": {name: value for name, value in answer["headers"].items() if name != "Vary"}}


def has_a_header_of_another_shape(_event: Mapping[str, Any], answer: Answer) -> Answer:
    return (
        answer | {"headers": {**answer["headers"], "ETag": "weak"}} if "ETag" in answer["headers"] else answer
    )


def is_of_another_type(_event: Mapping[str, Any], answer: Answer) -> Answer:
    return answer | {"headers": {**answer["headers"], "Content-Type": "text/html"}}


def has_a_field_more(_event: Mapping[str, Any], answer: Answer) -> Answer:
    body = json.loads(answer["body"] or "{}") | {"caller": "c-1"}
    return answer | {"body": json.dumps(body)} if answer["statusCode"] == 200 else answer


def is_a_problem_of_another_route(_event: Mapping[str, Any], answer: Answer) -> Answer:
    return answer | {"body": answer["body"].replace("no-such-order", "invalid-order")}


def takes_everything(_event: Mapping[str, Any], answer: Answer) -> Answer:
    """What is refused for its body is answered as if it were an order."""
    if answer["statusCode"] != 400:
        return answer
    order_id = "o-0123456789abcdef0123456789abcdef"
    headers = {
        "Location": f"/orders/{order_id}",
        "Retry-After": "1",
        "Cache-Control": "no-store",
        "Vary": "Prefer",
    }
    body = {"order_id": order_id, "status_url": f"https://shop.example/orders/{order_id}"}
    return {
        "statusCode": 202,
        "headers": {"Content-Type": "application/json", **headers},
        "body": json.dumps(body),
    }


def takes_any_method(_event: Mapping[str, Any], answer: Answer) -> Answer:
    return answer | {"statusCode": 200} if answer["statusCode"] == 405 else answer
