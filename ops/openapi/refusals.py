"""The answers that are problems, from the tables of routes and problems; and those that API Gateway gives itself."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from lambdas.api.routes import ELSEWHERE, EVERYWHERE, Route
from lambdas.shared.problem import CONTENT_TYPE
from lambdas.shared.problems import NO_SUCH_PATH, PROBLEMS, ProblemType
from ops.openapi.headers import headers
from ops.openapi.vocabulary import ref

Response = dict[str, Any]

_OWN_HEADERS = {405: ("Allow",), 415: ("Accept",), 503: ("Retry-After",)}
_GATEWAYS = {
    401: "The token is missing, or not one of the configured issuer. From API Gateway, not from this service.",
    403: "The request is not signed, or its signer may not call this API. From API Gateway, not from this service.",
    429: "More requests than the stage admits. From API Gateway, not from this service: wait, and send it again.",
}
_ALSO_GATEWAYS = {
    403: _GATEWAYS[403],
    413: "Megabytes do not come through API Gateway, which then answers in JSON of its own.",
    500: "API Gateway answers in JSON of its own when the function did not come to answer.",
    503: "API Gateway answers in JSON of its own, and without Retry-After, when the function took too long.",
}


def refusals(route: Route) -> dict[str, Response]:
    """By status, in ascending order."""
    ours = {status: _of(types) for status, types in _by_status(problems_of(route)).items()}
    gateways = {str(status): ref(_gateway_name(status), kind="responses") for status in _GATEWAYS}
    return dict(sorted((gateways | ours).items()))


def problems_of(route: Route) -> tuple[ProblemType, ...]:
    """A parameter with a slash in it, however it is written, leads to no route at all."""
    astray = (NO_SUCH_PATH,) if "{" in route.path else ()
    return (*route.problems, *astray, *EVERYWHERE)


def responses() -> dict[str, Response]:
    """Those that several routes have, by name. Two are of no route: they answer where none is."""
    shared = {
        _name(problem): _response([problem]) for problem in PROBLEMS if problem in EVERYWHERE + ELSEWHERE
    }
    return shared | {_gateway_name(status): _gateway(words) for status, words in _GATEWAYS.items()}


def _of(types: list[ProblemType]) -> Response:
    if len(types) == 1 and types[0] in EVERYWHERE:
        return ref(_name(types[0]), kind="responses")
    return _response(types)


def _response(types: list[ProblemType]) -> Response:
    """One status, with the types of problem that it may be about."""
    status, titles = types[0].status, [f"`{problem.slug}`: {problem.title}." for problem in types]
    also = _ALSO_GATEWAYS.get(status)
    named = ("Cache-Control", *_OWN_HEADERS.get(status, ()))
    content = {CONTENT_TYPE: {"schema": _schema(types)}}
    if also:
        content["application/json"] = {"schema": ref("GatewayMessage")}
    return {
        "description": " ".join([*titles, *([also] if also else [])]),
        "headers": headers(sometimes=named) if also else headers(always=named),
        "content": content,
    }


def _schema(types: list[ProblemType]) -> dict[str, Any]:
    told = {"type": {"enum": [problem.uri for problem in types]}, "status": {"const": types[0].status}}
    return {"allOf": [ref("Problem"), {"properties": told}]}


def _gateway(words: str) -> Response:
    return {"description": words, "content": {"application/json": {"schema": ref("GatewayMessage")}}}


def _gateway_name(status: int) -> str:
    return f"Gateway{status}"


def _name(problem: ProblemType) -> str:
    return "".join(word.capitalize() for word in problem.slug.split("-"))


def _by_status(types: Iterable[ProblemType]) -> dict[str, list[ProblemType]]:
    in_order = sorted(types, key=lambda problem: problem.status)
    return {
        str(status): list(group) for status, group in groupby(in_order, key=lambda problem: problem.status)
    }
