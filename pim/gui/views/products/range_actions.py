"""Copy, paste, fill and clear over a range of cells: checked first, then written as one step."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.product_cells import cell_of
from pim.gui.models.product_grid import ProductGridModel
from pim.gui.views.products.grid_view import GridView
from pim.i18n import _, format_number, ngettext
from pim.services.editing import CellChange

MOST = 200_000  # cells that are copied or pasted at once


class Block(NamedTuple):
    """A rectangle of cells: rows and columns as the eye sees them, hidden columns left out."""

    rows: list[int]
    columns: list[int]


class RangeActions:
    """What the grid's keys do with the selected range. `run(name)`."""

    def __init__(self, desk: CatalogDesk, view: GridView) -> None:
        self._desk, self._view = desk, view
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

    def block(self) -> Block:
        """The rectangle round the selection."""
        ranges = list(self._view.selectionModel().selection())
        if not ranges:
            return Block([], [])
        rows = range(min(r.top() for r in ranges), max(r.bottom() for r in ranges) + 1)
        left, right = min(r.left() for r in ranges), max(r.right() for r in ranges)
        return Block(list(rows), self._visible(left, right))

    def _visible(self, left: int, right: int) -> list[int]:
        head = self._view.head
        columns = [n for n in range(left, right + 1) if not self._view.isColumnHidden(n)]
        return sorted(columns, key=head.visualIndex)

    # -- copying ------------------------------------------------------------------------------------
    def copy(self) -> None:
        """The range as a table (tab separated), as spreadsheets read it."""
        block = self.block()
        if len(block.rows) * len(block.columns) > MOST:
            self._desk.say(_("That is too much to copy at once. Export the products instead."), kind="warn")
            return
        if len(block.columns) > 1:
            block = block._replace(columns=[n for n in block.columns if self._model.columns[n].code != ".lead"])
        lines, missing = [], 0
        for row in block.rows:
            loaded = self._model.loaded(row)
            missing += loaded is None
            lines.append("\t".join(_cell_of_table(self._text(row, column)) for column in block.columns))
        if missing:
            self._desk.say(_("Some rows are still being read. Copy again in a moment."), kind="info")
            return
        data = QMimeData()
        data.setText("\n".join(lines))
        QGuiApplication.clipboard().setMimeData(data)

    def _text(self, row: int, column: int) -> str:
        loaded, shown = self._model.loaded(row), self._model.columns[column]
        if loaded is None:
            return ""
        if shown.channel:
            return str(self._model.index(row, column).data() or "")
        cell = cell_of(loaded, shown, self._model.edits)
        return cell.raw if shown.attribute is not None else cell.text

    # -- pasting ------------------------------------------------------------------------------------
    def paste(self) -> None:
        """The clipboard's table from the top left cell of the range on; one value fills the whole range."""
        table = table_of(QGuiApplication.clipboard().text())
        block = self.block()
        if not table or not block.rows:
            return
        if len(table) == 1 and len(table[0]) == 1 and (len(block.rows) > 1 or len(block.columns) > 1):
            self._write_same(block, table[0][0])
            return
        columns = self._visible(block.columns[0], self._model.columnCount() - 1)[: len(table[0])]
        rows = list(range(block.rows[0], min(block.rows[0] + len(table), self._model.rowCount())))
        placed = [(row, column, table[i][j : j + 1]) for i, row in enumerate(rows) for j, column in enumerate(columns)]
        self._write([(row, column, text[0]) for row, column, text in placed if text], _("Paste"))

    def paste_into_all(self) -> None:
        """The clipboard's first value into every selected cell."""
        table = table_of(QGuiApplication.clipboard().text())
        if table:
            self._write_same(self.block(), table[0][0])

    def clear(self) -> None:
        """Take the values of the range away."""
        self._write_same(self.block(), "")

    def fill_down(self) -> None:
        """The top row's values into the rows below; of a dragged range its rows again and again."""
        block, count = self.block(), self._view.handle.source
        if len(block.rows) <= count:
            return
        above = [{column: self._text(row, column) for column in block.columns} for row in block.rows[:count]]
        placed = enumerate(block.rows[count:])
        self._write([(r, c, above[n % count][c]) for n, r in placed for c in block.columns], _("Fill down"))

    def fill_right(self) -> None:
        """The left column's values into the columns at the right; of a dragged range its columns again and again."""
        block, count = self.block(), self._view.handle.source
        if len(block.columns) <= count:
            return
        before = {row: [self._text(row, column) for column in block.columns[:count]] for row in block.rows}
        placed = list(enumerate(block.columns[count:]))
        self._write([(r, c, before[r][n % count]) for r in block.rows for n, c in placed], _("Fill right"))

    def _write_same(self, block: Block, text: str) -> None:
        label = _("Clear") if not text else _("Paste")
        self._write([(row, column, text) for row in block.rows for column in block.columns], label)

    def _write(self, cells: list[tuple[int, int, str]], label: str) -> None:
        if not self._desk.workspace.writable:
            self._desk.say(_("The catalogue is opened read only."), kind="warn")
            return
        changes, locked = [], set()
        for row, column, text in cells[:MOST]:
            shown, loaded = self._model.columns[column], self._model.loaded(row)
            if not shown.editable or (shown.code == ".sku" and len(cells) > 1):
                locked.add(shown.title or shown.tip)
            elif loaded is not None and cell_of(loaded, shown, self._model.edits).raw != text:
                changes.append(CellChange(loaded.row.uid, shown.edit_key, text))
        if changes and self._model.edits.set_all(changes, label if len(changes) > 1 else ""):
            self._tell(changes, label)
        elif locked and not changes:
            names = ", ".join(sorted(name for name in locked if name))
            self._desk.say(_("Nothing was changed: {columns} cannot be typed into.").format(columns=names), kind="info")

    def _tell(self, changes: list[CellChange], label: str) -> None:
        if len(changes) > 1:
            count = ngettext("{count} cell", "{count} cells", len(changes)).format(count=format_number(len(changes)))
            self._desk.say(f"{label}: {count}", keys="Ctrl Z")


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
