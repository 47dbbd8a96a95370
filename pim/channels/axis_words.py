"""What tells variants apart, in the words of a channel's main locale."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pim.channels.adapter import Context

_REMEMBERED = 500  # different values of axes: sizes and colours come again and again


def shown_axes(axes: Iterable[tuple[str, Any]], context: Context) -> tuple[tuple[str, str], ...]:
    """Each axis as (name, value) in words; of two axes with the same name the second one also shows its code. Pure."""
    known: dict[tuple[str, Any], tuple[str, str]] = context.once("axis words", lambda _context: {})
    found: list[tuple[str, str]] = []
    for code, value in axes:
        words = known.get((code, value))
        if words is None:
            if len(known) > _REMEMBERED:
                known.clear()
            words = known[code, value] = _words(code, value, context)
        if any(words[0] == other for other, _value in found):
            words = (f"{words[0]} ({code})", words[1])
        found.append(words)
    return tuple(found)


def _words(code: str, value: Any, context: Context) -> tuple[str, str]:
    attribute = context.structure.attribute(code)
    return attribute.label(context.locale), context.structure.display(attribute, value, context.locale)
