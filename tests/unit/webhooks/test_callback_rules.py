"""Which URLs and addresses may be called back."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import Any

import pytest

from lambdas.shared.callback import CallbackRefused, Target, is_public, target_of
from lambdas.webhooks.resolve import addresses_of


def lookup(*addresses: str) -> Any:
    def found(_host: str, port: int, **_hints: object) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return found


SHOP = Target(scheme="https", host="shop.example", port=443, path="/hook")


@pytest.mark.parametrize(
    ("url", "target", "authority"),
    [
        (
            "https://shop.example",
            Target(scheme="https", host="shop.example", port=443, path="/"),
            "shop.example",
        ),
        (
            "HTTPS://Shop.Example:8443/a%20b?c=d",
            Target(scheme="https", host="shop.example", port=8443, path="/a%20b?c=d"),
            "shop.example:8443",
        ),
        (
            "https://shop.example:443?x",
            Target(scheme="https", host="shop.example", port=443, path="/?x"),
            "shop.example",
        ),
        ("https://8.8.8.8/", Target(scheme="https", host="8.8.8.8", port=443, path="/"), "8.8.8.8"),
        (
            "https://[2606:4700::1111]:444/",
            Target(scheme="https", host="2606:4700::1111", port=444, path="/"),
            "[2606:4700::1111]:444",
        ),
    ],
)
def test_a_url_is_taken_apart_into_what_is_connected_to(url: str, target: Target, authority: str) -> None:
    assert target_of(url, local=False) == target
    assert target.authority == authority


@pytest.mark.parametrize(
    "url",
    [
        "",
        "shop.example",
        "//shop.example/",
        "https://",
        "https:///hook",
        "http://shop.example/",
        "ftp://shop.example/",
        "javascript:alert(1)",
        "https://user@shop.example/",
        "https://user:secret@shop.example/",
        "https://shop.example#@127.0.0.1/",
        "https://shop.example/#fragment",
        "https://shop.example\\@127.0.0.1/",
        "https://shop.example:0/",
        "https://shop.example:65536/",
        "https://shop.example:8o/",
        "https://shop example/",
        "https://shop.example/\r\nX: y",
        "https://shop.example/\n",
        " https://shop.example/",
        "https://shöp.example/",
        "https://shop..example/",
        "https://-shop.example/",
        "https://shop.example./",
        "https://" + "a" * 64 + ".example/",
        "https://" + "a." * 127 + "example/",
        "https://localhost/",
        "https://a.localhost/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://0x7f.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:a9fe:a9fe]/",
        "https://[127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://[::1/",
    ],
)
def test_a_url_that_may_not_be_called_is_refused(url: str) -> None:
    with pytest.raises(CallbackRefused):
        target_of(url, local=False)


def test_a_url_may_have_2048_characters_and_not_one_more() -> None:
    start = "https://shop.example/"

    assert target_of(start + "a" * (2048 - len(start)), local=False).host == "shop.example"
    with pytest.raises(CallbackRefused, match="2048"):
        target_of(start + "a" * (2049 - len(start)), local=False)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:80/", "http://localhost:9/", "http://[::1]/", "https://10.0.0.1/"]
)
def test_a_laptop_may_call_itself_without_tls(url: str) -> None:
    assert target_of(url, local=True).scheme == url.partition(":")[0]


@pytest.mark.parametrize(
    "url", ["http://shop.example/", "http://10.0.0.1/", "http://user@localhost/", "http://127.1/"]
)
def test_a_laptop_may_call_nobody_else_without_tls(url: str) -> None:
    with pytest.raises(CallbackRefused):
        target_of(url, local=True)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - an address to refuse, not to listen on
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.19.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::169.254.169.254",
        "::ffff:169.254.169.254",
        "::ffff:0:a9fe:a9fe",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::a9fe:a9fe",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:a9fe:a9fe::1",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "ff02::1",
    ],
)
def test_an_address_with_a_special_purpose_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "223.255.255.255", "2606:4700::1111", "2a00:1450::1"]
)
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_the_addresses_are_those_the_resolver_found_each_once_and_in_its_order() -> None:
    found = addresses_of(SHOP, local=False, lookup=lookup("8.8.8.8", "2606:4700::1111", "8.8.8.8"))

    assert found == ("8.8.8.8", "2606:4700::1111")


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(CallbackRefused, match=r"10\.0\.0\.1"):
        addresses_of(SHOP, local=False, lookup=lookup("8.8.8.8", "10.0.0.1"))


@pytest.mark.parametrize("error", [socket.gaierror(-2, "unknown"), UnicodeError("label too long")])
def test_a_name_that_cannot_be_looked_up_is_refused(error: Exception) -> None:
    def fails(*_: object, **__: object) -> Any:
        raise error

    with pytest.raises(CallbackRefused):
        addresses_of(SHOP, local=False, lookup=fails)


def test_a_name_without_an_address_is_refused() -> None:
    with pytest.raises(CallbackRefused):
        addresses_of(SHOP, local=False, lookup=lookup())


def test_without_tls_a_name_must_lead_to_loopback_even_on_a_laptop() -> None:
    target = target_of("http://localhost/", local=True)

    with pytest.raises(CallbackRefused):
        addresses_of(target, local=True, lookup=lookup("127.0.0.1", "192.168.0.7"))


def test_on_a_laptop_any_address_may_be_called_with_tls() -> None:
    assert addresses_of(SHOP, local=True, lookup=lookup("192.168.0.7")) == ("192.168.0.7",)
