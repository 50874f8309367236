"""The command: what it prints, and what it ends with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from statemachines.verify.__main__ import main
from tests.unit.statemachines.verify.machines import paid_trip, task, trip, trip_recovery

TRIP = Path(__file__).parent / "leaky_trip.asl.json"


def written(directory: Path, name: str, asl: object) -> str:
    path = directory / name
    path.write_text(json.dumps(asl), encoding="utf-8")
    return str(path)


def test_without_a_file_the_machines_of_this_project_are_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0

    printed = capsys.readouterr().out.splitlines()
    names = ("create_order", "cancel_order", "change_order", "place_together")
    assert [line.partition(".")[0] for line in printed] == [
        name + kind for name in names for kind in ("", "_recovery")
    ]
    assert all(" errors followed, 0 findings; at most " in line for line in printed)
    assert printed[0].startswith("create_order.asl.json: 40 states, ")


def test_findings_are_printed_with_their_paths(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(TRIP)]) == 1

    printed = capsys.readouterr().out
    assert "leaky_trip.asl.json: Book hotel is undone by Cancel hotel\n" in printed
    assert "      path: Book hotel --States.ALL--> Cancel flight --> Trip failed\n" in printed


def test_a_sound_machine_and_its_recovery_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saga, recovery = written(tmp_path, "a.json", trip()), written(tmp_path, "b.json", trip_recovery())

    assert main([saga, "--recovery", recovery, "--timeouts", "20"]) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if "0 findings" in line] != []


def test_options_reach_the_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, "a.json", paid_trip())

    main([path, "--pivot", "Pay=AskBank", "--undo", "ReserveFlight=CancelFlight", "--rejected", "NoSeat"])
    printed = capsys.readouterr().out

    assert "a.json: Pay is the pivot\n" in printed
    assert "a.json: AskBank settles the pivot\n" in printed
    assert "\n  leaks" not in printed


def test_one_finding_is_one_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([written(tmp_path, "a.json", trip())])

    assert ", 1 finding; " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        ("not json", "not JSON"),
        ('{"a": 1}', "it has no States"),
        ('{"States": {"A": {"QueryLanguage": "JSONata"}}}', "JSONata"),
        (b"\xff\xfe", "utf-8"),
    ],
)
def test_what_cannot_be_checked_gets_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | bytes | None, said: str
) -> None:
    path = tmp_path / "machine.json"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    assert main([str(path)]) == 2

    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    assert str(path) in line
    assert said in line


def test_so_does_an_option_that_names_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([written(tmp_path, "a.json", trip()), "--pivot", "Teleport"]) == 2
    assert capsys.readouterr().err == ("no task is named Teleport, and none calls a function of that name\n")


def test_a_broken_machine_is_reported_and_not_followed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = trip(ReserveHotel=task("ReserveHotel", to="Nowhere", fails_to="CancelHotel"))

    assert main([written(tmp_path, "a.json", broken)]) == 1
    assert "0 errors followed, 1 finding\n  form: ReserveHotel: leads to Nowhere" in capsys.readouterr().out
