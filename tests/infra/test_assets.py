"""What is deployed with each function: its own code, the shared code, the layer, and nothing of its neighbours."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from cdk.packaging import ROOT, function_code
from cdk.settings import Settings
from tests.infra.resources import Resources
from tests.support.synthesis import Synthesized, synthesize

PACKAGES = {
    **{
        name: {name}
        for name in (
            "orders",
            "approvals",
            "inventory",
            "customers",
            "payments",
            "outbox",
            "recovery",
            "sockets",
        )
    },
    "api": {"api", "endpoints"},
    "webhooks": {"webhooks", "endpoints"},
}
"""Those that travel together, by the one that has the handlers."""

_IMPORT = """
import importlib, sys
sys.path[:0] = sys.argv[1:3]
for handler in sys.argv[3:]:
    module, _, name = handler.rpartition(".")
    assert callable(getattr(importlib.import_module(module), name)), handler
foreign = [m.__file__ for m in sys.modules.values() if "site-packages" in (getattr(m, "__file__", None) or "")]
assert not foreign, foreign
"""


def _assets(resources: Resources) -> Mapping[str, str]:
    """The asset's key by handler."""
    handlers = resources.functions().items()
    keys = {
        handler: {each.properties["Code"]["S3Key"] for each in functions} for handler, functions in handlers
    }
    return {handler: key for handler, (key,) in keys.items()}


def _handlers_of(resources: Resources, package: str) -> list[str]:
    return [handler for handler in resources.functions() if handler.startswith(f"lambdas.{package}.")]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_handler_can_be_imported_from_its_asset_and_the_layer_alone(
    dev: Resources, dev_assembly: Synthesized, package: str
) -> None:
    handlers = _handlers_of(dev, package)
    (key,) = {_assets(dev)[handler] for handler in handlers}
    code = dev_assembly.asset(key)
    layer = dev_assembly.asset(dev.the("Lambda::LayerVersion").properties["Content"]["S3Key"]) / "python"
    # -S: no site-packages. What is not in the asset or the layer is not there.
    command = [sys.executable, "-I", "-S", "-B", "-c", _IMPORT, str(code), str(layer), *handlers]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("package", PACKAGES)
def test_an_asset_holds_its_own_package_and_what_it_shares_as_source(
    dev: Resources, dev_assembly: Synthesized, package: str
) -> None:
    asset = dev_assembly.asset(_assets(dev)[_handlers_of(dev, package)[0]])
    held = {path.relative_to(asset).as_posix() for path in asset.rglob("*") if path.is_file()}
    expected = {"lambdas/__init__.py"} | {
        path.relative_to(ROOT).as_posix()
        for name in ("shared", *PACKAGES[package])
        for path in (ROOT / "lambdas" / name).rglob("*.py")
    }
    assert held == expected


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A repository to be edited, with the layer that is built already."""
    root = tmp_path / "repository"
    for name in ("lambdas", "statemachines", "requirements"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    (root / ".build").symlink_to(ROOT / ".build")
    return root


@pytest.mark.parametrize("edited", ["inventory", "endpoints"])
def test_an_edit_to_one_package_changes_the_assets_that_hold_it_and_no_other(
    dev: Resources, copy: Path, tmp_path: Path, edited: str
) -> None:
    with (copy / "lambdas" / edited / "__init__.py").open("a") as module:
        module.write("# edited\n")
    after = _assets(Resources(template=synthesize(Settings(), into=tmp_path / "out", root=copy).template))
    changed = {handler for handler, key in _assets(dev).items() if after[handler] != key}
    holding = [package for package, held in PACKAGES.items() if edited in held]
    assert changed == {handler for package in holding for handler in _handlers_of(dev, package)}


def test_where_the_repository_lies_does_not_matter(dev: Resources, copy: Path, tmp_path: Path) -> None:
    elsewhere = Resources(template=synthesize(Settings(), into=tmp_path / "out", root=copy).template)
    assert _assets(elsewhere) == _assets(dev)


def test_a_package_that_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="no package 'shipping'"):
        function_code("shipping")
