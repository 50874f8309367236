"""The page of problems has each of them, and `make check` notices when the files are stale."""

from __future__ import annotations

from pathlib import Path

import pytest

from lambdas.shared.problems import PROBLEMS
from ops.openapi.__main__ import main
from ops.openapi.page import page


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    return tmp_path


def test_each_problem_is_on_the_page_once_with_its_status_and_advice() -> None:
    rows = [line.split(" | ") for line in page().splitlines() if line.startswith("| `")]

    assert [(row[0], row[1], row[3]) for row in rows] == [
        (f"| `{problem.slug}`", str(problem.status), problem.advice) for problem in PROBLEMS
    ]


def test_the_page_says_where_a_problem_may_be_met() -> None:
    [reused] = [line for line in page().splitlines() if line.startswith("| `idempotency-key-reused`")]
    [no_such_order] = [line for line in page().splitlines() if line.startswith("| `no-such-order`")]
    [astray] = [line for line in page().splitlines() if line.startswith("| `no-such-path`")]

    cancel, change = "`POST /orders/{order_id}/cancel`", "`POST /orders/{order_id}/change`"
    assert reused.endswith(f"| `POST /orders`, {cancel}, {change} |")
    assert no_such_order.endswith(f"| `GET /orders/{{order_id}}`, {cancel}, {change}, WebSocket |")
    assert astray.endswith("| any other path or method |")


def test_what_is_written_is_up_to_date(root: Path) -> None:
    assert main([], root) == 0
    assert main(["--check"], root) == 0


@pytest.mark.parametrize("name", ["openapi.json", "problems.md"])
def test_a_file_that_is_missing_or_was_edited_is_told(
    root: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main([], root)
    (root / "docs" / name).write_text("edited", encoding="utf-8")

    assert main(["--check"], root) == 1

    assert f"docs/{name}" in capsys.readouterr().err
    assert (root / "docs" / name).read_text(encoding="utf-8") == "edited"
