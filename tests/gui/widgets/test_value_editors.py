"""Editors of values with keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCalendarWidget, QVBoxLayout, QWidget

from pim.gui.frame.tab_order import stops
from pim.gui.widgets.rich_text_editor import RichTextEditor
from pim.gui.widgets.value_editors import AreaEditor, DateEditor

# What the offscreen platform says of popups.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")


def shown(qtbot, editor: QWidget) -> QWidget:
    window = QWidget()
    QVBoxLayout(window).addWidget(editor)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    editor.holder = window  # nobody else keeps it
    return editor


def test_escape_gives_several_lines_back_as_they_were(theme, qtbot) -> None:
    editor = shown(qtbot, AreaEditor(theme))
    editor.set_text("Stored")
    editor.setFocus()
    qtbot.keyClicks(editor, "Typed ")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    with qtbot.assertNotEmitted(editor.committed):
        editor.commit()
    assert editor.text() == "Stored"


def test_a_day_is_chosen_in_the_calendar_by_keys(theme, qtbot) -> None:
    editor = shown(qtbot, DateEditor(theme))
    editor.set_text("2026-11-30")
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    menu = QApplication.activePopupWidget()
    calendar = menu.findChild(QCalendarWidget)
    view = calendar.findChild(QWidget, "qt_calendar_calendarview")
    qtbot.keyClick(view, Qt.Key.Key_Left)
    with qtbot.waitSignal(editor.committed):
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert editor.text() == "2026-11-29"


def test_the_tools_of_rich_text_are_one_stop_and_arrows_go_along_them(theme, qtbot) -> None:
    editor = shown(qtbot, RichTextEditor(theme))
    editor.setAccessibleName("Description")
    assert [stop.accessibleName() for stop in stops(editor)] == ["Bold", "Description"]
    editor.bold.setFocus()
    qtbot.keyClick(editor.bold, Qt.Key.Key_Right)
    assert editor.italic.hasFocus()
    assert [stop.accessibleName() for stop in stops(editor)] == ["Italic", "Description"]
    for _step in range(9):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert editor.html.hasFocus(), "the last one; the row does not go round"


def test_escape_gives_rich_text_back_as_it_was(theme, qtbot) -> None:
    editor = shown(qtbot, RichTextEditor(theme))
    editor.set_text("<p>Stored</p>")
    editor.edit.setFocus()
    qtbot.keyClicks(editor.edit, "Typed ")
    assert "Typed" in editor.text()
    qtbot.keyClick(editor.edit, Qt.Key.Key_Escape)
    assert editor.text() == "<p>Stored</p>"


def test_a_link_is_made_with_keys(theme, qtbot) -> None:
    editor = shown(qtbot, RichTextEditor(theme))
    editor.set_text("<p>See here</p>")
    editor.edit.setFocus()
    editor.edit.selectAll()
    for typed, markup in (("https://a.example", '<p><a href="https://a.example">See here</a></p>'), ("", "<p>See here</p>")):
        editor._link()
        assert editor.address.hasFocus()
        editor.address.selectAll()
        qtbot.keyClick(editor.address, Qt.Key.Key_Delete)
        qtbot.keyClicks(editor.address, typed)
        qtbot.keyClick(editor.address, Qt.Key.Key_Return)
        assert editor.text() == markup
        assert editor.edit.hasFocus() and editor.address.isHidden()
    editor._link()
    qtbot.keyClick(editor.address, Qt.Key.Key_Escape)
    assert editor.edit.hasFocus() and editor.address.isHidden()
