"""Verify a delivery by hand: `python -m ops.verify FILE SECRET`. The file has the HTTP message as it came.

It is checked by the standardwebhooks package, as a receiver would do it; what is said beside is what that looked at.
Exit status: 0 to be believed, 1 not to be believed, 2 there is nothing to verify.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ops.posted import Posted, posted_of
from ops.receiver import ID, SIGNATURE, TIMESTAMP, problem_of

_LONGEST_STAMP = 12
"""Digits: enough for any time that a clock may show."""

_TOO_OLD = "Message timestamp too old"
_TOO_NEW = "Message timestamp too new"
_HINTS = {
    _TOO_OLD: "a receiver takes 5 minutes at most: send a test event, and verify that",
    _TOO_NEW: "a receiver takes 5 minutes at most: one of the clocks is wrong",
    "No matching signature found": "none is of this secret, over this id, timestamp and body: a byte of these "
    "was changed, or the secret is another endpoint's",
}


@dataclass(frozen=True, kw_only=True)
class Verified:
    """`problem` is empty when the delivery is to be believed; `age` is in whole seconds, None for no timestamp."""

    id: str
    age: int | None
    signatures: int
    problem: str


def verified(posted: Posted, *, secret: str, now: datetime) -> Verified:
    """Never raises: what is wrong with it is in the answer. `now` is for the age only: the package has a clock."""
    stamp = posted.header(TIMESTAMP)
    readable = stamp.isdecimal() and len(stamp) <= _LONGEST_STAMP
    return Verified(
        id=posted.header(ID),
        age=round(now.timestamp()) - int(stamp) if readable else None,
        signatures=len(posted.header(SIGNATURE).split()),
        problem=problem_of(posted, secret=secret),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m ops.verify", description="Verify a delivery as its receiver would."
    )
    parser.add_argument(
        "file", type=Path, help="the HTTP message as it came: headers, an empty line, the body"
    )
    parser.add_argument("secret", help="the endpoint's, which begins with whsec_")
    given = parser.parse_args(arguments)
    try:
        posted = posted_of(given.file.read_bytes())
    except FileNotFoundError:
        print(f"✗ there is no {given.file}: `make run` keeps the last delivery there while it serves")
        return 2
    except (OSError, ValueError) as error:
        print(f"✗ {given.file} cannot be read: {error}")
        return 2
    it = verified(posted, secret=given.secret, now=datetime.now(tz=UTC))
    print("\n".join(_told(it, posted)))
    return 1 if it.problem else 0


def _told(it: Verified, posted: Posted) -> list[str]:
    if not it.problem:
        return [
            f"✓ id         {it.id}",
            f"✓ timestamp  {_age(it)}, and a receiver takes 5 minutes at most",
            f"✓ signature  of this secret, over the id, the timestamp and the {len(posted.raw)} bytes of the body"
            + (f" ({it.signatures} signatures: one of them is enough)" if it.signatures > 1 else ""),
            "The delivery is to be believed.",
        ]
    hint = _HINTS.get(it.problem, "")
    return [
        f"  id         {it.id or 'none'}",
        f"  timestamp  {_age(it)}",
        f"  signatures {it.signatures}, over {len(posted.raw)} bytes of body",
        f"✗ {it.problem}{f': {hint}' if hint else ''}",
        "The delivery is NOT to be believed.",
    ]


def _age(it: Verified) -> str:
    if it.age is None:
        return "none"
    return f"{it.age} s ago" if it.age >= 0 else f"{-it.age} s from now"


if __name__ == "__main__":
    sys.exit(main())
