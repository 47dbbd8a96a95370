"""Editors of the product list: the right one per type, exactly over the cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QLineEdit, QStyledItemDelegate, QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.product_columns import FAMILY, STATUS, Column
from pim.gui.typed_texts import Typed
from pim.gui.widgets.value_editors import (
    ChoiceEditor,
    DateEditor,
    LineEditor,
    ListLineEditor,
    SelectEditor,
    YesNoEditor,
)
from pim.i18n import _

if TYPE_CHECKING:
    from pim.gui.views.products.grid_view import GridView

_FILLED = "filled"  # of an editor: what is in it is the person's from then on


class GridDelegate(QStyledItemDelegate):
    """Makes editors and hands their text to the model. Enter goes down, Tab right, Esc cancels."""

    def __init__(self, desk: CatalogDesk, view: GridView) -> None:
        super().__init__(view)
        self._desk, self._view = desk, view

    def createEditor(self, parent: QWidget, option, index: QModelIndex) -> QWidget | None:
        column = self._view.grid.columns[index.column()]
        editor = make_cell_editor(self._desk, column, parent)
        editor.setProperty("k", "cell")
        editor.setAccessibleName(column.title)
        self._watch(editor, index, column)
        return editor

    def _watch(self, editor: QWidget, index: QModelIndex, column: Column) -> None:
        """What is typed in the cell is kept while it is open."""
        loaded = self._view.grid.loaded(index.row())
        if loaded is None or not isinstance(editor, LineEditor):
            return
        uid, key, typing = loaded.row.uid, column.edit_key, self._desk.typing

        def typed() -> Typed:
            return Typed(uid, key, editor.text() if editor.is_changed() else None)

        editor.textChanged.connect(lambda _text: typing.watch(editor, typed))

    def destroyEditor(self, editor: QWidget, index: QModelIndex) -> None:
        """Taken or taken back: what was kept of it is not needed, unless it waits to be written or was refused."""
        self._desk.typing.leave(editor)
        loaded = self._view.grid.loaded(index.row(), ask=False) if index.isValid() else None
        if loaded is not None:
            address, edits = (loaded.row.uid, self._view.grid.columns[index.column()].edit_key), self._view.grid.edits
            if address not in edits.pending and address not in edits.rejected:
                self._desk.typing.forget(*address)
        super().destroyEditor(editor, index)

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:
        """Fills an editor once. Qt asks again whenever the row has changed, and would throw away what is being typed."""
        if editor.property(_FILLED):
            return
        editor.setProperty(_FILLED, True)
        editor.set_text(str(index.data(Qt.ItemDataRole.EditRole) or ""))
        if isinstance(editor, QLineEdit):
            editor.selectAll()

    def setModelData(self, editor: QWidget, model, index: QModelIndex) -> None:
        text = _code_of(self._desk, self._view.grid.columns[index.column()], editor.text())
        model.setData(index, text, Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option, index: QModelIndex) -> None:
        editor.setGeometry(QRect(option.rect.x(), option.rect.y(), max(option.rect.width(), 90), option.rect.height()))

    def eventFilter(self, editor, event) -> bool:
        if event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if _popup_open(editor):
                return False
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            self._view.step(1, 0)
            return True
        return super().eventFilter(editor, event)


def _popup_open(editor: QWidget) -> bool:
    completer = editor.completer() if isinstance(editor, QLineEdit) else None
    return bool(completer and completer.popup().isVisible() and completer.popup().currentIndex().isValid())


def option_choices(desk: CatalogDesk, attribute: str) -> list[tuple[str, str]]:
    """The options of an attribute as (code, label in the chosen locale)."""
    return [(o.code, o.label(desk.locale)) for o in desk.structure.options.get(attribute, {}).values()]


def _family_choices(desk: CatalogDesk) -> list[tuple[str, str]]:
    return [(family.code, family.label(desk.locale)) for family in desk.structure.families.values()]


def _code_of(desk: CatalogDesk, column: Column, text: str) -> str:
    """Families are stored by code, but chosen by label."""
    if column.code != FAMILY:
        return text
    return next((code for code, label in _family_choices(desk) if text in (code, label)), text)


def make_cell_editor(desk: CatalogDesk, column: Column, parent: QWidget | None) -> QWidget:
    """The editor of a column's cells."""
    if column.code == FAMILY:
        return SelectEditor(desk.theme, _family_choices(desk), parent)
    if column.code == STATUS:
        return ChoiceEditor(desk.theme, [("1", _("Enabled")), ("0", _("Disabled"))], parent)
    kind = column.attribute.type if column.attribute else ""
    return _EDITORS.get(kind, _line)(desk, column, parent)


def _line(desk: CatalogDesk, column: Column, parent: QWidget | None) -> QWidget:
    return LineEditor(desk.theme, column.right, parent)


def _select(desk: CatalogDesk, column: Column, parent: QWidget | None) -> QWidget:
    return SelectEditor(desk.theme, option_choices(desk, column.attribute.code), parent)


def _multi(desk: CatalogDesk, column: Column, parent: QWidget | None) -> QWidget:
    return ListLineEditor(desk.theme, option_choices(desk, column.attribute.code), parent)


_EDITORS: dict[str, Callable[[CatalogDesk, Column, QWidget | None], QWidget]] = {
    "simple_select": _select,
    "multi_select": _multi,
    "yes_no": lambda desk, column, parent: YesNoEditor(desk.theme, parent),
    "date": lambda desk, column, parent: DateEditor(desk.theme, parent),
}
