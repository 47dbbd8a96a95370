"""The rows of the command palette: a small list with group captions, painted."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate

from pim.gui.frame.commands import COMMANDS, PRODUCTS, VIEWS, Found, fold, matches
from pim.gui.painting.text import CENTER, LEFT, draw_text, text_width
from pim.gui.theme.theme import Theme
from pim.gui.widgets.key_names import shown_keys
from pim.i18n import _

FOUND = int(Qt.ItemDataRole.UserRole)
ROW, CAPTION, MOST = 38, 28, 12
GROUPS = (COMMANDS, PRODUCTS, VIEWS)


def group_title(group: str) -> str:
    """The caption over a group of rows."""
    return {COMMANDS: _("Commands"), PRODUCTS: _("Products"), VIEWS: _("Views and values")}[group]


class PaletteDelegate(QStyledItemDelegate):
    """Paints captions and rows; matched letters stand out in blue and semi-bold."""

    def __init__(self, theme: Theme, parent) -> None:
        super().__init__(parent)
        self._theme = theme
        self.words: list[str] = []

    def sizeHint(self, option, index) -> QSize:
        return QSize(100, ROW if index.data(FOUND) else CAPTION)

    def paint(self, painter: QPainter, option, index) -> None:
        found, rect, theme = index.data(FOUND), QRect(option.rect), self._theme
        if found is None:
            draw_text(
                painter, rect.adjusted(18, 4, 0, 0), str(index.data()), theme.font(11, 600), theme.c.muted
            )
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.c.pick)
            painter.drawRoundedRect(rect.adjusted(8, 1, -8, -1), 6, 6)
        theme.icons.draw(
            painter, QRectF(rect.x() + 20, rect.center().y() - 8, 16, 16), found.icon, theme.c.muted
        )
        right = self._keys(painter, rect, found.keys)
        x = self._title(painter, rect, found.title, right)
        draw_text(
            painter,
            QRectF(x + 14, rect.y(), right - x - 14, rect.height()),
            found.note,
            theme.font(12),
            theme.c.muted,
        )

    def _title(self, painter: QPainter, rect: QRect, title: str, right: float) -> float:
        """Draw the title in plain and matched pieces; returns the x behind it."""
        theme, x, position = self._theme, float(rect.x() + 52), 0
        pieces: list[tuple[str, bool]] = []
        for start, length in matches(title, self.words):
            pieces += [(title[position:start], False), (title[start : start + length], True)]
            position = start + length
        pieces.append((title[position:], False))
        for text, matched in pieces:
            font = theme.font(13, 600 if matched else 400)
            draw_text(
                painter,
                QRectF(x, rect.y(), right - x, rect.height()),
                text,
                font,
                theme.c.atext if matched else theme.c.text,
                LEFT,
            )
            x += text_width(text, font)
        return x

    def _keys(self, painter: QPainter, rect: QRect, keys: str) -> float:
        """Draw the shortcut's keys from the right; returns the x left of them."""
        theme, x = self._theme, float(rect.right() - 18)
        font = theme.font(11)
        for key in reversed(shown_keys(keys).split("+") if keys else []):
            width = text_width(key, font) + 10
            box = QRectF(x - width, rect.center().y() - 8.5, width, 18)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.c.line2, 1))
            painter.setBrush(theme.c.raised)
            painter.drawRoundedRect(box, 4, 4)
            draw_text(painter, box, key, font, theme.c.muted, CENTER)
            x -= width + 6
        return x


class PaletteList(QListWidget):
    """At most 12 rows in groups; captions cannot be selected."""

    def __init__(self, theme: Theme, parent=None) -> None:
        super().__init__(parent)
        self._delegate = PaletteDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setProperty("k", "bare")
        self.setAccessibleName(_("Results"))

    def show_found(self, found: list[Found], text: str) -> None:
        """Fill with results, grouped, and select the first row."""
        self._delegate.words = fold(text).split()
        self.clear()
        for group in GROUPS:
            rows = [entry for entry in found[:MOST] if entry.group == group]
            if rows:
                self._caption(group_title(group))
            for entry in rows:
                item = QListWidgetItem(f"{entry.title}, {entry.note}" if entry.note else entry.title)
                item.setData(FOUND, entry)
                self.addItem(item)
        self.step(1)
        self.setFixedHeight(
            min(sum(ROW if self.item(i).data(FOUND) else CAPTION for i in range(self.count())), 484)
        )

    def _caption(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addItem(item)

    def step(self, direction: int) -> None:
        """Move to the next row that can be chosen."""
        row = self.currentRow()
        for _attempt in range(self.count()):
            row = (row + direction) % self.count()
            if self.item(row).data(FOUND) is not None:
                self.setCurrentRow(row)
                return

    def current(self) -> Found | None:
        """The selected result."""
        item = self.currentItem()
        return item.data(FOUND) if item is not None else None
