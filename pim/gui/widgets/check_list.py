"""A list of choices of which several can be ticked, with a search when there are many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from pim.gui.theme.theme import Theme
from pim.gui.widgets.own_keys import ALT_UP_DOWN, AltKeys
from pim.i18n import _

_CODE = int(Qt.ItemDataRole.UserRole)
_MANY = 12
_ROW = 24


class _List(AltKeys, QListWidget):
    """`moved(step)` when Alt+Up or Alt+Down is pressed."""

    ALT = ALT_UP_DOWN

    moved = Signal(int)

    def keyPressEvent(self, event) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(event.key())
        if step is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.moved.emit(step)
        else:
            super().keyPressEvent(event)


class CheckList(QWidget):
    """Choices (code, label). `chosen()` gives the ticked codes in their order; `changed` when one is ticked or moved.

    The order is changed by dragging or with Alt+Up and Alt+Down.
    """

    changed = Signal()

    def __init__(self, theme: Theme, name: str, rows: int = 4) -> None:
        super().__init__()
        self._search = QLineEdit()
        self._search.setFixedHeight(28)
        self._search.setPlaceholderText(_("Find"))
        self._search.setAccessibleName(_("Find in {name}").format(name=name))
        self._search.textChanged.connect(self._filter)
        self._list = _List()
        self._list.setAccessibleName(name)
        self._list.setProperty("k", "field")
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setFixedHeight(_ROW * rows + 6)
        self._list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self._list.setToolTip(_("Drag, or Alt+Up and Alt+Down, changes the order"))
        self._list.moved.connect(self.move_current)
        self._list.itemChanged.connect(lambda _item: self.changed.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._search)
        layout.addWidget(self._list)
        self.setFocusProxy(self._list)

    def set_choices(self, choices: Sequence[tuple[str, str]], ticked: Iterable[str]) -> None:
        """Show choices; the ticked ones come first, in their own order."""
        order = list(dict.fromkeys(ticked))
        labels = dict(choices)
        codes = [*(code for code in order if code in labels), *(code for code, _l in choices if code not in order)]
        self._list.blockSignals(True)
        self._list.clear()
        for code in codes:
            item = QListWidgetItem(labels[code])
            item.setData(_CODE, code)
            item.setSizeHint(QSize(0, _ROW))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if code in order else Qt.CheckState.Unchecked)
            self._list.addItem(item)
        self._list.blockSignals(False)
        self._search.setVisible(len(codes) > _MANY)

    def chosen(self) -> tuple[str, ...]:
        """The codes that are ticked."""
        items = [self._list.item(row) for row in range(self._list.count())]
        return tuple(item.data(_CODE) for item in items if item.checkState() == Qt.CheckState.Checked)

    def move_current(self, step: int) -> None:
        """Move the current choice up (-1) or down (1)."""
        row = self._list.currentRow()
        if row >= 0 and 0 <= row + step < self._list.count():
            item = self._list.takeItem(row)
            self._list.insertItem(row + step, item)
            self._list.setCurrentRow(row + step)
            self.changed.emit()

    def _filter(self, text: str) -> None:
        for row in range(self._list.count()):
            item = self._list.item(row)
            item.setHidden(text.casefold() not in item.text().casefold())
