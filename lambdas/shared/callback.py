"""Which URLs may be called back. The API applies this to endpoints and orders, the sender when it calls.

A URL comes from a client, so it must not make this service call what only this service can reach
(server-side request forgery). One expression takes the URL apart and the parts are what is connected to:
two parsers that disagree are how such a check is evaded. Standard library only, and no name is looked up.

`local` is for a laptop: there, any address and port may be called, and loopback without TLS.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

from lambdas.shared.errors import SagaError
from lambdas.shared.public_addresses import Address, is_public

LONGEST_URL = 2048

PORTS = frozenset({443, 8443})
"""Where TLS for HTTP is expected. Any other port could be somebody's database, that was never to hear HTTP."""


class CallbackRefused(SagaError):  # noqa: N818 - named as the other outcomes are
    """A URL, or an address its host has, that may not be called. The message completes "callback_url ..."."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """What to connect to and ask for. `host` is lower-case and without brackets; `path` has the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """For the Host header: the port is left out when it is the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _USUAL_PORT[self.scheme] else f"{host}:{self.port}"


_USUAL_PORT = {"https": 443, "http": 80}
_HIGHEST_PORT = 65_535
_LONGEST_NAME = 253

_URL = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://"
    r"(?P<user>[^/?#@]*@)?"
    r"(?P<host>\[[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*\]|[A-Za-z0-9.-]+)(?::(?P<port>[0-9]{0,5}))?"
    r"(?P<path>/[A-Za-z0-9._~!$&'()*+,;=:@/%-]*)?"
    r"(?P<query>\?[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)?"
    r"(?P<fragment>#.*)?"
)
_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LOOKS_NUMERIC = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")


def target_of(url: str, *, local: bool) -> Target:
    """The parts of a URL that may be called, as far as the text tells. Raises CallbackRefused."""
    if len(url) > LONGEST_URL:
        raise CallbackRefused(f"must have at most {LONGEST_URL} characters, not {len(url)}")
    match = _URL.fullmatch(url)
    if match is None:
        raise CallbackRefused("must be an absolute https URL in ASCII, such as https://shop.example/orders")
    if match["user"]:
        raise CallbackRefused("must not contain a user name or a password")
    if match["fragment"]:
        raise CallbackRefused("must not contain a fragment (#)")
    scheme, host = match["scheme"].lower(), match["host"].lower().strip("[]")
    _check_scheme(scheme, host, local=local)
    _check_host(host, local=local)
    path = (match["path"] or "/") + (match["query"] or "")
    return Target(scheme=scheme, host=host, port=_port(match["port"], scheme, local=local), path=path)


def check_address(address: Address, target: Target, *, local: bool) -> None:
    """Raises CallbackRefused unless this address of the target's host may be connected to.

    The address is not named: what a name leads to inside is not for whoever registered it.
    """
    if target.scheme == "http" and not address.is_loopback:
        raise CallbackRefused(f"must be https: {target.host} has an address that is not loopback")
    if not local and not is_public(address):
        raise CallbackRefused(f"must lead to public addresses only: {target.host} has one that is not")


def _check_scheme(scheme: str, host: str, *, local: bool) -> None:
    if scheme == "https":
        return
    if scheme != "http":
        raise CallbackRefused(f"must be an https URL, not {scheme[:16]}")
    if not local or not _names_loopback(host):
        raise CallbackRefused("must be an https URL: what is sent is not to be read on the way")


def _check_host(host: str, *, local: bool) -> None:
    literal = _literal(host)
    if literal is None and (len(host) > _LONGEST_NAME or not _NAME.fullmatch(host)):
        raise CallbackRefused("must have a host name of letters, digits, hyphens and dots")
    if literal is None and _LOOKS_NUMERIC.fullmatch(host):
        raise CallbackRefused("must have a host name, or an IPv4 address of four decimal numbers")
    if local:
        return
    if (literal is not None and not is_public(literal)) or _names_loopback(host):
        raise CallbackRefused("must lead to a public address")


def _names_loopback(host: str) -> bool:
    literal = _literal(host)
    return literal.is_loopback if literal else host == "localhost" or host.endswith(".localhost")


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _port(text: str | None, scheme: str, *, local: bool) -> int:
    port = int(text) if text else _USUAL_PORT[scheme]
    if not local and port not in PORTS:
        raise CallbackRefused(f"must have one of the ports {sorted(PORTS)}, not {port}")
    if not 0 < port <= _HIGHEST_PORT:
        raise CallbackRefused(f"must have a port from 1 to {_HIGHEST_PORT}, not {port}")
    return port
