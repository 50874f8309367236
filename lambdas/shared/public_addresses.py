"""Which addresses are the open internet's, by IANA's special-purpose address registries (RFC 6890).

What a registry lists is refused, also where it says "globally reachable": those blocks (AS112, AMT, anycast of
protocols) are services of networks themselves, whose nearest instance may be inside, and no receiver is there.

`ipaddress.is_global` is not used: its answer differs between Python versions, and on some it calls addresses
global that carry a private IPv4 address inside (NAT64, 6to4, IPv4-compatible).
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address


def is_public(address: Address) -> bool:
    """An address of a zone (`fe80::1%eth0`) means this machine's own network, whatever else it looks like."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_IPV4)
    if address.scope_id is not None or address not in _GLOBAL_UNICAST:
        return False
    return not any(address in network for network in _SPECIAL_IPV6)


_SPECIAL_IPV4 = (
    IPv4Network("0.0.0.0/8"),  # this network
    IPv4Network("10.0.0.0/8"),  # private
    IPv4Network("100.64.0.0/10"),  # shared by providers
    IPv4Network("127.0.0.0/8"),  # loopback
    IPv4Network("168.63.129.16/32"),  # in no registry: Azure's platform, as seen by each of its machines
    IPv4Network("169.254.0.0/16"),  # link-local, with most clouds' metadata
    IPv4Network("172.16.0.0/12"),  # private
    IPv4Network("192.0.0.0/24"),  # protocol assignments
    IPv4Network("192.0.2.0/24"),  # documentation
    IPv4Network("192.31.196.0/24"),  # AS112
    IPv4Network("192.52.193.0/24"),  # AMT
    IPv4Network("192.88.99.0/24"),  # 6to4 relays, deprecated
    IPv4Network("192.168.0.0/16"),  # private
    IPv4Network("192.175.48.0/24"),  # AS112
    IPv4Network("198.18.0.0/15"),  # benchmarking
    IPv4Network("198.51.100.0/24"),  # documentation
    IPv4Network("203.0.113.0/24"),  # documentation
    IPv4Network("224.0.0.0/3"),  # multicast, reserved, broadcast
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All that IANA has given out. Outside are loopback, IPv4-mapped and its kin, NAT64, discard, SRv6, unique-local,
link-local and multicast.
"""

_SPECIAL_IPV6 = (
    IPv6Network("2001::/23"),  # protocol assignments: Teredo, benchmarking, AMT, AS112, ORCHID, DRIP
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("2002::/16"),  # 6to4
    IPv6Network("2620:4f:8000::/48"),  # AS112
    IPv6Network("3fff::/20"),  # documentation
)
