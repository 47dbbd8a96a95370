"""The header of the product list: painted titles and channel icons, sorting by several columns with Shift."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from pim.gui.models.product_columns import LEAD, Column
from pim.gui.painting.cells import CELL_PAD, HEADER_HEIGHT
from pim.gui.painting.text import CENTER, LEFT, RIGHT, draw_text
from pim.gui.theme.theme import Theme


class GridHeader(QHeaderView):
    """`sort_changed(tuple)` with field names, "-" before those that descend. `menu_wanted(column, global point)`."""

    sort_changed = Signal(tuple)
    menu_wanted = Signal(int, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme, self.columns, self.sort = theme, [], ()
        self.setFixedHeight(HEADER_HEIGHT)
        self.setMinimumSectionSize(20)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setHighlightSections(False)
        self.sectionClicked.connect(self._clicked)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda place: self.menu_wanted.emit(self.logicalIndexAt(place), self.mapToGlobal(place))
        )

    def set_columns(self, columns: list[Column]) -> None:
        """What the sections are."""
        self.columns = columns
        self.viewport().update()

    def set_sort(self, sort: tuple[str, ...]) -> None:
        """Show this order without telling."""
        self.sort = sort
        self.viewport().update()

    def _clicked(self, section: int) -> None:
        column = self.columns[section] if 0 <= section < len(self.columns) else None
        if column is None or not column.sort:
            return
        self.choose_sort(column.sort, add=bool(_modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def choose_sort(self, field: str, *, add: bool = False, descending: bool | None = None) -> None:
        """Sort by a field: ascending, then descending, then not at all; `add` keeps the others before it."""
        now = next((name for name in self.sort if name.removeprefix("-") == field), "")
        following = {"": field, field: f"-{field}", f"-{field}": ""}[now]
        if descending is not None:
            following = f"-{field}" if descending else field
        others = [name for name in self.sort if name.removeprefix("-") != field] if add else []
        self.sort = tuple(name for name in (*others, following) if name)
        self.viewport().update()
        self.sort_changed.emit(self.sort)

    def sectionSizeFromContents(self, section: int) -> QSize:
        return QSize(40, HEADER_HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if not rect.isValid() or not 0 <= section < len(self.columns):
            return
        theme, column = self._theme, self.columns[section]
        painter.fillRect(rect, theme.c.bg)
        painter.fillRect(QRect(rect.x(), rect.bottom(), rect.width(), 1), theme.c.line)
        if column.code == LEAD:
            return
        if column.icon:
            box = QRectF(rect.center().x() - 6.5, rect.center().y() - 6.5, 14, 14)
            theme.icons.draw(painter, box, column.icon, theme.c.muted)
            return
        self._paint_title(painter, rect, column)

    def _paint_title(self, painter: QPainter, rect: QRect, column: Column) -> None:
        theme = self._theme
        inner = QRectF(rect).adjusted(CELL_PAD, 0, -CELL_PAD, 0)
        place = next((n for n, name in enumerate(self.sort) if name.removeprefix("-") == column.sort), None)
        if place is not None and column.sort:
            down = self.sort[place].startswith("-")
            arrow = QRectF(inner.right() - 10, rect.center().y() - 5, 11, 11)
            theme.icons.draw(painter, arrow, "caret-down" if down else "caret-up", theme.c.atext)
            inner.setRight(inner.right() - 13)
        font = theme.font(11, 600 if place is not None and column.sort else 500)
        align = RIGHT if column.right else CENTER if column.center else LEFT
        if column.center:
            inner.adjust(-CELL_PAD, 0, CELL_PAD if place is None else 0, 0)
        draw_text(painter, inner, column.title, font, theme.c.muted, align)


def _modifiers() -> Qt.KeyboardModifier:
    from PySide6.QtWidgets import QApplication

    return QApplication.keyboardModifiers()
