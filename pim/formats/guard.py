"""The apostrophe that keeps spreadsheet programs from evaluating a text as a formula.

Only tables for people carry it, marked so that reading undoes exactly what writing did:
`unguard(guard(text)) == text` for every text. Machine feeds never do.
"""

from __future__ import annotations

import re

_TRIGGER = re.compile(r"[=+\-@\t\r]")
_NEGATIVE_NUMBER = re.compile(r"-\d+([.,]\d+)?")


def _dangerous(text: str) -> bool:
    """True if a spreadsheet would evaluate the text once its leading apostrophes are gone."""
    core = text.lstrip("'")
    return _TRIGGER.match(core) is not None and _NEGATIVE_NUMBER.fullmatch(core) is None


def guard(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would evaluate it."""
    return f"'{text}" if _dangerous(text) else text


def unguard(text: str) -> str:
    """The text without the apostrophe that `guard` put before it."""
    return text[1:] if text[:1] == "'" and _dangerous(text) else text
