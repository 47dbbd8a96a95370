"""What is selected in the product list: ranges may lie apart, and reach over a million rows of which few were read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QItemSelectionRange
from PySide6.QtGui import QDrag

from pim.gui.theme.theme import Theme
from pim.gui.widgets.labels import Label
from pim.i18n import format_number, ngettext

if TYPE_CHECKING:
    from pim.gui.views.products.grid_view import GridView


class Block(NamedTuple):
    """Every one of these columns in every one of these rows: `spans` in order, columns as the eye sees them."""

    spans: list[range]
    columns: list[int]

    @property
    def height(self) -> int:
        """How many rows it has."""
        return sum(map(len, self.spans))

    @property
    def size(self) -> int:
        """How many cells it has."""
        return self.height * len(self.columns)


def ranges(view: GridView) -> list[QItemSelectionRange]:
    """The selected ranges; none lies over another."""
    return list(view.selectionModel().selection())


def row_spans(parts: Iterable[QItemSelectionRange]) -> list[range]:
    """The rows with a selected cell, in order; what touches is one span."""
    found: list[range] = []
    for top, bottom in sorted((part.top(), part.bottom() + 1) for part in parts):
        if found and top <= found[-1].stop:
            found[-1] = range(found[-1].start, max(bottom, found[-1].stop))
        else:
            found.append(range(top, bottom))
    return found


def row_count(view: GridView) -> int:
    """How many rows have a selected cell."""
    return sum(map(len, row_spans(ranges(view))))


def blocks(view: GridView) -> list[Block]:
    """The selected ranges one by one, without hidden columns."""
    return [
        Block([range(part.top(), part.bottom() + 1)], visible(view, range(part.left(), part.right() + 1)))
        for part in ranges(view)
    ]


def around(view: GridView) -> Block:
    """The selected rows, and the columns in which any of their cells is selected."""
    parts = ranges(view)
    return Block(row_spans(parts), visible(view, {n for part in parts for n in range(part.left(), part.right() + 1)}))


def block(view: GridView) -> Block | None:
    """All that is selected as one block: the same columns in every row. None when it is no such thing."""
    found = around(view)
    return found if found.size == sum(part.size for part in blocks(view)) else None


def visible(view: GridView, columns: Iterable[int]) -> list[int]:
    """Those of the columns that are shown, from left to right."""
    return sorted((n for n in columns if not view.isColumnHidden(n)), key=view.head.visualIndex)


def drag_of(view: GridView, theme: Theme) -> QDrag:
    """The selected products on their way to a category."""
    ids = view.grid.order.ids_in(row_spans(ranges(view)))
    count = ngettext("{count} product", "{count} products", len(ids)).format(count=format_number(len(ids)))
    drag = QDrag(view)
    drag.setMimeData(view.grid.mime_of(ids))
    drag.setPixmap(Label(theme, f" {count} ", 12, 500).grab())
    return drag
