"""A list of choices of which several can be ticked, with a search when there are many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from pim.gui.theme.theme import Theme
from pim.i18n import _

_CODE = int(Qt.ItemDataRole.UserRole)
_MANY = 12
_ROW = 24


class CheckList(QWidget):
    """Choices (code, label). `chosen()` gives the ticked codes in their order; `changed` when one is ticked."""

    changed = Signal()

    def __init__(self, theme: Theme, name: str, rows: int = 4) -> None:
        super().__init__()
        self._search = QLineEdit()
        self._search.setFixedHeight(28)
        self._search.setPlaceholderText(_("Find"))
        self._search.setAccessibleName(_("Find in {name}").format(name=name))
        self._search.textChanged.connect(self._filter)
        self._list = QListWidget()
        self._list.setAccessibleName(name)
        self._list.setProperty("k", "field")
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setFixedHeight(_ROW * rows + 6)
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

    def _filter(self, text: str) -> None:
        for row in range(self._list.count()):
            item = self._list.item(row)
            item.setHidden(text.casefold() not in item.text().casefold())
