"""The readiness mark: one shape per state, readable in greyscale; and the dot of own values."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from pim.gui.theme.theme import Theme
from pim.i18n import _

IN_SYNC, CHANGED, NEW, HELD, BLOCKED, NOT_SOLD = STATES = (
    "in_sync",
    "changed",
    "new",
    "held",
    "blocked",
    "not_sold",
)
MARK_SIZE = 14


def state_label(state: str) -> str:
    """The words for a readiness state, for tooltips and screen readers."""
    return _LABELS[state]()


_LABELS: dict[str, Callable[[], str]] = {
    IN_SYNC: lambda: _("In sync"),
    CHANGED: lambda: _("Changed"),
    NEW: lambda: _("New"),
    HELD: lambda: _("Held"),
    BLOCKED: lambda: _("Blocked"),
    NOT_SOLD: lambda: _("Not sold here"),
}


def draw_mark(painter: QPainter, rect: QRect | QRectF, state: str, theme: Theme) -> None:
    """Draw the mark of a readiness state centred in `rect` (at most 14 px large)."""
    side = min(MARK_SIZE, rect.width(), rect.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    center = QRectF(rect).center()
    painter.translate(center.x(), center.y())
    painter.scale(side / MARK_SIZE, side / MARK_SIZE)
    _SHAPES[state](painter, theme)
    painter.restore()


def _in_sync(painter: QPainter, theme: Theme) -> None:
    painter.setPen(
        QPen(theme.c.faint, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.drawPolyline(QPolygonF([QPointF(-4.6, 0.3), QPointF(-1.4, 3.5), QPointF(4.8, -3.4)]))


def _changed(painter: QPainter, theme: Theme) -> None:
    # Light: the fill; dark: the lighter text blue, which keeps 3:1 on a selected row.
    _fill(painter, theme.c.atext if theme.dark else theme.c.accent)
    painter.drawPolygon(QPolygonF([QPointF(0, -4.6), QPointF(5.2, 4.4), QPointF(-5.2, 4.4)]))


def _new(painter: QPainter, theme: Theme) -> None:
    painter.setPen(QPen(theme.c.atext if theme.dark else theme.c.accent, 1.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(0, 0), 4.3, 4.3)


def _held(painter: QPainter, theme: Theme) -> None:
    _fill(painter, theme.c.warnf)
    painter.drawRoundedRect(QRectF(-4, -4.5, 2.8, 9), 0.6, 0.6)
    painter.drawRoundedRect(QRectF(1.2, -4.5, 2.8, 9), 0.6, 0.6)


def _blocked(painter: QPainter, theme: Theme) -> None:
    _fill(painter, theme.c.badf)
    painter.drawPolygon(QPolygonF([QPointF(0, -6.4), QPointF(6.4, 0), QPointF(0, 6.4), QPointF(-6.4, 0)]))
    painter.setBrush(theme.c.on)
    painter.drawRect(QRectF(-3, -0.9, 6, 1.8))


def _not_sold(painter: QPainter, theme: Theme) -> None:
    painter.setPen(QPen(theme.c.disabled, 1.3))
    painter.drawLine(QPointF(-3, 0), QPointF(3, 0))


def _fill(painter: QPainter, color) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)


_SHAPES: dict[str, Callable[[QPainter, Theme], None]] = {
    IN_SYNC: _in_sync,
    CHANGED: _changed,
    NEW: _new,
    HELD: _held,
    BLOCKED: _blocked,
    NOT_SOLD: _not_sold,
}


def draw_dot(
    painter: QPainter, x: float, y: float, theme: Theme, role: str = "atext", radius: float = 2.0
) -> None:
    """A small filled circle centred at x, y: own value (atext), missing (warnf), status (muted)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _fill(painter, theme.color(role))
    painter.drawEllipse(QPointF(x, y), radius, radius)
    painter.restore()
