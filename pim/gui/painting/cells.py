"""Grid cells: every state of a value, painted; nothing here is styled by QSS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from pim.gui.painting.marks import draw_dot
from pim.gui.painting.text import END, LEFT, MIDDLE, RIGHT, draw_text, text_width
from pim.gui.theme.theme import Theme
from pim.i18n import _

ROW_HEIGHT, COMPACT_ROW, COMFORTABLE_ROW, HEADER_HEIGHT = 28, 24, 40, 28
CELL_PAD = 8


@dataclass(frozen=True)
class CellState:
    """One state's look: ground and text role, a leading icon, a dot before own values."""

    ground: str | None = None
    text: str = "text"
    icon: str | None = None
    icon_role: str = "faint"
    dot: bool = False
    border: str | None = None
    stand_in: Callable[[], str] | None = None


CELL_STATES: dict[str, CellState] = {
    "normal": CellState(),
    "secondary": CellState(text="muted"),
    "inherited": CellState(text="inherit"),
    "own": CellState(dot=True),
    "invalid": CellState("badt", "bad", "warning-circle", "bad", border="badf"),
    "empty": CellState(text="disabled", stand_in=lambda: "–"),
    "missing": CellState("warnt", "warn", stand_in=lambda: _("missing")),
    "read_only": CellState("bg", "muted", "lock-simple"),
    "changed": CellState("okt"),
    "promotion": CellState(icon="calendar-blank"),
    "promotion_own": CellState(icon="calendar-blank", dot=True),
    "pending": CellState(text="faint"),
}


def draw_cell(
    painter: QPainter,
    rect: QRect | QRectF,
    text: str,
    theme: Theme,
    state: str = "normal",
    *,
    right: bool = False,
    middle: bool = False,
    weight: int = 400,
    strength: float = 1.0,
) -> None:
    """Draw one value in one state. `right` for numbers; `middle` elides in the middle (SKUs).

    `strength` 1..0 fades the ground, for a value that has just changed.
    """
    look = CELL_STATES[state]
    area = QRectF(rect)
    if look.ground:
        ground = QColor(theme.color(look.ground))
        ground.setAlphaF(min(1.0, max(0.0, strength)))
        painter.fillRect(area, ground)
    if look.border:
        painter.setPen(QPen(theme.color(look.border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area.adjusted(0, 0, -1, -1))
    inner = area.adjusted(CELL_PAD, 0, -CELL_PAD, 0)
    if look.icon and inner.width() > 40:
        place = QRectF(inner.x(), inner.center().y() - 6.5, 13, 13)
        theme.icons.draw(painter, place, look.icon, theme.color(look.icon_role))
        inner.setLeft(inner.x() + 19)
    shown = look.stand_in() if look.stand_in else text
    font = theme.font(12, weight, right)  # tabular figures widen the hyphens of SKUs
    if look.dot:
        inner = _dot_before(painter, inner, shown, font, theme, right)
    draw_text(
        painter,
        inner,
        shown,
        font,
        theme.color(look.text),
        RIGHT if right else LEFT,
        MIDDLE if middle else END,
    )


def _dot_before(painter: QPainter, inner: QRectF, text: str, font, theme: Theme, right: bool) -> QRectF:
    """The blue dot of an own value, directly before its text; returns the room left for the text."""
    width = min(text_width(text, font), inner.width() - 8)
    x = inner.right() - width - 6 if right else inner.x() + 2
    draw_dot(painter, x, inner.center().y() + 0.5, theme)
    return inner if right else inner.adjusted(8, 0, 0, 0)


def draw_active(painter: QPainter, rect: QRect, theme: Theme) -> None:
    """The 2 px accent frame of the current cell."""
    _frame(painter, rect, theme)


def draw_range(painter: QPainter, rect: QRect, theme: Theme, handle: bool = True) -> None:
    """The outline round a whole selected range, with its fill handle at the bottom right."""
    _frame(painter, rect, theme)
    if handle:
        painter.fillRect(QRect(rect.right() - 4, rect.bottom() - 4, 7, 7), theme.c.surface)
        painter.fillRect(QRect(rect.right() - 3, rect.bottom() - 3, 6, 6), theme.c.accent)


def _frame(painter: QPainter, rect: QRect, theme: Theme) -> None:
    painter.save()
    painter.setPen(
        QPen(theme.c.accent, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin)
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(rect).adjusted(1, 1, -1, -1))
    painter.restore()


def draw_row_ground(
    painter: QPainter, rect: QRect, theme: Theme, *, variant: bool = False, current: bool = False
) -> None:
    """Ground and base line of a whole row; the current product carries a 3 px accent bar."""
    painter.fillRect(rect, theme.c.atint if current else theme.c.bg if variant else theme.c.surface)
    painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), theme.c.line)
    if current:
        painter.fillRect(QRect(rect.x(), rect.y(), 3, rect.height()), theme.c.accent)


def draw_tree_line(painter: QPainter, rect: QRect, theme: Theme, last: bool) -> float:
    """The line that ties a variant to its model; returns the x where its text starts."""
    x, middle = rect.x() + 4, rect.y() + rect.height() // 2
    painter.fillRect(QRect(x, rect.y(), 1, rect.height() // 2 if last else rect.height()), theme.c.line2)
    painter.fillRect(QRect(x, middle, 8, 1), theme.c.line2)
    return x + 14


def draw_skeleton(painter: QPainter, rect: QRect, theme: Theme, fraction: float = 0.6) -> None:
    """The grey bar that stands for a text that is still being fetched."""
    width = max(8, int((rect.width() - 2 * CELL_PAD) * fraction))
    bar = QRectF(rect.x() + CELL_PAD, rect.center().y() - 4, width, 8)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.c.track)
    painter.drawRoundedRect(bar, 4, 4)
    painter.restore()
