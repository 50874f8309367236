"""From a host name to the addresses that may be connected to. All of them must be allowed, or none is used.

The sender connects to what was checked here and never looks the name up again: between two look-ups the
answer can change (DNS rebinding).
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from typing import Any, TypeAlias

from lambdas.shared.callback import CallbackRefused, Target, check_address

Lookup: TypeAlias = Callable[..., Sequence[tuple[Any, Any, Any, Any, tuple[Any, ...]]]]
"""`socket.getaddrinfo`, or what stands in for it."""


def addresses_of(target: Target, *, local: bool, lookup: Lookup = socket.getaddrinfo) -> tuple[str, ...]:
    """The target's addresses, in the resolver's order. Raises CallbackRefused."""
    try:
        found = lookup(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise CallbackRefused(f"has a host that cannot be looked up: {target.host}: {error}") from error
    addresses = tuple(dict.fromkeys(str(info[4][0]) for info in found))
    if not addresses:
        raise CallbackRefused(f"has a host without an address: {target.host}")
    for address in addresses:
        check_address(ip_address(address), target, local=local)
    return addresses
