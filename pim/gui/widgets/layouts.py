"""A layout that flows to the next line, and a splitter that remembers where it stood."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPoint, QRect, QSettings, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QScrollArea, QSplitter, QWidget


class FlowLayout(QLayout):
    """Items from left to right, wrapping like words."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, move: bool) -> int:
        """Place the items (or only measure); returns the height they need."""
        x, y, line = rect.x(), rect.y(), 0
        for item in self._items:
            hint = item.sizeHint()
            if x > rect.x() and x + hint.width() > rect.right() + 1:
                x, y, line = rect.x(), y + line + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), hint))
            x += hint.width() + self.spacing()
            line = max(line, hint.height())
        return y + line - rect.y()


class Splitter(QSplitter):
    """A splitter with 1 px line and wide grip, which keeps its state under `key` in the settings."""

    def __init__(
        self, settings: QSettings, key: str, orientation: Qt.Orientation = Qt.Orientation.Horizontal
    ) -> None:
        super().__init__(orientation)
        self._settings, self._key = settings, f"splitter/{key}"
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._remember)

    def restore(self, sizes: list[int]) -> None:
        """Take the remembered sizes, or `sizes` the first time (and when what is stored is not usable)."""
        stored = self._settings.value(self._key)
        if not (isinstance(stored, QByteArray) and self.restoreState(stored)):
            self.setSizes(sizes)
        self.setHandleWidth(1)

    def _remember(self) -> None:
        self._settings.setValue(self._key, self.saveState())


def scroll_of(content: QWidget, kind: str = "plain") -> QScrollArea:
    """`content` in a frameless scroll area that grows with the window. Kind: plain, bg or surface."""
    area = QScrollArea()
    area.setProperty("k", kind)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if not content.property("k"):
        content.setProperty("k", "none" if kind == "plain" else kind)
    area.setWidget(content)
    area.viewport().setAutoFillBackground(False)
    return area
