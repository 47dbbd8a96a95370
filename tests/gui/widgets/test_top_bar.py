"""The search box keeps the prompt that its place gives it."""

from __future__ import annotations

from pim.gui.widgets.top_bar import SearchBox


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
