"""One entry of the sidebar, painted: used by its widgets and by item views (category trees)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate

from pim.gui.painting.text import CENTER, LEFT, RIGHT, draw_text, text_width
from pim.gui.theme.theme import Theme

ROOM_HEIGHT, ENTRY_HEIGHT = 28, 26
COUNT_ROLE = int(Qt.ItemDataRole.UserRole) + 40  # str: the count at the right of an entry
ICON_ROLE = COUNT_ROLE + 1  # str: icon name


@dataclass(frozen=True)
class SideEntry:
    """What one entry shows. `room` entries are larger and blue when selected, the others grey."""

    text: str
    icon: str = ""
    count: str = ""
    room: bool = False
    selected: bool = False
    hovered: bool = False
    focused: bool = False
    folded: bool | None = None  # None: nothing to unfold
    indent: int = 0
    rail: bool = False  # icon only
    in_tree: bool = False  # keeps the place of a caret, so that siblings align


def draw_side_entry(painter: QPainter, rect: QRect, entry: SideEntry, theme: Theme) -> None:
    """Draw the entry over the whole of `rect`."""
    c = theme.c
    _ground(painter, rect, entry, theme)
    if entry.rail:
        theme.icons.draw(
            painter,
            QRectF(rect.center().x() - 8, rect.center().y() - 8, 18, 18),
            entry.icon or "circle",
            c.atext if entry.selected and entry.room else c.muted,
        )
        return
    x = rect.x() + 9 + entry.indent
    if entry.folded is not None:
        name = "caret-right" if entry.folded else "caret-down"
        theme.icons.draw(painter, QRectF(x - 4, rect.center().y() - 5, 11, 11), name, c.muted)
    if entry.icon:
        size = 16 if entry.room else 15
        color = c.atext if entry.selected and entry.room else c.muted
        place = QRect(x, rect.y() + (rect.height() - size) // 2, size, size)
        painter.drawPixmap(
            place.topLeft(), theme.icons.pixmap(entry.icon, color, size, painter.device().devicePixelRatioF())
        )
        x += 23
    elif entry.folded is not None or entry.indent or entry.in_tree:
        x += 14
    size, weight = (13 if entry.room else 12), (500 if entry.selected else 400)
    right = rect.right() - 8
    if entry.count:
        figures = theme.font(11, 400, True)
        width = text_width(entry.count, figures)
        draw_text(
            painter,
            QRectF(right - width - 2, rect.y(), width + 3, rect.height()),
            entry.count,
            figures,
            c.muted,
            RIGHT,
        )
        right -= int(width) + 8
    draw_text(
        painter,
        QRectF(x, rect.y(), right - x, rect.height()),
        entry.text,
        theme.font(size, weight),
        c.text,
        LEFT,
    )


def _ground(painter: QPainter, rect: QRect, entry: SideEntry, theme: Theme) -> None:
    role = ("pick" if entry.room else "press") if entry.selected else "hover" if entry.hovered else ""
    if not role and not entry.focused:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.c.accent, 2) if entry.focused else Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(role) if role else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1) if entry.focused else QRectF(rect), 5, 5)
    painter.restore()


def draw_caption(painter: QPainter, rect: QRect, text: str, theme: Theme, align: int = LEFT) -> None:
    """The small heading of a group of entries."""
    draw_text(painter, rect, text, theme.font(11, 600), theme.c.muted, align if align else CENTER)


class SideDelegate(QStyledItemDelegate):
    """Paints a tree or list view as sidebar entries; counts and icons come by COUNT_ROLE and ICON_ROLE.

    The view should have no indentation and no root decoration: depth and caret are painted here.
    """

    def __init__(self, theme: Theme, view) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(self, option, index) -> QSize:
        return QSize(100, ENTRY_HEIGHT)

    def paint(self, painter: QPainter, option, index) -> None:
        depth, parent = 0, index.parent()
        while parent.isValid():
            depth, parent = depth + 1, parent.parent()
        model = index.model()
        tree = hasattr(self._view, "isExpanded")
        folded = not self._view.isExpanded(index) if tree and model.hasChildren(index) else None
        state = option.state
        entry = SideEntry(
            str(index.data() or ""),
            str(index.data(ICON_ROLE) or ""),
            str(index.data(COUNT_ROLE) or ""),
            selected=bool(state & QStyle.StateFlag.State_Selected),
            hovered=bool(state & QStyle.StateFlag.State_MouseOver),
            focused=False,
            folded=folded,
            in_tree=tree,
            indent=14 * depth if tree else 0,
        )
        draw_side_entry(painter, option.rect.adjusted(8, 0, -8, 0), entry, self._theme)
