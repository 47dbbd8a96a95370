"""What a step changed, value by value: product, SKU, field, before, after, and what it is now."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QTableView

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.guard import guarded
from pim.gui.moments import clock_time
from pim.gui.painting.diff import draw_diff
from pim.gui.painting.text import LEFT, MIDDLE, draw_text
from pim.i18n import _
from pim.services import timeline
from pim.services.timeline import Change, ChangePage

CHANGE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
PAGE = 80
PRODUCT, SKU, FIELD, BEFORE, AFTER, NOTE = range(6)
NOWHERE = QModelIndex()
_SIDE = 22
_SHARES = {PRODUCT: 30, FIELD: 15, BEFORE: 15, AFTER: 18, NOTE: 20}
_LEAST_SKU, _MOST_SKU = 12, 30  # percent of the width
_MARGINS = 24


def note_of(change: Change) -> str:
    """What became of the value since: "Now 24.90, Léa 09:44"."""
    if change.now is None:
        return ""
    if not change.now_by:
        return _("Now {value}").format(value=change.now)
    return _("Now {value}, {who} {time}").format(value=change.now, who=change.now_by, time=clock_time(change.now_at))


class ChangesModel(QAbstractTableModel):
    """The changes of one step, fetched as somebody scrolls. `failed(error)` when they cannot be read."""

    failed = Signal(object)

    _TEXTS: ClassVar[dict[int, Callable[[Change], str]]] = {
        PRODUCT: lambda change: change.name,
        SKU: lambda change: change.sku,
        FIELD: lambda change: change.field,
        BEFORE: lambda change: change.before or "–",
        AFTER: lambda change: change.after or "–",
        NOTE: note_of,
    }

    def __init__(self, desk: CatalogDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[Change] = []
        self._number, self._after = 0, None
        self.is_loading = False
        self._titles = (_("Product"), _("SKU"), _("Field"), _("Before"), _("After"), "")

    @property
    def has_notes(self) -> bool:
        """Whether a loaded value is another one today."""
        return any(change.has_changed_since for change in self._rows)

    def skus(self) -> set[str]:
        """The SKUs of the loaded changes."""
        return {change.sku for change in self._rows}

    def show_step(self, number: int) -> None:
        """Show what edit `number` changed (0 = nothing)."""
        if number != self._number:
            self._reset(())
        self._number, self._after = number, None
        if number:
            self._read(0, self._first)

    def _reset(self, rows: tuple[Change, ...]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def _read(self, after: int, then) -> None:
        self.is_loading = True
        self._desk.read(
            timeline.step_changes, self._number, after, PAGE, self._desk.locale, replaces="activity.changes",
            owner=self, then=then, otherwise=self._failed,
        )  # fmt: skip

    def _failed(self, error: Exception) -> None:
        self.is_loading = False
        self.failed.emit(error)

    def _first(self, page: ChangePage) -> None:
        self.is_loading = False
        self._after = page.after
        self._reset(page.changes)

    def _more(self, page: ChangePage) -> None:
        if page.changes:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(page.changes) - 1)
            self._rows += page.changes
            self.endInsertRows()
        self._after = page.after
        self.is_loading = False

    @guarded(0)
    def rowCount(self, parent: QModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @guarded(0)
    def columnCount(self, parent: QModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._titles)

    @guarded(False)
    def canFetchMore(self, parent: QModelIndex) -> bool:
        return self._after is not None and not self.is_loading

    @guarded(None)
    def fetchMore(self, parent: QModelIndex) -> None:
        if self.canFetchMore(parent) and self._after is not None:
            self._read(self._after, self._more)

    @guarded(None)
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole):
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._titles):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return LEFT if role == Qt.ItemDataRole.TextAlignmentRole else None

    @guarded(None)
    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        change = self._rows[index.row()]
        if role == CHANGE_ROLE:
            return change
        text = self._TEXTS[index.column()](change)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._titles[index.column()]} {text}".strip()
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, desk: CatalogDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._theme, self._thumbnails = desk.theme, desk.thumbnails

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        change, c = index.data(CHANGE_ROLE), self._theme.c
        if change is None:
            return
        rect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, c.atint)
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), c.line)
        inner = rect.adjusted(8, 0, -8, 0)
        column = index.column()
        if column == BEFORE:
            draw_diff(painter, inner, change.before, None, self._theme)
        elif column == AFTER:
            arrow = QRectF(rect.x() - 6, rect.center().y() - 6, 12, 12)
            self._theme.icons.draw(painter, arrow, "arrow-right", c.faint)
            draw_diff(painter, inner.adjusted(8, 0, 0, 0), None, change.after, self._theme)
        elif column == PRODUCT:
            self._paint_product(painter, rect, change)
        else:
            color = c.warn if column == NOTE else c.muted
            text = str(index.data() or "")
            draw_text(
                painter, inner, text, self._theme.font(12 if column != NOTE else 11), color, LEFT,
                MIDDLE if column == SKU else Qt.TextElideMode.ElideRight,
            )  # fmt: skip

    def _paint_product(self, painter: QPainter, rect: QRect, change: Change) -> None:
        place = QRect(rect.x() + 14, rect.y() + (rect.height() - _SIDE) // 2, _SIDE, _SIDE)
        if change.image:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.c.tile)
            painter.drawRoundedRect(place, 3, 3)
            painter.restore()
            pixmap = self._thumbnails.pixmap(change.image, _SIDE - 2, painter.device().devicePixelRatioF())
            if pixmap is not None:
                size = pixmap.deviceIndependentSize()
                x = place.x() + (_SIDE - size.width()) / 2
                y = place.y() + (_SIDE - size.height()) / 2
                painter.drawPixmap(QRectF(x, y, size.width(), size.height()), pixmap, QRectF(pixmap.rect()))
        left = 46 if change.uid else 14
        area = rect.adjusted(left, 0, -8, 0)
        draw_text(painter, area, change.name, self._theme.font(12, 500), self._theme.c.text, LEFT)


class ChangesView(QTableView):
    """`product_opened(uid)` on Enter or double click."""

    product_opened = Signal(str)

    def __init__(self, desk: CatalogDesk) -> None:
        super().__init__()
        self.changes = ChangesModel(desk, self)
        self._delegate = _Delegate(desk, self)
        self._metrics = desk.theme.metrics(12)
        self.setModel(self.changes)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("What changed"))
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(34)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFixedHeight(28)
        header.setFont(desk.theme.font(11, 500))
        header.setMinimumSectionSize(40)
        self.changes.modelReset.connect(self._share_width)
        self.changes.rowsInserted.connect(self._share_width)
        self.activated.connect(self._open)
        desk.thumbnails.arrived.connect(self._arrived)
        desk.theme.changed.connect(self.viewport().update)

    def _arrived(self, _sha256: str) -> None:
        self.viewport().update()

    def _share_width(self) -> None:
        """The SKUs what they need, for they are read to their end; every other column its share of the rest, the last
        one only where something changed since."""
        noted = self.changes.has_notes
        self.setColumnHidden(NOTE, not noted)
        shares = {column: share for column, share in _SHARES.items() if noted or column != NOTE}
        width = self.viewport().width()
        needed = max((self._metrics.horizontalAdvance(sku) for sku in self.changes.skus()), default=0) + _MARGINS
        skus = min(max(needed, width * _LEAST_SKU // 100), width * _MOST_SKU // 100)
        self.setColumnWidth(SKU, int(skus))
        for column, share in shares.items():
            self.setColumnWidth(column, int(width - skus) * share // sum(shares.values()))

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _open(self, index: QModelIndex) -> None:
        change = index.data(CHANGE_ROLE)
        if change is not None and change.uid:
            self.product_opened.emit(change.uid)
