"""What was fetched is what the list says, or it is not used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.dynamodb.jars import Copy, Jars, Unavailable, read_list

CONTENT = {"engine.jar": b"engine", "logging.jar": b"logging"}


def giving(content: Mapping[str, bytes]) -> Copy:
    """A registry with these files."""

    def copy(_pom: Path, into: Path) -> None:
        for name, data in content.items():
            (into / name).write_bytes(data)

    return copy


@pytest.fixture
def jars(tmp_path: Path) -> Jars:
    """Listed as they are, and not fetched yet."""
    pom, listed = tmp_path / "pom.xml", tmp_path / "jars.sha256"
    pom.write_text("<project/>")
    listed.touch()
    first = Jars(pom=pom, listed=listed, place=tmp_path / "first", copy=giving(CONTENT))
    first.lock()
    return replace(first, place=tmp_path / "jars")


def test_what_is_as_listed_is_ready(jars: Jars) -> None:
    assert not jars.ready

    jars.fetch()

    assert jars.ready


def test_the_list_is_as_sha256sum_writes_it(jars: Jars) -> None:
    # The sum is `printf engine | sha256sum`.
    listed = read_list(jars.listed.read_text())

    assert listed.keys() == CONTENT.keys()
    assert listed["engine.jar"] == "ed9f6f25068608efd412958da4dfc19328ca3511251fa6d5f9c42baf230e32f8"


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (CONTENT | {"engine.jar": b"another"}, "engine.jar has other content"),
        (CONTENT | {"stowaway.jar": b""}, "stowaway.jar is not listed"),
        ({"engine.jar": b"engine"}, "logging.jar is missing"),
    ],
)
def test_what_is_not_as_listed_is_refused_by_name_and_stays_refused(
    jars: Jars, content: Mapping[str, bytes], finding: str
) -> None:
    other = replace(jars, copy=giving(content))

    with pytest.raises(Unavailable, match=finding):
        other.fetch()

    assert not other.ready


def test_what_an_interrupted_fetch_left_behind_is_thrown_away(jars: Jars) -> None:
    jars.place.mkdir()
    (jars.place / "half.jar").write_bytes(b"ha")
    assert not jars.ready

    jars.fetch()

    assert jars.ready
    assert not (jars.place / "half.jar").exists()


@pytest.mark.parametrize("changed", ["pom", "listed"])
def test_another_pom_or_list_asks_for_another_fetch(jars: Jars, changed: str) -> None:
    jars.fetch()

    path: Path = getattr(jars, changed)
    path.write_text(path.read_text() + "\n")

    assert not jars.ready


def test_a_registry_that_fails_leaves_nothing_that_looks_ready(jars: Jars) -> None:
    def fail(_pom: Path, into: Path) -> None:
        (into / "engine.jar").write_bytes(b"engine")
        raise Unavailable("no network")

    jars.fetch()
    again = replace(jars, copy=fail)

    with pytest.raises(Unavailable, match="no network"):
        again.fetch()

    assert not again.ready
