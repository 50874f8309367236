"""Which files of the repository travel in which function's asset.

An asset is a view of the repository's root through ignore rules, so that the import path (`lambdas.orders…`)
is the same in a test and in Lambda, nothing is built or copied beforehand, and an edit to one package changes
the hash of the assets that hold it and of no other.
"""

from __future__ import annotations

from pathlib import Path

from aws_cdk import IgnoreMode
from aws_cdk import aws_lambda as lambda_

ROOT = Path(__file__).resolve().parent.parent

_SHARED = "shared"


def function_code(*packages: str, root: Path = ROOT) -> lambda_.AssetCode:
    """`lambdas/shared` and the named packages of `lambdas`. Raises FileNotFoundError for one that is not there."""
    for package in packages:
        if not (root / "lambdas" / package / "__init__.py").is_file():
            raise FileNotFoundError(f"no package {package!r} in {root / 'lambdas'}")
    return lambda_.Code.from_asset(str(root), ignore_mode=IgnoreMode.GIT, exclude=_all_but(packages))


def _all_but(packages: tuple[str, ...]) -> list[str]:
    """In .gitignore's language: leave out everything, then let in the wanted; the last match decides."""
    wanted = ["__init__.py", *(f"{package}/" for package in (_SHARED, *packages))]
    return [
        "/*",
        "!/lambdas/",
        "/lambdas/*",
        *(f"!/lambdas/{name}" for name in wanted),
        "__pycache__/",
        "*.py[co]",
    ]
