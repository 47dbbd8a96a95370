"""The painted table of columns; Enter, F2, typing or a click on the target opens the chooser."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QTableView, QWidget

from pim.gui.painting.text import LEFT, MIDDLE, draw_text
from pim.gui.theme.theme import Theme
from pim.gui.views.importing.column_model import NAME, REASON, ROW, SAMPLES, TARGET, ColumnModel, MappedColumn
from pim.i18n import _

ROW_HEIGHT = 34


class ColumnDelegate(QStyledItemDelegate):
    """Paints name, samples, the target as a field with a caret, the reason."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        row: MappedColumn | None = index.data(ROW)
        if row is None:
            return
        rect, c, theme = option.rect, self._theme.c, self._theme
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, c.atint if chosen else c.surface)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, c.line)
        area = QRectF(rect).adjusted(12 if index.column() == NAME else 8, 0, -8, 0)
        muted = row.kind == "skip"
        if index.column() == NAME:
            if row.is_key:
                theme.icons.draw(painter, QRectF(area.x(), area.center().y() - 7, 14, 14), "push-pin", c.atext)
                area.setLeft(area.x() + 20)
            # Locale and channel stand at the end of a name and tell columns apart.
            draw_text(painter, area, row.name, theme.font(12, 500), c.muted if muted else c.text, LEFT, MIDDLE)
        elif index.column() == SAMPLES:
            draw_text(painter, area, row.samples or _("empty"), theme.font(12), c.muted if row.samples else c.disabled)
        elif index.column() == TARGET:
            self._paint_target(painter, QRectF(rect).adjusted(4, 4, -8, -5), row)
        else:
            draw_text(painter, area, row.reason, theme.font(11), c.muted)

    def _paint_target(self, painter: QPainter, box: QRectF, row: MappedColumn) -> None:
        c, theme = self._theme.c, self._theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(c.line2, 1))
        painter.setBrush({"skip": c.bg, "new": c.atint, "known": c.field}[row.kind])
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.restore()
        icon = {"skip": "minus-bold", "new": "plus", "known": "arrow-right"}[row.kind]
        color = {"skip": c.muted, "new": c.atext, "known": c.text}[row.kind]
        theme.icons.draw(
            painter, QRectF(box.x() + 8, box.center().y() - 6, 12, 12), icon, c.faint if row.kind == "skip" else color
        )
        text = box.adjusted(26, 0, -26, 0)
        draw_text(painter, text, row.words, theme.font(12, 400 if row.kind == "skip" else 500), color, LEFT)
        theme.icons.draw(painter, QRectF(box.right() - 20, box.center().y() - 6, 12, 12), "caret-down", c.muted)


class ColumnTable(QTableView):
    """`choose_wanted(row)` when the target of a row is to be changed."""

    choose_wanted = Signal(int)

    def __init__(self, theme: Theme, model: ColumnModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = ColumnDelegate(theme, self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setAccessibleName(_("Columns of the file"))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        head = self.horizontalHeader()
        head.setFixedHeight(28)
        head.setHighlightSections(False)
        head.setFont(theme.font(11, 500))
        for section, stretch in ((NAME, 3), (SAMPLES, 4), (TARGET, 4), (REASON, 3)):
            head.setSectionResizeMode(section, QHeaderView.ResizeMode.Fixed)
            head.setProperty(f"part{section}", stretch)
        theme.changed.connect(self.viewport().update)
        self.clicked.connect(self._clicked)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        head, width = self.horizontalHeader(), self.viewport().width()
        for section in (NAME, SAMPLES, TARGET, REASON):
            head.resizeSection(section, width * int(head.property(f"part{section}")) // 14)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == TARGET:
            self.choose_wanted.emit(index.row())

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Space):
            if self.currentIndex().isValid():
                self.choose_wanted.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)
