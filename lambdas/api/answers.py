"""The answers that are no problems, in JSON, and the refusals: body and headers of each."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from aws_lambda_powertools.event_handler import Response

from lambdas.api.etag import etag_of, has_already, is_wanted
from lambdas.shared.problem import CONTENT_TYPE, Problem
from lambdas.shared.problems import PRECONDITION_FAILED
from lambdas.shared.view import is_locked

AGAIN_SOON = {"Retry-After": "1"}

_NEVER_KEPT = {"Cache-Control": "no-store"}
_ASKED_ABOUT_EACH_TIME = {"Cache-Control": "private, no-cache"}
_HELD_BACK_BY_REQUEST = {"Vary": "Prefer"}


def accepted(order_id: str, *, path: str, url: str, headers: Mapping[str, str]) -> Response[str]:
    """202, without the order's status: the same request gets the same answer in months, and it is still true."""
    where = {"Location": path, **AGAIN_SOON, **_NEVER_KEPT, **_HELD_BACK_BY_REQUEST}
    return _json(202, json.dumps({"order_id": order_id, "status_url": url}), {**where, **headers})


def outcome(order: Mapping[str, Any], *, path: str, headers: Mapping[str, str]) -> Response[str]:
    """200 to a POST that waited: the order as it is found at its path."""
    body = json.dumps(order)
    where = {"Location": path, "Content-Location": path, "ETag": etag_of(body)}
    return _json(200, body, {**where, **_NEVER_KEPT, **_HELD_BACK_BY_REQUEST, **headers})


def representation(
    order: Mapping[str, Any], *, event: Mapping[str, Any], headers: Mapping[str, str]
) -> Response[str]:
    """200 with the order, or 304 when the client has this very representation already.

    Raises Problem (412) when it is not the one that the client wants.
    """
    body = json.dumps(order)
    again = AGAIN_SOON if is_locked(order) else {}
    etag = etag_of(body)
    if not is_wanted(event, etag):
        raise Problem(PRECONDITION_FAILED, detail=f"the order's ETag is {etag}, which If-Match does not name")
    told = {"ETag": etag, **_ASKED_ABOUT_EACH_TIME, **_HELD_BACK_BY_REQUEST, **again, **headers}
    if has_already(event, etag):
        return Response(status_code=304, headers=told, body="")
    return _json(200, body, told)


def page(name: str, entries: Sequence[Mapping[str, Any]], *, following: str | None) -> Response[str]:
    """200 with a page of a list, and the path of the one that follows, if any does."""
    link = {"Link": f'<{following}>; rel="next"'} if following else {}
    return _json(200, json.dumps({name: entries, "next": following}), {**_NEVER_KEPT, **link})


def issued(ticket: Mapping[str, Any]) -> Response[str]:
    """201 with a ticket, which is good for whoever has it."""
    return _json(201, json.dumps(ticket), _NEVER_KEPT)


def created(what: Mapping[str, Any], *, path: str) -> Response[str]:
    """201 with what is found at the path from now on, and what is told this once."""
    return _json(201, json.dumps(what), {"Location": path, **_NEVER_KEPT})


def taken_on(what: Mapping[str, Any], *, path: str, over: bool, headers: Mapping[str, str]) -> Response[str]:
    """To a request for a follow-up: 200 when it is over, 202 before. It is found at its path from now on."""
    where = {"Content-Location": path} if over else AGAIN_SOON
    told = {"Location": path, **where, **_NEVER_KEPT, **_HELD_BACK_BY_REQUEST, **headers}
    return _json(200 if over else 202, json.dumps(what), told)


def followed(what: Mapping[str, Any], *, over: bool, headers: Mapping[str, str]) -> Response[str]:
    """200 with a follow-up as it is now."""
    again = {} if over else AGAIN_SOON
    return _json(200, json.dumps(what), {**again, **_NEVER_KEPT, **_HELD_BACK_BY_REQUEST, **headers})


def shown(what: Mapping[str, Any]) -> Response[str]:
    """200 with something as it is now."""
    return _json(200, json.dumps(what), _NEVER_KEPT)


def begun(what: Mapping[str, Any], *, path: str | None = None) -> Response[str]:
    """202: how far it is can be asked at the path, where it has one."""
    where = {"Location": path, **AGAIN_SOON} if path else {}
    return _json(202, json.dumps(what), {**where, **_NEVER_KEPT})


def nothing() -> Response[str]:
    """204."""
    return Response(status_code=204, headers=_NEVER_KEPT, body="")


def refusal(problem: Problem) -> Response[str]:
    return Response(
        status_code=problem.type.status,
        content_type=CONTENT_TYPE,
        body=problem.document(),
        headers={**_NEVER_KEPT, **problem.headers},
    )


def _json(status: int, body: str, headers: Mapping[str, str]) -> Response[str]:
    return Response(status_code=status, content_type="application/json", body=body, headers=headers)
