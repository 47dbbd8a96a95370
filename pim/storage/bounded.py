"""What ends in a sound catalogue but need not in a damaged one: pages that lead back, products that are above themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from pim.i18n import _
from pim.storage.errors import damaged

LEVELS = 3  # a root, a model below it, a variant
T = TypeVar("T")
K = TypeVar("K", int, str)


def onward(after: K, last: K) -> K:
    """`last`, the key of the last row of the page that was asked for with keys over `after`.

    Raises `DamagedCatalog` when it is not: asked once more from there, the same page would come for ever.
    """
    if last <= after:
        raise damaged(_("its pages lead in circles"))
    return last


def line_above(first: T, above: Callable[[T], T | None]) -> list[T]:
    """`first` with everything above it, root first. Raises `DamagedCatalog` when no sound catalogue has such a line."""
    line = [first]
    while (parent := above(line[0])) is not None:
        line.insert(0, parent)
        if len(line) > LEVELS:
            raise damaged(_("a product is below more than two models"))
    return line
