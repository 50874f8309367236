"""Write, or with --check compare, what is derived from the sagas: the ASL files and the README's diagram."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from statemachines.asl import asl_of, recovery_asl_of
from statemachines.cancel_order import CANCEL_ORDER
from statemachines.change_order import CHANGE_ORDER
from statemachines.create_order import CREATE_ORDER
from statemachines.diagram import mermaid_of
from statemachines.place_together import PLACE_TOGETHER
from statemachines.plan import plan_of

SAGAS = (CREATE_ORDER, CANCEL_ORDER, CHANGE_ORDER, PLACE_TOGETHER)

_ROOT = Path(__file__).resolve().parent.parent


def derived(root: Path = _ROOT) -> Iterator[tuple[Path, str]]:
    """Each derived file with the text it should have."""
    readme = root / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.exists() else ""
    for saga in SAGAS:
        plan = plan_of(saga)
        yield asl_path(saga.name, root), json.dumps(asl_of(plan), indent=2) + "\n"
        yield recovery_asl_path(saga.name, root), json.dumps(recovery_asl_of(plan), indent=2) + "\n"
        text = _between_marks(text, saga.name, f"```mermaid\n{mermaid_of(plan)}\n```")
    if text:
        yield readme, text


def asl_path(saga: str, root: Path = _ROOT) -> Path:
    return root / "statemachines" / f"{saga.replace('-', '_')}.asl.json"


def recovery_asl_path(saga: str, root: Path = _ROOT) -> Path:
    """The machine that finishes what was cut off."""
    return asl_path(f"{saga}-recovery", root)


def main(arguments: Sequence[str]) -> int:
    check = "--check" in arguments
    stale = [
        path for path, text in derived() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    names = ", ".join(str(path.relative_to(_ROOT)) for path in stale)
    if check and stale:
        print(f"Not what the sagas say: {names}. Run: make generate", file=sys.stderr)
        return 1
    for path, text in list(derived()):
        if path in stale:
            path.write_text(text, encoding="utf-8")
    print(f"Written: {names}." if stale else "All that is derived from the sagas is up to date.")
    return 0


def _between_marks(text: str, name: str, content: str) -> str:
    begin, end = f"<!-- {name} diagram: generated -->", f"<!-- {name} diagram: end -->"
    if begin not in text or end not in text:
        return text
    before, rest = text.split(begin, 1)
    return f"{before}{begin}\n{content}\n{end}{rest.split(end, 1)[1]}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
