"""Tables on the clipboard, as spreadsheets put them there."""

from __future__ import annotations

from array import array

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication

from pim.gui.views.products import range_actions
from pim.gui.views.products.page import ProductsPage
from pim.gui.views.products.range_actions import table_of
from pim.gui.views.products.room import ProductsRoom
from pim.gui.views.products.selected import drag_of
from pim.services import deleting, editing
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


# What follows is done to rows that nobody has scrolled to: nothing of them is loaded when it begins.
ADD = QItemSelectionModel.SelectionFlag.Select


def choose(page, *parts: tuple[int, str, int, str]) -> None:
    """Select ranges: first row and column, last row and column."""
    place = [c.code for c in page.model.columns].index
    selection = QItemSelection()
    for top, left, bottom, right in parts:
        selection.merge(QItemSelection(page.model.index(top, place(left)), page.model.index(bottom, place(right))), ADD)
    page.view.go_to(page.model.index(parts[0][0], place(parts[0][1])))
    page.view.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def names(page) -> list[str]:
    column = [c.code for c in page.model.columns].index(".name")
    return [str(page.model.index(row, column).data() or "") for row in range(page.model.rowCount())]


def unread(page, name: str) -> None:
    page.model.store.clear()
    page.ranges.run(name)


@pytest.fixture
def said(page, desk) -> list[str]:
    found: list[str] = []
    desk.say = lambda text, *_more, **_options: found.append(text)
    return found


def test_a_table_is_pasted_into_rows_that_were_not_read(page, desk, settle) -> None:
    QGuiApplication.clipboard().setText("One\nTwo\nThree")
    choose(page, (0, ".name", 0, ".name"))
    unread(page, "paste")
    settle()
    assert names(page)[:3] == ["One", "Two", "Three"]
    desk.change(Workspace.undo)
    settle()
    assert names(page)[:2] == ["Lamp", "Mug"], "one step"


def test_one_value_is_pasted_into_ranges_that_lie_apart_and_nowhere_else(page, settle) -> None:
    QGuiApplication.clipboard().setText("Same")
    choose(page, (0, ".name", 0, ".name"), (2, ".name", 2, ".name"))
    unread(page, "paste")
    settle()
    assert names(page)[:3] == ["Same", "Mug", "Same"]


def test_clearing_leaves_what_lies_between_the_ranges(page, settle) -> None:
    choose(page, (0, ".name", 0, ".name"), (2, ".name", 2, ".name"))
    unread(page, "clear")
    settle()
    assert names(page)[1] == "Mug"
    assert "Lamp" not in names(page)


def test_a_fill_reaches_rows_that_were_not_read(page, settle) -> None:
    choose(page, (0, ".name", 2, ".name"))
    unread(page, "fill_down")
    settle()
    assert names(page)[:3] == ["Lamp"] * 3


def test_a_fill_to_the_right_leaves_out_only_what_is_gone_meanwhile(page, desk, settle) -> None:
    gone, kept = (page.model.loaded(row).row for row in range(2))
    choose(page, (0, ".sku", 1, ".name"))
    deleting.delete_products(desk.workspace, [gone.uid])
    unread(page, "fill_right")
    settle()
    assert kept.sku != kept.name
    assert names(page)[0] == kept.sku


def test_what_was_not_read_is_copied_all_the_same(page, settle) -> None:
    wanted = "\n".join(f"{page.model.loaded(row).row.sku}\t{name}" for row, name in enumerate(names(page)))
    choose(page, (0, ".sku", page.model.rowCount() - 1, ".name"))
    QGuiApplication.clipboard().setText("")
    unread(page, "copy")
    settle()
    assert QGuiApplication.clipboard().text() == wanted


def test_rows_that_lie_apart_are_copied_together(page, settle) -> None:
    choose(page, (0, ".name", 0, ".name"), (2, ".name", 2, ".name"))
    wanted = [names(page)[0], names(page)[2]]
    page.ranges.run("copy")
    assert QGuiApplication.clipboard().text().split("\n") == wanted


def test_what_is_no_block_is_not_copied_and_says_why(page, said) -> None:
    QGuiApplication.clipboard().setText("kept")
    choose(page, (0, ".sku", 0, ".name"), (2, ".name", 2, ".name"))
    page.ranges.run("copy")
    assert "same columns" in said[-1]
    assert QGuiApplication.clipboard().text() == "kept"


def test_too_much_is_refused_whole(page, said, settle, monkeypatch) -> None:
    monkeypatch.setattr(range_actions, "MOST", 1)
    before = names(page)
    choose(page, (0, ".name", 2, ".name"))
    for name in ("clear", "copy", "fill_down"):
        page.ranges.run(name)
        assert "too much" in said.pop()
    QGuiApplication.clipboard().setText("a\nb")
    page.ranges.run("paste")
    assert "too much" in said.pop()
    settle()
    assert names(page) == before


def test_what_does_not_fit_below_is_told(page, said, settle) -> None:
    last = page.model.rowCount() - 1
    QGuiApplication.clipboard().setText("End\nBeyond\nFurther")
    choose(page, (last, ".name", last, ".name"))
    page.ranges.run("paste")
    settle()
    assert names(page)[last] == "End"
    assert any("2 rows of the clipboard" in text for text in said)


@pytest.mark.parametrize("is_read", [True, False])
@pytest.mark.parametrize("large", [0, 1_000_000])  # the writer finds it, or the window before
def test_one_bad_value_changes_nothing(page, desk, settle, monkeypatch, large, is_read) -> None:
    monkeypatch.setattr("pim.gui.models.cell_edits._LARGE", large)
    page.columns.set_codes([".lead", ".sku", ".name", "weight"])
    settle()
    reasons: list[str] = []
    page.model.edits.refused.connect(reasons.append)
    before = desk.workspace.revision()
    QGuiApplication.clipboard().setText("350 g\nheavy")
    choose(page, (0, "weight", 0, "weight"))
    if not is_read:
        page.model.store.clear()
    page.ranges.run("paste")
    settle()
    assert desk.workspace.revision() == before
    assert "Nothing was changed" in reasons[-1]
    assert not page.model.edits.pending and not page.model.edits.rejected


def said_at_the_right(page) -> list[str]:
    line = page.status._line
    return [label.text() for label in line._labels[line._right]]


def test_a_value_as_it_is_still_shown_is_written_over_one_that_came_meanwhile(page, desk, settle) -> None:
    uid = page.model.loaded(0).row.uid
    QGuiApplication.clipboard().setText("Lamp")
    choose(page, (0, ".name", 0, ".name"))
    editing.set_value(desk.workspace, uid=uid, key=page.model.columns[2].edit_key, text="Other")
    page.model.store.all_stale()
    page.ranges.run("paste")
    settle()
    assert names(page)[0] == "Lamp"


def test_what_is_gone_meanwhile_is_not_pasted_into_and_nothing_is_noted(page, desk, settle) -> None:
    QGuiApplication.clipboard().setText("New")
    choose(page, (0, ".name", 0, ".name"))
    deleting.delete_products(desk.workspace, [page.model.loaded(0).row.uid])
    before = desk.workspace.revision()
    unread(page, "paste")
    settle()
    assert desk.workspace.revision() == before


def test_the_sum_counts_rows_that_were_not_read(page, settle) -> None:
    page.columns.set_codes([".lead", ".sku", ".name", "price:EUR"])
    settle()
    choose(page, (0, "price:EUR", 2, "price:EUR"))
    settle()
    whole = said_at_the_right(page)
    assert "Sum" in whole
    page.model.store.clear()
    page.status.refresh()
    settle()
    assert said_at_the_right(page) == whole


def test_bulk_work_takes_the_selection_as_it_was_when_it_was_asked_for(page, desk, settle) -> None:
    choose(page, (0, ".sku", 1, ".sku"))
    wanted = [page.model.loaded(row).row.sku for row in (0, 1)]
    page.model.store.clear()
    page.bulk.act("disable")
    choose(page, (2, ".sku", 2, ".sku"))
    settle()
    found = [page.model.loaded(row).row for row in range(3)]
    assert [row.sku for row in found if not row.enabled] == wanted


def test_of_two_things_asked_for_at_once_both_are_done(page, desk, settle) -> None:
    choose(page, (0, ".name", 1, ".name"))
    unread(page, "fill_down")
    choose(page, (2, ".sku", 2, ".sku"))
    page.bulk.act("disable")
    choose(page, (1, ".sku", 1, ".sku"))
    page.bulk.act("disable")
    choose(page, (1, ".name", 2, ".name"))
    settle()
    assert names(page)[:2] == ["Lamp", "Lamp"]
    assert [page.model.loaded(row).row.enabled for row in range(3)] == [True, False, False]


def test_a_drag_takes_every_selected_product(page, settle) -> None:
    choose(page, (0, ".sku", 0, ".sku"), (2, ".sku", 2, ".sku"))
    wanted = [page.model.order.id_at(row) for row in (0, 2)]
    page.model.store.clear()
    drag = drag_of(page.view, page.desk.theme)
    data = array("q", bytes(drag.mimeData().data("application/x-pim-products").data()))
    assert data.tolist() == wanted
    assert not drag.pixmap().isNull()
    drag.deleteLater()


def test_the_next_incomplete_product_is_found_below_what_was_read(page, desk, settle) -> None:
    settle()
    rows = [page.model.loaded(row).row for row in range(page.model.rowCount())]
    wanted = next(row.sku for row in rows[1:] if row.percent < 100)
    page.view.show_row(0)
    page.model.store.clear()
    page.next_incomplete()
    settle()
    assert page.model.loaded(page.view.currentIndex().row()).row.sku == wanted
