"""The columns of the files with what they hold and where they go."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from pim.catalog.structure import Structure
from pim.gui.models.guard import guarded
from pim.gui.views.structure.kinds import type_label
from pim.i18n import _
from pim.services.importing.choosing import target_name
from pim.services.importing.inspection import Inspection
from pim.services.importing.targets import SKIP, Target

ROW = int(Qt.ItemDataRole.UserRole) + 1
NAME, SAMPLES, TARGET, REASON = range(4)


class MappedColumn(NamedTuple):
    """One column: its target in words, the kind of target (skip, new, known), how it was found, whether it is the key."""

    name: str
    samples: str
    target: Target
    words: str
    kind: str
    reason: str
    is_key: bool


def mapped_columns(structure: Structure, inspection: Inspection) -> list[MappedColumn]:
    """All columns of all files in order, each name once."""
    found: dict[str, MappedColumn] = {}
    for file in inspection.files:
        if file.is_structure:
            continue
        for column in file.info.columns:
            if column.name in found:
                continue
            target = inspection.mapping.target(column.name)
            profile = file.profiles.get(column.name)
            samples = ", ".join(" ".join(s.split())[:60] for s in (profile.values[:4] if profile else column.samples))
            found[column.name] = _mapped(structure, column.name, samples, target, column.name == file.key)
    return list(found.values())


def _mapped(structure: Structure, name: str, samples: str, target: Target, is_key: bool) -> MappedColumn:
    words = target_name(structure, target)
    kind = "skip" if target.field == SKIP else "new" if target.create is not None else "known"
    if is_key and target.field in (SKIP, "sku"):
        words, kind = _("SKU"), "known"
    if target.create is not None and structure.attributes.get(target.create.code) is None:
        words = _("{name} · new, {type}").format(name=words, type=type_label(target.create.type))
    by_hand = target.reason == _("chosen by hand")
    reason = target.reason if by_hand or target.create is None else _("not in the catalogue yet")
    if is_key:
        reason = _("identifies the products")
    return MappedColumn(name, samples, target, words, kind, reason, is_key)


class ColumnModel(QAbstractTableModel):
    """Rows are `MappedColumn` (ROW)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[MappedColumn] = []

    def set_rows(self, rows: list[MappedColumn]) -> None:
        """Show other columns; when only their targets differ, selection and scroll stay."""
        if [row.name for row in rows] == [row.name for row in self.rows] and rows:
            self.rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, REASON))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    @guarded(0)
    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    @guarded(0)
    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else 4

    @guarded()
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        titles = (_("Column in the file"), _("Holds for example"), _("Goes to"), _("Why"))
        if orientation == Qt.Orientation.Horizontal and 0 <= section < 4:
            if role == Qt.ItemDataRole.DisplayRole:
                return titles[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    @guarded()
    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        row = self.rows[index.row()]
        texts = (row.name, row.samples, row.words, row.reason)
        if role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return texts[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _("{column} goes to {target}. {reason}").format(column=row.name, target=row.words, reason=row.reason)
        return None
