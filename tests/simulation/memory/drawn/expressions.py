"""Conditions and updates, with `?` for each value until they are put together.

Every name is written as `#name`. The size of what may be absent is asked for only where it is there: moto fails
on the other. An update reads no attribute that it changes otherwise than by its own action: moto reads what the
actions before it wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from lambdas.shared.writes import names_in
from tests.simulation.memory.drawn.values import (
    TYPES,
    comparable,
    elements,
    flags,
    lists,
    maps,
    nothing,
    numbers,
    texts,
)


@dataclass(frozen=True)
class Expression:
    text: str
    values: tuple[dict[str, Any], ...] = ()


def joined(template: str, parts: Sequence[Expression]) -> Expression:
    """`template` has `{}` for each part."""
    values = tuple(value for part in parts for value in part.values)
    return Expression(template.format(*(part.text for part in parts)), values)


def fields(**expressions: Expression | None) -> dict[str, Any]:
    """The request's fields: the expressions by their field's name, and the names and values of them all."""
    request: dict[str, str] = {}
    values: dict[str, Any] = {}
    for field, expression in expressions.items():
        if expression:
            named = {f":v{len(values) + at}": value for at, value in enumerate(expression.values)}
            request[field] = _filled_in(expression.text, tuple(named))
            values |= named
    names = names_in(" ".join(request.values()))
    return {
        **request,
        **({"ExpressionAttributeNames": names} if names else {}),
        **({"ExpressionAttributeValues": values} if values else {}),
    }


def _filled_in(text: str, names: Sequence[str]) -> str:
    first, *others = text.split("?")
    return first + "".join(name + other for name, other in zip(names, others, strict=True))


def using(text: str, *values: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[Expression]:
    return st.tuples(*values).map(lambda drawn: Expression(text, drawn))


_orders = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
_names = st.sampled_from([*TYPES, "pk"])


def _compared(path: str, values: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[Expression]:
    return st.builds(lambda sign, value: Expression(f"{path} {sign} ?", (value,)), _orders, values)


def _equated(names: str, values: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[Expression]:
    """Also with values of another type."""
    return st.builds(
        lambda name, sign, value: Expression(f"#{name} {sign} ?", (value,)),
        st.sampled_from(names),
        st.sampled_from(["=", "<>"]),
        values,
    )


def _sized(name: str) -> st.SearchStrategy[Expression]:
    small = st.integers(0, 3).map(lambda number: {"N": str(number)})
    guard = Expression(f"attribute_exists(#{name})")
    return _compared(f"size(#{name})", small).map(lambda size: joined("{} AND {}", [guard, size]))


_between = st.tuples(numbers, numbers).map(
    lambda pair: Expression("#n BETWEEN ? AND ?", tuple(sorted(pair, key=lambda value: float(value["N"]))))
)

_plain = st.one_of(
    _names.map(lambda name: Expression(f"attribute_exists(#{name})")),
    _names.map(lambda name: Expression(f"attribute_not_exists(#{name})")),
    _compared("#n", numbers),
    _compared("#s", texts),
    _compared("#m.#x", numbers),
    using("#l[0] = ?", elements),
    using("#l[0] <> ?", elements),
    _equated("nslm", comparable),
    _equated("f", flags),
    using("#n < #k"),
    using("begins_with(#s, ?)", texts),
    using("contains(#s, ?)", texts),
    using("contains(#l, ?)", elements),
    using("#n IN (?, ?)", numbers, numbers),
    _between,
)
_simple = st.one_of(_plain, _sized("s"), _sized("l"), _sized("m"))

conditions: st.SearchStrategy[Expression] = st.recursive(
    _simple,
    lambda inner: st.one_of(
        inner.map(lambda part: joined("NOT ({})", [part])),
        st.tuples(inner, inner).map(lambda parts: joined("({}) AND ({})", parts)),
        st.tuples(inner, inner).map(lambda parts: joined("({}) OR ({})", parts)),
        st.tuples(_plain, _plain, _plain).map(lambda parts: joined("{} AND NOT {} OR {}", parts)),
    ),
    max_leaves=4,
)

_set = {
    "n": [
        using("#n = ?", numbers),
        using("#n = #n + ?", numbers),
        using("#n = #n - ?", numbers),
        using("#n = if_not_exists(#n, ?) + ?", numbers, numbers),
    ],
    "k": [using("#k = #k + ?", numbers), using("#k = if_not_exists(#k, ?)", numbers)],
    "s": [using("#s = ?", texts), using("#s = if_not_exists(#s, ?)", texts)],
    "l": [
        using("#l = ?", lists),
        using("#l = list_append(#l, ?)", lists),
        using("#l = list_append(?, #l)", lists),
        using("#l = list_append(if_not_exists(#l, ?), ?)", lists, lists),
        using("#l[1] = ?", elements),
    ],
    "m": [using("#m = ?", maps), using("#m.#x = ?", numbers), using("#m.#x = #m.#x + ?", numbers)],
    "f": [using("#f = ?", flags | nothing)],
}
_unfit = [using("#n = #s + ?", numbers), using("#l = list_append(#n, ?)", lists), using("#n = #absent")]
_add = {"n": [using("#n ?", numbers)], "k": [using("#k ?", numbers)]}
_remove = {
    "s": [using("#s")],
    "l": [using("#l"), using("#l[1]"), using("#l[0], #l[1]")],
    "m": [using("#m"), using("#m.#x")],
    "f": [using("#f")],
}


def _section(keyword: str, actions: Sequence[Expression]) -> list[Expression]:
    if not actions:
        return []
    return [joined(f"{keyword} {', '.join(['{}'] * len(actions))}", actions)]


@st.composite
def updates(draw: st.DrawFn) -> Expression:
    """Each attribute is in one section at most."""
    if draw(st.integers(0, 9)) == 0:
        return joined("SET {}", [draw(st.one_of(_unfit))])
    drawn: dict[str, list[Expression]] = {"SET": [], "REMOVE": [], "ADD": []}
    for name in draw(st.lists(st.sampled_from(sorted(_set)), min_size=1, max_size=4, unique=True)):
        sections = {"SET": _set, "REMOVE": _remove, "ADD": _add}
        keyword = draw(st.sampled_from([section for section, of in sections.items() if name in of]))
        drawn[keyword].append(draw(st.one_of(sections[keyword][name])))
    sections_drawn = [part for keyword, actions in drawn.items() for part in _section(keyword, actions)]
    return joined(" ".join(["{}"] * len(sections_drawn)), sections_drawn)
