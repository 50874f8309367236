from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, NoCredentialsError
from typer.testing import CliRunner, Result

from ops.cli.app import app
from ops.cli.errors import CannotDo
from ops.cli.session import Means
from ops.cli.site import Site, Target, local_site
from tests.unit.ops.cli.desk import Desk


def failing(error: Exception, *arguments: str) -> Result:
    def fail(_target: Target) -> Site:
        raise error

    return CliRunner().invoke(app, ["list", *arguments], obj=Means(open=fail), catch_exceptions=False)


def test_without_a_word_it_is_the_local_cloud_that_is_meant() -> None:
    assert Target().local


@pytest.mark.parametrize("option", ["--profile", "--region", "--stack"])
def test_any_of_the_three_options_means_aws(desk: Desk, option: str) -> None:
    desk.run("list", option, "x")

    (target,) = desk.targets
    assert not target.local
    assert target.arguments == (option, "x")


def test_when_nothing_is_served_it_says_how_to_serve_and_where_else_to_look(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match=r"start `make run`.*\nor say where on AWS: --profile"):
        local_site(tmp_path / "local.json")


def test_a_stack_that_has_no_machine_of_a_saga_is_said_to_be_one(desk: Desk) -> None:
    result = replace(desk, outputs={}).run("list")

    assert result.exit_code == 1
    assert result.stderr.startswith("saga: the stack has no output CreateOrderMachineArn: deploy it")


def test_missing_credentials_are_said_with_what_to_do() -> None:
    result = failing(NoCredentialsError())

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "saga: Unable to locate credentials",
        "Choose a profile that has credentials with --profile.",
    ]


def test_a_right_that_is_missing_is_said_without_a_traceback() -> None:
    denied = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "ListExecutions")

    result = failing(denied)

    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1] == (
        "The role you are in may not do this: choose another with --profile."
    )


def test_an_error_is_json_too_where_json_was_asked_for() -> None:
    result = failing(CannotDo("NO_STACK", "there is no such stack"), "--json")

    assert result.exit_code == 1
    assert '"code": "NO_STACK"' in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize(
    "arguments", [["list", "--limit", "0"], ["list", "--status", "odd"], ["what"], ["show"]]
)
def test_a_wrong_command_line_is_exit_status_2(desk: Desk, arguments: list[str]) -> None:
    assert desk.run(*arguments).exit_code == 2


@pytest.mark.parametrize("command", ["list", "show", "retry", "skip", "recover"])
def test_every_command_explains_itself_and_its_json(desk: Desk, command: str) -> None:
    result = desk.run(command, "--help")

    assert result.exit_code == 0
    assert "With --json" in result.stdout
