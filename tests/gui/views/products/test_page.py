"""The Products room as somebody uses it: keys and clicks in, the catalogue changed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QMimeData, QObject, QRect, Qt
from PySide6.QtGui import QGuiApplication, QRegion
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from pim.catalog.filters import Condition
from pim.gui.dialogs.new_product import NewVariantDialog
from pim.gui.views.products.page import ProductsPage
from pim.gui.views.products.room import ProductsRoom
from pim.services import browsing, deleting, editing
from pim.services.workspace import CatalogChanged, Workspace

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def room(desk, qtbot, settle) -> ProductsRoom:
    made = ProductsRoom(desk)
    qtbot.addWidget(made.side)
    made.choice.set_sort(("sku",))
    page = made.page
    qtbot.addWidget(page)
    page.resize(1300, 800)
    page.show()
    settle()
    return made


@pytest.fixture
def page(room) -> ProductsPage:
    return room.page


def column(page: ProductsPage, code: str) -> int:
    return [c.code for c in page.model.columns].index(code)


def product(desk, sku: str):
    return browsing.view_product(desk.workspace, sku=sku).product


def select(page: ProductsPage, top: int, left: str, bottom: int, right: str) -> None:
    first, last = (page.model.index(top, column(page, left)), page.model.index(bottom, column(page, right)))
    page.view.go_to(first)
    page.view.selectionModel().select(QItemSelection(first, last), QItemSelectionModel.SelectionFlag.ClearAndSelect)


def skus(page: ProductsPage) -> list[str]:
    return [page.model.loaded(row).row.sku for row in range(page.model.rowCount())]


def test_typing_replaces_the_cell_and_enter_goes_down(page, desk, qtbot, settle) -> None:
    page.view.go_to(page.model.index(1, column(page, "price:EUR")))
    qtbot.keyClicks(page.view, "9")
    editor = page.view.viewport().findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClicks(editor, ".90")
    qtbot.keyClick(editor, KEY.Key_Return)
    settle()
    assert product(desk, "MUG").values["price:EUR"] == "9.90"
    assert page.view.currentIndex().row() == 2


def test_what_is_being_typed_in_a_cell_stays_when_its_row_is_told_to_have_changed(page, desk, qtbot, settle) -> None:
    """Readiness, thumbnails and chunks arrive while somebody types; Qt then asks to fill the editor again."""
    cell = page.model.index(1, column(page, ".name"))
    page.view.go_to(cell)
    qtbot.keyClicks(page.view, "N")
    editor = page.view.viewport().findChild(QLineEdit)
    qtbot.keyClicks(editor, "ew ")
    page.model.dataChanged.emit(cell.siblingAtColumn(0), cell.siblingAtColumn(page.model.columnCount() - 1))
    qtbot.keyClicks(editor, "name")
    qtbot.keyClick(editor, KEY.Key_Return)
    settle()
    assert product(desk, "MUG").values["title@en_GB"] == "New name"


class Painted(QObject):
    """What of a widget was painted anew, from the time on at which this is made."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.region += event.region()
        return False


def test_a_change_of_one_product_paints_its_row_and_no_other(page, desk, settle) -> None:
    view, row = page.view, 2
    loaded = page.model.loaded(row)
    painted = Painted(view.viewport())
    desk.change(editing.change_parts, {loaded.row.uid: {"brand": "Another"}})
    settle()
    height = view.rowHeight(row)
    own = QRect(0, view.rowViewportPosition(row), 10, height)
    assert painted.region.contains(own.center())
    assert painted.region.boundingRect().height() <= height + 4  # and the frame of a current cell around it


def test_a_row_that_is_painted_alone_keeps_the_frame_of_the_current_cell_below_it(page, desk) -> None:
    view = page.view
    view.go_to(page.model.index(2, column(page, "price:EUR")))
    cell = view.visualRect(view.currentIndex())
    above = QRect(0, view.rowViewportPosition(1), view.viewport().width(), view.rowHeight(1))
    assert above.bottom() == cell.top() - 1
    shown = view.viewport().grab(above).toImage()
    ratio = shown.devicePixelRatio()
    edge = shown.pixelColor(int(cell.center().x() * ratio), shown.height() - 1)
    assert edge.name() == desk.theme.c.accent.name()


def test_copy_gives_a_table_and_paste_writes_one_step(page, desk, qtbot, settle) -> None:
    select(page, 0, ".sku", 1, ".name")
    qtbot.keyClick(page.view, KEY.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "LAMP\tLamp\nMUG\tMug"
    QGuiApplication.clipboard().setText("Light\nCup\n")
    page.view.go_to(page.model.index(0, column(page, ".name")))
    qtbot.keyClick(page.view, KEY.Key_V, CONTROL)
    settle()
    assert [product(desk, sku).values["title@en_GB"] for sku in ("LAMP", "MUG")] == ["Light", "Cup"]
    desk.workspace.undo()
    assert [product(desk, sku).values["title@en_GB"] for sku in ("LAMP", "MUG")] == ["Lamp", "Mug"]


def test_a_paste_with_one_bad_value_changes_nothing(page, desk, qtbot, settle) -> None:
    revision = desk.workspace.revision()
    QGuiApplication.clipboard().setText("1\nabc")
    page.view.go_to(page.model.index(0, column(page, "price:EUR")))
    qtbot.keyClick(page.view, KEY.Key_V, CONTROL)
    settle()
    assert desk.workspace.revision() == revision


def test_fill_down_and_delete(page, desk, qtbot, settle) -> None:
    select(page, 1, "price:EUR", 2, "price:EUR")
    qtbot.keyClick(page.view, KEY.Key_D, CONTROL)
    settle()
    assert product(desk, "SHIRT").values["price:EUR"] == "12.50"
    qtbot.keyClick(page.view, KEY.Key_Delete)
    settle()
    assert "price:EUR" not in product(desk, "SHIRT").values
    assert "price:EUR" not in product(desk, "MUG").values


def test_a_sheet_is_not_filled_again_with_what_it_shows_but_other_tabs_are(page, desk, settle, monkeypatch) -> None:
    sheet, filled = page.sheet, []
    settle()
    monkeypatch.setattr(sheet.header, "show_product", filled.append)
    for tab, times in (("attributes", 0), ("channels", 1)):
        sheet.tabs.set_current(tab)
        filled.clear()
        desk.signals.changed.emit(CatalogChanged(0, None))
        settle()
        assert len(filled) == times, tab


def test_the_sheet_follows_the_current_row_and_writes_what_is_typed(page, desk, qtbot, settle) -> None:
    page.view.show_row(1)
    settle()
    assert page.sheet.shown.product.sku == "MUG"
    field = page.sheet.form.fields["brand"]
    field._editor.setFocus()
    field._editor.setText("Tarn")
    field.commit()
    settle()
    assert product(desk, "MUG").values["brand"] == "Tarn"
    bad = page.sheet.form.fields["price:EUR"]
    bad._editor.setText("abc")
    bad.commit()
    settle()
    assert (bad.field.state, bad._editor.text()) == ("invalid", "abc")
    assert page.model.cell(1, column(page, "price:EUR")).state == "invalid"


def test_an_inherited_field_is_locked_until_a_value_is_set_here(page, desk, qtbot, settle) -> None:
    page.model.toggle(2)
    settle()
    page.view.show_row(3)
    settle()
    field = page.sheet.form.fields["price:EUR"]
    assert (field.field.state, field._editor.isReadOnly()) == ("inherited", True)
    field.field.set_here.emit()
    field._editor.setText("31")
    field.commit()
    settle()
    assert product(desk, "SHIRT-RED").values["price:EUR"] == "31"


def test_missing_fields_alone_and_the_matrix_cell(page, desk, settle) -> None:
    page.view.show_row(0)
    settle()
    form = page.sheet.form
    page.sheet.toggle_only_missing()
    shown = {key for key, field in form.fields.items() if not field.isHidden()}
    assert shown == {"price:EUR"}
    page.sheet.matrix.cells[("csv", "fr_FR")].click()
    settle()
    assert desk.locale == "fr_FR"
    assert "title@fr_FR" in page.sheet.form.fields


def test_filters_narrow_the_list_and_no_hit_says_so(page, room, settle) -> None:
    room.choice.put_condition(Condition("enabled", "=", ("1",)))
    room.choice.put_condition(Condition("price:EUR", ">", ("20",)))
    settle()
    assert skus(page) == ["SHIRT"]
    room.choice.put_condition(Condition("name", "contains", ("zzz",)))
    settle()
    assert page._stack.currentIndex() == 1
    page._nothing.acted.emit()
    settle()
    assert len(skus(page)) == 3


def test_sorting_from_the_header(page, settle) -> None:
    page.view.head.choose_sort("name", descending=True)
    settle()
    assert skus(page) == ["SHIRT", "MUG", "LAMP"]


def test_the_current_cell_stays_in_its_column_in_another_order(page, settle) -> None:
    price = column(page, "price:EUR")
    page.view.go_to(page.model.index(1, price))
    page.view.head.choose_sort("name", descending=True)
    settle()
    assert (page.view.currentIndex().row(), page.view.currentIndex().column()) == (0, price)
    assert [(i.row(), i.column()) for i in page.view.selectedIndexes()] == [(0, price)]


def test_a_saved_view_keeps_filters_and_is_counted(page, room, desk, settle) -> None:
    room.choice.put_condition(Condition("family", "=", ("things",)))
    assert room.choice.is_modified
    page.creating._keep_view("My things", tuple(page.columns.codes()))
    settle()
    assert room.choice.view == "view/my_things"
    assert not room.choice.is_modified
    assert room.side.views.entries["view/my_things"]._entry.count == "3"


def test_products_dropped_on_a_category_move_there(page, room, desk, settle) -> None:
    room.choice.show_category("kitchen")
    settle()
    assert skus(page) == ["LAMP"]
    room.side.tree_model.products_dropped.emit([page.model.loaded(0).row.id], "bath")
    settle()
    assert product(desk, "LAMP").categories == ("bath",)
    desk.workspace.undo()
    assert product(desk, "LAMP").categories == ("kitchen",)


def test_the_bulk_bar_acts_on_every_selected_row(page, desk, settle) -> None:
    select(page, 0, ".sku", 2, ".updated")
    assert not page.bulk.bar.isHidden()
    page.bulk.bar.acted.emit("disable")
    settle()
    assert not any(product(desk, sku).enabled for sku in ("MUG", "LAMP", "SHIRT"))


def test_the_bulk_bar_stays_over_the_grid_however_much_room_the_sheet_takes(page, settle) -> None:
    page.resize(1500, 700)
    select(page, 0, ".sku", 2, ".updated")
    bar, view = page.bulk.bar, page.view

    def words() -> list[str]:
        return [button.text() for button in bar.findChildren(QPushButton) if not button.isHidden()]

    page.splitter.setSizes([1100, 400])
    settle()
    assert words() == ["Edit 3", "Categories", "Family", "Enable", "Disable", "Delete"]
    page.splitter.setSizes([600, 900])
    settle()
    assert words() == ["Edit 3", "", "", "", "", ""]
    assert bar.geometry().right() < view.width()
    assert bar.findChildren(QPushButton)[-1].toolTip() == "Delete"
    page.splitter.setSizes([1100, 400])
    settle()
    assert words()[-1] == "Delete"


def test_columns_are_chosen_and_remembered(page, desk, qtbot, settle) -> None:
    page.columns.set_codes([".lead", ".sku", ".name", "weight", "color"])
    settle()
    assert [c.code for c in page.model.columns] == [".lead", ".sku", ".name", "weight", "color"]
    assert page.model.cell(1, 3).text == "350 g"
    again = ProductsPage(desk, page.choice)
    qtbot.addWidget(again)
    assert [c.code for c in again.model.columns] == [".lead", ".sku", ".name", "weight", "color"]
    settle()


def test_a_new_product_is_created_shown_and_undone(page, desk, settle) -> None:
    dialog = page.creating.new_product()
    dialog.create()
    assert "SKU" in dialog._reason.text()
    dialog.sku.editor.setText("BOWL")
    dialog.family.editor.set_text("things")
    dialog.create()
    settle()
    assert dialog.isHidden()
    assert page.sheet.shown.product.sku == "BOWL"
    assert page.model.loaded(page.view.currentIndex().row()).row.sku == "BOWL", "typing would edit another product"
    desk.workspace.undo()
    settle()
    assert "BOWL" not in skus(page)


@pytest.mark.parametrize("unfolded", [False, True])
def test_a_new_variant_is_the_current_row_below_its_unfolded_model(page, desk, settle, unfolded) -> None:
    deleting.delete_products(desk.workspace, [product(desk, "SHIRT-GREEN").uid])  # else no color is left
    settle()
    row = skus(page).index("SHIRT")
    page.view.show_row(row)
    if unfolded:
        page.model.toggle(row)
    settle()
    dialog = NewVariantDialog(desk, browsing.view_product(desk.workspace, sku="SHIRT").line, page)
    dialog.created.connect(page.creating.created)
    dialog.sku.editor.setText("SHIRT-NEW")
    dialog.axes["color"].editor.set_text("green")
    dialog.create()
    settle()
    assert dialog._reason.text() == ""
    assert page.sheet.shown.product.sku == "SHIRT-NEW"
    assert page.model.loaded(page.view.currentIndex().row()).row.sku == "SHIRT-NEW"


@pytest.mark.qt_log_ignore("^This plugin does not support")
def test_a_value_for_many_products_is_typed_right_after_its_field_was_chosen(page, desk, qtbot, settle) -> None:
    uids = [product(desk, sku).uid for sku in ("MUG", "LAMP")]
    popup = page.product_actions.edit_value(uids)
    qtbot.waitUntil(lambda: isinstance(popup.focusWidget(), QLineEdit))
    qtbot.keyClicks(popup.focusWidget(), "Price")
    qtbot.keyClick(popup.focusWidget(), KEY.Key_Return)
    qtbot.keyClicks(QApplication.focusWidget(), "19.90")
    qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Return)
    settle()
    prices = [page.model.cell(skus(page).index(sku), column(page, "price:EUR")).text for sku in ("MUG", "LAMP")]
    assert prices == ["19.90", "19.90"]


def test_a_taken_sku_keeps_the_dialog_open_with_the_reason(page, desk, settle) -> None:
    dialog = page.creating.new_product()
    dialog.sku.editor.setText("mug")
    dialog.create()
    settle()
    assert dialog.isVisible()
    assert "mug" in dialog._reason.text()
    dialog.reject()


def test_a_declared_exception_has_its_own_field_and_ends(page, desk, settle) -> None:
    from pim.gui.views.products.sheet_parts.exception_dialog import ExceptionDialog

    page.view.show_row(1)
    settle()
    dialog = ExceptionDialog(desk, page.sheet.shown, "title@en_GB", page)
    dialog.channel.editor.set_text("shopify")
    dialog.write("Big mug", "", "")
    settle()
    assert not product(desk, "MUG").exceptions
    dialog.write("Big mug", "better found", "2027-01-31")
    settle()
    field = page.sheet.form.fields["title@en_GB#shopify"]
    assert field.field.state == "exception"
    dialog.write("", "", "")
    settle()
    assert not product(desk, "MUG").exceptions


def test_every_tab_shows_every_kind_of_product(page, desk, settle) -> None:
    page.model.toggle(2)
    settle()
    for row in range(page.model.rowCount()):
        page.view.show_row(row)
        settle()
        for tab in ("images", "variants", "links", "channels", "history", "attributes"):
            page.sheet.tabs.set_current(tab)
            settle()
    assert desk.said == []


def test_history_puts_a_value_back(page, desk, settle) -> None:
    from pim.services import editing

    uid = product(desk, "MUG").uid
    editing.set_value(desk.workspace, uid=uid, key="brand", text="Old")
    editing.set_value(desk.workspace, uid=uid, key="brand", text="New")
    page.view.show_row(1)
    settle()
    page.sheet.tabs.set_current("history")
    settle()
    tab = page.sheet._page("history")
    patches = browsing.product_history(desk.workspace, uid)[0][1]
    tab._restore(patches[0])
    settle()
    assert product(desk, "MUG").values["brand"] == "Old"


def test_a_picture_that_is_dropped_ends_on_the_product(page, desk, settle, tmp_path, qtbot) -> None:
    from PIL import Image
    from PySide6.QtCore import QUrl

    Image.new("RGB", (300, 200), (200, 30, 30)).save(tmp_path / "red.png")
    page.view.show_row(1)
    settle()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "red.png"))])
    page.sheet.form.strip.changes.add_mime(data)
    qtbot.waitUntil(lambda: bool(product(desk, "MUG").images), timeout=20_000)
    settle()
    image = product(desk, "MUG").images[0]
    assert (image.name, image.role) == ("red.png", "main")
    changes = page.sheet.form.strip.changes
    changes.describe(image, "en_GB", "A red mug")
    settle()
    assert product(desk, "MUG").images[0].alt == {"en_GB": "A red mug"}


def test_undo_takes_the_last_step_back(page, desk, settle) -> None:
    page.product_actions.set_enabled([page.model.loaded(1).row.uid], False)
    settle()
    assert not product(desk, "MUG").enabled
    desk.change(Workspace.undo)
    settle()
    assert product(desk, "MUG").enabled


def test_it_paints_in_both_themes(page, desk, settle) -> None:
    select(page, 0, ".name", 1, "price:EUR")
    for mode in ("dark", "light"):
        desk.theme.set_mode(mode)
        image = page.grab().toImage()
        assert image.width() >= 1300
    settle()
