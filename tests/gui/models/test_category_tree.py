"""The category tree's model: sums, drops of products and categories."""

from __future__ import annotations

from array import array

from PySide6.QtCore import QMimeData, QModelIndex, Qt

from pim.gui.models.category_tree import CATEGORY_MIME, CODE_ROLE, PRODUCTS_MIME, CategoryTreeModel
from pim.gui.painting.side import COUNT_ROLE

MOVE = Qt.DropAction.MoveAction


def test_it_shows_what_is_below_a_root_with_sums(workspace, qtmodeltester) -> None:
    model = CategoryTreeModel()
    model.show(workspace.structure, "", {"kitchen": 2, "bath": 1}, "en_GB")
    qtmodeltester.check(model, force_py=True)
    home = model.index(0, 0)
    assert (home.data(), home.data(COUNT_ROLE)) == ("Home", "3")
    assert [model.index(n, 0, home).data() for n in range(2)] == ["Kitchen", "Bath"]
    assert model.index_of("bath").data(CODE_ROLE) == "bath"
    assert not model.index_of("nothing").isValid()


def test_other_counts_leave_the_tree_as_it_is(workspace) -> None:
    model = CategoryTreeModel()
    model.show(workspace.structure, "", {"kitchen": 2, "bath": 1}, "en_GB")
    kitchen = model.index_of("kitchen")
    changed: list[str] = []
    model.dataChanged.connect(lambda index, _last: changed.append(index.data(CODE_ROLE)))
    model.show_counts(workspace.structure, {"kitchen": 5, "bath": 1})
    assert (kitchen.isValid(), kitchen.data(COUNT_ROLE), kitchen.parent().data(COUNT_ROLE)) == (True, "5", "6")
    assert changed == ["home", "kitchen"]


def test_drops_say_what_they_want_and_move_no_row(workspace, qtbot) -> None:
    model = CategoryTreeModel()
    model.show(workspace.structure, "home", {}, "en_GB")
    products = QMimeData()
    products.setData(PRODUCTS_MIME, array("q", (7, 8)).tobytes())
    with qtbot.waitSignal(model.products_dropped) as dropped:
        assert not model.dropMimeData(products, MOVE, -1, -1, model.index_of("bath"))
    assert dropped.args == [array("q", (7, 8)), "bath"]
    assert not model.canDropMimeData(products, MOVE, 0, 0, QModelIndex())
    category = model.mimeData([model.index_of("bath")])
    assert category.hasFormat(CATEGORY_MIME)
    with qtbot.waitSignal(model.category_dropped) as moved:
        model.dropMimeData(category, MOVE, 0, 0, QModelIndex())
    assert moved.args == ["bath", "home", 0]
    assert model.rowCount() == 2
