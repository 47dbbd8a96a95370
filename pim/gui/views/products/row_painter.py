"""Paints whole rows of the product list into cached pixmaps; what changes under the mouse is drawn on top."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from pim.gui.models.product_cells import cell_of
from pim.gui.models.product_columns import COMPLETENESS, LEAD, NAME, SKU, STATUS, Column
from pim.gui.models.product_grid import ProductGridModel
from pim.gui.models.product_rows import LoadedRow
from pim.gui.painting.badges import draw_badge
from pim.gui.painting.cells import draw_cell, draw_row_ground, draw_skeleton, draw_tree_line
from pim.gui.painting.chips import chip_width, draw_chip
from pim.gui.painting.marks import draw_mark
from pim.gui.painting.row_cache import RowCache, RowKey, blank_row
from pim.gui.painting.text import draw_text, text_width
from pim.gui.theme.theme import Theme
from pim.gui.thumbnails import Thumbnails

THUMB, CARET_X = 22, 12


class Place(NamedTuple):
    """A visible column and where it stands in the row."""

    column: Column
    rect: QRect


class RowPainter:
    """Draws rows of `model`. `set_layout` tells the columns' places; a change of them makes other pixmaps."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails, model: ProductGridModel) -> None:
        self._theme, self._thumbnails, self._model = theme, thumbnails, model
        self._cache = RowCache()
        self._places: list[Place] = []
        self._size = QSize(1, 28)
        self._layout = 0
        self._awaited: dict[str, set[int]] = {}  # image -> rows painted without it

    def set_layout(self, places: list[Place], size: QSize) -> None:
        """Where the columns stand, and how large a row is."""
        if (places, size) != (self._places, self._size):
            self._places, self._size = places, size
            self._layout += 1

    def clear(self) -> None:
        """Forget every painted row."""
        self._cache.clear()

    def row(self, row: int, ratio: float, *, hurry: bool = False) -> tuple[QPixmap, bool]:
        """The painted row, a skeleton while its product is being read; and whether that is all there is to show.

        In a hurry a row that was not painted yet stays a skeleton too, and is to be asked for again.
        """
        loaded = self._model.loaded(row)
        found = self._find(row, loaded, ratio)
        if found is not None:
            return found, True
        if hurry and loaded is not None:
            return self._find(row, None, ratio) or self._made(row, None, ratio), False
        return self._made(row, loaded, ratio), True

    def _key(self, row: int, loaded: LoadedRow | None, ratio: float) -> RowKey:
        number, depth = self._model.order.id_at(row), self._model.order.depth(row)
        shape = (depth, self._model.is_last(row), self._model.is_open(row))
        return RowKey(
            (number if loaded else 0, *shape), self._model.store.serial(number) if loaded else 0, self._layout,
            self._theme.generation, ratio,
        )  # fmt: skip

    def _find(self, row: int, loaded: LoadedRow | None, ratio: float) -> QPixmap | None:
        return self._cache.find(self._key(row, loaded, ratio))

    def _made(self, row: int, loaded: LoadedRow | None, ratio: float) -> QPixmap:
        key = self._key(row, loaded, ratio)
        _number, depth, last, is_open = key.product
        found = self._paint(loaded, depth, last, is_open, ratio)
        self._cache.keep(key, found)
        return found

    def image_arrived(self, sha256: str) -> None:
        """A thumbnail came: the rows that showed the empty tile for it are painted again, and no other."""
        for number in self._awaited.pop(sha256, ()):
            self._model.store.touch(number)

    def _paint(self, loaded: LoadedRow | None, depth: int, last: bool, is_open: bool, ratio: float) -> QPixmap:
        pixmap = blank_row(self._size, ratio)
        painter = QPainter(pixmap)
        draw_row_ground(painter, QRect(0, 0, self._size.width(), self._size.height()), self._theme, variant=depth > 0)
        for column, rect in self._places:
            if loaded is None:
                if column.code in (SKU, NAME):
                    draw_skeleton(painter, rect, self._theme, 0.6 if column.code == SKU else 0.45)
                continue
            cell = _Painted(painter, rect, column, loaded, depth, last, is_open)
            if column.channel:
                self._mark(cell)
            else:
                _PAINTERS.get(column.code, RowPainter._value)(self, cell)
        painter.end()
        return pixmap

    # -- one cell each ------------------------------------------------------------------------------
    def _lead(self, cell: _Painted) -> None:
        painter, rect, row = cell.painter, cell.rect, cell.row.row
        indent = 8 * cell.depth
        if row.kind == "model":
            name = "caret-down" if cell.is_open else "caret-right"
            place = QRectF(rect.x() + CARET_X - 6 + indent, rect.center().y() - 5.5, 12, 12)
            self._theme.icons.draw(painter, place, name, self._theme.c.muted)
        box = QRect(rect.right() - THUMB - 9 + indent, rect.y() + (rect.height() - THUMB) // 2, THUMB, THUMB)
        if not draw_thumb(painter, box, self._thumbnails, row.image, self._theme) and row.image:
            self._awaited.setdefault(row.image, set()).add(row.id)

    def _sku(self, cell: _Painted) -> None:
        shown = cell_of(cell.row, cell.column, self._model.edits)
        draw_cell(cell.painter, cell.rect, shown.text, self._theme, shown.state, middle=True)

    def _name(self, cell: _Painted) -> None:
        painter, theme, row = cell.painter, self._theme, cell.row.row
        shown = cell_of(cell.row, cell.column, self._model.edits)
        rect = QRect(cell.rect)
        if cell.depth:
            rect.setLeft(int(draw_tree_line(painter, rect.adjusted(8, 0, 0, 0), theme, cell.last)))
        count = str(row.variants) if row.kind == "model" and row.variants else ""
        room = chip_width("count", count, theme) + 8 if count else 0
        weight = 500 if row.kind == "model" else 400
        state = shown.state if shown.state != "normal" or row.enabled else "secondary"
        if row.kind == "variant" and not cell.depth and shown.text == cell.row.name != row.name:
            shown = shown._replace(text=f"{row.name}, {cell.row.name}")  # no model stands above it to name it
        draw_cell(painter, rect.adjusted(0, 0, -room, 0), shown.text, theme, state, weight=weight)
        if count and shown.text:
            width = min(text_width(shown.text, theme.font(12, weight)), rect.width() - room - 16)
            place = QRectF(rect.x() + 8 + width + 8, rect.y(), room - 8, rect.height())
            draw_chip(painter, place, "count", count, theme)

    def _status(self, cell: _Painted) -> None:
        painter, theme, rect = cell.painter, self._theme, cell.rect
        shown = cell_of(cell.row, cell.column, self._model.edits)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.c.muted, 1.3))
        painter.setBrush(theme.c.muted if cell.row.row.enabled else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(rect.x() + 9, rect.center().y() - 2, 5, 5))
        painter.restore()
        draw_text(painter, rect.adjusted(20, 0, -4, 0), shown.text, theme.font(12), theme.c.muted)

    def _completeness(self, cell: _Painted) -> None:
        draw_badge(cell.painter, cell.rect, cell.row.row.percent, self._theme)

    def _mark(self, cell: _Painted) -> None:
        standing = self._model.marks(cell.row).get(cell.column.channel)
        draw_mark(cell.painter, cell.rect, standing.state if standing else "not_sold", self._theme)

    def _value(self, cell: _Painted) -> None:
        shown = cell_of(cell.row, cell.column, self._model.edits)
        state = "secondary" if shown.state == "normal" and not cell.row.row.enabled else shown.state
        draw_cell(cell.painter, cell.rect, shown.text, self._theme, state, right=cell.column.right)


class _Painted(NamedTuple):
    """What a cell's painter needs to know."""

    painter: QPainter
    rect: QRect
    column: Column
    row: LoadedRow
    depth: int
    last: bool
    is_open: bool


_PAINTERS: dict[str, Callable[[RowPainter, _Painted], None]] = {
    LEAD: RowPainter._lead,
    SKU: RowPainter._sku,
    NAME: RowPainter._name,
    STATUS: RowPainter._status,
    COMPLETENESS: RowPainter._completeness,
}


def draw_thumb(
    painter: QPainter, box: QRect, thumbnails: Thumbnails, sha256: str, theme: Theme, radius: float = 3
) -> bool:
    """A product picture on its tile, cut to rounded corners; the bare tile while it is being decoded.

    Returns whether there was a picture to show.

    Without a picture the ground is the quiet one of badges: rows of bright tiles would be the loudest thing in the dark.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(box), radius, radius)
    painter.setClipPath(outline, Qt.ClipOperation.IntersectClip)
    painter.fillRect(box, theme.c.tile if sha256 else theme.c.track)
    picture = thumbnails.pixmap(sha256, box.width(), painter.device().devicePixelRatioF())
    if picture is not None:
        size = picture.deviceIndependentSize()
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(QRectF(box).center())
        painter.drawPixmap(place.toRect(), picture)
    painter.restore()
    return picture is not None
