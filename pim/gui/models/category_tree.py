"""The category trees of the sidebar; takes products that are dropped on a category, and categories that are moved."""

from __future__ import annotations

from array import array
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel

from pim.catalog.structure import Structure
from pim.gui.models.guard import guarded
from pim.gui.painting.side import COUNT_ROLE
from pim.i18n import format_number

PRODUCTS_MIME, CATEGORY_MIME = "application/x-pim-products", "application/x-pim-category"
CODE_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class CategoryTreeModel(QStandardItemModel):
    """One tree. `products_dropped(ids in the list, category)`, `category_dropped(code, parent, position)`."""

    products_dropped = Signal(object, str)
    category_dropped = Signal(str, str, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.root = ""
        self._items: dict[str, QStandardItem] = {}

    def show(self, structure: Structure, root: str, counts: dict[str, int], locale: str) -> None:
        """Fill with what is below `root`; a count includes everything below."""
        self.clear()
        self._items = {}
        self.root = root
        below = structure.category_children
        sums = _sums(below, counts, root)
        self._fill(self.invisibleRootItem(), below, root, structure, sums, locale)

    def show_counts(self, structure: Structure, counts: dict[str, int]) -> None:
        """Other figures beside the same categories."""
        sums = _sums(structure.category_children, counts, self.root)
        for code, entry in self._items.items():
            words = format_number(sums.get(code, 0))
            if entry.data(COUNT_ROLE) != words:
                entry.setData(words, COUNT_ROLE)

    def _fill(
        self, item: QStandardItem, below: dict[str, list[str]], code: str, structure: Structure, sums: dict[str, int],
        locale: str,
    ) -> None:  # fmt: skip
        for child in below.get(code, ()):
            entry = QStandardItem(structure.categories[child].label(locale))
            entry.setData(child, CODE_ROLE)
            entry.setData(format_number(sums.get(child, 0)), COUNT_ROLE)
            entry.setEditable(False)
            item.appendRow(entry)
            self._items[child] = entry
            self._fill(entry, below, child, structure, sums, locale)

    def index_of(self, code: str) -> QModelIndex:
        """Where a category stands; invalid when it is not in this tree."""
        entry = self._items.get(code)
        return entry.index() if entry is not None else QModelIndex()

    @guarded([])
    def mimeTypes(self) -> list[str]:
        return [CATEGORY_MIME, PRODUCTS_MIME]

    @guarded()
    def mimeData(self, indexes: Any) -> QMimeData:
        data = QMimeData()
        if indexes:
            data.setData(CATEGORY_MIME, str(indexes[0].data(CODE_ROLE)).encode())
        return data

    @guarded(False)
    def canDropMimeData(self, data: QMimeData, action: Any, row: int, column: int, parent: QModelIndex) -> bool:
        return data.hasFormat(CATEGORY_MIME) or (data.hasFormat(PRODUCTS_MIME) and parent.isValid() and row < 0)

    @guarded(False)
    def dropMimeData(self, data: QMimeData, action: Any, row: int, column: int, parent: QModelIndex) -> bool:
        code = str(parent.data(CODE_ROLE)) if parent.isValid() else self.root
        if data.hasFormat(PRODUCTS_MIME):
            self.products_dropped.emit(array("q", bytes(data.data(PRODUCTS_MIME).data())), code)
        elif data.hasFormat(CATEGORY_MIME):
            position = row if row >= 0 else self.rowCount(parent)
            self.category_dropped.emit(bytes(data.data(CATEGORY_MIME).data()).decode(), code, position)
        return False  # the commit moves the rows, not the view

    @guarded(Qt.DropAction.MoveAction)
    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction


def _sums(below: dict[str, list[str]], counts: dict[str, int], root: str) -> dict[str, int]:
    """Counts with everything below added up; a product in two of them counts twice."""
    order, waiting = [], [root]
    while waiting:
        code = waiting.pop()
        order.append(code)
        waiting.extend(below.get(code, ()))
    sums: dict[str, int] = {}
    for code in reversed(order):
        sums[code] = counts.get(code, 0) + sum(sums[child] for child in below.get(code, ()))
    return sums
