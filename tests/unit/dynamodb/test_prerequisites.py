"""What is said to a person whose machine cannot run DynamoDB Local."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from tests.dynamodb.prerequisites import Run, java_compiler, output_of, what_is_missing

KIT = "java.base@17.0.15\njdk.compiler@17.0.15\njdk.jartool@17.0.15\n"


def machine(**outputs: str) -> Run:
    """A machine with these programs, by what each writes."""
    programs: Mapping[str, str] = outputs

    def run(command: Sequence[str]) -> str | None:
        return programs.get(command[0])

    return run


def test_with_a_development_kit_and_maven_nothing_is_missing() -> None:
    assert what_is_missing(machine(java=KIT, mvn="Apache Maven 3.8.7")) is None


@pytest.mark.parametrize(
    ("run", "named"),
    [
        (machine(java=KIT), "needs Maven (mvn)."),
        (machine(mvn="Apache Maven 3.8.7"), "needs a Java development kit, version 17 or newer (java)."),
        (machine(), "needs a Java development kit, version 17 or newer (java) and Maven (mvn)."),
    ],
)
def test_what_is_missing_is_named_with_how_to_install_it_in_one_line(run: Run, named: str) -> None:
    complaint = what_is_missing(run)

    assert complaint is not None
    assert named in complaint
    assert "apt install openjdk-17-jdk-headless maven" in complaint
    assert "\n" not in complaint


@pytest.mark.parametrize(
    "modules",
    [
        pytest.param(KIT.replace("17.0.15", "11.0.2"), id="too old"),
        pytest.param("java.base@17.0.15\n", id="without a compiler"),
    ],
)
def test_a_java_that_cannot_do_it_counts_as_missing(modules: str) -> None:
    complaint = what_is_missing(machine(java=modules, mvn="Apache Maven 3.8.7"))

    assert complaint is not None
    assert "Java" in complaint
    assert "Maven (mvn)" not in complaint


@pytest.mark.parametrize(
    ("modules", "version"), [(KIT, 17), ("jdk.compiler@21\n", 21), ("jdk.compiler@25-ea\n", 25), ("", None)]
)
def test_the_version_is_that_of_the_compiler(modules: str, version: int | None) -> None:
    assert java_compiler(modules) == version


def test_a_program_that_is_not_there_or_fails_has_no_output() -> None:
    assert output_of(["there-is-no-such-program"]) is None
    assert output_of(["false"]) is None
    assert output_of(["echo", "here"]) == "here\n"
