"""The document's paths: the API's routes, each with what its operation says and the problems that it may have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambdas.api.routes import ROUTES, Route
from ops.openapi.headers import headers
from ops.openapi.operation import Body, Link, Operation, Success
from ops.openapi.operations import OPERATIONS
from ops.openapi.refusals import refusals
from ops.openapi.vocabulary import ref


def paths() -> dict[str, Any]:
    """Each route under its path and methods. Raises KeyError for a route whose operation nobody described."""
    found: dict[str, Any] = {}
    for route in ROUTES:
        operation = OPERATIONS[route.operation]
        for method in route.methods:
            found.setdefault(route.path, {})[method.lower()] = _described(route, method, operation)
    return found


def _described(route: Route, method: str, operation: Operation) -> dict[str, Any]:
    head = method == "HEAD"
    answers = {str(status): _answer(success) for status, success in operation.answers.items()}
    answers |= refusals(route)
    return {
        "operationId": f"{route.operation}Head" if head else route.operation,
        "summary": f"{operation.summary}: the headers only" if head else operation.summary,
        "description": operation.description,
        "parameters": [ref(name, kind="parameters") for name in operation.parameters],
        **(_body(operation.body) if operation.body else {}),
        "responses": {status: _headers_only(it) for status, it in answers.items()} if head else answers,
        **({"callbacks": _callbacks(operation)} if operation.callbacks else {}),
    }


def _answer(success: Success) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": success.description,
        "headers": headers(always=success.always, sometimes=success.sometimes),
    }
    if success.schema:
        answer["content"] = _json(success.schema, success.shows)
    if success.links:
        answer["links"] = {name: _link(link) for name, link in success.links.items()}
    return answer


def _body(body: Body) -> dict[str, Any]:
    return {"requestBody": {"required": body.required, "content": _json(body.schema, body.shows)}}


def _json(schema: str, shows: Mapping[str, object]) -> dict[str, Any]:
    examples = {name: {"value": value} for name, value in shows.items()}
    return {"application/json": {"schema": ref(schema), "examples": examples}}


def _link(link: Link) -> dict[str, Any]:
    return {"operationId": link.to.operation, "parameters": dict(link.parameters)}


def _callbacks(operation: Operation) -> dict[str, Any]:
    return {
        name: {where: ref(item, kind="pathItems") for where, item in called.items()}
        for name, called in operation.callbacks.items()
    }


def _headers_only(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in ("content", "links")}
