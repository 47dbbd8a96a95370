"""Text on screen: plain labels, elided labels, key hints, rules and icons."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from pim.gui.painting.text import CENTER, LEFT, draw_text, one_line
from pim.gui.theme.theme import Theme
from pim.gui.widgets.key_names import shown_keys
from pim.gui.widgets.safe_text import plain_tip


class Label(QLabel):
    """Plain text (never read as HTML) in a size, weight and colour role of the theme."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        size: int = 12,
        weight: int = 400,
        color: str = "text",
        *,
        tabular: bool = False,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme, self._look = theme, (size, weight, tabular)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("c", color)
        theme.changed.connect(self._refont)
        self._refont()

    def _refont(self) -> None:
        self.setFont(self._theme.font(*self._look))

    def set_look(self, size: int, weight: int, tabular: bool = False) -> None:
        """Change size, weight and figures."""
        self._look = (size, weight, tabular)
        self._refont()

    def set_color(self, role: str) -> None:
        """Change the colour role (muted, faint, ok, warn, bad, vio, atext, inherit, text)."""
        if self.property("c") == role:
            return  # styling a widget again takes longer than everything else of filling a form
        self.setProperty("c", role)
        self.style().unpolish(self)
        self.style().polish(self)


class ElidedLabel(QWidget):
    """One line that shortens itself with …; the whole text is its tooltip then."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        size: int = 12,
        weight: int = 400,
        color: str = "text",
        *,
        middle: bool = False,
        center: bool = False,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._look, self._color = theme, (size, weight, tabular), color
        self._align = CENTER if center else LEFT
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._update_tip()
        self.update()

    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_color(self, role: str) -> None:
        """Change the colour role."""
        self._color = role
        self.update()

    def _update_tip(self) -> None:
        self.setToolTip(plain_tip(self._text) if self.sizeHint().width() > self.width() else "")

    def sizeHint(self) -> QSize:
        metrics: QFontMetrics = self._theme.metrics(*self._look)
        return QSize(metrics.horizontalAdvance(one_line(self._text)) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(24, self.sizeHint().width()), self.sizeHint().height())

    def resizeEvent(self, event) -> None:
        self._update_tip()
        super().resizeEvent(event)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        draw_text(
            painter,
            self.rect(),
            self._text,
            self._theme.font(*self._look),
            self._theme.color(self._color),
            self._align,
            self._mode,
        )


class KeyHint(Label):
    """A key in a small box: "Ctrl K"."""

    def __init__(self, theme: Theme, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, shown_keys(keys), 11, 400, "muted", parent=parent)
        self.setProperty("k", "kbd")
        self.setFixedHeight(18)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class IconLabel(QWidget):
    """An icon that follows the theme."""

    def __init__(
        self, theme: Theme, name: str, role: str = "muted", size: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._name, self._role, self._size = theme, name, role, size
        self.setFixedSize(size, size)
        theme.changed.connect(self.update)

    def set_icon(self, name: str, role: str | None = None) -> None:
        """Show another icon, perhaps in another colour role."""
        self._name, self._role = name, role or self._role
        self.update()

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.drawPixmap(
            0, 0, self._theme.pixmap(self._name, self._role, self._size, self.devicePixelRatioF())
        )


def rule(vertical: bool = False, length: int = 0) -> QFrame:
    """A 1 px separator line, of a fixed length if given."""
    line = QFrame()
    line.setProperty("k", "rule2" if vertical else "rule")
    if vertical:
        line.setFixedWidth(1)
        line.setFixedHeight(length or 18)
    else:
        line.setFixedHeight(1)
        if length:
            line.setFixedWidth(length)
    return line
