"""The catalogues that were open before; those that are gone are grey."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu, QVBoxLayout, QWidget

from pim.gui.moments import short_day
from pim.gui.painting.text import LEFT, MIDDLE, RIGHT, draw_text, text_width
from pim.gui.theme.theme import Theme
from pim.gui.widgets.labels import Label, rule
from pim.gui.widgets.own_keys import EnterPresses
from pim.gui.widgets.safe_text import plain_tip
from pim.i18n import _

_ROW = 50
_MOST = 6


class RecentCatalog(NamedTuple):
    """One catalogue of the list. `changed` is the day its database was last written, None when it is gone."""

    path: str
    name: str
    place: str
    changed: date | None


def recent_catalogs(paths: Sequence[str]) -> list[RecentCatalog]:
    """What is known of remembered catalogues; asks the disk, so not for the UI thread."""
    return [_look(path) for path in paths]


def _look(path: str) -> RecentCatalog:
    folder = Path(path)
    name = folder.name.removesuffix(".pim")
    try:
        place = f"~/{folder.parent.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        place = str(folder.parent)
    try:
        wal, main = folder / "catalog.db-wal", folder / "catalog.db"
        newest = max(file.stat().st_mtime for file in (wal, main) if file.exists())
    except (OSError, ValueError):
        return RecentCatalog(path, name, place, None)
    return RecentCatalog(path, name, place, datetime.fromtimestamp(newest).astimezone().date())


def day_words(day: date, today: date) -> str:
    """ "Today", "Yesterday", "12 Nov" or "12 Nov 2025"."""
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    return short_day(day, today.year)


class _Row(EnterPresses, QAbstractButton):
    """One catalogue; Delete or the context menu takes it off the list."""

    forgotten = Signal()

    def __init__(self, theme: Theme, catalog: RecentCatalog, today: date) -> None:
        super().__init__()
        self._theme, self._catalog = theme, catalog
        self._when = day_words(catalog.changed, today) if catalog.changed else _("not found")
        self.setFixedHeight(_ROW)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        there = catalog.path if catalog.changed else _("{path} is not there any more.").format(path=catalog.path)
        self.setToolTip(plain_tip(there))
        self.setAccessibleName(", ".join((catalog.name, catalog.place, self._when)))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(300, _ROW)

    def contextMenuEvent(self, event) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._theme.icon("x"), _("Take off this list"), self.forgotten.emit)
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.forgotten.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event) -> None:
        painter, theme, c = QPainter(self), self._theme, self._theme.c
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gone = self._catalog.changed is None
        if self.underMouse() or self.hasFocus():
            painter.setPen(QPen(c.accent, 2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(c.hover if self.underMouse() else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        icon = QRectF(10, (_ROW - 18) / 2, 18, 18)
        theme.icons.draw(painter, icon, "folder", c.faint if gone else c.muted)
        width = text_width(self._when, theme.font(12))
        right = self.width() - 8
        draw_text(painter, QRectF(right - width - 2, 0, width + 2, _ROW), self._when, theme.font(12), c.muted, RIGHT)
        room = right - width - 16 - 40
        name = QRectF(40, 7, room, 18)
        draw_text(painter, name, self._catalog.name, theme.font(13, 500), c.faint if gone else c.text, LEFT)
        draw_text(painter, QRectF(40, 25, room, 16), self._catalog.place, theme.font(11), c.muted, LEFT, MIDDLE)


class RecentList(QWidget):
    """`chosen(path)`, `forgotten(path)`."""

    chosen = Signal(str)
    forgotten = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        head = Label(theme, _("Recent"), 14, 600)
        head.setContentsMargins(0, 0, 0, 4)
        self._column.addWidget(head)
        self._rows: list[QWidget] = []
        self._none: QLabel = Label(theme, _("Catalogues that you open are listed here."), 12, 400, "muted", wrap=True)
        self._column.addWidget(self._none)
        self._column.addStretch(1)

    def show_catalogs(self, catalogs: Sequence[RecentCatalog], today: date | None = None) -> None:
        """Replace the list."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        self._none.setVisible(not catalogs)
        for catalog in catalogs[:_MOST]:
            if self._rows:
                self._append(rule())
            row = _Row(self._theme, catalog, today or datetime.now().astimezone().date())
            row.clicked.connect(lambda _on=False, path=catalog.path: self.chosen.emit(path))
            row.forgotten.connect(lambda path=catalog.path: self.forgotten.emit(path))
            self._append(row)

    def _append(self, widget: QWidget) -> None:
        self._column.insertWidget(1 + len(self._rows), widget)
        self._rows.append(widget)


