"""Before and after: the same struck red -> green pair in import, publishing, undo and history."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from pim.gui.painting.text import CENTER, LEFT, draw_text, text_width
from pim.gui.theme.theme import Theme

# kind of the new value -> (ground role or None, text role)
KINDS: dict[str, tuple[str | None, str]] = {
    "new": ("okt", "ok"),
    "doubtful": ("warnt", "warn"),
    "blocked": ("track", "text"),
    "unticked": (None, "muted"),
}
DIFF_HEIGHT = 20
_PAD, _ARROW = 6, 13


def _struck(theme: Theme) -> QFont:
    return theme.font(12, 400, True, strike=True)


def _box(painter: QPainter, rect: QRectF, ground: str | None, theme: Theme) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen if ground else QPen(theme.c.line2, 1))
    painter.setBrush(theme.color(ground) if ground else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect if ground else rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.restore()


def _between(plain: bool) -> tuple[float, float]:
    """Gaps before and after the arrow; an old value without ground needs none of its own."""
    return (2.0, 5.0) if plain else (8.0, 8.0)


def diff_widths(
    before: str | None, after: str | None, theme: Theme, limit: float, plain_before: bool = False
) -> tuple[float, float]:
    """Widths of the two boxes when `limit` pixels are there for both and the arrow."""
    font = theme.font(12, 500, True)
    first, second = (
        text_width(text, font) + 2 * _PAD if text is not None else 0.0 for text in (before, after)
    )
    gaps = _ARROW + sum(_between(plain_before))
    room = limit - (gaps if before is not None and after is not None else 0)
    if first + second <= room:
        return first, second
    half = room / 2
    if first <= half:
        return first, max(0.0, room - first)
    return (max(0.0, room - second), second) if second <= half else (max(0.0, half), max(0.0, half))


def diff_width(before: str | None, after: str | None, theme: Theme, plain_before: bool = False) -> int:
    """Natural width in logical pixels of the pair."""
    first, second = diff_widths(before, after, theme, 1e6, plain_before)
    gaps = _ARROW + sum(_between(plain_before)) if before is not None and after is not None else 0
    return int(first + second + gaps + 1)


def draw_diff(
    painter: QPainter,
    rect,
    before: str | None,
    after: str | None,
    theme: Theme,
    kind: str = "new",
    plain_before: bool = False,
) -> None:
    """Draw old and new value side by side, left in `rect`; either may be None (nothing was / remains).

    `plain_before` strikes the old value without the red ground, for dense tables.
    """
    area = QRectF(rect)
    top = area.center().y() - DIFF_HEIGHT / 2
    first, second = diff_widths(before, after, theme, area.width(), plain_before)
    left, right = _between(plain_before)
    x = area.x()
    if before is not None:
        box = QRectF(x, top, first, DIFF_HEIGHT)
        _draw_before(painter, box, before, theme, plain_before, kind)
        x += first + left
    if before is not None and after is not None:
        theme.icons.draw(painter, QRectF(x, top + 4, _ARROW - 1, _ARROW - 1), "arrow-right", theme.c.faint)
        x += _ARROW + right
    if after is not None:
        box = QRectF(x, top, second, DIFF_HEIGHT)
        ground, role = KINDS[kind]
        _box(painter, box, ground, theme)
        font = _struck(theme) if kind == "unticked" else theme.font(12, 500, True)
        draw_text(painter, box.adjusted(_PAD, 0, -_PAD + 1, 0), after, font, theme.color(role), LEFT)


def _draw_before(painter: QPainter, box: QRectF, text: str, theme: Theme, plain: bool, kind: str) -> None:
    if kind == "unticked":
        draw_text(painter, box.adjusted(_PAD, 0, -_PAD + 1, 0), text, theme.font(12, 400, True), theme.c.text)
        return
    if not plain:
        _box(painter, box, "badt", theme)
    color = theme.c.muted if plain else theme.c.bad
    draw_text(painter, box.adjusted(_PAD, 0, -_PAD + 1, 0), text, _struck(theme), color, CENTER)
