"""The window of a catalogue as the keys go through it: panes, palette, rooms that know what happened elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from pim.gui.catalog_window import CatalogWindow
from pim.gui.dialogs.new_product import DuplicateDialog
from pim.gui.views.products.grid_menus import row_menu
from pim.gui.views.products.sheet_parts.exception_dialog import ExceptionDialog
from pim.gui.views.structure import make_structure_room
from pim.gui.widgets.rich_text_editor import RichTextEditor
from pim.services import deleting

Shift, Control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
# What the offscreen platform says of popups.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


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


def test_an_exception_is_declared_with_keys_alone(qtbot, made, desk, settle) -> None:
    """By keys one is always in the editor of a field: its menu has to offer what the field's has."""
    page = made.products.page
    field = page.sheet.form.fields["title@en_GB"]
    field.field.editor.setFocus()
    press(qtbot, Qt.Key.Key_F10, Shift)
    menu = QApplication.activePopupWidget()
    assert "Differs on a channel" in [action.text() for action in menu.actions()]
    assert len(menu.actions()) > 4, "cut, copy and paste are still there"
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ExceptionDialog)
    dialog.channel.editor.set_text("shopify")
    for box, words in ((dialog.value, "Mug"), (dialog.reason, "Shorter")):
        box.editor.setFocus()
        box.editor.selectAll()
        qtbot.keyClicks(box.editor, words)
    qtbot.keyClick(dialog.reason.editor, Qt.Key.Key_Return)
    settle()
    assert not dialog.isVisible()
    assert page.sheet.shown.product.exceptions["title@en_GB#shopify"].reason == "Shorter"


def test_keys_of_the_text_are_not_taken_by_the_window(qtbot, made, desk, settle) -> None:
    """Ctrl+B folds the sidebar and Ctrl+I imports, but not while a text is written."""
    page, window = made.products.page, made.window
    editor = RichTextEditor(desk.theme, page)
    editor.show()
    editor.edit.setFocus()
    qtbot.keyClicks(editor.edit, "warm")
    editor.edit.selectAll()
    for key in (Qt.Key.Key_B, Qt.Key.Key_I):
        press(qtbot, key, Control)
    assert editor.text() == "<p><strong><em>warm</em></strong></p>"
    assert not window.side.folded and window.current == "products"


def test_the_tabs_of_the_sheet_are_two_keys_away(qtbot, made, settle) -> None:
    sheet = made.products.page.sheet
    press(qtbot, Qt.Key.Key_F6)
    for tab in ("images", "variants", "links", "channels", "history", "attributes"):
        press(qtbot, Qt.Key.Key_PageDown, Control)
        settle()
        assert sheet.tabs.current == tab
        assert sheet.isAncestorOf(QApplication.focusWidget()), tab
    press(qtbot, Qt.Key.Key_PageUp, Control)
    assert sheet.tabs.current == "history"


def test_restoring_a_value_leaves_the_keys_in_the_history(qtbot, made, desk, settle) -> None:
    page = made.products.page
    page.sheet.form.fields["title@en_GB"].typed.emit("title@en_GB", "Other")
    settle()
    press(qtbot, Qt.Key.Key_F6)
    press(qtbot, Qt.Key.Key_PageUp, Control)
    settle()
    press(qtbot, Qt.Key.Key_F6, Shift)
    press(qtbot, Qt.Key.Key_F6)
    assert QApplication.focusWidget().text() == "Restore"
    press(qtbot, Qt.Key.Key_Return)
    settle()
    assert page.sheet.shown.product.values["title@en_GB"] != "Other"
    assert page.sheet._page("history").isAncestorOf(QApplication.focusWidget())


def test_the_list_stays_where_a_product_was_deleted(qtbot, made, desk, settle) -> None:
    page = made.products.page
    page.view.show_row(2)
    settle()
    deleting.delete_products(desk.workspace, [page.sheet.uid])
    settle()
    assert page.view.currentIndex().row() == min(2, page.model.rowCount() - 1)


def test_the_keys_follow_into_another_room(qtbot, made, settle) -> None:
    assert made.products.page.view.hasFocus()
    press(qtbot, Qt.Key.Key_4, Control)
    settle()
    assert made.window.current == "activity"
    assert QApplication.focusWidget().accessibleName() == "Timeline"
    press(qtbot, Qt.Key.Key_2, Control)
    assert made.products.page.view.hasFocus()


def test_a_column_is_sorted_by_keys(qtbot, made, settle) -> None:
    """The header cannot have the keys: what its menu offers stands in the menu of the cell too."""
    page = made.products.page
    menu = row_menu(page)
    (column,) = [action.menu() for action in menu.actions() if action.menu() is not None]
    assert column.title() == "Column SKU"
    next(action for action in column.actions() if action.text() == "Sort descending").trigger()
    settle()
    assert page.choice.sort == ("-sku",)
    menu.deleteLater()


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

