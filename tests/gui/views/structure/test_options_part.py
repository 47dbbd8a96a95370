"""The choices of an attribute."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pim.gui.views.structure.options_part import OptionsPart


def test_a_choice_is_not_added_twice(theme, qtbot) -> None:
    part = OptionsPart(theme, ["en_GB", "fr_FR"], lambda _label, _used: True)
    qtbot.addWidget(part)
    stored = [{"code": "sand", "labels": {"en_GB": "Sand"}}, {"code": "moss", "labels": {"en_GB": "Moss", "fr_FR": "Mousse"}}]
    part.set_value(stored)
    for typed in (" MOSS ", "mousse"):
        part._new.setText(typed)
        part._add()
        assert part.value() == stored
        assert part._tree.currentItem() is part._tree.topLevelItem(1), "the one there is stands there"
        assert "Moss" in part._hint.text()
    part._new.setText("Lichen")
    part._add()
    assert [one["code"] for one in part.value()] == ["sand", "moss", "lichen"]
    assert "Moss" not in part._hint.text()


def test_who_comes_to_the_choices_by_keys_sees_where_they_are(theme, qtbot) -> None:
    part = OptionsPart(theme, ["en_GB"], lambda _label, _used: True)
    qtbot.addWidget(part)
    part.set_value([{"code": code, "labels": {"en_GB": code}} for code in ("sand", "moss")])
    part.show()
    part.activateWindow()
    qtbot.waitUntil(part.isActiveWindow)
    part._tree.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(part._tree.hasFocus)
    assert [item.text(0) for item in part._tree.selectedItems()] == ["sand"]
