"""The search box keeps the prompt that its place gives it."""

from __future__ import annotations

from pim.gui.widgets.top_bar import SearchBox, TopBar


def test_a_prompt_of_its_own_stays_and_gives_way_to_the_hint(qtbot, theme) -> None:
    box = SearchBox(theme)
    qtbot.addWidget(box)
    box.setPlaceholderText("Search in Attributes, where there are many of them")
    box.resize(420, 28)
    box.show()
    assert box.placeholderText() == "Search in Attributes, where there are many of them"
    box.resize(190, 28)
    assert box.placeholderText().startswith("Search in")
    assert box.placeholderText().endswith("…")
    box.resize(420, 28)
    assert box.placeholderText() == "Search in Attributes, where there are many of them"


def test_the_name_is_as_wide_as_the_sidebar_only_where_there_is_room(qtbot, theme) -> None:
    bar = TopBar(theme)
    qtbot.addWidget(bar)
    bar.set_name("Demo")
    bar.set_selectors(True, True)
    bar.resize(1280, 46)
    bar.show()
    wide = bar._left.width()
    bar.resize(900, 46)
    assert bar._left.width() < wide
    bar.resize(1280, 46)
    assert bar._left.width() == wide
