"""Phosphor icons: glyphs of the font file that comes with qtawesome, drawn without importing qtawesome.

Importing qtawesome loads every font it has (about 200 ms); we register the one file and draw its glyphs.
Pixmaps are cached by (name, colour, size, ratio).
"""

from __future__ import annotations

import json
from collections import OrderedDict
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

ROOM_ICONS = [
    "house",
    "package",
    "image-square",
    "broadcast",
    "book-open",
    "clock-counter-clockwise",
    "tree-structure",
    "gear-six",
]
CHANNEL_ICONS = {
    "web": "globe-simple",
    "marketplace": "storefront",
    "social": "share-network",
    "label": "tag",
    "print": "book-open",
    "call_centre": "phone",
    "table": "list-dashes",
}
USED_ICONS = (
    *ROOM_ICONS,
    *CHANNEL_ICONS.values(),
    *[
        "plus",
        "x",
        "magnifying-glass",
        "funnel-simple",
        "columns",
        "list-dashes",
        "squares-four",
        "arrow-u-up-left",
        "list",
        "arrow-u-up-right",
        "download-simple",
        "export",
        "pencil-simple",
        "trash",
        "copy",
        "dots-three",
        "arrow-square-out",
        "check",
        "check-bold",
        "check-circle",
        "warning",
        "warning-circle",
        "info",
        "question",
        "circle-half",
        "prohibit",
        "lock-simple",
        "calendar-blank",
        "arrow-elbow-down-right",
        "arrows-clockwise",
        "shield-check",
        "caret-right",
        "caret-down",
        "caret-left",
        "caret-up",
        "stack",
        "leaf",
        "flag",
        "git-fork",
        "receipt",
        "flow-arrow",
        "sliders-horizontal",
        "translate",
        "arrow-right",
        "user",
        "file-text",
        "folder",
        "folder-open",
        "file-plus",
        "play-circle",
        "moon",
        "sun",
        "trend-down",
        "triangle",
        "article",
        "equals",
        "link-simple",
        "text-bolder",
        "text-italic",
        "list-bullets",
        "list-numbers",
        "push-pin",
        "eye",
        "eye-slash",
        "upload-simple",
        "minus-bold",
        "minus",
        "circle",
        "dots-six-vertical",
        "keyboard",
    ],
)


# A glyph fills its em square; drawn this much smaller it has the weight of the text beside it.
_GLYPH_SHARE = 0.875


def channel_icon(kind: str) -> str:
    """Icon name for a kind of channel (web, marketplace, social, label, print, call_centre, table)."""
    return CHANNEL_ICONS.get(kind, "broadcast")


@cache
def _font_folder() -> Path:
    spec = find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("The icon font is missing: the package qtawesome is not installed.")
    return Path(spec.submodule_search_locations[0]) / "fonts"


@cache
def glyphs() -> dict[str, str]:
    """Icon name -> the character that draws it."""
    table = sorted(_font_folder().glob("phosphor-charmap-*.json"))[-1]
    return {name: chr(int(code, 16)) for name, code in json.loads(table.read_text("utf-8")).items()}


class IconSet:
    """Draws icons in given colours. One per theme object; needs a QApplication."""

    CACHE_ENTRIES = 800

    def __init__(self) -> None:
        file = sorted(_font_folder().glob("phosphor-[0-9]*.ttf"))[-1]
        loaded = QFontDatabase.addApplicationFont(str(file))
        families = QFontDatabase.applicationFontFamilies(loaded) if loaded >= 0 else []
        if not families:
            raise OSError(f"The icon font {file.name} cannot be loaded.")
        self._family = families[0]
        self._pixmaps: OrderedDict[tuple[str, int, int, float], QPixmap] = OrderedDict()

    def draw(self, painter: QPainter, rect: QRect | QRectF, name: str, color: QColor) -> None:
        """Draw the icon centred in `rect`, as large as its shorter side. An unknown name raises KeyError."""
        font = QFont(self._family)
        font.setPixelSize(max(1, round(_GLYPH_SHARE * min(rect.width(), rect.height()))))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(QRectF(rect), int(Qt.AlignmentFlag.AlignCenter), glyphs()[name])
        painter.restore()

    def pixmap(self, name: str, color: QColor, size: int, ratio: float) -> QPixmap:
        """The icon as a pixmap of `size` logical pixels at the given device pixel ratio."""
        key = (name, color.rgba(), size, ratio)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._render(name, color, size, ratio)
            self._pixmaps[key] = found
            if len(self._pixmaps) > self.CACHE_ENTRIES:
                self._pixmaps.popitem(last=False)
        return found

    def _render(self, name: str, color: QColor, size: int, ratio: float) -> QPixmap:
        pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.draw(painter, QRectF(0, 0, size, size), name, color)
        painter.end()
        return pixmap

    def clear(self) -> None:
        """Forget all rendered icons (theme or screen change)."""
        self._pixmaps.clear()


class GlyphEngine(QIconEngine):
    """A QIcon that asks for its colour when it is painted, so that it follows the theme by itself.

    `color_of(mode, state)` gives the colour. In a rectangle wider than high the glyph stands at the left;
    the rest is the gap to a button's text, which QSS cannot set.
    """

    def __init__(self, icons: IconSet, name: str, color_of) -> None:
        super().__init__()
        self._icons, self._name, self._color_of = icons, name, color_of

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        ratio = painter.device().devicePixelRatioF()
        pixmap = self._icons.pixmap(self._name, self._color_of(mode, state), side, ratio)
        painter.drawPixmap(rect.x(), rect.y() + (rect.height() - side) // 2, pixmap)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        # Qt hands over logical pixels and the ratio; a pixmap without that ratio would be scaled up, blurred.
        pixmap = QPixmap(QSize(round(size.width() * scale), round(size.height() * scale)))
        pixmap.fill(Qt.GlobalColor.transparent)
        pixmap.setDevicePixelRatio(scale)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> GlyphEngine:
        return GlyphEngine(self._icons, self._name, self._color_of)
