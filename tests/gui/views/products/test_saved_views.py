"""Saved views: their filters, order and columns come and go together, and say when they are changed."""

from __future__ import annotations

import pytest

from pim.catalog.channel import SavedView
from pim.catalog.filters import Condition
from pim.gui.views.products.room import ProductsRoom
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.value_editors import LineEditor
from pim.services import structuring

pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support")

NARROW = (".lead", ".sku", "price:EUR", ".name")


@pytest.fixture
def room(desk, qtbot, settle) -> ProductsRoom:
    view = SavedView(
        code="prices", labels={"en_GB": "Prices"}, filters=(("enabled", "=", ("1",)),), columns=NARROW, sort=("-sku",)
    )
    structuring.save_records(desk.workspace, [view])
    made = ProductsRoom(desk)
    qtbot.addWidget(made.side)
    qtbot.addWidget(made.page)
    made.page.resize(1300, 800)
    made.page.show()
    settle()
    return made


def shown(room: ProductsRoom) -> list[str]:
    return [column.code for column in room.page.model.columns]


def entry(room: ProductsRoom, code: str) -> str:
    return room.side.views.entries[code].accessibleName()


def test_a_view_brings_its_columns_and_order_and_takes_them_away_again(room, settle) -> None:
    everyday = shown(room)
    room.side.views.chosen.emit("view/prices")
    settle()
    assert tuple(shown(room)) == NARROW
    assert room.page.view.head.sort == ("-sku",)
    found = [room.page.model.loaded(row).row.sku for row in range(room.page.model.rowCount())]
    assert found == sorted(found, reverse=True)
    room.side.views.chosen.emit("all")
    settle()
    assert shown(room) == everyday


def test_other_columns_mark_the_view_and_leave_everydays_alone(room, settle) -> None:
    everyday = shown(room)
    room.side.views.chosen.emit("view/prices")
    settle()
    assert "*" not in entry(room, "view/prices")
    room.page.columns.set_codes([".lead", ".sku", ".name"])
    assert "*" in entry(room, "view/prices")
    assert not room.page.bar.save.isHidden()
    room.side.views.chosen.emit("all")
    settle()
    assert shown(room) == everyday
    assert "*" not in entry(room, "view/prices")


def test_a_width_is_no_change_of_the_view_but_a_moved_column_is(room, qtbot, settle) -> None:
    room.side.views.chosen.emit("view/prices")
    settle()
    head = room.page.view.head
    head.resizeSection(2, 150)
    room.page.columns._remember()
    assert not room.choice.is_modified
    head.moveSection(head.visualIndex(2), 1)
    room.page.columns._remember()
    assert room.choice.columns == (".lead", "price:EUR", ".sku", ".name")
    assert room.choice.is_modified
    room.page.columns.again()
    assert tuple(room.page.columns.codes()) == room.choice.columns
    assert head.sectionSize([c.code for c in room.page.model.columns].index("price:EUR")) == 150


def test_a_filter_marks_the_view_and_saving_again_keeps_its_name(room, desk, settle) -> None:
    room.side.views.chosen.emit("view/prices")
    room.choice.put_condition(Condition("completeness", "<=", ("100",)))
    assert "*" in entry(room, "view/prices")
    again = next(button for button in room.page.save_view().findChildren(Button) if "Prices" in button.text())
    again.click()
    settle()
    saved = desk.structure.saved_views
    assert list(saved) == ["prices"]
    assert saved["prices"].label("en_GB") == "Prices"
    assert [f[0] for f in saved["prices"].filters] == ["enabled", "completeness"]
    assert "*" not in entry(room, "view/prices")


def test_saving_under_another_name_leaves_the_view_as_it_was(room, desk, qtbot, settle) -> None:
    room.side.views.chosen.emit("view/prices")
    settle()
    room.page.columns.set_codes([".lead", ".sku"])
    popup = room.page.save_view()
    line = popup.findChild(LineEditor)
    line.setText("Numbers")
    line.returnPressed.emit()
    settle()
    saved = desk.structure.saved_views
    assert tuple(saved["prices"].columns) == NARROW
    assert tuple(saved["numbers"].columns) == (".lead", ".sku")
    assert room.choice.view == "view/numbers"
    assert not room.choice.is_modified
