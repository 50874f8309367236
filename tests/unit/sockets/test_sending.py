"""What the service's answers mean: it was sent, the connection is gone, or nobody knows."""

from __future__ import annotations

import pytest

from lambdas.sockets.sending import Gone, NotSent, send
from tests.unit.sockets.gateway import SILENCE, FakeGateway, refused


def test_a_text_is_sent_to_the_connection() -> None:
    gateway = FakeGateway(open={"c-1"})

    send(gateway, "c-1", '{"type": "ü"}')

    assert gateway.sent == {"c-1": [{"type": "ü"}]}


def test_a_connection_that_is_not_open_is_gone() -> None:
    with pytest.raises(Gone):
        send(FakeGateway(), "c-1", "{}")


@pytest.mark.parametrize(
    "failure", [refused("LimitExceededException"), refused("ForbiddenException"), SILENCE]
)
def test_of_anything_else_it_is_only_known_that_it_may_not_have_been_sent(failure: Exception) -> None:
    with pytest.raises(NotSent, match="c-1"):
        send(FakeGateway(open={"c-1"}, fails={"c-1": [failure]}), "c-1", "{}")
