"""DynamoDB's numbers: decimal, 38 digits, and one text for each, so that equal numbers are equal texts."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import lru_cache
from typing import TypeAlias

from tests.simulation.memory.failures import Refused, Unfit

Number: TypeAlias = int | Decimal

_DIGITS = 38
_HIGHEST, _LOWEST = 125, -130  # exponents of ten
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,37}")
_ANY = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
_EXACT = Context(prec=2 * (_HIGHEST - _LOWEST))


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """The one text of a number. Raises Refused for one that is none, or is not stored by DynamoDB."""
    if _WHOLE.fullmatch(text):
        return text
    if not _ANY.fullmatch(text):
        raise Refused(f"The parameter cannot be converted to a numeric value: {text}")
    found = Decimal(text)
    if problem := _problem(found):
        raise Refused(problem)
    return _text(found)


@lru_cache(maxsize=4096)
def parsed(text: str) -> Number:
    """The value of a normal text."""
    return int(text) if _WHOLE.fullmatch(text) else Decimal(text)


def added(left: str, right: str) -> str:
    """The sum of two normal texts. Raises Unfit where DynamoDB cannot store it."""
    return _stored(_EXACT.add(Decimal(left), Decimal(right)))


def subtracted(left: str, right: str) -> str:
    return _stored(_EXACT.subtract(Decimal(left), Decimal(right)))


def _stored(number: Decimal) -> str:
    if problem := _problem(number):
        raise Unfit(problem)
    return _text(number)


def _problem(number: Decimal) -> str | None:
    if not number:
        return None
    if number.adjusted() > _HIGHEST:
        return "Number overflow. Attempting to store a number with magnitude larger than supported range"
    if number.adjusted() < _LOWEST:
        return "Number underflow. Attempting to store a number with magnitude smaller than supported range"
    if len(number.normalize(_EXACT).as_tuple().digits) > _DIGITS:
        return f"Attempting to store more than {_DIGITS} significant digits in a Number"
    return None


def _text(number: Decimal) -> str:
    return f"{number.normalize(_EXACT):f}" if number else "0"
