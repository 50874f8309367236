from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from ops.errors import RunFailed
from ops.ports import any_free, choose_port


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_the_port_asked_for_is_taken() -> None:
    free = any_free()

    assert choose_port(free).number == free


def test_a_port_asked_for_where_somebody_listens_is_refused_by_its_number(taken: int) -> None:
    with pytest.raises(RunFailed, match=f"port {taken} is taken"):
        choose_port(taken)


def test_the_usual_port_needs_no_word() -> None:
    free = any_free()

    assert (choose_port(None, usual=free).number, choose_port(None, usual=free).note) == (free, "")


def test_where_the_usual_port_is_taken_another_is_chosen_and_said(taken: int) -> None:
    port = choose_port(None, usual=taken)

    assert port.number != taken
    assert str(taken) in port.note
    assert str(port.number) in port.note


@pytest.mark.parametrize("asked", [0, -1, 65_536])
def test_what_is_no_port_is_refused(asked: int) -> None:
    with pytest.raises(RunFailed, match="a port is a number from 1 to 65535"):
        choose_port(asked)
