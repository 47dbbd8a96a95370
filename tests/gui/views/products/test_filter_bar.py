"""The chips over the list, with keys alone."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pim.catalog.filters import Condition
from pim.gui.views.products.room import ProductsRoom
from pim.gui.widgets.chips import Chip


def test_the_keys_stay_among_the_chips_when_one_changes_or_goes(desk, qtbot, settle) -> None:
    room = ProductsRoom(desk)
    qtbot.addWidget(room.side)
    page, choice = room.page, room.choice
    qtbot.addWidget(page)
    page.resize(1300, 800)
    page.show()
    settle()
    enabled, empty = Condition("enabled", "=", ("1",)), Condition("gtin", "empty")
    for condition in (enabled, empty):
        choice.put_condition(condition)
    bar = page.bar
    qtbot.waitUntil(bar._shown[0].isVisible)
    bar._shown[0].setFocus()
    choice.put_condition(Condition("enabled", "=", ("0",)), enabled)
    qtbot.waitUntil(lambda: page.window().focusWidget() is bar._shown[0])
    for left in (1, 0):
        qtbot.waitUntil(lambda: isinstance(page.window().focusWidget(), Chip))
        qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Delete)
        assert len(choice.conditions) == left
    qtbot.waitUntil(lambda: page.window().focusWidget() is bar.add)
    settle()
