"""What a customer or a shelf has, as numbers that an order moves. Pieces for stock, minor units for money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from lambdas.customers.store import customer_key
from lambdas.inventory.store import stock_key
from lambdas.payments.store import account_key
from lambdas.shared.reads import read

if TYPE_CHECKING:
    from lambdas.shared.world import World


class Kind(StrEnum):
    AVAILABLE = "stock available"
    RESERVED = "stock reserved"
    CREDIT = "credit left"
    BALANCE = "account balance"


@dataclass(frozen=True, kw_only=True, order=True)
class Entry:
    """One number in the books, and whose it is: a sku or a customer id."""

    kind: Kind
    owner: str


Books: TypeAlias = Mapping[Entry, int]


def read_books(world: World, *, skus: Iterable[str], customers: Iterable[str]) -> Books:
    """The books as they are now. Whoever is not in them has no entry."""
    books: dict[Entry, int] = {}
    for sku in skus:
        stock = read(world, table=world.table("inventory"), key=stock_key(sku)) or {}
        books |= _entries(sku, {Kind.AVAILABLE: stock.get("available"), Kind.RESERVED: stock.get("reserved")})
    for customer in customers:
        credit = read(world, table=world.table("customers"), key=customer_key(customer)) or {}
        account = read(world, table=world.table("payments"), key=account_key(customer)) or {}
        books |= _entries(
            customer, {Kind.CREDIT: credit.get("available_credit"), Kind.BALANCE: account.get("balance")}
        )
    return books


def moved(before: Books, after: Books) -> Books:
    """By how much each entry changed; what stayed the same is left out."""
    entries = sorted({*before, *after})
    changes = {entry: after.get(entry, 0) - before.get(entry, 0) for entry in entries}
    return {entry: change for entry, change in changes.items() if change}


def moved_by_order(*, customer_id: str, quantities: Mapping[str, int], total: int) -> Books:
    """What an approved order moves: pieces leave the shelf, credit and money leave the customer."""
    pieces = {Entry(kind=Kind.AVAILABLE, owner=sku): -quantity for sku, quantity in quantities.items()}
    money = {Entry(kind=kind, owner=customer_id): -total for kind in (Kind.CREDIT, Kind.BALANCE)}
    return {**pieces, **money}


def _entries(owner: str, numbers: Mapping[Kind, int | None]) -> dict[Entry, int]:
    return {Entry(kind=kind, owner=owner): number for kind, number in numbers.items() if number is not None}
