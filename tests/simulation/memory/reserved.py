"""The words that DynamoDB takes for a name only where they are written as `#name`. The list is moto's."""

from __future__ import annotations

from importlib.resources import files

RESERVED = frozenset(files("moto").joinpath("dynamodb/parsing/reserved_keywords.txt").read_text().split())
