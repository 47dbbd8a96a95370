"""Copy, paste, fill and clear over selected cells, whether their rows were read or not; each is written as one step."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.cell_edits import Unread
from pim.gui.models.product_cells import cell_of
from pim.gui.models.product_columns import LEAD, SKU, Column
from pim.gui.models.product_grid import ProductGridModel
from pim.gui.models.range_lines import Line, RangeLines
from pim.gui.views.products import selected
from pim.gui.views.products.grid_view import GridView
from pim.gui.views.products.selected import Block
from pim.i18n import _, format_number, ngettext
from pim.services.editing import CellChange

MOST = 200_000  # cells that are copied or written at once


class Placed(NamedTuple):
    """A text for a cell: the id of a product in the list, a column."""

    id: int
    column: Column
    text: str


class RangeActions:
    """What the grid's keys do with the selected cells. `run(name)`."""

    def __init__(self, desk: CatalogDesk, view: GridView) -> None:
        self._desk, self._view = desk, view
        self._lines = RangeLines(desk, view.grid)
        self._does: dict[str, Callable[[], None]] = {
            "copy": self.copy,
            "paste": self.paste,
            "paste_all": self.paste_into_all,
            "clear": self.clear,
            "fill_down": self.fill_down,
            "fill_right": self.fill_right,
        }

    def run(self, name: str) -> bool:
        """Do it; False when the name is another one's."""
        action = self._does.get(name)
        if action is not None:
            action()
        return action is not None

    @property
    def _model(self) -> ProductGridModel:
        return self._view.grid

    def _block(self) -> Block | None:
        """What is selected, when it is one block that is not too large; else says so."""
        found = selected.block(self._view)
        if found is None:
            self._desk.say(_("That works with the same columns in every selected row only."), kind="warn")
            return None
        return found if self._is_little(found.size) else None

    def _is_little(self, cells: int) -> bool:
        if cells > MOST:
            most = format_number(MOST)
            text = _("That is too much at once: up to {count} cells. Change whole products below the list, or import them.")
            self._desk.say(text.format(count=most), kind="warn")
        return cells <= MOST

    def _columns(self, block: Block) -> list[Column]:
        return [self._model.columns[n] for n in block.columns]

    # -- copying ------------------------------------------------------------------------------------
    def copy(self) -> None:
        """The selected cells as a table (tab separated), as spreadsheets read it."""
        block = self._block()
        if block is None or not block.size:
            return
        columns = self._columns(block)
        columns = [column for column in columns if column.code != LEAD] if len(columns) > 1 else columns
        ids = self._model.order.ids_in(block.spans)

        def put(lines: list[Line]) -> None:
            data = QMimeData()
            data.setText("\n".join("\t".join(map(_cell_of_table, _texts(line, columns))) for line in lines))
            QGuiApplication.clipboard().setMimeData(data)
            if reading is not None:
                count = ngettext("{count} row copied", "{count} rows copied", len(lines))
                self._desk.say(count.format(count=format_number(len(lines))))

        reading = None
        reading = self._lines.read(ids, columns, put, replaces="products.copy")

    # -- pasting ------------------------------------------------------------------------------------
    def paste(self) -> None:
        """The clipboard's table from the top left selected cell on; one value fills every selected cell."""
        table, parts = table_of(QGuiApplication.clipboard().text()), selected.blocks(self._view)
        if not table or not parts:
            return
        if len(table) == 1 and len(table[0]) == 1 and sum(part.size for part in parts) > 1:
            self._write_same(table[0][0])
            return
        first = min(part.spans[0].start for part in parts)
        left = min((part.columns[0] for part in parts if part.columns), key=self._view.head.visualIndex, default=0)
        from_left = selected.visible(self._view, range(self._model.columnCount()))
        columns = [self._model.columns[n] for n in from_left[from_left.index(left) :]] if left in from_left else []
        if self._is_little(sum(map(len, table))):
            ids = self._model.order.ids_in([range(first, first + len(table))])
            cells = [Placed(i, c, t) for i, line in zip(ids, table, strict=False) for c, t in zip(columns, line, strict=False)]
            self._write(cells, _("Paste"))
            self._tell_rest(len(table) - len(ids), max(map(len, table)) - len(columns))

    def _tell_rest(self, rows: int, columns: int) -> None:
        """What of a table lies beyond the last row or column."""
        if rows > 0:
            text = ngettext(
                "{count} row of the clipboard lies below the last product and was not pasted.",
                "{count} rows of the clipboard lie below the last product and were not pasted.", rows,
            )  # fmt: skip
            self._desk.say(text.format(count=format_number(rows)), kind="warn")
        if columns > 0:
            text = ngettext(
                "{count} column of the clipboard lies beyond the last one and was not pasted.",
                "{count} columns of the clipboard lie beyond the last one and were not pasted.", columns,
            )  # fmt: skip
            self._desk.say(text.format(count=format_number(columns)), kind="warn")

    def paste_into_all(self) -> None:
        """The clipboard's first value into every selected cell."""
        table = table_of(QGuiApplication.clipboard().text())
        if table:
            self._write_same(table[0][0])

    def clear(self) -> None:
        """Take the values of the selected cells away."""
        self._write_same("")

    def _write_same(self, text: str) -> None:
        parts = selected.blocks(self._view)
        if self._is_little(sum(part.size for part in parts)):
            cells = [
                Placed(number, column, text)
                for part in parts
                for number in self._model.order.ids_in(part.spans)
                for column in self._columns(part)
            ]
            self._write(cells, _("Paste") if text else _("Clear"))

    # -- filling ------------------------------------------------------------------------------------
    def fill_down(self) -> None:
        """The top row's values into the rows below; of a dragged range its rows again and again."""
        block, count = self._block(), self._view.handle.source
        if block is None or block.height <= count:
            return
        ids, columns = self._model.order.ids_in(block.spans), self._columns(block)

        def fill(lines: list[Line]) -> None:
            if len(lines) < count:
                return  # gone meanwhile
            above = [_texts(line, columns) for line in lines]
            below = enumerate(ids[count:])
            self._write([Placed(i, c, t) for n, i in below for c, t in zip(columns, above[n % count], strict=True)], label)

        label = _("Fill down")
        self._lines.read(ids[:count], columns, fill)

    def fill_right(self) -> None:
        """The left column's values into the columns at the right; of a dragged range its columns again and again."""
        block, count = self._block(), self._view.handle.source
        if block is None or len(block.columns) <= count:
            return
        ids, columns = self._model.order.ids_in(block.spans), self._columns(block)
        sources, targets = columns[:count], columns[count:]

        def fill(lines: list[Line]) -> None:
            before = [(line.id, _texts(line, sources)) for line in lines]
            self._write([Placed(i, c, texts[n % count]) for i, texts in before for n, c in enumerate(targets)], label)

        label = _("Fill right")
        self._lines.read(ids, sources, fill)

    # -- writing ------------------------------------------------------------------------------------
    def _write(self, cells: Sequence[Placed], label: str) -> None:
        if not self._desk.workspace.writable:
            self._desk.say(_("The catalogue is opened read only."), kind="warn")
            return
        changes: list[CellChange] = []
        unread: list[Unread] = []
        locked: set[str] = set()
        store, edits = self._model.store, self._model.edits
        for number, column, text in cells:
            loaded = store.find(number)
            if not column.editable or (column.code == SKU and len(cells) > 1):
                locked.add(column.title or column.tip)
            elif loaded is None:  # never seen, or long ago: the writer looks what it is
                unread.append(Unread(number, column.edit_key, text))
            elif store.is_wanted(number) or cell_of(loaded, column, edits).raw != text:  # what is shown may be out of date
                changes.append(CellChange(loaded.row.uid, column.edit_key, text))
        count = len(changes) + len(unread)
        if count and edits.set_all(changes, label if count > 1 else "", unread):
            self._tell(count, label)
        elif locked and not count:
            names = ", ".join(sorted(name for name in locked if name))
            self._desk.say(_("Nothing was changed: {columns} cannot be typed into.").format(columns=names), kind="info")

    def _tell(self, cells: int, label: str) -> None:
        if cells > 1:
            count = ngettext("{count} cell", "{count} cells", cells).format(count=format_number(cells))
            self._desk.say(f"{label}: {count}", keys="Ctrl Z")


def _texts(line: Line, columns: Iterable[Column]) -> list[str]:
    """What another cell, or a spreadsheet, takes: values as they are typed, else as they are shown."""
    shown = zip(columns, line.cells, strict=True)
    return [cell.raw if column.attribute is not None or column.editable else cell.text for column, cell in shown]


def table_of(text: str) -> list[list[str]]:
    """The cells of tab-separated text as spreadsheets put it on the clipboard; quoted cells may hold line breaks.

    >>> table_of('a\\tb\\n"1 ""x""\\n2"\\t\\n')
    [['a', 'b'], ['1 "x"\\n2', '']]
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if plain.count('"') % 2:  # a lone quote is an inch sign, not the beginning of a quoted cell
        return [line.split("\t") for line in plain.removesuffix("\n").split("\n")] if plain else []
    return [row or [""] for row in csv.reader(io.StringIO(plain), delimiter="\t")]


def _cell_of_table(text: str) -> str:
    if any(sign in text for sign in '\t\n"'):
        return '"' + text.replace('"', '""') + '"'
    return text
