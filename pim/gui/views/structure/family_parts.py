"""The parts of a family: its attributes in order with what each channel requires, and its variant structures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTreeWidgetItem, QVBoxLayout, QWidget

from pim.catalog.completeness import ROLE
from pim.catalog.identifiers import fold_code, unique_code
from pim.catalog.roles import MAIN_IMAGE
from pim.catalog.structure import Structure
from pim.gui.theme.theme import Theme
from pim.gui.views.structure.form_parts import LinePart, Part, beside
from pim.gui.views.structure.kinds import type_label
from pim.gui.views.structure.ordered_tree import CODE, OrderedTree
from pim.gui.widgets.buttons import Button, IconButton
from pim.gui.widgets.field import Field
from pim.gui.widgets.labels import Label
from pim.gui.widgets.safe_text import plain_tip
from pim.gui.widgets.value_editors import ListLineEditor, SelectEditor
from pim.i18n import _

_EVERY = "*"
_IMAGE = ROLE + MAIN_IMAGE


class AttributesPart(Part):
    """Rows in the order of the form; a column per channel says where the attribute is required.

    The value is {"attributes": [code], "required": {channel or "*": [code or role:NAME]}}.
    """

    def __init__(self, theme: Theme, structure: Structure, locale: str) -> None:
        super().__init__()
        self._theme, self._structure, self._locale = theme, structure, locale
        self._scopes = [_EVERY, *structure.channels]
        self._required: dict[str, list[str]] = {}
        self._family = ""
        heads = [_("Attribute"), _("Type"), _("All channels")]
        heads += [channel.label(locale) for channel in structure.channels.values()]
        self._tree = OrderedTree(theme, heads, _("Attributes of the family"))
        header = self._tree.header()
        for column in range(1, len(heads)):
            self._tree.setColumnWidth(column, 96 if column > 2 else max(96, header.sectionSizeHint(column)))
            self._tree.headerItem().setToolTip(column, plain_tip(heads[column]))
        self._tree.itemChanged.connect(self._checked)
        self._tree.rows_moved.connect(self.changed)
        self._tree.remove_asked.connect(self._remove)
        self._choices = [(code, a.label(locale)) for code, a in structure.attributes.items()]
        self._new = SelectEditor(theme, self._choices)
        self._new.setPlaceholderText(_("Add an attribute by its name"))
        self._new.setAccessibleName(_("Add an attribute by its name"))
        self._new.returnPressed.connect(self._add)
        self._new._completer.activated.connect(lambda _text: self._add())
        remove = Button(theme, _("Remove"), "plain", "trash")
        remove.clicked.connect(lambda: self._remove(self._tree.currentItem()))
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._new, 1)
        row.addWidget(remove)
        hint = _("Space requires or frees, Alt+↑ and Alt+↓ move, Delete removes. Values stay in the products.")
        self._fill(self._tree, line, Label(theme, hint, 11, 400, "muted", wrap=True))

    def set_family(self, code: str) -> None:
        """Whose own choice of standard fields counts."""
        self._family = code

    def value(self) -> dict[str, Any]:
        known = [code for code in self._tree.codes() if code != _IMAGE]
        return {"attributes": known, "required": {scope: codes for scope, codes in self._required.items() if codes}}

    def set_value(self, value: Any) -> None:
        self._required = {scope: list(codes) for scope, codes in value["required"].items()}
        self._tree.blockSignals(True)
        self._tree.clear()
        for code in value["attributes"]:
            self._append(code)
        self._append(_IMAGE)
        self._tree.blockSignals(False)
        self._tree.fit_height(18)

    def _append(self, code: str) -> QTreeWidgetItem:
        attribute = self._structure.attributes.get(code)
        name = attribute.label(self._locale) if attribute else _("Main image") if code == _IMAGE else code
        item = self._tree.add_row(code, [name, type_label(attribute.type) if attribute else ""])
        for column, scope in enumerate(self._scopes, start=2):
            on = self._is_required(code, scope)
            item.setCheckState(column, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            name_of = _("all channels") if scope == _EVERY else scope
            said = _("{name} required on {channel}").format(name=name, channel=name_of)
            item.setData(column, int(Qt.ItemDataRole.AccessibleTextRole), said)
        return item

    def _names(self, code: str) -> set[str]:
        """Under which names a requirement may stand: the attribute's own, and the standard fields it plays."""
        roles = {ROLE + role for role in self._structure.of_kind("role")
                 if self._structure.role_attribute(role, self._family) == code}  # fmt: skip
        return {code, *roles}

    def _is_required(self, code: str, scope: str) -> bool:
        return bool(self._names(code) & set(self._required.get(scope, ())))

    def _checked(self, item: QTreeWidgetItem, column: int) -> None:
        if column < 2:
            return
        code, scope = str(item.data(0, CODE)), self._scopes[column - 2]
        codes = self._required.setdefault(scope, [])
        names = self._names(code)
        on = item.checkState(column) == Qt.CheckState.Checked
        if on and not names & set(codes):
            codes.append(code)
        elif not on:
            codes[:] = [one for one in codes if one not in names]
        self.changed.emit()

    def _add(self) -> None:
        text = self._new.text().strip().casefold()
        code = next((c for c, label in self._choices if text in (c.casefold(), label.casefold())), "")
        if not code or code in self._tree.codes():
            return
        self._tree.blockSignals(True)
        item = self._append(code)
        last = self._tree.topLevelItemCount() - 1
        self._tree.takeTopLevelItem(last)
        self._tree.insertTopLevelItem(max(0, last - 1), item)
        self._tree.blockSignals(False)
        self._tree.fit_height(18)
        self._tree.setCurrentItem(item)
        self._new.clear()
        self.changed.emit()

    def _remove(self, item: QTreeWidgetItem | None) -> None:
        if item is None or item.data(0, CODE) == _IMAGE:
            return
        names = {str(item.data(0, CODE))}
        for codes in self._required.values():
            codes[:] = [one for one in codes if one not in names]
        self._tree.takeTopLevelItem(self._tree.indexOfTopLevelItem(item))
        self._tree.fit_height(18)
        self.changed.emit()


class _AxesPart(Part):
    """Axis attributes in one line."""

    def __init__(self, theme: Theme, label: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._labels = dict(choices)
        self._codes = {label.casefold(): code for code, label in choices} | {code: code for code, _l in choices}
        self.editor = ListLineEditor(theme, choices)
        self.field = Field(theme, label, self.editor)
        self._fill(self.field)
        self.editor.textChanged.connect(self._edited)

    def _edited(self) -> None:
        self.field.set_state("invalid" if self.problem() else "normal", self.problem())
        self.changed.emit()

    def _parts(self) -> list[str]:
        return [part.strip() for part in self.editor.text().split("|") if part.strip()]

    def value(self) -> list[str]:
        return list(dict.fromkeys(self._codes.get(part.casefold(), part) for part in self._parts()))

    def set_value(self, value: Any) -> None:
        self.editor.set_text(" | ".join(self._labels.get(code, code) for code in value or ()))

    def problem(self) -> str:
        unknown = [part for part in self._parts() if part.casefold() not in self._codes]
        if unknown:
            return _(
                "“{name}” is no attribute that tells variants apart. Selects, texts, measurements and yes or no can; "
                "make it under Attributes first."
            ).format(name=unknown[0])
        return ""


class _StructureBox(QFrame):
    """One variant structure."""

    changed = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, data: dict[str, Any], locale: str, axes: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setProperty("k", "card")
        self._data, self._locale = data, locale
        self.name = LinePart(theme, _("Name"))
        self.first = _AxesPart(theme, _("Variants differ by"), axes)
        self.second = _AxesPart(theme, _("and below that by"), axes)
        remove = IconButton(theme, "trash", _("Remove this variant structure"))
        remove.clicked.connect(self.removed)
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(remove, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.addLayout(head)
        layout.addWidget(beside(self.first, self.second))
        self.name.set_value(data.get("labels", {}).get(locale) or data["code"])
        levels = [*data.get("levels", ()), (), ()]
        self.first.set_value(levels[0])
        self.second.set_value(levels[1])
        for part in (self.name, self.first, self.second):
            part.changed.connect(self.changed)

    def value(self) -> dict[str, Any]:
        levels = [part.value() for part in (self.first, self.second) if part.value()]
        label = self.name.value()
        labels = dict(self._data.get("labels", {}))
        if label and (labels or label != self._data["code"]):
            labels[self._locale] = label
        own = [list(codes) for codes in self._data.get("own", ())][: len(levels)]
        return {**self._data, "labels": labels, "levels": levels, "own": own}

    def problem(self) -> str:
        if not self.first.value():
            return _("A variant structure needs an attribute that tells the variants apart.")
        if set(self.first.value()) & set(self.second.value()):
            return _("An attribute can tell variants apart on one level only.")
        return self.first.problem() or self.second.problem()


class VariantsPart(Part):
    """The value is a list of variant structures as JSON."""

    def __init__(self, theme: Theme, structure: Structure, locale: str) -> None:
        super().__init__()
        self._theme, self._locale = theme, locale
        self._axes = [(c, a.label(locale)) for c, a in structure.attributes.items() if a.type_of.can_be_axis]
        self._boxes: list[_StructureBox] = []
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._none = Label(theme, _("No variants: every product of this family stands alone."), 12, 400, "muted", wrap=True)
        add = Button(theme, _("Add variant structure"), "normal", "plus")
        add.clicked.connect(self._add)
        self._fill(self._none, self._holder, add, spacing=8)

    def value(self) -> list[dict[str, Any]]:
        return [box.value() for box in self._boxes]

    def set_value(self, value: Any) -> None:
        for box in tuple(self._boxes):
            self._drop(box)
        for data in value or ():
            self._append(dict(data))

    def problem(self) -> str:
        return next((box.problem() for box in self._boxes if box.problem()), "")

    def _add(self) -> None:
        code = unique_code(fold_code(_("variants"), "variants"), [box.value()["code"] for box in self._boxes])
        self._append({"code": code, "labels": {}, "levels": [], "own": []})
        self._boxes[-1].first.editor.setFocus()
        self.changed.emit()

    def _append(self, data: dict[str, Any]) -> None:
        box = _StructureBox(self._theme, data, self._locale, self._axes)
        box.changed.connect(self.changed)
        box.removed.connect(lambda: self._remove(box))
        self._boxes.append(box)
        self._column.addWidget(box)
        self._none.hide()

    def _remove(self, box: _StructureBox) -> None:
        self._drop(box)
        self.changed.emit()

    def _drop(self, box: _StructureBox) -> None:
        self._boxes.remove(box)
        self._column.removeWidget(box)
        box.hide()
        box.deleteLater()
        self._none.setVisible(not self._boxes)


