"""The part of a command's help that names the fields of its JSON."""

from __future__ import annotations

from collections.abc import Mapping


def json_help(what: str, fields: Mapping[str, str]) -> str:
    """An epilog: what --json prints. Blank lines keep each field in a line of its own."""
    lines = [f"{name}: {meaning}" for name, meaning in fields.items()]
    return "\n\n".join([f"With --json, {what}:", *lines, "An error is {error: {code, message}}."])
