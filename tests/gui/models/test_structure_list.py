"""The list of structure records."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt

from pim.gui.models.structure_list import UID_ROLE, StructureListModel, StructureRow

ROWS = [StructureRow("color", "Colour", "color", "Simple select"), StructureRow("size", "Größe", "size", "Text", 3)]


def test_model_is_a_sound_one(qtmodeltester) -> None:
    model = StructureListModel()
    model.show(ROWS)
    qtmodeltester.check(model, force_py=True)


def test_search_folds_and_looks_at_code_and_detail(qapp) -> None:
    model = StructureListModel()
    model.show(ROWS)
    model.search("grosse")
    assert model.index(0).data(UID_ROLE) == "size"
    model.search("select col")
    assert [model.index(row).data(UID_ROLE) for row in range(model.rowCount())] == ["color"]


def test_usage_arrives_later_and_out_of_range_is_harmless(qapp) -> None:
    model = StructureListModel()
    model.show(ROWS)
    model.set_usage({"color": 1})
    assert "1 product" in model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "0 products" in model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.data(model.createIndex(99, 0)) is None
    assert model.data(QModelIndex()) is None
