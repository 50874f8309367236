"""The catalogue fits the code as it is: a mutant that changes nothing would look like one that was caught."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

from tests.mutants.catalogue import MUTANTS
from tests.mutants.mutant import Gone, Mutant

ROOT = Path(__file__).resolve().parent.parent.parent


def copied(mutant: Mutant, root: Path) -> Path:
    (root / mutant.path).parent.mkdir(parents=True)
    return Path(shutil.copy(ROOT / mutant.path, root / mutant.path))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_changes_the_code_into_other_code(mutant: Mutant, tmp_path: Path) -> None:
    file = copied(mutant, tmp_path)
    before = ast.dump(ast.parse(file.read_text(encoding="utf-8")))

    mutant.put_into(tmp_path)

    assert ast.dump(ast.parse(file.read_text(encoding="utf-8"))) != before


def test_there_are_more_than_a_score_of_them_and_no_two_have_one_name() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) > 20


@pytest.mark.parametrize("old", ["no such line", "import"])
def test_a_mutant_whose_code_is_gone_or_there_twice_is_refused(old: str, tmp_path: Path) -> None:
    mutant = Mutant(name="outdated", path="lambdas/shared/journal.py", old=old, new="")
    copied(mutant, tmp_path)

    with pytest.raises(Gone, match=r"outdated: lambdas/shared/journal\.py has (0|\d+) times, and not once"):
        mutant.put_into(tmp_path)
