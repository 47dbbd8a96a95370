"""The frame: rooms, keys, palette, floating notices, remembered state. Nothing of the program is in it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from pim.gui.frame.commands import Command, CommandRegistry, Found, fold, matches
from pim.gui.frame.main_window import MainWindow
from pim.gui.frame.room import Room
from pim.gui.widgets.notices import BulkBar


def a_page() -> QWidget:
    page = QWidget()
    QVBoxLayout(page).addWidget(QLineEdit())
    return page


@pytest.fixture
def made(qtbot, theme, settings):
    """A window with three rooms, and a record of what was called."""
    calls: list[str] = []
    rooms = [
        Room(
            "products",
            "Products",
            "package",
            a_page,
            wants_locale=True,
            search=lambda text: calls.append(f"? {text}"),
            shortcuts={"Ctrl+N": lambda: calls.append("new")},
            activated=lambda: calls.append("products"),
        ),
        Room("home", "Home", "house", a_page),
        Room("settings", "Settings", "gear-six", QWidget, at_bottom=True),
    ]
    commands = CommandRegistry()
    commands.add(
        Command(
            "publish",
            "Publish Marketplace",
            "broadcast",
            lambda: calls.append("publish"),
            keys="Ctrl+Shift+P",
        )
    )
    commands.add(
        Command("off", "Publish nothing", "broadcast", lambda: calls.append("off"), enabled=lambda: False)
    )

    def search(text, deliver) -> None:
        deliver([Found(f"Product {text}", "SKU-1", "package", lambda: calls.append("found"))])

    window = MainWindow(theme, settings, rooms, commands=commands, search=search)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.show_room("home")
    window.calls = calls
    window.activateWindow()
    return window


def test_rooms_stand_in_the_fixed_order_and_are_built_when_entered(made) -> None:
    assert list(made._rooms) == ["home", "products", "settings"]
    assert set(made._pages) == {"home"}
    page = made.show_room("products")
    assert made.show_room("products") is page
    assert made.calls.count("products") == 2


def test_selectors_show_only_where_they_do_something(made) -> None:
    assert not made.top.locales.isVisible()
    made.show_room("products")
    assert made.top.locales.isVisible()
    assert not made.top.channels.isVisible()


def test_keys_go_to_rooms_and_actions(qtbot, made) -> None:
    qtbot.keyClick(made, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert made.current == "products"
    qtbot.keyClick(made, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert "new" in made.calls
    made.show_room("home")
    made.calls.clear()
    qtbot.keyClick(made, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert made.calls == []
    qtbot.keyClick(
        made, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert made.calls == ["publish"]


def test_undo_and_redo_by_the_systems_keys(qtbot, made) -> None:
    with qtbot.waitSignal(made.top.undo):
        qtbot.keyClick(made, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(made.top.redo):
        qtbot.keyClick(made, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(made.top.redo):
        qtbot.keyClick(
            made, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )


def test_typing_in_the_box_searches_the_room_or_opens_the_palette(qtbot, made) -> None:
    made.show_room("products")
    qtbot.keyClicks(made.top.search, "cu")
    assert made.calls[-2:] == ["? c", "? cu"]
    made.show_room("home")
    made.top.search.clear()
    qtbot.keyClicks(made.top.search, "p")
    assert made.palette_box.isVisible()


def test_the_palette_finds_runs_and_closes(qtbot, made) -> None:
    made.open_palette("publi")
    assert made.palette_box._list.current().title == "Publish Marketplace"
    titles = [made.palette_box._list.item(row).text() for row in range(made.palette_box._list.count())]
    assert titles == ["Commands", "Publish Marketplace", "Products", "Product publi, SKU-1"]
    qtbot.keyClick(made.palette_box._edit, Qt.Key.Key_Down)
    qtbot.keyClick(made.palette_box._edit, Qt.Key.Key_Return)
    assert made.calls[-1] == "found"
    assert not made.palette_box.isVisible()


@pytest.mark.parametrize(("text", "groups"), [(">publi", {"commands"}), ("#publi", {"products"})])
def test_the_palette_limits_itself_to_commands_or_products(qtbot, made, text: str, groups: set[str]) -> None:
    made.open_palette(text)
    rows = made.palette_box._list
    found = [rows.item(row).data(Qt.ItemDataRole.UserRole) for row in range(rows.count())]
    assert {entry.group for entry in found if entry} == groups


def test_a_late_answer_does_not_reach_another_question(qtbot, theme, settings) -> None:
    late = []
    window = MainWindow(
        theme,
        settings,
        [Room("home", "Home", "house", a_page)],
        search=lambda text, deliver: late.append(deliver),
    )
    qtbot.addWidget(window)
    window.show()
    window.open_palette("first")
    window.palette_box._edit.setText("second")
    late[0]([Found("Old", "", "package", lambda: None)])
    assert window.palette_box._list.count() == 0
    late[1]([Found("New", "", "package", lambda: None)])
    current = window.palette_box._list.current()
    assert current is not None
    assert current.title == "New"


def test_escape_closes_the_palette_and_gives_the_focus_back(qtbot, made) -> None:
    editor = made.show_room("products").findChild(QLineEdit)
    editor.setFocus()
    made.open_palette()
    qtbot.keyClick(made.palette_box._edit, Qt.Key.Key_Escape)
    assert not made.palette_box.isVisible()
    qtbot.waitUntil(editor.hasFocus)


def test_f6_walks_through_the_parts_of_the_window(qtbot, made) -> None:
    made.show_room("products").findChild(QLineEdit).setFocus()
    visited = []
    for _step in range(3):
        made.next_pane()
        focus = made.focusWidget()
        visited.append(
            next(
                part
                for part, widget in (("top", made.top), ("side", made.side), ("room", made._stack))
                if widget.isAncestorOf(focus)
            )
        )
    assert visited == ["top", "side", "room"]


def test_what_was_done_does_not_hide_the_bar_of_the_selected_rows(theme, made) -> None:
    area = made._stack
    bar = BulkBar(theme, area)
    bar.setGeometry(0, area.height() - 86, area.width(), 44)
    bar.show()
    assert made.overlay.toast("6,500 products disabled").geometry().bottom() < bar.y()
    bar.resize(area.width() // 2, 44)  # a sheet takes the other half
    toast = made.overlay.toast("6,500 products enabled").geometry()
    assert abs(toast.center().x() - bar.geometry().center().x()) <= 1
    bar.hide()
    assert made.overlay.toast("Undone").geometry().bottom() > bar.y()


def test_toasts_and_cards_float_inside_the_room(qtbot, made, tasks) -> None:
    toast = made.overlay.toast("Price changed on 640 products", "Undo", lambda: made.calls.append("undone"))
    area = made._stack.rect()
    assert area.contains(toast.geometry())
    made.resize(900, 600)
    assert made._stack.rect().contains(toast.geometry())
    toast._act()
    assert made.calls[-1] == "undone"
    for number in range(5):
        made.overlay.toast(f"toast {number}")
    assert len(made.overlay._toasts) <= 3

    task = tasks.read(int)
    card = made.overlay.follow(task, "Importing", "Cancel leaves everything as it was")
    assert card.isVisible()
    with qtbot.waitSignal(card.destroyed):
        pass
    assert made.overlay._cards == []


def test_state_of_the_window_is_remembered(qtbot, theme, settings, made) -> None:
    made.resize(1200, 700)
    made.show_room("products")
    made.toggle_sidebar()
    made.close()
    again = MainWindow(
        theme, settings, [Room("home", "Home", "house", a_page), Room("products", "P", "package", a_page)]
    )
    qtbot.addWidget(again)
    assert again.start_room() == "products"
    assert again.side.folded


def test_the_sidebar_folds_by_itself_in_a_narrow_window_and_comes_back(made) -> None:
    made.resize(1200, 700)
    made.resize(920, 700)
    assert made.side.folded
    made.resize(1200, 700)
    assert not made.side.folded
    made.toggle_sidebar()
    made.resize(920, 700)
    made.resize(1200, 700)
    assert made.side.folded, "a person folded it"


def test_shift_f10_asks_for_the_context_menu_of_what_has_the_focus(qtbot, made) -> None:
    box = made.show_room("products").findChild(QLineEdit)
    box.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    box.setFocus()
    with qtbot.waitSignal(box.customContextMenuRequested):
        qtbot.keyClick(box, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)


def test_enter_in_the_search_goes_to_what_was_found(qtbot, made) -> None:
    page = made.show_room("products")
    room = next(room for room in made.rooms if room.code == "products")
    room.panes = lambda: [page]
    made.focus_search()
    box = made.focusWidget()
    assert not page.isAncestorOf(box)
    qtbot.keyClicks(box, "mug")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert page.isAncestorOf(made.focusWidget())


def test_the_first_window_is_not_larger_than_the_screen(qtbot, made) -> None:
    screen = made.screen().availableSize()
    assert screen.width() < 1440, "the offscreen screen is 800 wide; else this test says nothing"
    assert made.size() == screen.expandedTo(made.minimumSize()).expandedTo(made.minimumSizeHint())


def test_rubbish_in_the_settings_does_no_harm(qtbot, theme, settings: QSettings) -> None:
    for key in ("window/geometry", "window/folded", "window/room"):
        settings.setValue(key, "rubbish")
    window = MainWindow(theme, settings, [Room("home", "Home", "house", a_page)])
    qtbot.addWidget(window)
    assert window.start_room() == "home"
    assert not window.side.folded


def test_a_command_code_is_registered_once() -> None:
    commands = CommandRegistry()
    commands.add(Command("a", "A", "plus", lambda: None))
    with pytest.raises(ValueError, match="twice"):
        commands.add(Command("a", "B", "plus", lambda: None))


def test_matching_ignores_case_and_accents_and_keeps_positions() -> None:
    assert fold("Éléphant ﬁ Straße İ") == fold("elephant ﬁ straße i")
    assert len(fold("Éİß🙂")) == len("Éİß🙂")
    assert matches("Aperçu de la publication", ["apercu", "publi"]) == [(0, 6), (13, 5)]
    assert matches("aaa", ["aa", "aaa"]) == [(0, 2)]
    assert matches("x", []) == []
