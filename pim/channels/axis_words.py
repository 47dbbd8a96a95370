"""What tells variants apart, in the words of a channel's main locale."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pim.channels.adapter import Context


def shown_axes(axes: Iterable[tuple[str, Any]], context: Context) -> tuple[tuple[str, str], ...]:
    """Each axis as (name, value) in words; of two axes with the same name the second one also shows its code. Pure."""
    found: list[tuple[str, str]] = []
    for code, value in axes:
        attribute = context.structure.attribute(code)
        name = attribute.label(context.locale)
        if any(name == other for other, _value in found):
            name = f"{name} ({code})"
        found.append((name, context.structure.display(attribute, value, context.locale)))
    return tuple(found)
