"""The products that would change on a channel, fetched page by page while somebody scrolls."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, Signal

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.guard import guarded
from pim.gui.painting.marks import state_label
from pim.i18n import _
from pim.services import differences, standings
from pim.services.differences import FieldChange, ProductDifference

DIFFERENCE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
PAGE = 40
NOWHERE = QModelIndex()


def change_name(change: FieldChange) -> str:
    """What changed, with the variant when it is one."""
    return f"{change.name}, {change.sku}" if change.sku and change.field else change.name


def spoken(product: ProductDifference) -> str:
    """The whole row for a screen reader."""
    changes = [
        _("{field}: {before} becomes {after}").format(
            field=change_name(c), before=c.before or _("nothing"), after=c.after or _("nothing")
        )
        for c in product.changes
    ]
    return ". ".join((f"{product.name}, {product.sku}", state_label(product.state), *product.reasons, *changes))


class DifferenceModel(QAbstractListModel):
    """Rows are `ProductDifference` (DIFFERENCE_ROLE). `loaded()` after each answer; `total` counts all products."""

    loaded = Signal()

    def __init__(self, desk: CatalogDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[ProductDifference] = []
        self._ids: list[int] = []
        self._asked = 0
        self._channel, self._states = "", standings.WAITING
        self._keep = 0
        self.is_loading = False

    @property
    def total(self) -> int:
        """How many products there are, fetched or not."""
        return len(self._ids)

    def show_channel(self, channel: str, states: tuple[str, ...]) -> None:
        """Show other products, from the top."""
        self._channel, self._states, self._keep = channel, states, 0
        self.refresh()

    def refresh(self) -> None:
        """Read again; the rows that are shown stay until the answer is there."""
        if not self._channel or self._desk.tasks.closing:
            return
        self._keep = max(PAGE, min(len(self._rows), 400)) if self._keep else PAGE
        self.is_loading = True
        self._desk.read(
            _waiting_with_first, self._channel, self._states, self._keep, self._desk.locale,
            replaces="channels.differences", owner=self, then=self._arrived, otherwise=self._failed,
        )  # fmt: skip

    def _arrived(self, found: tuple[list[int], list[ProductDifference]]) -> None:
        self.beginResetModel()
        self._ids, self._rows = found
        self._asked = min(self._keep, len(self._ids))
        self.endResetModel()
        self.is_loading = False
        self.loaded.emit()

    def _failed(self, error: Exception) -> None:
        self.is_loading = False
        self._desk.tasks.unhandled.emit(error)

    @guarded(0)
    def rowCount(self, parent: QModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @guarded(False)
    def canFetchMore(self, parent: QModelIndex) -> bool:
        return not self.is_loading and self._asked < len(self._ids)

    @guarded(None)
    def fetchMore(self, parent: QModelIndex) -> None:
        if not self.canFetchMore(parent):
            return
        self.is_loading = True
        part = self._ids[self._asked : self._asked + PAGE]
        self._desk.read(
            differences.differences, self._channel, part, self._desk.locale,
            replaces="channels.differences", owner=self, then=lambda rows: self._more(len(part), rows),
            otherwise=self._failed,
        )  # fmt: skip

    def _more(self, asked: int, rows: list[ProductDifference]) -> None:
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()
        self._asked += asked
        self.is_loading = False
        self.loaded.emit()

    @guarded(None)
    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        product = self._rows[index.row()]
        if role == DIFFERENCE_ROLE:
            return product
        if role == Qt.ItemDataRole.DisplayRole:
            return product.name or product.sku
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return spoken(product)
        return None


def _waiting_with_first(
    workspace, channel: str, states: tuple[str, ...], first: int, locale: str
) -> tuple[list[int], list[ProductDifference]]:
    """The ids of all products that wait, and the first of them in full."""
    ids = standings.waiting(workspace, channel, states)
    return ids, differences.differences(workspace, channel, ids[:first], locale)
