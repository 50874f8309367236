"""docs/countermeasures.md names files, tests and mutants: each of them is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.mutants.catalogue import MUTANTS

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "countermeasures.md").read_text(encoding="utf-8")
FILES = sorted(set(re.findall(r"`((?:lambdas|statemachines|tests)/[\w/]+\.py)(?:::\w+)?`", DOCUMENT)))
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DOCUMENT)))


@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_named_is_there(file: str) -> None:
    assert (ROOT / file).is_file()


@pytest.mark.parametrize(("file", "name"), TESTS)
def test_a_test_that_is_named_is_in_its_file(file: str, name: str) -> None:
    module = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in module.body if isinstance(node, ast.FunctionDef)}


def test_the_mutants_that_are_named_are_in_the_catalogue() -> None:
    (*lines,) = (line for line in DOCUMENT.splitlines() if "make mutants" in line)
    named = {name for line in lines for name in re.findall(r'"([^"]+)"', line)}

    assert named
    assert named <= {mutant.name for mutant in MUTANTS}


PARTS = re.split(r"^## ", DOCUMENT, flags=re.MULTILINE)[1:]


@pytest.mark.parametrize("part", PARTS)
def test_each_countermeasure_can_be_switched_off_by_mutants_of_the_catalogue(part: str) -> None:
    (line,) = (line for line in part.splitlines() if line.startswith("- `make mutants` puts in "))

    assert set(re.findall(r'"([^"]+)"', line)) & {mutant.name for mutant in MUTANTS}


@pytest.mark.parametrize("part", PARTS)
def test_each_countermeasure_says_what_happens_without_it_where_it_is_and_what_tests_it(part: str) -> None:
    for heading in ("**Without it.**", "**With it.**", "**Where.**", "**Tests.**"):
        assert part.count(heading) == 1
    assert re.search(r"`tests/[\w/]+\.py::\w+`", part)
