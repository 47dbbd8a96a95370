"""The records of one kind of structure as a list: name, code, detail, how many products use each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from pim.catalog.identifiers import fold_text
from pim.gui.models.guard import guarded
from pim.i18n import format_number, ngettext

UID_ROLE = int(Qt.ItemDataRole.UserRole) + 1
ROW_ROLE = UID_ROLE + 1


class StructureRow(NamedTuple):
    """One record as a list shows it. `used` is None while it is counted; `draft` marks unsaved changes."""

    uid: str
    name: str
    code: str
    detail: str = ""
    used: int | None = None
    draft: bool = False

    @property
    def usage_text(self) -> str:
        if self.used is None:
            return ""
        return ngettext("{count} product", "{count} products", self.used).format(count=format_number(self.used))


class StructureListModel(QAbstractListModel):
    """Rows that hold every word of `search`. `ROW_ROLE` gives the `StructureRow`, `UID_ROLE` its uid."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[StructureRow] = []
        self._rows: list[StructureRow] = []
        self._words: list[str] = []

    def show(self, rows: Iterable[StructureRow]) -> None:
        """Replace the rows; the search stays."""
        self._all = list(rows)
        self._filter()

    def search(self, text: str) -> None:
        """Keep rows whose name, code or detail holds every word."""
        self._words = fold_text(text).split()
        self._filter()

    def set_usage(self, counts: dict[str, int]) -> None:
        """Fill in how many products use each record."""
        self._all = [row._replace(used=counts.get(row.uid, 0)) for row in self._all]
        self._rows = [row._replace(used=counts.get(row.uid, 0)) for row in self._rows]
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def mark_draft(self, uid: str, draft: bool) -> None:
        """Mark a record as having changes that are not saved."""
        self._all = [row._replace(draft=draft) if row.uid == uid else row for row in self._all]
        for place, row in enumerate(self._rows):
            if row.uid == uid and row.draft != draft:
                self._rows[place] = row._replace(draft=draft)
                self.dataChanged.emit(self.index(place), self.index(place))

    def place_of(self, uid: str) -> int:
        """The row of a record, -1 when it is not shown."""
        return next((place for place, row in enumerate(self._rows) if row.uid == uid), -1)

    @property
    def total(self) -> int:
        """Records of the kind, found or not."""
        return len(self._all)

    def _filter(self) -> None:
        self.beginResetModel()
        self._rows = [row for row in self._all if self._holds(row)]
        self.endResetModel()

    def _holds(self, row: StructureRow) -> bool:
        text = fold_text(f"{row.name} {row.code} {row.detail}")
        return all(word in text for word in self._words)

    @guarded(0)
    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    @guarded()
    def data(self, index: QModelIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (row.name, row.code, row.detail, row.usage_text) if part)
        return {UID_ROLE: row.uid, ROW_ROLE: row}.get(role)
