"""From a host name to the addresses that may be connected to. All of them must be allowed, or none is used.

The sender connects to what was checked here and never looks the name up again: between two look-ups the
answer can change (DNS rebinding).
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeAlias

from lambdas.shared.callback import CallbackRefused, Target, check_address
from lambdas.shared.public_addresses import Address
from lambdas.webhooks.bounds import NotAnswered

Lookup: TypeAlias = Callable[..., Sequence[tuple[Any, Any, Any, Any, tuple[Any, ...]]]]
"""`socket.getaddrinfo`, or what stands in for it."""


def addresses_of(
    target: Target, *, local: bool, seconds: float = 5.0, lookup: Lookup = socket.getaddrinfo
) -> tuple[str, ...]:
    """The target's addresses, each once, in the resolver's order; looked up once, in so many seconds.

    Raises CallbackRefused when one of them may not be called, NotAnswered when none was found.
    """
    found = dict.fromkeys(_looked_up(target, seconds, lookup))
    if not found:
        raise NotAnswered(f"look-up: {target.host} has no address")
    for text in found:
        check_address(_address(text, target), target, local=local)
    return tuple(found)


def _looked_up(target: Target, seconds: float, lookup: Lookup) -> list[str]:
    """The system's resolver takes no time limit, so it is asked in a thread that is left behind when it takes
    longer; it ends with the resolver's own limits, or with the process.
    """
    answers = SimpleQueue[list[str] | Exception]()
    Thread(target=_ask, args=(target, lookup, answers), daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty:
        raise NotAnswered(f"look-up: {target.host} was not found within {seconds:g} s") from None
    if isinstance(answer, OSError | UnicodeError):
        why = answer.strerror if isinstance(answer, OSError) else "it is no name"
        raise NotAnswered(f"look-up: {target.host} was not found: {why}") from answer
    if isinstance(answer, Exception):
        raise answer
    return answer


def _ask(target: Target, lookup: Lookup, answers: SimpleQueue[list[str] | Exception]) -> None:
    try:
        found = lookup(target.host, target.port, type=socket.SOCK_STREAM)
        answers.put([str(info[4][0]) for info in found])
    except Exception as error:  # noqa: BLE001 - raised again where it is waited for
        answers.put(error)


def _address(text: str, target: Target) -> Address:
    try:
        return ip_address(text)
    except ValueError as error:
        raise CallbackRefused(
            f"must lead to public addresses only: {target.host} has one that is none"
        ) from error
