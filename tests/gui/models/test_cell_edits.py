"""Several cells at once: all of them or none."""

from __future__ import annotations

from PySide6.QtCore import QObject

from pim.gui.models.cell_edits import CellEdits
from pim.services import browsing
from pim.services.editing import CellChange


def test_a_paste_with_one_bad_cell_says_that_nothing_was_changed_and_why(desk, qtbot, settle) -> None:
    owner = QObject()
    edits = CellEdits(desk, owner)
    said: list[str] = []
    edits.refused.connect(said.append)
    uid = browsing.view_product(desk.workspace, sku="MUG").product.uid
    before = desk.workspace.revision()
    assert not edits.set_all([CellChange(uid, "price:EUR", "21"), CellChange(uid, "price:EUR", "not a price")], "Paste")
    settle()
    assert len(said) == 1
    assert "not a price" in said[0]
    assert said[0].startswith("Nothing was changed.")
    assert desk.workspace.revision() == before
