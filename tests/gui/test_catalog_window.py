"""The window of a catalogue as the keys go through it: panes, palette, rooms that know what happened elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pim.gui.catalog_window import CatalogWindow
from pim.gui.dialogs.new_product import DuplicateDialog
from pim.gui.views.structure import make_structure_room

Shift, Control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def made(qtbot, desk, settle) -> Iterator[CatalogWindow]:
    catalog = CatalogWindow(desk, lambda d: [make_structure_room(d)])
    window = catalog.window
    qtbot.addWidget(window)
    window.resize(1280, 800)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    window.show_room("products")
    settle()
    yield catalog
    window.close()


def press(qtbot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key to whatever has the focus."""
    qtbot.keyClick(QApplication.focusWidget() or QApplication.activeWindow(), key, modifier)


def test_f6_enters_the_panes_of_products_where_the_keys_were(qtbot, made, settle) -> None:
    page = made.products.page
    assert page.view.hasFocus()
    press(qtbot, Qt.Key.Key_F6)
    first = QApplication.focusWidget()
    assert page.sheet.form.isAncestorOf(first), "the fields, not the chips and arrows over them"
    press(qtbot, Qt.Key.Key_Tab)
    second = QApplication.focusWidget()
    assert second is not first
    press(qtbot, Qt.Key.Key_F6, Shift)
    assert page.view.hasFocus()
    press(qtbot, Qt.Key.Key_F6)
    assert QApplication.focusWidget() is second
    press(qtbot, Qt.Key.Key_F6, Shift)
    press(qtbot, Qt.Key.Key_F6, Shift)
    assert QApplication.focusWidget().accessibleName().startswith("All products"), "the view that is shown"


def test_f6_enters_a_list_at_its_current_record_not_in_its_search_box(qtbot, made, settle) -> None:
    room = made.window.show_room("structure")
    settle()
    room.focus_search()
    press(qtbot, Qt.Key.Key_F6)
    assert room.form.isAncestorOf(QApplication.focusWidget())
    press(qtbot, Qt.Key.Key_F6, Shift)
    assert room.list.view.hasFocus()
    press(qtbot, Qt.Key.Key_F6, Shift)
    assert QApplication.focusWidget().accessibleName().startswith("Attributes"), "the kind that is shown"


def test_the_palette_duplicates_and_deletes_what_is_selected_in_the_list(qtbot, made, settle) -> None:
    titles = [command.title for command in made.window.commands.all()]
    assert {"Duplicate", "Delete products"} <= set(titles)
    made.window.open_palette("duplic")
    press(qtbot, Qt.Key.Key_Return)
    settle()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, DuplicateDialog)
    dialog.reject()
    made.window.show_room("structure")
    assert "Delete products" not in [command.title for command in made.window.commands.all()]


def test_the_sheet_shows_the_current_product_when_the_room_is_entered(qtbot, made, desk, settle) -> None:
    """What was imported or filtered elsewhere arrives while the room is hidden."""
    page = made.products.page
    made.window.show_room("structure")
    page.choice.set_search("SHIRT")
    settle()
    made.window.show_room("products")
    settle()
    row = page.view.currentIndex().row()
    assert row >= 0
    assert page.sheet.uid == page.model.loaded(row).row.uid

