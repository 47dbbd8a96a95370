"""The product list's model: rows, unfolding, edits on their way, refusals, what other hands change."""

from __future__ import annotations

from array import array

import pytest
from PySide6.QtCore import QModelIndex, Qt

from pim.catalog.filters import Condition, Query
from pim.gui.models.product_cells import cell_of
from pim.gui.models.product_columns import columns_of, usual_codes
from pim.gui.models.product_grid import UNKNOWN, ProductGridModel
from pim.gui.models.row_fetcher import CHUNK
from pim.gui.models.row_order import RowOrder
from pim.services import browsing, creating, deleting, editing

EDIT = Qt.ItemDataRole.EditRole


@pytest.fixture
def model(desk, settle) -> ProductGridModel:
    made = ProductGridModel(desk)
    made.set_columns(columns_of(desk.structure, "en_GB", usual_codes(desk.structure)))
    made.set_query(Query(roots_only=True, sort=("sku",)))
    settle()
    return made


@pytest.fixture
def look(model, settle):
    """Do what a view does: ask for every row, until all of them are there."""

    def until_all_are_there() -> None:
        settle()
        skus(model)
        settle()

    return until_all_are_there


def skus(model: ProductGridModel) -> list[str]:
    rows = (model.loaded(row) for row in range(model.rowCount()))
    return [row.row.sku if row else "?" for row in rows]


def column(model: ProductGridModel, code: str) -> int:
    return [c.code for c in model.columns].index(code)


def cell(model: ProductGridModel, row: int, code: str):
    return model.cell(row, column(model, code))


def stored(desk, sku: str, key: str):
    return browsing.view_product(desk.workspace, sku=sku).product.values.get(key)


def test_it_keeps_qts_rules_while_rows_come_and_go(model, qtmodeltester, look) -> None:
    qtmodeltester.check(model, force_py=True)
    model.toggle(2)
    look()
    model.set_query(Query(conditions=(Condition("name", "contains", ("lamp",)),), roots_only=True))
    look()
    assert skus(model) == ["LAMP"]


def test_the_first_rows_come_with_the_ids_and_the_window_waits_for_neither(desk, settle) -> None:
    made = ProductGridModel(desk)
    made.set_columns(columns_of(desk.structure, "en_GB", usual_codes(desk.structure)))
    counted: list[int] = []
    made.counted.connect(counted.append)
    made.set_query(Query(roots_only=True, sort=("sku",)))
    assert (made.rowCount(), made.is_waiting) == (0, True)
    settle()
    shown = [made.loaded(row, ask=False) for row in range(made.rowCount())]
    assert [row.row.sku if row else "?" for row in shown] == ["LAMP", "MUG", "SHIRT"]
    assert counted == [UNKNOWN, 3]
    assert not made.is_waiting


def test_rows_read_for_other_columns_are_read_again(desk, settle) -> None:
    made = ProductGridModel(desk)
    made.set_columns(columns_of(desk.structure, "en_GB", [".sku"]))
    made.set_query(Query(roots_only=True, sort=("sku",)))
    made.set_columns(columns_of(desk.structure, "en_GB", usual_codes(desk.structure)))
    settle()
    assert made.loaded(1) is None
    settle()
    assert cell(made, 1, "price:EUR").text == "12.50"


def test_rows_are_found_where_they_were_read_lately_and_among_all() -> None:
    order = RowOrder()
    order.replace(range(1000, 11_000))
    assert sorted(order.rows_within({1101, 1150}, [range(50), range(100, 200)]) or ()) == [101, 150]
    assert order.rows_within({1101, 1900}, [range(100, 200), range(9980, 10_080)]) is None
    assert order.rows_of([1101, 9000, 5]) == {1101: 101, 9000: 8000, 5: -1}
    assert (order.row_of(10_999), order.row_of(11_000)) == (9999, -1)
    order.insert_below(101, [5, 6])
    assert order.rows_of([1101, 9000, 5]) == {1101: 101, 9000: 8002, 5: 102}
    assert order.roots() == array("q", range(1000, 11_000))
    order.fold(101)
    assert order.rows_of([9000, 5]) == {9000: 8000, 5: -1}


def test_what_changes_out_of_sight_is_not_looked_for_among_all(model, desk, settle) -> None:
    shown, changed = model.order.ids, []
    model.order.ids = Unsearchable("q", shown)  # as if it were a million: nothing may go through it
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    model.changed_ids([model.order.id_at(1)])
    model.changed_ids([4711])
    editing.change_parts(desk.workspace, {model.loaded(0).row.uid: {"weight": "2 kg"}})
    settle()
    assert changed[:2] == [(1, 1), (0, 2)]


class Unsearchable(array):
    """Ids that may be looked at one by one only."""

    def __getitem__(self, place):
        assert not isinstance(place, slice) or place.stop - place.start <= CHUNK
        return super().__getitem__(place)

    def __iter__(self):
        raise AssertionError("went through all ids")


def test_models_unfold_to_their_variants_and_fold_again(model, look) -> None:
    model.toggle(2)
    look()
    assert skus(model)[2:] == ["SHIRT", "SHIRT-RED", "SHIRT-BLUE", "SHIRT-GREEN"]
    assert [model.order.depth(row) for row in range(6)] == [0, 0, 0, 1, 1, 1]
    assert model.is_last(5)
    assert model.loaded(3).name == "Red"
    assert cell(model, 3, "price:EUR").state == "inherited"
    assert model.order.root_count == 3
    model.toggle(2)
    assert skus(model) == ["LAMP", "MUG", "SHIRT"]


def test_a_typed_value_is_pending_then_stored(model, desk, look) -> None:
    index = model.index(1, column(model, "price:EUR"))
    assert model.setData(index, "14.90", EDIT)
    assert cell(model, 1, "price:EUR").state == "pending"
    look()
    assert cell(model, 1, "price:EUR") == model.cell(1, index.column())
    assert (cell(model, 1, "price:EUR").text, cell(model, 1, "price:EUR").state) == ("14.90", "normal")
    assert stored(desk, "MUG", "price:EUR") == "14.90"


def test_a_refused_value_stays_red_with_its_reason_and_changes_nothing(model, desk, look) -> None:
    index = model.index(1, column(model, "price:EUR"))
    assert not model.setData(index, "abc", EDIT)
    shown = cell(model, 1, "price:EUR")
    assert (shown.text, shown.state) == ("abc", "invalid")
    assert "abc" in shown.reason
    assert "12.50" in index.data(Qt.ItemDataRole.ToolTipRole)
    look()
    assert stored(desk, "MUG", "price:EUR") == "12.50"
    model.edits.forgive(model.loaded(1).row.uid, "price:EUR")
    assert cell(model, 1, "price:EUR").text == "12.50"


def test_what_the_writer_refuses_is_taken_back_too(model, desk, look) -> None:
    uid = model.loaded(1).row.uid
    deleting.delete_products(desk.workspace, [uid])  # somebody else was faster, and the list does not know yet
    assert model.edits.set(uid, "price:EUR", "9")
    look()
    assert not model.edits.pending
    assert (uid, "price:EUR") in model.edits.rejected


def test_a_value_against_a_rule_is_stored_and_shown_invalid(model, desk, look) -> None:
    assert model.setData(model.index(1, column(model, "price:EUR")), "0", EDIT)
    look()
    assert cell(model, 1, "price:EUR").state == "invalid"
    assert stored(desk, "MUG", "price:EUR") == "0"


def test_required_values_that_are_not_there_are_missing(model) -> None:
    assert cell(model, 0, "price:EUR").state == "missing"


def test_a_change_of_the_model_renews_its_variants(model, desk, look) -> None:
    model.toggle(2)
    look()
    editing.set_value(desk.workspace, uid=model.loaded(2).row.uid, key="price:EUR", text="33")
    look()
    assert cell(model, 3, "price:EUR").text == "33"


def test_new_and_deleted_products_come_and_go_and_unfolded_models_stay_open(model, desk, look) -> None:
    model.toggle(2)
    look()
    creating.add_product(desk.workspace, sku="ANVIL", family="things")
    look()
    assert skus(model) == ["ANVIL", "LAMP", "MUG", "SHIRT", "SHIRT-RED", "SHIRT-BLUE", "SHIRT-GREEN"]
    deleting.delete_products(desk.workspace, [model.loaded(1).row.uid])
    look()
    assert skus(model)[:3] == ["ANVIL", "MUG", "SHIRT"]


def test_a_new_variant_appears_below_its_unfolded_model(model, desk, look) -> None:
    model.toggle(2)
    look()
    deleting.delete_products(desk.workspace, [model.loaded(4).row.uid])
    look()
    assert skus(model)[2:] == ["SHIRT", "SHIRT-RED", "SHIRT-GREEN"]


def test_sorting_by_an_attribute_that_has_no_index_yet_builds_it(model, desk, look) -> None:
    model.set_query(Query(roots_only=True, sort=("-brand",)))
    look()
    assert sorted(skus(model)) == ["LAMP", "MUG", "SHIRT"]


def test_a_search_is_flat_and_a_bad_filter_is_said(model, desk, look, qtbot) -> None:
    model.set_query(Query(search="shirt-red"))
    look()
    assert skus(model) == ["SHIRT-RED"]
    with qtbot.waitSignal(model.failed) as failed:
        model.set_query(Query(conditions=(Condition("nonsense", "=", ("1",)),)))
    assert "nonsense" in failed.args[0]
    look()


def test_no_index_however_wrong_raises(model) -> None:
    for index in (QModelIndex(), model.index(99, 0), model.index(0, 99)):
        assert model.data(index) is None
        assert not model.setData(index, "x", EDIT)
    assert model.headerData(99, Qt.Orientation.Horizontal) is None
    assert model.headerData(-1, Qt.Orientation.Vertical) is None
    assert model.cell(99, 0) is None
    assert model.cell(0, 99) is None


def test_products_are_dragged_by_their_ids(model) -> None:
    data = model.mimeData([model.index(0, 0), model.index(0, 1), model.index(1, 0)])
    ids = array("q", bytes(data.data("application/x-pim-products").data()))
    assert ids.tolist() == [model.loaded(0).row.id, model.loaded(1).row.id]


def test_french_numbers_take_the_keypads_point(model, desk, look, french) -> None:
    assert model.edits.set(model.loaded(1).row.uid, "price:EUR", "34.90")
    look()
    assert stored(desk, "MUG", "price:EUR") == "34.90"
    assert model.edits.set(model.loaded(1).row.uid, "price:EUR", "1.234,5")
    look()
    assert stored(desk, "MUG", "price:EUR") == "1234.5"


@pytest.fixture
def french():
    from pim.i18n import language, set_language

    before = language()
    set_language("fr")
    yield
    set_language(before)


def test_fixed_cells_say_what_they_hold(model) -> None:
    row = model.loaded(1)
    texts = {c.code: cell_of(row, c, model.edits).text for c in model.columns}
    assert texts[".sku"] == "MUG"
    assert texts[".family"] == "Things"
    assert texts[".enabled"] == "Enabled"
    spoken = model.index(1, column(model, ".completeness")).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "%" in spoken
