"""Two sagas at one order, in every order of their calls: what may come of them is known, and comes of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.simulation.rivals import ALL, LOCK, Rivals, courses_of


def violations(rivals: Rivals) -> list[str]:
    return [found for _, violations in courses_of(rivals) for found in violations]


@pytest.mark.parametrize("rivals", ALL, ids=str)
def test_whatever_the_order_of_their_calls_two_sagas_do_each_other_no_harm(rivals: Rivals) -> None:
    assert violations(rivals) == []


def test_an_answer_that_nobody_expected_is_found() -> None:
    narrow = replace(LOCK[0], ways=frozenset({("DONE", "Locked")}))

    assert violations(narrow) == ["they are answered Locked and DONE"] * 3


def test_an_answer_that_was_expected_and_never_came_is_found() -> None:
    wide = replace(LOCK[0], ways=LOCK[0].ways | {("DONE", "DONE")})

    assert violations(wide) == ["they are never answered DONE and DONE"]
