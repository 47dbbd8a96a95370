"""Drawing one line of text: elided with the same font it is drawn in, cached."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
CENTER = int(Qt.AlignmentFlag.AlignCenter)
_FLAGS = int(Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip)
END, MIDDLE, START = (Qt.TextElideMode.ElideRight, Qt.TextElideMode.ElideMiddle, Qt.TextElideMode.ElideLeft)
_LONGEST = 2000  # characters that are ever measured: a cell never shows more


class _Measured:
    """Metrics of one font object and the texts already elided or measured in it."""

    KEEP = 4000

    def __init__(self, font: QFont) -> None:
        self.font, self.metrics = font, QFontMetricsF(font)
        self._elided: dict[tuple[str, int, Qt.TextElideMode], str] = {}
        self._widths: dict[str, float] = {}

    def elide(self, text: str, width: int, mode: Qt.TextElideMode) -> str:
        found = self._elided.get((text, width, mode))
        if found is None:
            if len(self._elided) >= self.KEEP:
                self._elided.clear()
            found = self._elided[(text, width, mode)] = self.metrics.elidedText(text, mode, width)
        return found

    def width(self, text: str) -> float:
        found = self._widths.get(text)
        if found is None:
            if len(self._widths) >= self.KEEP:
                self._widths.clear()
            found = self._widths[text] = self.metrics.horizontalAdvance(text)
        return found


_measured: dict[int, _Measured] = {}


def _of(font: QFont) -> _Measured:
    # The entry holds the font, so its id cannot be given to another one meanwhile.
    found = _measured.get(id(font))
    if found is None:
        if len(_measured) >= 100:
            _measured.clear()
        found = _measured[id(font)] = _Measured(font)
    return found


def metrics_of(font: QFont) -> QFontMetricsF:
    """Cached metrics of exactly this font object (those of the theme live on)."""
    return _of(font).metrics


def one_line(text: str) -> str:
    """`text` as a cell can show it: no line breaks, not longer than anyone can see."""
    return text[:_LONGEST].replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")


def elide(text: str, font: QFont, width: float, mode: Qt.TextElideMode = END) -> str:
    """`text` shortened with … to `width` logical pixels; empty when nothing fits."""
    if width <= 0:
        return ""
    return _of(font).elide(one_line(text), math.ceil(width), mode)


def text_width(text: str, font: QFont) -> float:
    """Width of one line in logical pixels."""
    return _of(font).width(one_line(text))


def draw_text(
    painter: QPainter,
    rect: QRect | QRectF,
    text: str,
    font: QFont,
    color: QColor,
    align: int = LEFT,
    mode: Qt.TextElideMode = END,
) -> None:
    """Draw one line inside `rect`, elided to its width."""
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(QRectF(rect), align | _FLAGS, elide(text, font, rect.width(), mode))
