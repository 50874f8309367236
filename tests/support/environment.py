"""The environment that tests run in: credentials that are none, so that no test reaches AWS unless it is told to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

_FOUND = dict(os.environ)

MADE_UP = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
    "POWERTOOLS_METRICS_DISABLED": "true",
    "POWERTOOLS_LOG_LEVEL": "CRITICAL",
    "POWERTOOLS_TRACE_DISABLED": "true",
}


@contextmanager
def as_found() -> Iterator[None]:
    """What is made up is again as the person who runs the tests has it."""
    for name in MADE_UP:
        os.environ.pop(name, None)
    os.environ |= {name: _FOUND[name] for name in MADE_UP if name in _FOUND}
    try:
        yield
    finally:
        os.environ |= MADE_UP
