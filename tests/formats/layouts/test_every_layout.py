"""What holds for every layout in the registry, whatever rows it is given."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pim.formats import reading
from pim.formats.errors import FormatError
from pim.formats.layouts import LAYOUTS, best_layout, layout_named
from pim.formats.source import Layout, Rejection, SourceColumn, SourceItem
from pim.formats.table import CellProblem, ColumnInfo, Row, RowCount, TableInfo

HEADERS = {
    "shopify_csv": (
        "Handle",
        "Title",
        "Option1 Name",
        "Option1 Value",
        "Variant SKU",
        "Variant Price",
        "Image Src",
    ),
    "akeneo_csv": ("sku", "family", "categories", "parent", "enabled", "name-en_US", "price-EUR"),
    "table": ("reference", "nom", "prix"),
}
BROKEN = CellProblem(None, "quotes", "x", "broken", True)


def info_of(layout: Layout) -> TableInfo:
    columns = tuple(ColumnInfo(name, n) for n, name in enumerate(HEADERS[layout.code]))
    return TableInfo("file.csv", "csv", columns, header_line=1)


def rows_of(width: int) -> st.SearchStrategy[list[Row]]:
    cell = st.sampled_from(["", " ", "a", "b", "Size", "S", "M", "Default Title", "http://x/y.jpg", "1.50"])
    row = st.tuples(st.tuples(*[cell] * width), st.sampled_from([(), (), (), (BROKEN,)]))
    return st.lists(row, max_size=12).map(
        lambda found: [Row(n, cells, problems) for n, (cells, problems) in enumerate(found, start=2)]
    )


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.code)
def test_it_claims_its_own_header(layout: Layout) -> None:
    assert isinstance(layout, Layout)
    assert best_layout(info_of(layout)) is layout
    assert layout_named(layout.code) is layout
    assert layout.label
    assert layout.order(info_of(layout)) >= 0


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.code)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=120)
@given(data=st.data())
def test_every_record_is_accounted_for_once(layout: Layout, data: st.DataObject) -> None:
    info = info_of(layout)
    rows = data.draw(rows_of(len(info.columns)))
    columns, count = layout.columns(info), RowCount()
    assert [column.index for column in columns] == list(range(len(columns)))
    found = list(layout.items(iter(rows), info, columns, count))
    used = [line for item in found if isinstance(item, SourceItem) for line in item.lines]
    rejected = [item.line for item in found if isinstance(item, Rejection)]
    blank = [row.line for row in rows if row.blank]
    assert sorted(used + rejected + blank) == [row.line for row in rows]
    assert (count.read, count.used, count.rejected) == (len(rows), len(used), len(rejected))
    assert count.balanced
    for item in found:
        assert type(item).from_json(json.loads(json.dumps(item.to_json()))) == item


def test_columns_cross_the_process_border() -> None:
    for layout in LAYOUTS:
        for column in layout.columns(info_of(layout)):
            assert SourceColumn.from_json(json.loads(json.dumps(column.to_json()))) == column


def test_an_unknown_layout_is_refused_with_the_known_ones() -> None:
    with pytest.raises(FormatError, match="shopify_csv, akeneo_csv, table"):
        layout_named("nope")


def test_batches_say_the_same_as_items(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("sku,name\nA,x\n,\nB,y,z\nC,w\n", encoding="utf-8")
    info = reading.inspect_file(str(path), {})
    table = TableInfo.from_json(json.loads(json.dumps(info)))
    code, columns = reading.propose(table)
    direct = RowCount()
    expected = list(reading.items(path, table, code, columns, direct))
    found: list[object] = []
    for batch in reading.item_batches(str(path), info, code, [column.to_json() for column in columns], 1):
        outcomes, count = reading.outcomes_from_json(json.loads(json.dumps(batch)))
        found += outcomes
    assert found == expected
    assert count == direct
    assert (count.read, count.used, count.skipped, count.rejected) == (4, 2, 1, 1)
    rows = [
        reading.row_from_json(json.loads(json.dumps(row)))
        for b in reading.row_batches(str(path), info)
        for row in b
    ]
    assert rows == list(reading.rows(path, table))
