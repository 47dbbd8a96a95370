"""Widgets around the painters: readiness mark with its count, badge, proportion bar, diff pair."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from pim.gui.painting.badges import (
    BADGE_HEIGHT,
    BADGE_WIDTH,
    draw_badge,
    draw_home_cell,
    missing_text,
    whole_percent,
)
from pim.gui.painting.bars import BAR_HEIGHT, ORDER, draw_bar
from pim.gui.painting.diff import DIFF_HEIGHT, diff_width, draw_diff
from pim.gui.painting.marks import MARK_SIZE, draw_mark, state_label
from pim.gui.painting.text import LEFT, draw_text, text_width
from pim.gui.theme.theme import Theme
from pim.gui.widgets.safe_text import plain_tip
from pim.i18n import _, format_number


class MarkCount(QWidget):
    """A readiness mark, with a text or count after it if given; the state is in tooltip and name."""

    def __init__(
        self,
        theme: Theme,
        state: str,
        text: str = "",
        size: int = 12,
        color: str = "text",
        weight: int = 500,
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._state, self._text = theme, state, text
        self._font, self._color = (size, weight, True), color
        theme.changed.connect(self._measure)
        self.set_state(state, text, tip)

    def set_state(self, state: str, text: str = "", tip: str = "") -> None:
        """Show another state, text and tooltip ("Marketplace: blocked, GTIN missing")."""
        self._state, self._text = state, text
        label = tip or f"{state_label(state)} {text}".strip()
        self.setToolTip(plain_tip(label))
        self.setAccessibleName(label)
        self._measure()

    def _measure(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        width = text_width(self._text, self._theme.font(*self._font)) + 6 if self._text else 0
        return QSize(int(MARK_SIZE + width + 1), 18)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        draw_mark(painter, QRectF(0, 2, MARK_SIZE, MARK_SIZE), self._state, self._theme)
        if self._text:
            draw_text(
                painter,
                QRectF(MARK_SIZE + 5, 0, self.width(), 18),
                self._text,
                self._theme.font(*self._font),
                self._theme.color(self._color),
                LEFT,
            )


class Badge(QWidget):
    """The completeness badge as a widget; None means not required."""

    def __init__(self, theme: Theme, percent: float | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFixedSize(BADGE_WIDTH, BADGE_HEIGHT)
        theme.changed.connect(self.update)
        self.set_percent(percent)

    def set_percent(self, percent: float | None) -> None:
        """Show another percentage."""
        self._percent = percent
        self.setAccessibleName(
            _("not required")
            if percent is None
            else _("{percent} % complete").format(percent=whole_percent(percent))
        )
        self.update()

    def paintEvent(self, event) -> None:
        draw_badge(QPainter(self), self.rect(), self._percent, self._theme)


class HomeCell(QWidget):
    """The large completeness cell of the Home room; `clicked` unless the combination is not used."""

    clicked = Signal()

    def __init__(
        self,
        theme: Theme,
        percent: float | None,
        missing: int = 0,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._percent, self._missing = theme, percent, missing
        self.setMinimumSize(88, 46)
        self.setMaximumHeight(46)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        if percent is not None:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        whole = None if percent is None else whole_percent(percent)
        state = _("not used") if whole is None else f"{whole} %, {missing_text(whole, missing)}"
        self.setAccessibleName(f"{name}, {state}" if name else state)

    def paintEvent(self, event) -> None:
        draw_home_cell(
            QPainter(self), self.rect(), self._percent, self._missing, self._theme, self.hasFocus()
        )

    def mouseReleaseEvent(self, event) -> None:
        if self._percent is not None and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event) -> None:
        if self._percent is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class ProportionBar(QWidget):
    """Readiness counts as one stacked bar; the exact numbers are in tooltip and name."""

    def __init__(
        self, theme: Theme, counts: dict[str, int] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setMinimumSize(60, BAR_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.set_counts(counts or {})

    def set_counts(self, counts: dict[str, int]) -> None:
        """State -> number of products."""
        self._counts = dict(counts)
        text = ", ".join(
            f"{state_label(state)} {format_number(counts[state])}" for state in ORDER if counts.get(state)
        )
        self.setToolTip(plain_tip(text))
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, BAR_HEIGHT)

    def paintEvent(self, event) -> None:
        draw_bar(QPainter(self), self.rect(), self._counts, self._theme)


class DiffPair(QWidget):
    """Old value struck, arrow, new value; either may be None."""

    def __init__(
        self,
        theme: Theme,
        before: str | None,
        after: str | None,
        kind: str = "new",
        *,
        plain_before: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._values, self._kind, self._plain = theme, (before, after), kind, plain_before
        self.setFixedHeight(DIFF_HEIGHT + 2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        was, now = before or _("nothing"), after or _("nothing")
        self.setAccessibleName(_("{before} becomes {after}").format(before=was, after=now))
        self.setToolTip(plain_tip(self.accessibleName()))

    def sizeHint(self) -> QSize:
        return QSize(diff_width(*self._values, self._theme), DIFF_HEIGHT + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, DIFF_HEIGHT + 2)

    def paintEvent(self, event) -> None:
        draw_diff(QPainter(self), self.rect(), *self._values, self._theme, self._kind, self._plain)
