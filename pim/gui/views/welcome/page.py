"""The page before a catalogue is open: what to begin with, what was open, where to drop a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.painting.text import LEFT, draw_text, text_width
from pim.gui.theme.theme import Theme
from pim.gui.views.welcome.picture import Picture
from pim.gui.views.welcome.recent import RecentList
from pim.gui.widgets.labels import KeyHint, Label
from pim.gui.widgets.layouts import scroll_of
from pim.gui.widgets.notices import Banner
from pim.gui.widgets.own_keys import EnterPresses
from pim.i18n import _

COLUMN = 960
_ACTION = 60


class ActionCard(EnterPresses, QAbstractButton):
    """One thing to begin with: icon, title, one line, its keys."""

    def __init__(self, theme: Theme, icon: str, title: str, line: str, keys: str) -> None:
        super().__init__()
        self._theme, self._parts = theme, (icon, title, line)
        self.setFixedHeight(_ACTION)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 14, 0)
        row.addStretch(1)
        row.addWidget(KeyHint(theme, keys))
        theme.changed.connect(self.update)

    def paintEvent(self, event) -> None:
        painter, theme, c = QPainter(self), self._theme, self._theme.c
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        icon, title, line = self._parts
        focused = self.hasFocus()
        painter.setPen(QPen(c.accent if focused else c.line2 if self.underMouse() else c.line, 2 if focused else 1))
        painter.setBrush(c.hover if self.isDown() else c.surface)
        inset = 1 if focused else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)
        theme.icons.draw(painter, QRectF(19, (_ACTION - 18) / 2, 18, 18), icon, c.atext)
        room = self.width() - 53 - 80
        draw_text(painter, QRectF(53, 12, room, 20), title, theme.font(14, 500), c.text, LEFT)
        draw_text(painter, QRectF(53, 32, room, 16), line, theme.font(11), c.muted, LEFT)


class DropZone(QWidget):
    """Says that files can be dropped; brightens while something is held over the window."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._over = theme, False
        self._text = _("Drop a supplier file, a folder of images or a .pim folder here")
        self.setFixedHeight(72)
        self.setAccessibleName(self._text)
        theme.changed.connect(self.update)

    def set_over(self, over: bool) -> None:
        """Whether something that can be dropped is over the window."""
        self._over = over
        self.update()

    def paintEvent(self, event) -> None:
        painter, theme, c = QPainter(self), self._theme, self._theme.c
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(c.accent if self._over else c.line2, 1.5, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(c.atint if self._over else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        width = min(text_width(self._text, theme.font(13)), self.width() - 60)
        x = (self.width() - width - 30) / 2
        theme.icons.draw(painter, QRectF(x, (self.height() - 18) / 2, 18, 18), "download-simple", c.muted)
        draw_text(painter, QRectF(x + 30, 0, width + 2, self.height()), self._text, theme.font(13), c.muted, LEFT)


class WelcomePage(QWidget):
    """`acted(code)` new, import, open or demo; `open_asked(path)`, `forget_asked(path)`, `dropped(paths)`."""

    acted = Signal(str)
    open_asked = Signal(str)
    forget_asked = Signal(str)
    dropped = Signal(list)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("k", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.recent = RecentList(theme)
        self.recent.chosen.connect(self.open_asked)
        self.recent.forgotten.connect(self.forget_asked)
        self.drop_zone, self.picture = DropZone(theme), Picture(theme)
        self._banners = QVBoxLayout()
        self._banners.setSpacing(8)
        self.cards: dict[str, ActionCard] = {}
        column = QWidget()
        column.setMaximumWidth(COLUMN)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 24, 0, 24)
        layout.setSpacing(0)
        layout.addLayout(self._banners)
        layout.addStretch(2)
        layout.addLayout(self._build_head())
        layout.addSpacing(38)
        layout.addLayout(self._build_middle())
        layout.addSpacing(26)
        layout.addWidget(self.drop_zone)
        layout.addStretch(3)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(24, 0, 24, 0)
        row.addStretch(1)
        row.addWidget(column, 100)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll_of(holder, "bg"))

    def _build_head(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(8)
        words.addStretch(1)
        claim = Label(self._theme, _("Enter a product once.\nEvery channel receives the same."), 26, 600)
        claim.setWordWrap(True)
        words.addWidget(claim)
        more = _(
            "Your catalogue is a folder on your disk. It works offline, keeps every change, and proves that web shop, "
            "marketplace, feed, labels and print agree."
        )
        words.addWidget(Label(self._theme, more, 14, 400, "muted", wrap=True))
        words.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(24)
        head.addLayout(words, 1)
        head.addWidget(self.picture)
        return head

    def _build_middle(self) -> QHBoxLayout:
        actions = QVBoxLayout()
        actions.setSpacing(8)
        formats = _("Excel, CSV, ODS, JSON, a ZIP with images, or another system’s export")
        for code, icon, title, line, keys in (
            ("new", "file-plus", _("New catalogue"), _("Empty, with the usual fields and three channels"), "Ctrl N"),
            ("import", "download-simple", _("Start from a file"), formats, "Ctrl I"),
            ("open", "folder-open", _("Open a catalogue"), _("A .pim folder"), "Ctrl O"),
            ("demo", "play-circle", _("Try the demo"), _("About 60 products, 3 channels, 2 languages"), "Ctrl D"),
        ):
            card = self.cards[code] = ActionCard(self._theme, icon, title, line, keys)
            card.clicked.connect(lambda _on=False, code=code: self.acted.emit(code))
            actions.addWidget(card)
        actions.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(48)
        middle.addLayout(actions, 64)
        middle.addWidget(self.recent, 36, Qt.AlignmentFlag.AlignTop)
        return middle

    def show_banner(self, banner: Banner | None) -> None:
        """Say at the top what could not be opened and what to do; None takes it away."""
        while (item := self._banners.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if banner is not None:
            self._banners.addWidget(banner)

    # -- dropping -------------------------------------------------------------------------------------
    def dragEnterEvent(self, event) -> None:
        if dropped_paths(event.mimeData()):
            self.drop_zone.set_over(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event) -> None:
        self.drop_zone.set_over(False)

    def dropEvent(self, event) -> None:
        self.drop_zone.set_over(False)
        paths = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)


def dropped_paths(data) -> list[Path]:
    """The local files and folders that are dropped."""
    urls: Sequence = data.urls() if data.hasUrls() else ()
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
