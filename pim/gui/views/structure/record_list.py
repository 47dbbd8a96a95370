"""The middle of the room: search, the records of a kind, "New …"."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QListView, QStackedLayout, QStyle, QStyledItemDelegate, QVBoxLayout, QWidget

from pim.gui.models.structure_list import ROW_ROLE, UID_ROLE, StructureListModel
from pim.gui.painting.marks import draw_dot
from pim.gui.painting.text import LEFT, RIGHT, draw_text, text_width
from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.cards import EmptyState
from pim.gui.widgets.labels import rule
from pim.gui.widgets.top_bar import SearchBox
from pim.i18n import _

ROW = 44


class RecordDelegate(QStyledItemDelegate):
    """Name over code at the left, detail over usage at the right."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option, index) -> QSize:
        return QSize(200, ROW)

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        row, theme, c = index.data(ROW_ROLE), self._theme, self._theme.c
        if row is None:
            return
        box = QRectF(option.rect).adjusted(8, 1, -8, -1)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        role = "pick" if selected else "hover" if state & QStyle.StateFlag.State_MouseOver else ""
        if role:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(role))
            painter.drawRoundedRect(box, 6, 6)
        quiet = c.muted
        inner = box.adjusted(12, 3, -12, -3)
        top, bottom = QRectF(inner), QRectF(inner)
        top.setHeight(inner.height() / 2)
        bottom.setTop(inner.y() + inner.height() / 2)
        right = max(text_width(row.detail, theme.font(11)), text_width(row.usage_text, theme.font(11, 400, True)))
        left = inner.width() - min(right, inner.width() * 0.45) - 12
        if row.draft:
            draw_dot(painter, inner.x() - 6, top.center().y(), theme, "accent", 3)
        draw_text(painter, QRectF(top.x(), top.y(), left, top.height()), row.name, theme.font(13, 500), c.text, LEFT)
        draw_text(painter, QRectF(bottom.x(), bottom.y(), left, bottom.height()), row.code, theme.font(11), quiet, LEFT)
        draw_text(painter, top.adjusted(left + 12, 0, 0, 0), row.detail, theme.font(11), quiet, RIGHT)
        draw_text(
            painter, bottom.adjusted(left + 12, 0, 0, 0), row.usage_text, theme.font(11, 400, True), quiet, RIGHT
        )


class ListHead(QWidget):
    """Search box and button over a list."""

    searched = Signal(str)
    add_clicked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFixedHeight(44)
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 0, 12, 0)
        line.setSpacing(8)
        self.box = SearchBox(theme)
        self.box.setMinimumWidth(100)
        self.box._hint.setText("Ctrl F")
        self.box._hint.adjustSize()
        self.add = Button(theme, "", "normal", "plus")
        line.addWidget(self.box, 1)
        line.addWidget(self.add)
        self.box.textChanged.connect(self.searched)
        self.add.clicked.connect(self.add_clicked)


class RecordList(QWidget):
    """`chosen(uid)` when another record becomes the current one; `add_clicked`."""

    chosen = Signal(str)
    add_clicked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("k", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.model = StructureListModel(self)
        self.head = ListHead(theme)
        self.view = QListView()
        self.view.setModel(self.model)
        self._delegate = RecordDelegate(theme, self.view)
        self.view.setItemDelegate(self._delegate)
        self.view.setMouseTracking(True)
        self.view.setUniformItemSizes(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._empty = EmptyState(theme, "magnifying-glass", "")
        self._empty.acted.connect(self._act_on_empty)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(rule())
        layout.addSpacing(6)
        layout.addWidget(holder, 1)
        self._explanation = ""
        self.head.searched.connect(self._search)
        self.head.add_clicked.connect(self.add_clicked)
        self.view.selectionModel().currentChanged.connect(self._changed)
        theme.changed.connect(self.view.viewport().update)

    def set_kind(self, title: str, add_label: str, explanation: str) -> None:
        """The words for a kind of records; the button is hidden when it has none."""
        self._explanation = explanation
        self.view.setAccessibleName(title)
        self.head.box.setPlaceholderText(_("Search in {what}").format(what=title))
        self.head.add.setText(add_label)
        self.head.add.setVisible(bool(add_label))
        self.head.box.clear()

    def show_empty(self) -> None:
        """Say why nothing is shown, when nothing is."""
        if self.model.rowCount():
            self._stack.setCurrentWidget(self.view)
            return
        if self.model.total:
            sentence = _("Nothing is called “{text}”").format(text=self.head.box.text())
            self._empty.set_text(sentence, "", _("Clear the search"), "magnifying-glass")
        else:
            self._empty.set_text(_("There is nothing yet"), self._explanation, self.head.add.text(), "plus")
        self._stack.setCurrentWidget(self._empty)

    def choose(self, uid: str) -> bool:
        """Make a record the current one; False when it is not in the list."""
        place = self.model.place_of(uid)
        if place >= 0:
            self.view.setCurrentIndex(self.model.index(place))
        return place >= 0

    def entry(self) -> QWidget:
        """Where F6 enters: at the current record, not in the search box."""
        return self.view

    def current(self) -> str:
        """The uid of the current record, "" for none."""
        return str(self.view.currentIndex().data(UID_ROLE) or "")

    def _search(self, text: str) -> None:
        uid = self.current()
        self.model.search(text)
        if uid:
            self.choose(uid)
        self.show_empty()

    def _act_on_empty(self) -> None:
        if self.model.total:
            self.head.box.clear()
        else:
            self.add_clicked.emit()

    def _changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(str(current.data(UID_ROLE)))
