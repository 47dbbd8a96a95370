"""The list of choices: ticks, order, search."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pim.gui.widgets.check_list import CheckList


def test_ticked_ones_come_first_in_their_own_order(qtbot, theme) -> None:
    chooser = CheckList(theme, "Languages")
    qtbot.addWidget(chooser)
    chooser.set_choices([("a", "Alpha"), ("b", "Beta"), ("c", "Gamma")], ("c", "a", "gone"))
    assert chooser.chosen() == ("c", "a")
    chooser._list.item(2).setCheckState(Qt.CheckState.Checked)
    assert chooser.chosen() == ("c", "a", "b")


def test_the_order_changes_by_keyboard(qtbot, theme) -> None:
    chooser = CheckList(theme, "Languages")
    qtbot.addWidget(chooser)
    chooser.show()
    chooser.set_choices([("a", "Alpha"), ("b", "Beta")], ("a", "b"))
    chooser._list.setFocus()
    chooser._list.setCurrentRow(0)
    with qtbot.waitSignal(chooser.changed):
        qtbot.keyClick(chooser._list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert chooser.chosen() == ("b", "a")
    chooser.move_current(1)
    assert chooser.chosen() == ("b", "a")  # the last stays the last


def test_many_choices_can_be_searched(qtbot, theme) -> None:
    chooser = CheckList(theme, "Fields")
    qtbot.addWidget(chooser)
    chooser.show()
    chooser.set_choices([(str(n), f"Field {n}") for n in range(30)], ("7",))
    assert chooser._search.isVisible()
    chooser._search.setText("field 2")
    shown = [n for n in range(30) if not chooser._list.item(n).isHidden()]
    assert len(shown) == 11
    assert chooser.chosen() == ("7",)  # hidden, ticked all the same
