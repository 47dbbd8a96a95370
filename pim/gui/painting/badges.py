"""Completeness: the small badge of grid and sheet, and the large cell of the Home room."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from pim.gui.painting.text import CENTER, LEFT, draw_text
from pim.gui.theme.theme import Theme
from pim.i18n import _, format_number, ngettext

BADGE_WIDTH, BADGE_HEIGHT = 36, 16


def whole_percent(percent: float) -> int:
    """The percentage as shown: floored, because 99.6 is not complete; kept in 0..100."""
    if math.isnan(percent):
        return 0
    return max(0, min(100, math.floor(percent)))


def _family(percent: int) -> str:
    return "ok" if percent == 100 else "warn" if percent >= 50 else "bad"


def draw_badge(
    painter: QPainter, rect: QRect | QRectF, percent: float | None, theme: Theme, width: float = BADGE_WIDTH
) -> None:
    """Draw the badge centred in `rect`; None means this combination is not required ("–")."""
    if percent is None:
        draw_text(painter, rect, "–", theme.font(11), theme.c.disabled, CENTER)
        return
    whole = whole_percent(percent)
    box = QRectF(0, 0, min(width, rect.width()), min(BADGE_HEIGHT, rect.height()))
    box.moveCenter(QRectF(rect).center())
    box.moveTo(round(box.x()), round(box.y()))
    painter.save()
    _ground(painter, box, whole, theme, radius=4, line=2)
    painter.restore()
    draw_text(
        painter,
        box.adjusted(0, -1, 0, -1),
        str(whole),
        theme.font(11, 500, True),
        theme.color(_family(whole)),
        CENTER,
    )


def _ground(painter: QPainter, box: QRectF, whole: int, theme: Theme, radius: float, line: float) -> None:
    """Track, proportional tint and base line, cut to the rounded box."""
    family = _family(whole)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outline = QPainterPath()
    outline.addRoundedRect(box, radius, radius)
    painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
    filled = QRectF(box.x(), box.y(), round(box.width() * whole / 100), box.height())
    if whole < 100:
        painter.fillRect(box, theme.c.track)
        painter.fillRect(filled, theme.color(family + "t"))
    height = 1.5 if whole == 100 else line
    painter.fillRect(
        QRectF(filled.x(), box.bottom() - height, filled.width(), height), theme.color(family + "f")
    )


def draw_home_cell(
    painter: QPainter,
    rect: QRect | QRectF,
    percent: float | None,
    missing: int,
    theme: Theme,
    focused: bool = False,
) -> None:
    """The large cell: percentage over "94 missing"; None draws "not used"."""
    box = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.save()
    if percent is not None:
        _ground(painter, QRectF(rect), whole_percent(percent), theme, radius=5, line=3)
    painter.restore()
    if percent is None or whole_percent(percent) == 100 or focused:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.c.accent if focused else theme.c.line, 2 if focused else 1))
        painter.drawRoundedRect(box, 5, 5)
        painter.restore()
    if percent is None:
        draw_text(painter, rect, _("not used"), theme.font(11), theme.c.faint, CENTER)
        return
    whole = whole_percent(percent)
    inner = QRectF(rect).adjusted(10, 5, -6, -6)
    half = inner.height() / 2
    draw_text(
        painter,
        QRectF(inner.x(), inner.y(), inner.width(), half),
        _("{percent} %").format(percent=whole),
        theme.font(14, 600, True),
        theme.color(_family(whole)),
        LEFT,
    )
    draw_text(
        painter,
        QRectF(inner.x(), inner.y() + half, inner.width(), half),
        missing_text(whole, missing),
        theme.font(11, 400, True),
        theme.c.muted,
        LEFT,
    )


def missing_text(whole: int, missing: int) -> str:
    """The line under a percentage: "complete" or "94 missing"."""
    if whole == 100:
        return _("complete")
    return ngettext("{count} missing", "{count} missing", missing).format(count=format_number(missing))
