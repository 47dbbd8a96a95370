"""Chip widgets, and a row of them that turns what does not fit into "+3"."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from pim.gui.painting.chips import LOOKS, REMOVE_WIDTH, chip_width, draw_chip
from pim.gui.theme.theme import Theme
from pim.gui.widgets.safe_text import plain_tip
from pim.i18n import _


class Chip(QWidget):
    """A chip of a kind in `painting.chips.LOOKS`. Emits `clicked`, and `removed` from its x or Delete."""

    clicked = Signal()
    removed = Signal()

    def __init__(
        self,
        theme: Theme,
        text: str,
        kind: str = "value",
        *,
        value: str = "",
        removable: bool = False,
        clickable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._kind, self._removable, self._clickable = theme, kind, removable, clickable
        self._text, self._value, self._hovered = text, value, False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if removable or clickable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.changed.connect(self._measure)
        self.set_text(text, value)

    def set_text(self, text: str, value: str = "") -> None:
        """Show another text and bold value."""
        self._text, self._value = text, value
        self.setAccessibleName(f"{text} {value}".strip())
        if self._removable:
            self.setToolTip(_("Delete removes it"))
        self._measure()

    def set_kind(self, kind: str) -> None:
        """Change the kind (a filter becomes filter_on)."""
        self._kind = kind
        self._measure()

    def _measure(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        width = chip_width(self._kind, self._text, self._theme, self._value, self._removable)
        return QSize(min(width, 420), LOOKS[self._kind].height)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        draw_chip(
            painter,
            self.rect(),
            self._kind,
            self._text,
            self._theme,
            self._value,
            self._removable,
            self._hovered,
        )
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.c.accent, 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)

    def _over_remove(self, x: float) -> bool:
        return self._removable and x >= self.width() - REMOVE_WIDTH - 4

    def enterEvent(self, event) -> None:
        self._hovered = self._clickable or self._removable
        self.update()

    def leaveEvent(self, event) -> None:
        self._hovered = False
        self.update()

    def mouseReleaseEvent(self, event) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            (self.removed if self._over_remove(event.position().x()) else self.clicked).emit()

    def keyPressEvent(self, event) -> None:
        if self._removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class ChipRow(QWidget):
    """Chips in one line; those that do not fit become one "+3" whose tooltip names them."""

    GAP = 6

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chips: list[Chip] = []
        self._more = Chip(theme, "+0", "count", parent=self)
        self._more.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_chips(self, chips: list[Chip]) -> None:
        """Replace the chips; the row owns them."""
        for old in self._chips:
            old.hide()
            old.deleteLater()
        self._chips = chips
        for chip in chips:
            chip.setParent(self)
            chip.show()
        self.setFixedHeight(max([chip.height() for chip in chips], default=20))
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(sum(chip.width() + self.GAP for chip in self._chips), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self.height())

    def resizeEvent(self, event) -> None:
        self._place()

    def _place(self) -> None:
        shown = self._fitting()
        x = 0
        for number, chip in enumerate(self._chips):
            chip.setVisible(number < shown)
            chip.setGeometry(QRect(x, (self.height() - chip.height()) // 2, chip.width(), chip.height()))
            x += chip.width() + self.GAP if number < shown else 0
        rest = self._chips[shown:]
        self._more.setVisible(bool(rest))
        if rest:
            self._more.set_text(f"+{len(rest)}")
            self._more.setToolTip(plain_tip("\n".join(chip.accessibleName() for chip in rest)))
            self._more.move(x, (self.height() - self._more.height()) // 2)

    def _fitting(self) -> int:
        """How many chips fit, keeping room for "+n" when not all do."""
        if sum(chip.width() + self.GAP for chip in self._chips) - self.GAP <= self.width():
            return len(self._chips)
        x, room = 0, self.width() - 36
        for number, chip in enumerate(self._chips):
            x += chip.width() + self.GAP
            if x > room:
                return number
        return len(self._chips)


def row_of(*widgets: QWidget, spacing: int = 6, stretch: bool = True) -> QWidget:
    """The widgets side by side without margins; `stretch` keeps them at the left."""
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for widget in widgets:
        layout.addWidget(widget)
    if stretch:
        layout.addStretch(1)
    return holder
