"""The stacked proportion bar: lengths follow square roots, so that 2 of 4,660 stay visible."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from pim.gui.painting.marks import BLOCKED, CHANGED, HELD, IN_SYNC, NEW
from pim.gui.theme.theme import Theme

BAR_HEIGHT = 8
ORDER = (IN_SYNC, CHANGED, NEW, HELD, BLOCKED)
FILLS = {IN_SYNC: "line2", CHANGED: "accent", NEW: "aline", HELD: "warnf", BLOCKED: "badf"}
_LEAST, _GAP = 4.0, 1.0


def segment_lengths(counts: list[int], width: float) -> list[float]:
    """Lengths in pixels for the counts, square-root scaled, at least 4 px for what is not zero."""
    roots = [math.sqrt(max(0, count)) for count in counts]
    shown = sum(1 for root in roots if root)
    if not shown or width <= 0:
        return [0.0] * len(counts)
    free = max(0.0, width - _GAP * (shown - 1) - _LEAST * shown)
    total = sum(roots)
    return [_LEAST + free * root / total if root else 0.0 for root in roots]


def draw_bar(painter: QPainter, rect, counts: dict[str, int], theme: Theme) -> None:
    """Draw readiness counts (state -> number) as one bar centred in the height of `rect`."""
    box = QRectF(rect.x(), 0, rect.width(), min(BAR_HEIGHT, rect.height()))
    box.moveCenter(QRectF(rect).center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPainterPath()
    outline.addRoundedRect(box, 4, 4)
    painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
    numbers = [counts.get(state, 0) for state in ORDER]
    if not any(numbers):
        painter.fillRect(box, theme.c.track)
    x = box.x()
    for state, length in zip(ORDER, segment_lengths(numbers, box.width()), strict=True):
        if length:
            painter.fillRect(QRectF(x, box.y(), length, box.height()), theme.color(FILLS[state]))
            x += length + _GAP
    painter.restore()
