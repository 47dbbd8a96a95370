"""Keys that a widget needs itself do not reach the shortcuts of the room around it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableWidget, QVBoxLayout, QWidget

from pim.gui.views.structure.category_pane import CategoryPane
from pim.gui.views.structure.ordered_tree import OrderedTree
from pim.gui.widgets.check_list import CheckList
from pim.gui.widgets.own_keys import MenuAtCurrent
from pim.gui.widgets.sidebar import SidebarSection
from pim.gui.widgets.value_editors import DateEditor

DOWN = (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)


@pytest.fixture
def room(qtbot):
    """A window with "next" on Alt+Down, as in Products and Structure; `heard` counts it."""
    window = QWidget()
    window.heard = []
    QVBoxLayout(window)
    QShortcut(QKeySequence("Alt+Down"), window).activated.connect(lambda: window.heard.append("next"))
    qtbot.addWidget(window)

    def show(widget: QWidget, focus: QWidget) -> None:
        window.layout().addWidget(widget)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        focus.setFocus()
        qtbot.waitUntil(focus.hasFocus)

    window.show_in = show
    return window


def test_the_shortcut_of_the_room_works_elsewhere(room) -> None:
    plain = QWidget(focusPolicy=Qt.FocusPolicy.StrongFocus)
    room.show_in(plain, plain)
    QTest.keyClick(plain, *DOWN)
    assert room.heard == ["next"]


def test_choices_are_ordered_and_the_record_stays(room, theme) -> None:
    tree = OrderedTree(theme, ["Name"], "Choices")
    for code in ("sand", "sage"):
        tree.add_row(code, [code])
    tree.choose(("sand", 0))
    room.show_in(tree, tree)
    QTest.keyClick(tree, *DOWN)
    assert tree.codes() == ["sage", "sand"]
    assert room.heard == []


def test_what_is_ticked_is_ordered(room, theme) -> None:
    ticks = CheckList(theme, "Locales")
    ticks.set_choices([("en", "English"), ("fr", "French")], ["en", "fr"])
    ticks._list.setCurrentRow(0)
    room.show_in(ticks, ticks._list)
    QTest.keyClick(ticks._list, *DOWN)
    assert ticks.chosen() == ("fr", "en")
    assert room.heard == []


def test_categories_move(room, theme, desk, qtbot) -> None:
    pane = CategoryPane(theme)
    pane.show_structure(desk.structure, {}, desk.locale)
    root = next(code for code, category in desk.structure.categories.items() if not category.parent)
    sister = next(c.code for c in desk.structure.categories.values() if c.parent == root)
    pane.choose(sister)
    room.show_in(pane, pane.view)
    heard: list[str] = []
    pane.view.key_move.connect(heard.append)
    QTest.keyClick(pane.view, *DOWN)
    assert heard == ["down"]
    assert room.heard == []


def test_a_day_is_chosen_in_the_calendar(room, theme, qtbot, monkeypatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(DateEditor, "open_calendar", lambda self: opened.append(self.text()))
    day = DateEditor(theme)
    day.set_text("2026-11-30")
    room.show_in(day, day)
    QTest.keyClick(day, *DOWN)
    assert opened == ["2026-11-30"]
    assert room.heard == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_an_entry_of_the_sidebar_is_chosen_with_enter_and_space(room, theme, key) -> None:
    side = SidebarSection(theme, "Structure")
    entry = side.add("family", "Families")
    chosen: list[str] = []
    side.chosen.connect(chosen.append)
    room.show_in(side, entry)
    QTest.keyClick(entry, key)
    assert chosen == ["family"]


def test_the_menu_of_a_table_is_asked_for_at_the_current_cell(room) -> None:
    class Table(MenuAtCurrent, QTableWidget):
        pass

    table = Table(4, 2)
    table.setCurrentCell(1, 1)
    room.show_in(table, table)
    place = table.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center()
    assert table.indexAt(place) == table.currentIndex()
    plain = QTableWidget(4, 2)
    plain.setCurrentCell(1, 1)
    room.layout().addWidget(plain)
    plain.show()
    place = plain.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center()
    assert plain.indexAt(place) != plain.currentIndex(), "not needed any more"
