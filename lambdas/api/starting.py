"""Starting an execution once: its name says which request it is, and its input tells a repeat from another use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from lambdas.shared.errors import Transient
from lambdas.shared.executing import canonical
from lambdas.shared.lookup import states_answer
from lambdas.shared.problem import FieldError, Problem, busy
from lambdas.shared.problems import IDEMPOTENCY_KEY_REUSED


def check_same(before: Mapping[str, object] | None, given: str) -> None:
    """`before` is the input of the execution that has the name, None when it is not to be seen yet.

    Raises Problem: 422 when the name is another request's, 503 when that cannot be told.
    """
    if before is None:
        raise busy()
    if canonical(before) != given:
        reason = "was used for another request: take a new key for a new one"
        raise Problem(
            IDEMPOTENCY_KEY_REUSED,
            detail=f"Idempotency-Key {reason}",
            errors=(FieldError(field="Idempotency-Key", reason=reason),),
        )


@contextmanager
def answered() -> Iterator[None]:
    """A service that is busy or silent becomes a 503; what the client may do then is in it."""
    try:
        with states_answer():
            yield
    except Transient as error:
        raise busy() from error
