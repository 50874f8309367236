"""Who answers for large orders: not whoever places them, but whom a scope or a policy of its own lets.

Tokens have to have the approvers' scope, which the gateway wants on these routes, and which is looked at here again.
Whoever signs with IAM needs a policy for the routes' own resources, `POST/approvals/*`. A path that is written in an
unusual way may come by the default route, past both: it is nobody's. In the local cloud nobody is asked who he is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambdas.shared.caller import caller_of
from lambdas.shared.problem import Problem
from lambdas.shared.problems import NOT_AN_APPROVER

if TYPE_CHECKING:
    from lambdas.api.routes import Route

_HEAD = "HEAD"
"""Comes by the default route always, and gets no body."""


@dataclass(frozen=True, kw_only=True)
class Approver:
    """`name` is for people who ask later who it was. `caller` is whose orders are their own, None where all callers
    are one.
    """

    name: str
    caller: str | None


def approver_of(event: Mapping[str, Any], *, route: Route, scope: str, local: bool) -> Approver:
    """From an HTTP API event, payload format 2.0. Raises Problem (403)."""
    authorizer = event["requestContext"].get("authorizer") or {}
    if local and not authorizer:
        return Approver(name="anonymous", caller=None)
    _check_route(event, route)
    if iam := authorizer.get("iam"):
        return Approver(name=str(iam.get("userArn")), caller=caller_of(event))
    claims = (authorizer.get("jwt") or {}).get("claims") or {}
    if scope not in _scopes(claims):
        raise Problem(NOT_AN_APPROVER, detail=f"the token does not have the scope {scope}")
    return Approver(name=str(claims.get("sub")), caller=caller_of(event))


def _check_route(event: Mapping[str, Any], route: Route) -> None:
    context = event["requestContext"]
    if context["http"]["method"] != _HEAD and context.get("routeKey") != route.key:
        raise Problem(NOT_AN_APPROVER, detail=f"ask at {route.path}, with nothing in it escaped")


def _scopes(claims: Mapping[str, Any]) -> list[str]:
    """Of the claims that the gateway looks at too. It writes an array as `[one two]`."""
    return [
        each for name in ("scope", "scp") for each in re.findall(r"[^\s\[\]]+", str(claims.get(name, "")))
    ]
