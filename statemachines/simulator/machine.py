"""A machine, read once from its ASL and run as often as wanted. It never changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statemachines.simulator.errors import Unsupported
from statemachines.simulator.fields import Fields
from statemachines.simulator.paths import Json
from statemachines.simulator.reading import branch_of
from statemachines.simulator.states import Branch, Choice, Parallel, State, Tried


@dataclass(frozen=True, kw_only=True)
class Machine:
    """`timeout` is in seconds; None: as long as it takes."""

    name: str
    main: Branch
    timeout: float | None

    @classmethod
    def of(cls, name: str, asl: Json) -> Machine:
        """Raises Unsupported, with the state and the field, for all that would not run as on AWS."""
        fields = Fields(f"machine {name!r}", asl)
        language, version = fields.take("QueryLanguage", "JSONPath"), fields.take("Version", "1.0")
        if language != "JSONPath":
            raise fields.refused("QueryLanguage", f"{language!r} is not supported: only JSONPath is")
        if version != "1.0":
            raise fields.refused("Version", f"{version!r} is not supported: only 1.0 is")
        timeout = fields.whole("TimeoutSeconds", 1, least=1) if "TimeoutSeconds" in fields else None
        main = branch_of(fields)
        fields.done()
        _check(fields.where, main, seen=set())
        return cls(name=name, main=main, timeout=timeout)


def _check(where: str, branch: Branch, seen: set[str]) -> None:
    """Every transition leads to a state of the same branch, and no two states have the same name."""
    if branch.start not in branch.states:
        raise Unsupported(where, "StartAt", f"there is no state {branch.start!r} here")
    for name, state in branch.states.items():
        if name in seen:
            raise Unsupported(f"state {name!r}", "name", "another state has it too")
        seen.add(name)
        for field, target in _targets(state):
            if target not in branch.states:
                raise Unsupported(f"state {name!r}", field, f"there is no state {target!r} here")
        if isinstance(state, Parallel):
            for number, inner in enumerate(state.branches, 1):
                _check(f"state {name!r}, Branches {number}", inner, seen)


def _targets(state: State) -> Iterator[tuple[str, str]]:
    if state.next:
        yield "Default" if isinstance(state, Choice) else "Next", state.next
    if isinstance(state, Choice):
        yield from (("Choices", target) for _, target in state.rules)
    if isinstance(state, Tried):
        yield from (("Catch", catcher.next) for catcher in state.catchers)
