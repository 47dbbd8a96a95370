"""Reusable widgets: what they emit, what they show, what they tell a screen reader."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt, QTimer
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from pim.gui.widgets.buttons import KINDS, Button, IconButton, MenuButton
from pim.gui.widgets.cards import ActionFooter, Card, EmptyState
from pim.gui.widgets.chips import Chip, ChipRow
from pim.gui.widgets.field import STATES, Field
from pim.gui.widgets.labels import ElidedLabel, Label
from pim.gui.widgets.layouts import FlowLayout, Splitter, scroll_of
from pim.gui.widgets.notices import Banner, BulkBar, ProgressCard, Toast
from pim.gui.widgets.sidebar import Sidebar, SidebarSection
from pim.gui.widgets.states import Badge, DiffPair, HomeCell, MarkCount, ProportionBar
from pim.gui.widgets.status_line import StatusLine
from pim.gui.widgets.tabs import Segmented, Stepper, TabStrip
from pim.gui.widgets.top_bar import TopBar


def shown(qtbot, widget: QWidget, width: int = 0) -> QWidget:
    """The widget, visible, perhaps in a given width."""
    qtbot.addWidget(widget)
    widget.resize(width or widget.sizeHint().width(), widget.sizeHint().height())
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.mark.parametrize("kind", KINDS)
def test_buttons_click_and_keep_their_height(qtbot, theme, kind: str) -> None:
    button = shown(qtbot, Button(theme, "Publish 104", kind, "broadcast", tall=kind == "primary"))
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.height() == {"primary": 30, "link": 18}.get(kind, 26)


def test_an_unknown_kind_of_button_is_refused(qtbot, theme) -> None:
    with pytest.raises(ValueError, match="Unknown kind"):
        Button(theme, "x", "glossy")


def test_a_disabled_button_says_why(qtbot, theme) -> None:
    button = shown(qtbot, Button(theme, "Publish", tip="Send it"))
    button.set_disabled_because("Nothing has changed")
    assert not button.isEnabled()
    assert button.toolTip() == "Nothing has changed"
    button.set_disabled_because("")
    assert button.isEnabled()
    assert button.toolTip() == "Send it"


def test_the_focus_ring_is_for_the_keyboard(qtbot, theme) -> None:
    button = shown(qtbot, Button(theme, "Save"))
    button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: bool(button.property("ring")))
    button.clearFocus()
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not button.property("ring")


def test_icon_buttons_have_a_name_and_24_pixels(qtbot, theme) -> None:
    button = shown(qtbot, IconButton(theme, "columns", "Columns", shortcut="Ctrl+J"))
    assert button.accessibleName() == "Columns"
    assert "Ctrl+J" in button.toolTip()
    assert min(button.width(), button.height()) >= 24


def test_a_menu_button_offers_its_choices(qtbot, theme) -> None:
    chosen: list[str] = []
    button = shown(qtbot, MenuButton(theme))
    button.set_choices([("en", "English"), ("fr", "Français")], "en", chosen.append)
    assert "English" in button.text()
    button.menu().actions()[1].trigger()
    assert chosen == ["fr"]


def test_labels_never_read_html(qtbot, theme) -> None:
    label = shown(qtbot, Label(theme, "<b>bold</b>"))
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_an_elided_label_tells_the_rest_in_its_tooltip(qtbot, theme) -> None:
    label = shown(qtbot, ElidedLabel(theme, "A very long name of a product that cannot fit"), 60)
    assert label.toolTip() == label.text()
    label.resize(900, 20)
    assert label.toolTip() == ""


def test_a_chip_is_removed_by_its_x_and_by_the_keyboard(qtbot, theme) -> None:
    chip = shown(qtbot, Chip(theme, "Season is", "filter", value="Autumn", removable=True))
    with qtbot.waitSignal(chip.removed):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 8, 10))
    with qtbot.waitSignal(chip.clicked):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    with qtbot.waitSignal(chip.removed):
        qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert chip.height() == 24


def test_chips_that_do_not_fit_become_a_number(qtbot, theme) -> None:
    row = shown(qtbot, ChipRow(theme), 200)
    row.set_chips([Chip(theme, f"Material {number}") for number in range(12)])
    hidden = [chip for chip in row._chips if not chip.isVisible()]
    assert hidden
    assert row._more.accessibleName() == f"+{len(hidden)}"
    assert row._more.geometry().right() <= row.width()
    row.resize(5000, 20)
    assert all(chip.isVisible() for chip in row._chips)
    assert not row._more.isVisible()


@pytest.mark.parametrize("state", STATES)
def test_a_field_takes_every_state_without_moving_its_box(qtbot, theme, state: str) -> None:
    field = shown(qtbot, Field(theme, "Name", QLineEdit("Cushion"), locale="en_GB"), 360)
    before = field.editor.geometry()
    field.set_state(state, "Required by Print")
    assert field.editor.property("state") == state
    assert field.editor.height() == before.height() == 28
    assert field.editor.y() == before.y()
    assert field.editor.accessibleDescription() == "Required by Print"


def test_an_inherited_field_offers_a_value_of_its_own(qtbot, theme) -> None:
    field = shown(qtbot, Field(theme, "Name", QLineEdit()), 420)
    field.set_inherited("CUS-STRIPE")
    link = next(button for button in field.findChildren(QPushButton) if button.isVisible())
    with qtbot.waitSignal(field.set_here):
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    field.set_state("normal")
    assert not link.isVisible()


def test_the_sign_of_an_invalid_field_goes_again(qtbot, theme) -> None:
    field = shown(qtbot, Field(theme, "GTIN", QLineEdit()), 300)
    field.set_state("invalid", "Check digit is 0, expected 1")
    assert len(field.editor.actions()) == 1
    field.set_state("normal")
    assert field.editor.actions() == []


def test_an_unknown_field_state_is_refused(qtbot, theme) -> None:
    field = shown(qtbot, Field(theme, "GTIN", QLineEdit()), 300)
    with pytest.raises(ValueError, match="Unknown field state"):
        field.set_state("odd")


@pytest.mark.parametrize("kind", ["info", "warn", "bad", "ok"])
def test_a_banner_has_one_link(qtbot, theme, kind: str) -> None:
    banner = shown(qtbot, Banner(theme, kind, "Nothing was published.", "1 difference", "Resolve"), 500)
    link = banner.findChild(QPushButton)
    with qtbot.waitSignal(banner.acted):
        qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    assert banner.height() == 36


def test_a_toast_goes_by_itself_and_by_its_action(qtbot, theme) -> None:
    toast = Toast(theme, "Price changed", "Undo", milliseconds=30)
    toast.move(500, 400)  # away from the mouse, which would hold it
    with qtbot.waitSignal(toast.gone):
        toast.show()
    toast = Toast(theme, "Price changed", "Undo", milliseconds=10**6)
    toast.show()
    with qtbot.waitSignals([toast.acted, toast.gone]):
        qtbot.mouseClick(toast.findChild(QPushButton), Qt.MouseButton.LeftButton)


def test_a_progress_card_counts_beyond_32_bits_and_cancels_once(qtbot, theme) -> None:
    card = shown(qtbot, ProgressCard(theme, "Importing", "Cancel leaves the catalogue as it was"))
    card.set_progress(3 * 10**10, 10**11, "3 of 10")
    assert card._bar.value() / card._bar.maximum() == pytest.approx(0.3)
    card.set_progress(0, 0, "")
    assert card._bar.maximum() == 0
    with qtbot.waitSignal(card.cancel_clicked):
        qtbot.mouseClick(card._cancel, Qt.MouseButton.LeftButton)
    assert not card._cancel.isEnabled()


def test_a_bulk_bar_names_its_count_and_acts(qtbot, theme) -> None:
    bar = shown(qtbot, BulkBar(theme))
    bar.set_counts("640 selected", "Select all 4,660")
    bar.set_actions([("edit", "Edit 640", "pencil-simple"), ("publish", "Publish", "broadcast")])
    edit = next(button for button in bar.findChildren(QPushButton) if button.text() == "Edit 640")
    assert edit.property("k") == "primary"
    with qtbot.waitSignal(bar.acted) as caught:
        edit.click()
    assert caught.args == ["edit"]


def test_a_card_is_clickable_by_mouse_and_keyboard(qtbot, theme) -> None:
    card = shown(qtbot, Card(theme, "Web shop", clickable=True))
    with qtbot.waitSignal(card.clicked):
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(card.clicked):
        qtbot.keyClick(card, Qt.Key.Key_Return)
    card.set_chosen(True)
    assert card.property("chosen") is True


def test_an_empty_state_hides_what_it_does_not_say(qtbot, theme) -> None:
    empty = shown(qtbot, EmptyState(theme, "funnel-simple", "No product", "", "Clear filters"), 400)
    visible = [label.text() for label in empty.findChildren(QLabel) if label.isVisible()]
    assert visible == ["No product"]
    with qtbot.waitSignal(empty.acted):
        empty.findChildren(QPushButton)[0].click()


def test_a_footer_holds_text_and_buttons(qtbot, theme) -> None:
    footer = shown(qtbot, ActionFooter(theme, "Writes 104 listings"), 600)
    footer.add(Button(theme, "Publish 104", "primary", tall=True))
    assert footer.height() == 54


def test_tabs_are_chosen_by_mouse_and_keyboard(qtbot, theme) -> None:
    strip = shown(
        qtbot, TabStrip(theme, [("all", "All", "145"), ("new", "New", "19"), ("held", "Held", "")]), 400
    )
    with qtbot.waitSignal(strip.chosen) as caught:
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip._boxes()[1][1].center().toPoint())
    assert caught.args == ["new"]
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert strip.current == "held"
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert strip.current == "all"


def test_tabs_that_do_not_fit_go_into_the_rest(qtbot, theme) -> None:
    strip = shown(qtbot, TabStrip(theme, [(str(n), f"Attribute group {n}", "") for n in range(9)]), 300)
    assert strip._hidden()
    assert strip._boxes()[-1][1].right() <= 300
    last = strip._hidden()[-1]
    strip.set_current(last[0])
    assert strip._boxes()[-1][0] == last  # the current one is named
    assert strip._boxes()[-1][1].right() <= 300 - strip.MORE
    assert last not in strip._hidden()
    strip.set_tabs([("only", "Only", "")])
    assert strip.current == "only"
    strip.set_tabs([])
    strip.repaint()
    assert strip.current == ""


def test_a_segmented_choice_has_one_button_on(qtbot, theme) -> None:
    choice = shown(
        qtbot, Segmented(theme, [("list", "list-dashes", "List"), ("grid", "squares-four", "Gallery")])
    )
    with qtbot.waitSignal(choice.chosen) as caught:
        choice._buttons["grid"].click()
    assert caught.args == ["grid"]
    assert not choice._buttons["list"].isChecked()


@pytest.mark.parametrize("number", [0, 2, 4])
def test_a_stepper_says_where_it_is(qtbot, theme, number: int) -> None:
    stepper = shown(qtbot, Stepper(theme, ["File", "Columns", "Rehearsal", "Done"]))
    stepper.set_current(number)
    assert stepper.accessibleName().startswith(f"Step {min(number + 1, 4)} of 4")


def test_painted_widgets_tell_their_state(qtbot, theme) -> None:
    assert shown(qtbot, MarkCount(theme, "blocked", "38")).accessibleName() == "Blocked 38"
    assert shown(qtbot, Badge(theme, 99.6)).accessibleName() == "99 % complete"
    assert shown(qtbot, Badge(theme, None)).accessibleName() == "not required"
    assert shown(qtbot, DiffPair(theme, "32.90", "34.90")).accessibleName() == "32.90 becomes 34.90"
    bar = shown(qtbot, ProportionBar(theme, {"in_sync": 4660, "held": 2}))
    assert bar.accessibleName() == "In sync 4,660, Held 2"


def test_a_home_cell_is_clicked_unless_it_is_not_used(qtbot, theme) -> None:
    cell = shown(qtbot, HomeCell(theme, 98, 94, "Web shop, fr_FR"))
    assert cell.accessibleName() == "Web shop, fr_FR, 98 %, 94 missing"
    with qtbot.waitSignal(cell.clicked):
        qtbot.mouseClick(cell, Qt.MouseButton.LeftButton)
    unused = shown(qtbot, HomeCell(theme, None))
    with qtbot.assertNotEmitted(unused.clicked):
        qtbot.mouseClick(unused, Qt.MouseButton.LeftButton)


def test_the_sidebar_shows_the_contents_of_the_current_room(qtbot, theme) -> None:
    bar, views = Sidebar(theme), SidebarSection(theme, "Views", "Save a view")
    entry = views.add("all", "All products", "stack", "4,660")
    bar.add_room("home", "Home", "house")
    item = bar.add_room("products", "Products", "package", views)
    qtbot.addWidget(bar)
    bar.resize(212, 700)
    bar.show()
    with qtbot.waitSignal(bar.room_chosen) as caught:
        item.click()
    assert caught.args == ["products"]
    bar.set_current("products")
    assert views.isVisible()
    with qtbot.waitSignal(views.chosen):
        entry.click()
    bar.set_folded(True)
    assert bar.width() == 52
    assert item.toolTip() == "Products"
    assert not views.isVisible()
    views.clear()
    assert views.entries == {}


def test_the_status_line_fills_and_empties(qtbot, theme) -> None:
    line = shown(qtbot, StatusLine(theme), 600)
    line.set_left(("4,660", "bold"), ("products", "plain"))
    line.set_right(("5 cells selected", "accent"))
    line.set_left(("0", "bold"))
    assert [label.text() for label in line.findChildren(QLabel) if label.isVisible()] == [
        "0",
        "5 cells selected",
    ]
    assert line.height() == 28


def test_the_top_bar_names_the_steps_and_reports_failures(qtbot, theme) -> None:
    bar = shown(qtbot, TopBar(theme), 1280)
    bar.set_name("A catalogue with a name that is far too long for the place")
    bar.set_history("Price +4 %", "")
    assert bar._undo.isEnabled()
    assert not bar._redo.isEnabled()
    assert "Price +4 %" in bar._undo.toolTip()
    bar.set_saved("failed", "The disk is full")
    with qtbot.waitSignal(bar.retry):
        bar._retry.click()
    bar.set_saved("saved", "All changes saved")
    assert not bar._retry.isVisible()
    with qtbot.waitSignal(bar.search_edited):
        qtbot.keyClicks(bar.search, "c")
    qtbot.keyClick(bar.search, Qt.Key.Key_Escape)
    assert bar.search.text() == ""


def test_a_flow_layout_wraps(qtbot) -> None:
    holder = QWidget()
    flow = FlowLayout(holder)
    for _number in range(6):
        child = QWidget()
        child.setFixedSize(80, 20)
        flow.addWidget(child)
    assert flow.heightForWidth(600) == 20
    assert flow.heightForWidth(180) == 3 * 20 + 2 * flow.spacing()
    assert flow.itemAt(99) is None
    assert flow.takeAt(99) is None
    qtbot.addWidget(holder)


def test_a_splitter_remembers_its_place(qtbot, settings: QSettings) -> None:
    def made() -> Splitter:
        splitter = Splitter(settings, "products")
        splitter.addWidget(QWidget())
        splitter.addWidget(QWidget())
        splitter.resize(800, 200)
        qtbot.addWidget(splitter)
        splitter.restore([500, 300])
        splitter.show()
        return splitter

    first = made()
    first.setSizes([300, 500])
    first.splitterMoved.emit(300, 1)
    assert made().sizes() == first.sizes()
    settings.setValue("splitter/products", "rubbish")
    assert made().sizes()[0] > 400


def test_a_scroll_area_has_no_frame(qtbot) -> None:
    area = scroll_of(QWidget(), "bg")
    qtbot.addWidget(area)
    assert area.widgetResizable()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_presses_the_button_that_has_the_focus(qtbot, theme, key: Qt.Key) -> None:
    for button in (Button(theme, "Choose files"), IconButton(theme, "columns", "Columns")):
        shown(qtbot, button)
        with qtbot.waitSignal(button.clicked):
            qtbot.keyPress(button, key)
        with qtbot.assertNotEmitted(button.clicked):
            qtbot.keyPress(button, key, Qt.KeyboardModifier.ShiftModifier)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_enter_opens_the_list_of_a_menu_button(qtbot, theme) -> None:
    button = shown(qtbot, MenuButton(theme, "English"))
    button.set_choices([("en", "English"), ("fr", "Français")], "en", lambda code: None)
    menu = button.menu()
    menu.aboutToShow.connect(lambda: QTimer.singleShot(0, menu.close))
    with qtbot.waitSignal(menu.aboutToHide):
        qtbot.keyPress(button, Qt.Key.Key_Return)
