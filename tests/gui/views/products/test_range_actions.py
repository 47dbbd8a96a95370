"""Tables on the clipboard, as spreadsheets put them there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt

from pim.gui.views.products.page import ProductsPage
from pim.gui.views.products.range_actions import table_of
from pim.gui.views.products.room import ProductsRoom
from pim.services.workspace import Workspace


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("", []),
        ("a", [["a"]]),
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ('"1\n2"\tx', [["1\n2", "x"]]),
        ('"say ""hi"""', [['say "hi"']]),
        ('12"\tx', [['12"', "x"]]),
        ("a\t\tb", [["a", "", "b"]]),
        ("a\n\nb", [["a"], [""], ["b"]]),
    ],
)
def test_cells_of_a_table(text: str, table: list[list[str]]) -> None:
    assert table_of(text) == table


def drag(page, qtbot, down: int, right: int) -> None:
    """Take the handle of the selected range and let it go some rows below and columns at the right."""
    view, part = page.view, page.view.selectionModel().selection().first()
    begin = view.visualRect(view.grid.index(part.bottom(), part.right())).bottomRight()
    end = view.visualRect(view.grid.index(part.bottom() + down, part.right() + right)).center()
    qtbot.mouseMove(view.viewport(), begin)
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=begin)
    qtbot.mouseMove(view.viewport(), end)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)


@pytest.fixture
def page(desk, qtbot, settle) -> ProductsPage:
    made = ProductsRoom(desk)
    qtbot.addWidget(made.side)
    qtbot.addWidget(made.page)
    made.choice.set_sort(("sku",))
    made.page.resize(1300, 800)
    made.page.show()
    settle()
    return made.page


def test_dragging_the_handle_down_fills_in_one_step(page, desk, qtbot, settle) -> None:
    column = [c.code for c in page.model.columns].index(".name")
    page.view.go_to(page.model.index(0, column))
    drag(page, qtbot, 2, 0)
    settle()
    assert [str(page.model.index(row, column).data()) for row in range(3)] == ["Lamp"] * 3
    desk.change(Workspace.undo)
    settle()
    assert [str(page.model.index(row, column).data()) for row in range(2)] == ["Lamp", "Mug"]


def test_a_dragged_pattern_is_repeated(page, qtbot, settle) -> None:
    column = [c.code for c in page.model.columns].index(".name")
    first, last = page.model.index(0, column), page.model.index(1, column)
    page.view.go_to(first)
    page.view.selectionModel().select(QItemSelection(first, last), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    drag(page, qtbot, 1, 0)
    settle()
    assert [str(page.model.index(row, column).data()) for row in range(3)] == ["Lamp", "Mug", "Lamp"]


def test_a_press_beside_the_handle_only_selects(page, qtbot, settle) -> None:
    column = [c.code for c in page.model.columns].index(".name")
    page.view.go_to(page.model.index(0, column))
    assert not page.view.handle.is_at(page.view.visualRect(page.model.index(1, column)).center())
