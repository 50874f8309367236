"""The word for a step that is a saga of its own: the row of a table, as those in `statemachines.table` are.

The child is started by a function, and the step waits by a task token until the child's own event tells what came of
it. Its patience is the child's worst case, so it outlasts every child but one that waits parked for a person.
"""

from __future__ import annotations

from collections.abc import Mapping

from statemachines.names import Function
from statemachines.step import Compensation, Definition, Kind, Nested, Source, Step
from statemachines.timing import worst_of


def nested(  # noqa: PLR0913 - a row of the table
    name: str,
    *,
    saga: Definition,
    undo: str,
    undone_by: Definition,
    why: str,
    takes: Mapping[str, Source] | None = None,
) -> Step:
    """A step that starts `saga` and waits for its end; `undo` undoes it as a whole, by starting `undone_by`."""
    return Step(
        function=Function(name=name),
        kind=Kind.COMPENSATABLE,
        why=why,
        takes=takes or {},
        compensation=Compensation(function=Function(name=undo)),
        patience=worst_of(saga),
        nested=Nested(saga=saga, undone_by=undone_by),
    )
