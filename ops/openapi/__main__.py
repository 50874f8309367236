"""Write, or with --check compare, the API's description and the page of problems."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from ops.openapi import document, page
from ops.settings import ROOT


def derived(root: Path = ROOT) -> Iterator[tuple[Path, str]]:
    """Each file with the text it should have."""
    yield root / "docs" / "openapi.json", document.text()
    yield root / "docs" / "problems.md", page.page()


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    stale = [(path, text) for path, text in derived(root) if not _has(path, text)]
    names = ", ".join(str(path.relative_to(root)) for path, _ in stale)
    if stale and "--check" in arguments:
        print(f"Not what the API says: {names}. Run: make generate", file=sys.stderr)
        return 1
    for path, text in stale:
        path.write_text(text, encoding="utf-8")
    print(f"Written: {names}." if stale else "The API's description is up to date.")
    return 0


def _has(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
