"""Which addresses are the open internet's. The blocks are those of IANA's registries, written down by hand."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.shared.public_addresses import is_public

IPV4 = {
    "0.0.0.0/8": "this network",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared by providers; 100.100.100.200 is a cloud's metadata",
    "127.0.0.0/8": "loopback",
    "168.63.129.16/32": "Azure's platform",
    "169.254.0.0/16": "link-local; 169.254.169.254 is most clouds' metadata",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "protocol assignments; 192.0.0.192 is a cloud's metadata",
    "192.0.2.0/24": "documentation",
    "192.31.196.0/24": "AS112",
    "192.52.193.0/24": "AMT",
    "192.88.99.0/24": "6to4 relays",
    "192.168.0.0/16": "private",
    "192.175.48.0/24": "AS112",
    "198.18.0.0/15": "benchmarking",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
    "255.255.255.255/32": "broadcast",
}
IPV6 = {
    "::/128": "unspecified",
    "::1/128": "loopback",
    "::/96": "IPv4-compatible",
    "::ffff:0:0/96": "IPv4-mapped",
    "::ffff:0:0:0/96": "IPv4-translated",
    "64:ff9b::/96": "NAT64",
    "64:ff9b:1::/48": "NAT64 of a network",
    "100::/64": "discard",
    "100:0:0:1::/64": "dummy",
    "2001::/32": "Teredo",
    "2001:1::1/128": "anycast of a protocol",
    "2001:2::/48": "benchmarking",
    "2001:3::/32": "AMT",
    "2001:4:112::/48": "AS112",
    "2001:10::/28": "ORCHID",
    "2001:20::/28": "ORCHIDv2",
    "2001:30::/28": "DRIP",
    "2001:db8::/32": "documentation",
    "2002::/16": "6to4",
    "2620:4f:8000::/48": "AS112",
    "3fff::/20": "documentation",
    "5f00::/16": "SRv6",
    "fc00::/7": "unique-local; fd00:ec2::254 is AWS's metadata, fd20:ce::254 Google's",
    "fe80::/10": "link-local",
    "fec0::/10": "site-local",
    "ff00::/8": "multicast",
}


@pytest.mark.parametrize("block", [*IPV4, *IPV6], ids=lambda block: f"{block} {(IPV4 | IPV6)[block]}")
def test_an_address_with_a_special_purpose_is_not_public(block: str) -> None:
    network = ip_network(block)

    assert not is_public(network[0])
    assert not is_public(network[network.num_addresses // 2])
    assert not is_public(network[-1])


@pytest.mark.parametrize(
    "address",
    [
        "::169.254.169.254",
        "::ffff:169.254.169.254",
        "::ffff:0:a9fe:a9fe",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "2001:0:a9fe:a9fe::1",
    ],
)
def test_an_address_that_carries_another_inside_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["fe80::1%eth0", "2606:4700::1111%1"])
def test_an_address_of_a_zone_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "1.0.0.0",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "168.63.129.17",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "198.51.101.0",
        "203.0.114.0",
        "223.255.255.255",
        "2001:200::",
        "2001:db7:ffff::",
        "2001:db9::",
        "2003::",
        "2600::",
        "2606:4700::1111",
        "2620:4f:8001::",
        "2a00:1450::1",
        "3ffe:ffff::",
    ],
)
def test_its_neighbours_outside_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses())
def test_nothing_is_public_that_python_calls_private(address: IPv4Address | IPv6Address) -> None:
    assert not (is_public(address) and address.is_private)
