"""A group of fields that folds: caret, name, how many are missing."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from pim.gui.painting.chips import chip_width, draw_chip
from pim.gui.painting.text import draw_text, text_width
from pim.gui.theme.theme import Theme
from pim.gui.widgets.own_keys import EnterPresses
from pim.i18n import _, ngettext


class GroupHead(EnterPresses, QAbstractButton):
    """The line that folds its group."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__()
        self._theme, self._title, self._missing, self._checked = theme, title, 0, False
        self.is_open = True
        self.setFixedHeight(26)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(title)
        theme.changed.connect(self.update)

    def set_state(self, missing: int, complete: bool) -> None:
        """How many required values are missing; a check when there are some and none is missing."""
        self._missing, self._checked = missing, complete
        state = self._missing_words() if missing else _("complete") if complete else ""
        self.setAccessibleName(f"{self._title} {state}".strip())
        self.update()

    def _missing_words(self) -> str:
        return ngettext("{count} missing", "{count} missing", self._missing).format(count=self._missing)

    def sizeHint(self) -> QSize:
        return QSize(120, 26)

    def paintEvent(self, event) -> None:
        painter, theme = QPainter(self), self._theme
        font = theme.font(12, 600)
        icon = "caret-down" if self.is_open else "caret-right"
        theme.icons.draw(painter, QRectF(0, 7.5, 11, 11), icon, theme.c.muted)
        draw_text(painter, QRectF(20, 0, self.width() - 20, 26), self._title, font, theme.c.text)
        x = 28 + text_width(self._title, font)
        if self._missing:
            words = self._missing_words()
            place = QRectF(x, 0, chip_width("missing", words, theme), 26)
            draw_chip(painter, place, "missing", words, theme)
        elif self._checked:
            theme.icons.draw(painter, QRectF(x, 6.5, 13, 13), "check", theme.c.ok)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.c.accent, 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)


class GroupBox(QWidget):
    """Put widgets into `body`. `folded(open)` when somebody folds or unfolds it."""

    folded = Signal(bool)

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = GroupHead(theme, title)
        self._holder = QWidget()
        self.body = QVBoxLayout(self._holder)
        self.body.setContentsMargins(0, 2, 0, 10)
        self.body.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self._holder)
        self.head.clicked.connect(lambda: self.set_open(not self.head.is_open))

    def set_open(self, is_open: bool) -> None:
        """Fold or unfold."""
        self.head.is_open = is_open
        self._holder.setVisible(is_open)
        self.head.update()
        self.folded.emit(is_open)
