"""What names say: the words of a name, and what a verb does."""

from __future__ import annotations

import re
from collections.abc import Iterable

UNDOING = frozenset(
    [
        "abort",
        "back",
        "cancel",
        "compensate",
        "delete",
        "free",
        "give",
        "rebook",
        "refund",
        "reject",
        "release",
        "remove",
        "restock",
        "return",
        "reverse",
        "revert",
        "revoke",
        "rollback",
        "undo",
        "unbook",
        "unlock",
        "unreserve",
        "void",
        "withdraw",
    ]
)
TELLING = frozenset("alert announce email inform notify sms tell".split())  # noqa: SIM905 - words
LOOKING = frozenset("check describe fetch find get list load lookup query read validate verify".split())  # noqa: SIM905 - words

_NOISE = frozenset("a arn fn for function handler lambda invoke of service state step task the to".split())  # noqa: SIM905 - words
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_ENDING = re.compile(r"(?<=...)(?:ments?|ings?|ations?|es?|s)$")


def words(*names: str | None) -> frozenset[str]:
    """In lower case: `${CancelFlightArn}` is cancel, flight, arn."""
    found = (word.lower() for name in names if name for word in _WORD.findall(name.rpartition(":")[2]))
    return frozenset(found)


def likeness(one: Iterable[str], other: Iterable[str]) -> float:
    """How far two names speak of the same thing, from 0 to 1; words that say nothing of it do not count."""
    mine, yours = _told(one), _told(other)
    return len(mine & yours) / len(mine | yours) if mine and yours else 0.0


def _told(given: Iterable[str]) -> frozenset[str]:
    """Without endings, so that `payments` is `pay`, and `reservation` is `reserve`."""
    return frozenset(_ENDING.sub("", word) for word in given if word not in _NOISE | UNDOING)
