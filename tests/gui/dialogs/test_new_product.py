"""Making a product by keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pim.gui.dialogs.new_product import NewProductDialog, NewVariantDialog
from pim.services import browsing


@pytest.fixture
def dialog(qtbot, desk) -> NewProductDialog:
    made = NewProductDialog(desk)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.sku.editor.hasFocus)
    return made


def test_why_there_can_be_no_model_stands_whole_below_its_field(qtbot, desk, dialog, monkeypatch) -> None:
    for code, family in tuple(desk.structure.families.items()):
        monkeypatch.setitem(desk.structure.families, code, replace(family, variants=()))
    qtbot.keyClick(dialog.kind.editor, Qt.Key.Key_Down)
    note = dialog.variants._note
    assert "Structure" in note.text()
    qtbot.waitUntil(lambda: note.height() >= note.heightForWidth(note.width()))
    assert note.y() >= dialog.variants.editor.geometry().bottom()


def test_tab_goes_through_the_fields_from_top_to_bottom(qtbot, dialog) -> None:
    for field in (dialog.kind, dialog.family, dialog.title):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is field.editor
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert dialog.family.editor.hasFocus()


def test_the_sku_of_a_variant_goes_on_from_that_of_its_model(qtbot, desk) -> None:
    line = browsing.view_product(desk.workspace, sku="SHIRT").line
    dialog = NewVariantDialog(desk, line)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.open()
    qtbot.waitUntil(dialog.sku.editor.hasFocus)
    qtbot.keyClicks(dialog.sku.editor, "XL")
    assert dialog.sku.editor.text() == "SHIRT-XL"
