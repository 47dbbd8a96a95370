"""A list of choices that a search line narrows, each with the number of products that have it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem, QStyledItemDelegate, QVBoxLayout, QWidget

from pim.gui.frame.commands import fold
from pim.gui.painting.side import COUNT_ROLE
from pim.gui.painting.text import RIGHT, draw_text
from pim.gui.theme.theme import Theme
from pim.gui.widgets.value_editors import LineEditor
from pim.i18n import _, format_number

CODE = int(Qt.ItemDataRole.UserRole)
_STEPS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class _CountDelegate(QStyledItemDelegate):
    """The entry as the style paints it, its count at the right."""

    def __init__(self, theme: Theme, view: QListWidget) -> None:
        super().__init__(view)
        self._theme = theme

    def paint(self, painter, option, index) -> None:
        super().paint(painter, option, index)
        if count := index.data(COUNT_ROLE):
            draw_text(painter, option.rect.adjusted(0, 0, -8, 0), count, self._theme.font(11), self._theme.c.muted, RIGHT)


class ChoiceList(QWidget):
    """A search line over a list that it narrows. `chosen(code)` on Enter, click or double click."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, choices: list[tuple[str, str]], *, checks: bool = False, rows: int = 9) -> None:
        super().__init__()
        self.line = LineEditor(theme)
        self.line.setFixedHeight(28)
        self.line.setPlaceholderText(_("Search"))
        self.list = QListWidget()
        self.list.setProperty("k", "bare")
        self.list.setFixedHeight(26 * rows)
        self.list.setFont(theme.font(12))
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(_CountDelegate(theme, self.list))
        self._checks = checks
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        self.set_choices(choices)
        self.line.textChanged.connect(self._narrow)
        self.line.returnPressed.connect(self._take)
        self.list.itemClicked.connect(self._clicked)
        self.setFocusProxy(self.line)
        for part in (self.line, self.list):
            part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrows go through the list while one types in the line; Enter takes what the list stands on."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.line and event.key() in _STEPS:
                QApplication.sendEvent(self.list, event)
                return True
            if watched is self.list and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
        return super().eventFilter(watched, event)

    def set_choices(self, choices: list[tuple[str, str]], checked: tuple[str, ...] = ()) -> None:
        """Fill the list."""
        self.list.clear()
        for code, label in choices:
            item = QListWidgetItem(label)
            item.setData(CODE, code)
            item.setSizeHint(QSize(0, 26))
            if self._checks:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if code in checked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Say beside each choice how many products have it; nothing where `counts` is empty."""
        for number in range(self.list.count()):
            item = self.list.item(number)
            item.setData(COUNT_ROLE, format_number(counts.get(str(item.data(CODE)), 0)) if counts else "")

    def select(self, code: str) -> None:
        """Make the choice with that code the current one."""
        for number in range(self.list.count()):
            if self.list.item(number).data(CODE) == code:
                self.list.setCurrentRow(number)

    def current(self) -> str:
        """The code of the choice the list stands on; empty when the search leaves none."""
        item = self.list.currentItem()
        return "" if item is None or item.isHidden() else str(item.data(CODE))

    def checked(self) -> tuple[str, ...]:
        """Codes of the ticked choices, in order."""
        items = (self.list.item(n) for n in range(self.list.count()))
        return tuple(str(i.data(CODE)) for i in items if i.checkState() == Qt.CheckState.Checked)

    def _narrow(self, text: str) -> None:
        """Those that hold every word; when there are none, those that hold its letters in order."""
        words = fold(text).split()
        items = [self.list.item(number) for number in range(self.list.count())]
        texts = [fold(f"{item.text()} {item.data(CODE)}") for item in items]
        hits = [all(word in found for word in words) for found in texts]
        if not any(hits):
            hits = [all(is_fuzzy(word, found) for word in words) for found in texts]
        for item, hit in zip(items, hits, strict=True):
            item.setHidden(not hit)
        first = next((item for item, hit in zip(items, hits, strict=True) if hit), None)
        if first is not None:
            self.list.setCurrentItem(first)

    def _clicked(self, item: QListWidgetItem) -> None:
        if not self._checks:
            self.chosen.emit(str(item.data(CODE)))

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is None or item.isHidden():
            return
        if self._checks:
            checked = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)
        self.chosen.emit(str(item.data(CODE)))


def is_fuzzy(word: str, text: str) -> bool:
    """Whether the letters of `word` stand in `text` in their order: "dscr" finds "description"."""
    rest = iter(text)
    return all(letter in rest for letter in word)
