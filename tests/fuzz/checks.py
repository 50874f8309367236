"""What schemathesis checks of an answer beyond its own checks, and what it is not to complain of.

Importing this registers the check for each run in this process.
"""

from __future__ import annotations

import json
import re
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, HookContext, Response
from schemathesis.core.failures import Failure

from lambdas.shared.problems import (
    ANSWERED_OTHERWISE,
    IDEMPOTENCY_KEY_REUSED,
    NO_LONGER_ASKED,
    PRECONDITION_FAILED,
)

ANYBODYS = frozenset(
    {
        "apigw-requestid",
        "connection",
        "content-length",
        "content-type",
        "date",
        "server",
        "transfer-encoding",
    }
)
"""Headers that belong to every HTTP answer, or to API Gateway."""

_BEYOND = re.compile(r"items\[\d+\]\.sku|callback_url|url|since|cursor")
_BY_STATE = tuple(
    problem.uri
    for problem in (IDEMPOTENCY_KEY_REUSED, PRECONDITION_FAILED, ANSWERED_OTHERWISE, NO_LONGER_ASKED)
)


@schemathesis.check
def headers_are_documented(_context: CheckContext, response: Response, case: Case[Any]) -> None:
    documented = case.operation.responses.find_by_status_code(response.status_code)
    if documented is None:  # which is another check's finding
        return
    known = {name.lower() for name, _ in documented.headers.items()} | ANYBODYS
    unknown = sorted(set(response.headers) - known)
    if unknown and not _is_of_another_method(case):
        raise AssertionError(f"Undocumented headers: {', '.join(unknown)}")


def is_a_finding(_context: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
    """False for what a schema cannot say, and the API refuses rightly: it says so, naming nothing else.

    To HEAD it says nothing; what it means is what it says to GET.
    """
    if "positive_data_acceptance" not in failure.checks:
        return True
    return case.method.upper() != "HEAD" and not _refused_beyond_the_schema(response)


def _refused_beyond_the_schema(response: Response) -> bool:
    """An article twice, a URL that may not be called or is no endpoint's, a time to come, a cursor or tag that was
    made up, a key used before, an answer that does not count.
    """
    problem = json.loads(response.content)
    fields = [error["field"] for error in problem.get("errors", [])]
    return problem.get("type") in _BY_STATE or (bool(fields) and all(map(_BEYOND.fullmatch, fields)))


def _is_of_another_method(case: Case[Any]) -> bool:
    """Schemathesis tries methods that the operation does not have: the 405 is not the operation's answer."""
    return bool(case.method.upper() != case.operation.method.upper())
