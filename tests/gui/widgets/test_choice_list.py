"""A list that a line narrows, with keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from pim.gui.widgets.choice_list import ChoiceList

KEY = Qt.Key


@pytest.fixture
def colours(theme, qtbot) -> ChoiceList:
    made = ChoiceList(theme, [(code, code.title()) for code in ("sand", "sage", "slate", "oat")])
    made.taken = []
    made.chosen.connect(made.taken.append)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_arrows_go_through_the_list_from_the_line(colours, qtbot) -> None:
    for key in (KEY.Key_Down, KEY.Key_Down, KEY.Key_Up, KEY.Key_Return):
        qtbot.keyClick(colours.line, key)
    assert colours.taken == ["sage"]


def test_what_the_search_hides_is_stepped_over(colours, qtbot) -> None:
    qtbot.keyClicks(colours.line, "s")
    qtbot.keyClicks(colours.line, "a")
    assert colours.current() == "sand"
    qtbot.keyClick(colours.line, KEY.Key_Down)
    qtbot.keyClick(colours.line, KEY.Key_Down)
    qtbot.keyClick(colours.line, KEY.Key_Return)
    assert colours.taken == ["sage"]


def test_enter_takes_it_in_the_list_too(colours, qtbot) -> None:
    qtbot.keyClick(colours.list, KEY.Key_Down)
    qtbot.keyClick(colours.list, KEY.Key_Return)
    assert colours.taken == ["sage"]
