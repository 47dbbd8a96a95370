"""The choices of a select attribute: code, a label per locale, order, how many products use each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTreeWidgetItem, QWidget

from pim.catalog.identifiers import fold_code, fold_text, unique_code
from pim.gui.theme.theme import Theme
from pim.gui.views.structure.form_parts import Part
from pim.gui.views.structure.ordered_tree import CODE, OrderedTree
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.labels import Label
from pim.gui.widgets.value_editors import LineEditor
from pim.i18n import _, format_number

Confirm = Callable[[str, int], bool]  # (label, products that use it) -> whether it may go


class OptionsPart(Part):
    """The value is a list of {"code", "labels"}. F2 or a double click renames; the code of a new one comes from its
    first label. `confirm` is asked before an option in use is removed."""

    def __init__(self, theme: Theme, locales: Sequence[str], confirm: Confirm) -> None:
        super().__init__()
        self._theme, self._locales, self._confirm = theme, list(locales) or [""], confirm
        self._labels: dict[str, dict[str, str]] = {}
        self._used: dict[str, int] = {}
        self._tree = OrderedTree(theme, [*self._heads(), _("Code"), _("Products")], _("Choices"))
        for column in range(len(self._locales)):
            self._tree.header().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self._tree.itemChanged.connect(self._renamed)
        self._tree.rows_moved.connect(self.changed)
        self._tree.remove_asked.connect(self._remove)
        self._new = LineEditor(theme)
        self._new.setPlaceholderText(_("New choice, Enter adds it"))
        self._new.setAccessibleName(_("New choice"))
        self._new.returnPressed.connect(self._add)
        self._remove_button = Button(theme, _("Remove"), "plain", "trash")
        self._remove_button.clicked.connect(lambda: self._remove(self._tree.currentItem()))
        add = Button(theme, _("Add"), "normal", "plus")
        add.clicked.connect(self._add)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        for widget, stretch in ((self._new, 1), (add, 0), (self._remove_button, 0)):
            row.addWidget(widget, stretch)
        self._hint = Label(theme, _hint(), 11, 400, "muted", wrap=True)
        self._fill(self._tree, line, self._hint)

    def _heads(self) -> list[str]:
        return [locale if locale else _("Name") for locale in self._locales]

    def value(self) -> list[dict[str, Any]]:
        return [{"code": code, "labels": self._labels[code]} for code in self._tree.codes()]

    def set_value(self, value: Any) -> None:
        self._tree.blockSignals(True)
        self._tree.clear()
        self._labels = {one["code"]: dict(one["labels"]) for one in value or ()}
        for code in self._labels:
            self._append(code)
        self._tree.blockSignals(False)
        self._tree.fit_height(12)

    def set_usage(self, used: Mapping[str, int]) -> None:
        """Option code -> products."""
        self._used = dict(used)
        self._tree.blockSignals(True)
        for row in range(self._tree.topLevelItemCount()):
            item = self._tree.topLevelItem(row)
            assert item is not None
            item.setText(len(self._locales) + 1, format_number(self._used.get(str(item.data(0, CODE)), 0)))
        self._tree.blockSignals(False)

    def _append(self, code: str) -> QTreeWidgetItem:
        labels = self._labels[code]
        used = format_number(self._used[code]) if code in self._used else ""
        item = self._tree.add_row(code, [*(labels.get(locale, "") for locale in self._locales), code, used])
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        item.setTextAlignment(len(self._locales) + 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return item

    def _add(self) -> None:
        label = self._new.text().strip()
        if not label:
            return
        if (twin := self._named(label)) is not None:
            self._tree.setCurrentItem(twin)
            self._hint.setText(_("“{name}” is among the choices already.").format(name=twin.text(0)))
            self._new.selectAll()
            return
        self._hint.setText(_hint())
        code = unique_code(fold_code(label, "option"), self._labels)
        self._labels[code] = {self._locales[0]: label}
        self._tree.blockSignals(True)
        item = self._append(code)
        self._tree.blockSignals(False)
        self._tree.fit_height(12)
        self._tree.setCurrentItem(item)
        self._new.clear()
        self.changed.emit()

    def _named(self, label: str) -> QTreeWidgetItem | None:
        """The choice that has this label in some locale: one who types it again has not seen it far down the list."""
        asked = fold_text(label)
        rows = [self._tree.topLevelItem(row) for row in range(self._tree.topLevelItemCount())]
        found = (item for item in rows if asked in {fold_text(one) for one in self._labels[str(item.data(0, CODE))].values()})
        return next(found, None)

    def _renamed(self, item: QTreeWidgetItem, column: int) -> None:
        code = str(item.data(0, CODE))
        if column < len(self._locales):
            text = item.text(column).strip()
            labels = {**self._labels[code], self._locales[column]: text}
            self._labels[code] = {locale: label for locale, label in labels.items() if label}
            self.changed.emit()
            return
        self._tree.blockSignals(True)  # codes and counts are not for typing
        item.setText(len(self._locales), code)
        item.setText(len(self._locales) + 1, format_number(self._used.get(code, 0)) if code in self._used else "")
        self._tree.blockSignals(False)

    def _remove(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        code = str(item.data(0, CODE))
        used = self._used.get(code, 0)
        if used and not self._confirm(item.text(0) or code, used):
            return
        self._tree.takeTopLevelItem(self._tree.indexOfTopLevelItem(item))
        self._labels.pop(code)
        self._tree.fit_height(12)
        self.changed.emit()


def _hint() -> str:
    return _("F2 renames, Alt+↑ and Alt+↓ move, Delete removes.")
