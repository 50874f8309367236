"""Texts of a client's own that are stored: a schema cannot say what no store can keep."""

from __future__ import annotations

from collections.abc import Iterator

from lambdas.shared.problem import FieldError


def text_errors(field: str, text: str) -> Iterator[FieldError]:
    """JSON can say half a surrogate pair, and no store can keep one."""
    try:
        text.encode()
    except UnicodeEncodeError:
        yield FieldError(field=field, value=text, reason="must be valid Unicode")
