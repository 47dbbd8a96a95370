"""Chips: fixed height, width by text, one line. Kinds differ in ground and text colour only."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from pim.gui.painting.text import draw_text, text_width
from pim.gui.theme.theme import Theme


@dataclass(frozen=True)
class ChipLook:
    """How a kind of chip looks: ground, text role, height, side padding, weight of text and value."""

    ground: str
    text: str
    height: int
    pad: int
    size: int = 11
    weight: int = 500
    value_weight: int = 600


LOOKS: dict[str, ChipLook] = {
    "filter": ChipLook("track", "text", 24, 7, 12, 400, 600),
    "filter_on": ChipLook("pick", "atext", 24, 7, 12, 500, 600),
    "value": ChipLook("track", "text", 20, 7, 11, 500),
    "locale": ChipLook("track", "muted", 16, 7, 11, 400),
    "exception": ChipLook("viot", "vio", 16, 7),
    "ok": ChipLook("okt", "ok", 18, 7),
    "missing": ChipLook("warnt", "warn", 18, 7),
    "bad": ChipLook("badt", "bad", 18, 7),
    "count": ChipLook("track", "muted", 18, 6, 11, 400),
    "info": ChipLook("atint", "atext", 18, 7),
}
REMOVE_WIDTH = 18
_GAP = 4


def chip_width(kind: str, text: str, theme: Theme, value: str = "", removable: bool = False) -> int:
    """Width in logical pixels of a chip with `text` and a bold `value` after it."""
    look = LOOKS[kind]
    width = 2 * look.pad + text_width(text, theme.font(look.size, look.weight))
    if value:
        width += text_width(value, theme.font(look.size, look.value_weight)) + (_GAP if text else 0)
    return int(width + 1.5) + (REMOVE_WIDTH if removable else 0)


def draw_chip(
    painter: QPainter,
    rect: QRect | QRectF,
    kind: str,
    text: str,
    theme: Theme,
    value: str = "",
    removable: bool = False,
    hovered: bool = False,
) -> None:
    """Draw a chip filling the width of `rect`, centred in its height; what does not fit is elided."""
    look = LOOKS[kind]
    box = QRectF(rect.x(), 0, rect.width(), min(look.height, rect.height()))
    box.moveCenter(QRectF(rect).center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.c.press if hovered and look.ground == "track" else theme.color(look.ground))
    painter.drawRoundedRect(box, 4, 4)
    painter.restore()
    inner = box.adjusted(look.pad, 0, -look.pad - (REMOVE_WIDTH if removable else 0) + 2, 0)
    font = theme.font(look.size, look.weight)
    if text:
        draw_text(painter, inner, text, font, theme.color(look.text))
        inner.setLeft(inner.left() + text_width(text, font) + _GAP)
    if value and inner.width() > 0:
        draw_text(painter, inner, value, theme.font(look.size, look.value_weight), theme.color(look.text))
    if removable:
        place = QRectF(box.right() - REMOVE_WIDTH - 1, box.y(), REMOVE_WIDTH - 4, box.height())
        theme.icons.draw(
            painter, QRectF(place.center().x() - 6, place.center().y() - 6, 12, 12), "x", theme.c.muted
        )


def draw_more(painter: QPainter, rect: QRect | QRectF, count: int, theme: Theme) -> None:
    """The overflow chip "+3"."""
    draw_chip(painter, rect, "count", f"+{count}", theme)
