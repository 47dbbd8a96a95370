"""The timeline: steps and publications by day, newest first, more as somebody scrolls."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.guard import guarded
from pim.gui.moments import clock_time, day_words
from pim.gui.painting.text import LEFT, RIGHT, draw_text, text_width
from pim.gui.theme.theme import Theme
from pim.gui.views.activity.looks import icon_of, kind_words
from pim.i18n import _
from pim.services import timeline
from pim.services.timeline import Entry, Page

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
PAGE = 60
DAY_HEIGHT, ENTRY_HEIGHT = 30, 52
NOWHERE = QModelIndex()


def note_of(entry: Entry) -> str:
    """The second line of a step."""
    if entry.undone is not None:
        who, at = entry.undone
        return _("Undone by {who} at {time}").format(who=who, time=clock_time(at))
    return entry.note


class TimelineModel(QAbstractListModel):
    """Rows are days (str) and entries (ENTRY_ROLE). `loaded()` after each answer."""

    loaded = Signal()

    def __init__(self, desk: CatalogDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[str | Entry] = []
        self._before: int | None = None
        self._shown, self._who = timeline.EVERYTHING, ""
        self.is_loading = False

    def show_kind(self, show: str | None = None, who: str | None = None) -> None:
        """Show other steps, from the top."""
        self._shown = self._shown if show is None else show
        self._who = self._who if who is None else who
        self.refresh()

    @property
    def shown(self) -> str:
        return self._shown

    def refresh(self) -> None:
        """Read the newest again."""
        if not self._desk.tasks.closing:
            self.is_loading = True
            self._read(None, self._arrived)

    def _read(self, before: int | None, then) -> None:
        self._desk.read(
            timeline.timeline, before, PAGE, show=self._shown, who=self._who, replaces="activity.timeline",
            owner=self, then=then,
        )  # fmt: skip

    def _arrived(self, page: Page) -> None:
        self.beginResetModel()
        self._rows = []
        self._take(page)
        self.endResetModel()
        self._done()

    def _take(self, page: Page) -> None:
        self._rows += self._with_days(page.entries)
        self._before = page.before

    def _with_days(self, entries: tuple[Entry, ...]) -> list[str | Entry]:
        """The entries with a heading wherever a day begins."""
        last = next((row for row in reversed(self._rows) if isinstance(row, str)), "")
        rows: list[str | Entry] = []
        for entry in entries:
            day = day_words(entry.at)
            if day != last:
                rows.append(day)
                last = day
            rows.append(entry)
        return rows

    def _done(self) -> None:
        self.is_loading = False
        self.loaded.emit()

    def row_of(self, number: int, operation: str) -> int:
        """The row of an entry, -1 when it is not loaded."""
        for row, entry in enumerate(self._rows):
            if isinstance(entry, Entry) and (entry.number, entry.operation) == (number, operation):
                return row
        return -1

    def first_entry(self) -> int:
        """The row of the newest entry, -1 when there is none."""
        return next((row for row, entry in enumerate(self._rows) if isinstance(entry, Entry)), -1)

    @guarded(0)
    def rowCount(self, parent: QModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @guarded(False)
    def canFetchMore(self, parent: QModelIndex) -> bool:
        return self._before is not None and not self.is_loading

    @guarded(None)
    def fetchMore(self, parent: QModelIndex) -> None:
        if self.canFetchMore(parent):
            self.is_loading = True
            self._read(self._before, self._more)

    def _more(self, page: Page) -> None:
        rows = self._with_days(page.entries)
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()
        self._before = page.before
        self._done()

    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if isinstance(index.data(ENTRY_ROLE), Entry):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    @guarded(None)
    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ENTRY_ROLE:
            return row if isinstance(row, Entry) else None
        if role == Qt.ItemDataRole.DisplayRole:
            return row if isinstance(row, str) else row.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if isinstance(row, str):
                return row
            return ", ".join(part for part in (row.label, note_of(row), row.who, clock_time(row.at)) if part)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(row, Entry):
            return f"{row.label}\n{kind_words(row)}, {note_of(row)}"
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option, index: QModelIndex) -> QSize:
        return QSize(200, ENTRY_HEIGHT if index.data(ENTRY_ROLE) is not None else DAY_HEIGHT)

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        entry = index.data(ENTRY_ROLE)
        if entry is None:
            area = option.rect.adjusted(20, 4, -8, 0)
            draw_text(painter, area, str(index.data() or ""), self._theme.font(11, 600), self._theme.c.muted)
            return
        self._paint_entry(painter, option, entry)

    def _paint_entry(self, painter: QPainter, option, entry: Entry) -> None:
        rect, c = option.rect, self._theme.c
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(c.pick)
            painter.drawRoundedRect(QRectF(rect).adjusted(8, 1, -8, -1), 6, 6)
        painter.fillRect(QRect(rect.x() + 38, rect.y(), 1, rect.height()), c.line2)
        circle = QRectF(rect.x() + 25.5, rect.center().y() - 12.5, 26, 26)
        published = entry.is_publication
        painter.setPen(QPen(c.okt if published else c.line2, 1))
        painter.setBrush(c.okt if published else c.surface)
        painter.drawEllipse(circle)
        painter.restore()
        color = c.ok if published else c.muted
        self._theme.icons.draw(painter, circle.adjusted(6, 6, -6, -6), icon_of(entry), color)
        self._paint_words(painter, rect, entry)

    def _paint_words(self, painter: QPainter, rect: QRect, entry: Entry) -> None:
        c, small = self._theme.c, self._theme.font(11, 400, True)
        right = rect.right() - 18
        time = clock_time(entry.at)
        wide = max(text_width(time, small), text_width(entry.who, small)) + 4
        upper = QRectF(rect.x() + 64, rect.y() + 8, right - wide - rect.x() - 74, 18)
        undone = entry.undone is not None
        font = self._theme.font(13, 400, False, True) if undone else self._theme.font(13, 500)
        draw_text(painter, upper, entry.label, font, c.muted if undone else c.text, LEFT)
        draw_text(painter, upper.translated(0, 19), note_of(entry), self._theme.font(11), c.muted, LEFT)
        end = QRectF(right - wide, rect.y() + 8, wide, 18)
        draw_text(painter, end, time, small, c.muted, RIGHT)
        draw_text(painter, end.translated(0, 19), entry.who, small, c.muted, RIGHT)


class TimelineView(QListView):
    """`entry_chosen(Entry)` when another step becomes the current one."""

    entry_chosen = Signal(object)

    def __init__(self, desk: CatalogDesk) -> None:
        super().__init__()
        self.entries = TimelineModel(desk, self)
        self._delegate = _Delegate(desk.theme, self)
        self.setModel(self.entries)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Timeline"))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._wanted: tuple[int, str] | None = None
        self.entries.loaded.connect(self._restore)
        self.selectionModel().currentChanged.connect(self._current_changed)
        desk.theme.changed.connect(self.viewport().update)

    def select(self, entry: Entry) -> None:
        """Make a step the current one, now or when it is loaded."""
        self._wanted = (entry.number, entry.operation)
        self._restore()

    def _current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        entry = index.data(ENTRY_ROLE)
        if entry is not None:
            self._wanted = (entry.number, entry.operation)
            self.entry_chosen.emit(entry)

    def _restore(self) -> None:
        """After a refresh the same step is current; at first the newest."""
        row = self.entries.row_of(*self._wanted) if self._wanted else -1
        row = self.entries.first_entry() if row < 0 else row
        if row >= 0 and row != self.currentIndex().row():
            self.setCurrentIndex(self.entries.index(row, 0))
        elif row >= 0:
            self.entry_chosen.emit(self.currentIndex().data(ENTRY_ROLE))
