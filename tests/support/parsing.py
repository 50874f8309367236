"""moto's parser of state machines, with a memory.

moto parses a machine when it is made and anew for each execution, half a second every time, which was most of the time
of the tests that run on it. What comes of a text is always the same, and an execution keeps what it counts to itself.
"""

from __future__ import annotations

from functools import cache

from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser

_parse = cache(AmazonStateLanguageParser.parse)


def parse_once() -> None:
    """From here on a text is parsed once in this process; one that is no machine is refused each time."""
    AmazonStateLanguageParser.parse = staticmethod(_parse)  # type: ignore[method-assign]
