"""Whole products: what was done is said with an Undo, and only when something was done."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pim.gui.views.products.product_actions import ProductActions
from pim.services import browsing


def test_what_is_so_already_offers_no_undo(desk, qtbot, settle) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    said: list[tuple[str, ...]] = []
    desk.say = lambda *words, **_options: said.append(words[:2])
    uid = browsing.uid_of(desk.workspace, "MUG")
    before = desk.workspace.revision()
    actions = ProductActions(desk, widget)
    actions.set_enabled([uid], True)
    settle()
    assert said == [("Nothing to change: it is so already.",)]
    assert desk.workspace.revision() == before
    actions.set_enabled([uid], False)
    settle()
    assert said[1] == ("1 product disabled", "Undo")
