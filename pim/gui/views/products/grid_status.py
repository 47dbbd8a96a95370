"""The line under the grid: totals at the left; selection, sum and average, or a reason, at the right."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QFrame, QVBoxLayout

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.product_cells import cell_of
from pim.gui.models.range_lines import Line, RangeLines
from pim.gui.resting import RestingTimer
from pim.gui.views.products import selected
from pim.gui.views.products.grid_view import GridView
from pim.gui.views.products.selected import Block
from pim.gui.views.products.selection import ProductChoice
from pim.gui.widgets.labels import rule
from pim.gui.widgets.status_line import StatusLine
from pim.i18n import _, format_number, ngettext
from pim.services import browsing
from pim.services.browsing import Totals

MOST = 5000  # cells that are summed while somebody selects
_NO_INDEX = QModelIndex()


class GridStatus(QFrame):
    """`show_totals`, `refresh` (selection), `show_reason` (why something was refused)."""

    def __init__(self, desk: CatalogDesk, view: GridView) -> None:
        super().__init__()
        self._desk, self._view, self.totals = desk, view, None
        self._lines = RangeLines(desk, view.grid)
        self._line = StatusLine(desk.theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(rule())
        layout.addWidget(self._line)
        self._shown, self._filtered = -1, False
        self._later = RestingTimer(200, self)
        self._later.timeout.connect(self._count)
        desk.signals.changed.connect(lambda _changed: self._later.soon())
        self._count()

    def _count(self) -> None:
        self._later.watch(self._desk.read(browsing.totals, then=self._take, replaces="products.totals", owner=self))

    def _take(self, totals: Totals) -> None:
        self.totals = totals
        self._show_left()

    def show_totals(self, shown: int, choice: ProductChoice) -> None:
        """How many products are listed; -1 while they are being counted."""
        self._shown, self._filtered = shown, choice.is_filtered
        self._show_left()

    def _show_left(self) -> None:
        if self.totals is None:
            return
        if self._filtered:
            found = format_number(self._shown) if self._shown >= 0 else "…"
            words = _("of {count} products").format(count=format_number(self.totals.products))
            self._line.set_left((found, "bold"), (words, "plain"))
            return
        products = ngettext("product, ", "products, ", self.totals.products)
        variants = ngettext("{count} variant", "{count} variants", self.totals.variants)
        words = products + variants.format(count=format_number(self.totals.variants))
        self._line.set_left((format_number(self.totals.products), "bold"), (words, "plain"))

    def show_reason(self, reason: str) -> None:
        """Why a value was refused."""
        self._line.set_right((reason, "bad"))

    def refresh(self) -> None:
        """Selection count with sum and average of numbers; the reason of the current cell's state."""
        parts = selected.ranges(self._view)
        count = sum(part.width() * part.height() for part in parts)
        if count < 2:
            self._show_cell()
            return
        words = ngettext("{count} cell selected", "{count} cells selected", count).format(count=format_number(count))
        self._line.set_right((words, "accent"))
        block, model = selected.around(self._view), self._view.grid
        columns = [n for n in block.columns if not model.columns[n].channel]
        if columns and block.size <= MOST:
            show = partial(self._show_sum, words, block._replace(columns=columns))
            ids = model.order.ids_in(block.spans)
            self._lines.read(ids, [model.columns[n] for n in columns], show, replaces="products.sum")

    def _show_sum(self, words: str, block: Block, lines: list[Line]) -> None:
        chosen, rows = selected.ranges(self._view), [row for span in block.spans for row in span]
        if selected.row_spans(chosen) != block.spans or len(lines) != len(rows):
            return  # something else is selected now
        numbers = [
            cell.number
            for row, line in zip(rows, lines, strict=True)
            for column, cell in zip(block.columns, line.cells, strict=True)
            if cell.number is not None and any(part.contains(row, column, _NO_INDEX) for part in chosen)
        ]
        parts = [(words, "accent")]
        if len(numbers) > 1:
            total = sum(numbers, Decimal(0))
            places = max(2, *(-int(n.as_tuple().exponent) for n in numbers))
            parts += [
                (_("Sum"), "plain"), (format_number(total), "bold"),
                (_("Average"), "plain"), (format_number(round(total / len(numbers), places), places), "bold"),
            ]  # fmt: skip
        self._line.set_right(*parts)

    def _show_cell(self) -> None:
        index, model = self._view.currentIndex(), self._view.grid
        loaded = model.loaded(index.row(), ask=False) if index.isValid() else None
        cell = cell_of(loaded, model.columns[index.column()], model.edits) if loaded else None
        if cell is None or not cell.reason:
            self._line.set_right()
        else:
            self._line.set_right((cell.reason, "bad" if cell.state == "invalid" else "warn"))
