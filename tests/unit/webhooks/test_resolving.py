"""From a name to addresses: all of them public, looked up once, within a time."""

from __future__ import annotations

import socket
from threading import Event
from time import monotonic
from typing import Any

import pytest

from lambdas.shared.callback import CallbackRefused, Target, target_of
from lambdas.webhooks.bounds import NotAnswered
from lambdas.webhooks.resolve import addresses_of

SHOP = Target(scheme="https", host="shop.example", port=443, path="/hook")


def lookup(*addresses: str) -> Any:
    def found(_host: str, port: int, **_hints: object) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    return found


def fails(error: Exception) -> Any:
    def lookup(*_: object, **__: object) -> Any:
        raise error

    return lookup


def test_the_addresses_are_those_the_resolver_found_each_once_and_in_its_order() -> None:
    found = addresses_of(SHOP, local=False, lookup=lookup("8.8.8.8", "2606:4700::1111", "8.8.8.8"))

    assert found == ("8.8.8.8", "2606:4700::1111")


def test_the_resolver_is_asked_for_the_name_and_the_port_of_the_target() -> None:
    asked = []

    def found(host: str, port: int, **hints: object) -> Any:
        asked.append((host, port, hints))
        return lookup("8.8.8.8")(host, port)

    addresses_of(SHOP, local=False, lookup=found)

    assert asked == [("shop.example", 443, {"type": socket.SOCK_STREAM})]


@pytest.mark.parametrize("private", ["10.0.0.1", "::1", "64:ff9b::a9fe:a9fe", "fe80::1%eth0"])
@pytest.mark.parametrize("last", [True, False])
def test_one_private_address_among_public_ones_is_enough_to_refuse(private: str, *, last: bool) -> None:
    found = ("8.8.8.8", "8.8.4.4", private) if last else (private, "8.8.8.8", "8.8.4.4")

    with pytest.raises(CallbackRefused, match=r"shop\.example") as refused:
        addresses_of(SHOP, local=False, lookup=lookup(*found))

    assert private not in str(refused.value), "what a name leads to inside is nobody's business"


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(CallbackRefused):
        addresses_of(SHOP, local=False, lookup=lookup("shop.internal"))


@pytest.mark.parametrize("error", [socket.gaierror(-2, "Name unknown"), UnicodeError("label too long")])
def test_a_name_that_is_not_found_is_no_answer(error: Exception) -> None:
    with pytest.raises(NotAnswered, match=r"^look-up: shop\.example"):
        addresses_of(SHOP, local=False, lookup=fails(error))


def test_a_name_without_an_address_is_no_answer() -> None:
    with pytest.raises(NotAnswered, match=r"^look-up: shop\.example"):
        addresses_of(SHOP, local=False, lookup=lookup())


def test_a_resolver_that_takes_too_long_is_not_waited_for() -> None:
    over = Event()

    def slow(*_: object, **__: object) -> Any:
        over.wait(10)
        return []

    started = monotonic()
    try:
        with pytest.raises(NotAnswered, match=r"^look-up: .* within 0\.05 s"):
            addresses_of(SHOP, local=False, seconds=0.05, lookup=slow)
        assert monotonic() - started < 5
    finally:
        over.set()


def test_a_defect_is_not_taken_for_a_name_that_is_not_found() -> None:
    with pytest.raises(KeyError):
        addresses_of(SHOP, local=False, lookup=fails(KeyError("a defect")))


def test_without_tls_a_name_must_lead_to_loopback_even_on_a_laptop() -> None:
    target = target_of("http://localhost/", local=True)

    with pytest.raises(CallbackRefused):
        addresses_of(target, local=True, lookup=lookup("127.0.0.1", "192.168.0.7"))


def test_on_a_laptop_any_address_may_be_called_with_tls() -> None:
    assert addresses_of(SHOP, local=True, lookup=lookup("192.168.0.7")) == ("192.168.0.7",)
