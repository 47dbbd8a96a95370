"""The sidebar's painter in a real tree view: carets, counts, depth, selection."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QTreeView

from pim.gui.painting.side import COUNT_ROLE, ENTRY_HEIGHT, ICON_ROLE, SideDelegate


def a_model() -> QStandardItemModel:
    model = QStandardItemModel()
    for name in ("Home & textiles", "Drinks"):
        item = QStandardItem(name)
        item.setData("812", COUNT_ROLE)
        model.appendRow(item)
    model.item(0).appendRow(QStandardItem("Cushions"))
    model.item(1).setData("leaf", ICON_ROLE)
    return model


def column_has_ink(image: QImage, x: int, rows: range) -> bool:
    """Whether anything differs from the ground in one column of pixels."""
    ground = image.pixelColor(1, 1)
    return any(image.pixelColor(x, y) != ground for y in rows)


@pytest.mark.parametrize("kind", [QTreeView, QListView])
def test_entries_are_painted_in_views(qtbot, theme, kind) -> None:
    view, model = kind(), a_model()
    view.setModel(model)
    delegate = SideDelegate(theme, view)
    view.setItemDelegate(delegate)
    if isinstance(view, QTreeView):
        view.setHeaderHidden(True)
        view.setIndentation(0)
        view.expandAll()
    qtbot.addWidget(view)
    view.resize(212, 200)
    with qtbot.waitExposed(view):
        view.show()
    assert view.visualRect(model.index(0, 0)).height() == ENTRY_HEIGHT
    image = view.viewport().grab().toImage()
    right = range(image.width() - 40, image.width() - 18)
    assert any(column_has_ink(image, x, range(ENTRY_HEIGHT)) for x in right), "the count is missing"


def test_the_selected_entry_has_the_grey_ground(qtbot, theme) -> None:
    view, model = QListView(), a_model()
    view.setModel(model)
    delegate = SideDelegate(theme, view)
    view.setItemDelegate(delegate)
    view.setCurrentIndex(model.index(0, 0))
    qtbot.addWidget(view)
    view.resize(212, 200)
    with qtbot.waitExposed(view):
        view.show()
    image = view.viewport().grab().toImage()
    assert image.pixelColor(100, 2) == theme.c.press
    assert model.index(0, 0).data(Qt.ItemDataRole.DisplayRole) == "Home & textiles"
