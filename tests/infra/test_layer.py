"""The dependency layer: exactly the pinned versions, trimmed to what handlers use, compiled, and found again."""

from __future__ import annotations

import importlib.util
import re
import struct
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path, PurePosixPath

import pytest

from cdk.dependencies import SERVICES, SourceFile, UnusableEnvironmentError, source_files
from cdk.layer import build_layer, make
from cdk.packaging import ROOT

_LOCK = ROOT / "requirements" / "lambda.txt"


@pytest.fixture(scope="session")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_layer(requirements=_LOCK, into=tmp_path_factory.mktemp("build"))


def _lock(directory: Path, text: str) -> Path:
    path = directory / "lambda.txt"
    path.write_text(text)
    return path


def _in_isolation(layer: Path, code: str) -> str:
    """What the code prints with the layer and the standard library alone."""
    program = f"import sys; sys.path.insert(0, {str(layer / 'python')!r})\n{code}"
    command = [sys.executable, "-I", "-S", "-B", "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_it_holds_the_packages_of_the_lock_file_and_no_other(layer: Path) -> None:
    locked = dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", _LOCK.read_text(), re.MULTILINE))
    held = [path.name.removesuffix(".dist-info") for path in (layer / "python").glob("*.dist-info")]
    assert {name.replace("_", "-") for name in held} == {
        f"{name}-{version}" for name, version in locked.items()
    }


def test_it_has_the_models_of_the_services_that_handlers_make_clients_for() -> None:
    sources = (path.read_text() for path in (ROOT / "lambdas").rglob("*.py"))
    used = {name for source in sources for name in re.findall(r"""\bclient\("([a-z0-9-]+)"[,)]""", source)}
    assert used == SERVICES


def test_a_client_of_each_of_these_services_can_be_made_of_it(layer: Path) -> None:
    program = f"""
import boto3
session = boto3.Session("-", "-", region_name="eu-central-1")
for service in {sorted(SERVICES)}:
    print(service, session.client(service).meta.endpoint_url)
"""
    made = dict(line.split() for line in _in_isolation(layer, program).splitlines())
    assert set(made) == SERVICES
    assert made["dynamodb"] == "https://dynamodb.eu-central-1.amazonaws.com"


def test_models_of_other_services_stay_at_home(layer: Path) -> None:
    models = {path.name for path in (layer / "python" / "botocore" / "data").iterdir() if path.is_dir()}
    assert models == SERVICES


def test_it_is_small_enough_for_a_quick_cold_start(layer: Path) -> None:
    unpacked = sum(path.stat().st_size for path in layer.rglob("*") if path.is_file())
    assert unpacked < 14 * 1024 * 1024


def test_every_module_is_compiled_and_never_checked_again(layer: Path) -> None:
    modules = list((layer / "python").rglob("*.py"))
    assert len(modules) > 500
    for module in modules:
        header = Path(importlib.util.cache_from_source(str(module))).read_bytes()[:8]
        # PEP 552: the second word's lowest bit says hash-based, the next one says to check it.
        assert struct.unpack("<4sI", header) == (importlib.util.MAGIC_NUMBER, 0b01), module


def test_compiled_code_says_nothing_of_the_machine_it_was_built_on(layer: Path) -> None:
    compiled = (layer / "python" / "__pycache__" / f"six.{sys.implementation.cache_tag}.pyc").read_bytes()
    assert b"/opt/python/six.py" in compiled
    assert str(layer.parent).encode() not in compiled


def test_licences_and_what_scanners_read_travel_with_it(layer: Path) -> None:
    for information in (layer / "python").glob("*.dist-info"):
        names = {path.name for path in information.rglob("*") if path.is_file()}
        assert "METADATA" in names
        assert [name for name in names if "LICENSE" in name], information


def test_the_second_time_it_is_found_and_not_built(layer: Path) -> None:
    marker = layer / "marker"
    marker.touch()
    try:
        assert build_layer(requirements=_LOCK, into=layer.parent) == layer
        assert marker.exists()
    finally:
        marker.unlink()


def test_nothing_is_left_of_the_building(layer: Path) -> None:
    assert list(layer.parent.iterdir()) == [layer]


def test_a_build_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    source = tmp_path / "broken.py"
    source.write_text("def")
    broken = SourceFile(path=PurePosixPath("broken.py"), source=source, digest="")
    target = tmp_path / "build" / "layer-0"
    target.parent.mkdir()
    with pytest.raises(subprocess.CalledProcessError):
        make([broken], target)
    assert list(target.parent.iterdir()) == []


def test_of_two_builds_at_once_the_first_one_stays(tmp_path: Path) -> None:
    source = tmp_path / "module.py"
    source.write_text("")
    target = tmp_path / "build" / "layer-0"
    (target / "python").mkdir(parents=True)
    make([SourceFile(path=PurePosixPath("module.py"), source=source, digest="")], target)
    assert [path.name for path in target.rglob("*")] == ["python"]
    assert list(target.parent.iterdir()) == [target]


def test_another_version_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        UnusableEnvironmentError, match=r"six .* is installed, 0\.1 is pinned; run `make setup`"
    ):
        source_files(_lock(tmp_path, "six==0.1 \\\n    --hash=sha256:00\n"))


def test_a_package_that_is_not_installed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableEnvironmentError, match="no-such-package==1 is not installed"):
        source_files(_lock(tmp_path, "no-such-package==1\n"))


def test_a_package_with_compiled_code_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableEnvironmentError, match="a layer holds pure Python only"):
        source_files(_lock(tmp_path, f"cryptography=={version('cryptography')}\n"))


def test_a_pin_for_some_machines_only_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableEnvironmentError, match="depends on the environment"):
        source_files(_lock(tmp_path, 'six==1.17.0 ; python_version < "3.12" \\\n'))


def test_a_lock_file_without_a_pin_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableEnvironmentError, match="pins nothing"):
        source_files(_lock(tmp_path, "# empty\n"))
