"""The workbook: the rows of the table as texts, numbers and dates, and every cell of it proved."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from pim.catalog.errors import CatalogError
from pim.catalog.listing import Listing
from pim.channels import ADAPTERS
from pim.channels.proof import prove
from pim.formats import sheetwriting
from tests.channels.listings import NASTY, context_for, exported, gtin, listings, sha

XLSX, CSV = ADAPTERS.get("xlsx"), ADAPTERS.get("csv")
SHEET = "xl/worksheets/sheet1.xml"


def rows(folder: Path) -> list[dict[str, Any]]:
    """The sheet as another program reads it."""
    header, *body = CalamineWorkbook.from_path(str(folder / "products.xlsx")).get_sheet_by_name("products").to_python()
    return [dict(zip(map(str, header), row)) for row in body]


def test_the_rows_and_columns_are_those_of_the_csv_table(tmp_path: Path) -> None:
    context, folder = exported(XLSX, tmp_path)
    table = context_for(CSV)
    CSV.write((CSV.item(listing, table) for listing in listings(table.structure, 45)), table, folder)
    with (folder / "products.csv").open(encoding="utf-8", newline="") as file:
        as_text = list(csv.reader(file))
    form = XLSX.load(folder / "products.xlsx", None)  # type: ignore[attr-defined]
    yes_no = {"TRUE": "1", "FALSE": "0"}
    padded = [[*row, *[""] * (len(as_text[0]) - len(row))] for row in form]
    assert [[yes_no.get(str(cell), str(cell)) for cell in row] for row in padded] == as_text
    assert context.structure.attributes.keys() == table.structure.attributes.keys()


def test_cells_have_the_type_of_what_they_hold(tmp_path: Path) -> None:
    _context, folder = exported(XLSX, tmp_path, 5)
    first, odd = rows(folder)[:2]
    assert (first["sku"], first["gtin"], first["title@en_GB"]) == ("SKU-000000", gtin(0), "Lamp 0 only")
    assert (first["price:EUR"], first["depth"], first["weight"]) == (34.9, -12.5, 0.1)
    assert (first["released"], first["washable"], first["enabled"]) == (datetime(2026, 10, 1).date(), True, True)
    assert (first["stock.paris"], first["stock.depot"]) == (3, 12.5)
    assert first["images"].split("|")[0] == f"images/{sha(0)}.png" and first["categories"] == "lamps|shop"
    assert odd["weight"] == "12 lb" and odd["depth"] == 1_000_000  # no kilograms: no number among those that are


def test_nothing_is_ever_a_formula_or_a_link(tmp_path: Path) -> None:
    _context, folder = exported(XLSX, tmp_path)
    sheet = openpyxl.load_workbook(folder / "products.xlsx").worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert {row["notes"] for row in rows(folder)} >= set(NASTY)


def test_internal_values_are_in_no_part_of_it(tmp_path: Path) -> None:
    _context, folder = exported(XLSX, tmp_path)
    with zipfile.ZipFile(folder / "products.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert b"Lamp 0" in parts[SHEET]
    assert not [name for name, content in parts.items() if b"secret" in content or b"supplier" in content]


def test_every_single_cell_is_proved(tmp_path: Path) -> None:
    context, folder = exported(XLSX, tmp_path, 4)
    path, chosen = folder / "products.xlsx", list(listings(context.structure, 4))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    cells = list(re.finditer(rb'<c r="([A-Z]+)(\d+)"[^>]*>.*?</c>', parts[SHEET], re.DOTALL))
    body = [cell for cell in cells if cell[2] != b"1"]
    assert len(body) > 150
    for cell in body:
        if b't="b"' in cell[0]:
            head, value = cell[0].split(b"<v>")
            changed = head + b"<v>" + value.translate(bytes.maketrans(b"01", b"10"))
        else:
            changed = cell[0].replace(b"</t>", b"!</t>").replace(b"</v>", b"7</v>")
        assert changed != cell[0]
        for after in (changed, b""):
            sheet = parts[SHEET][: cell.start()] + after + parts[SHEET][cell.end() :]
            with zipfile.ZipFile(path, "w") as archive:
                for name, content in parts.items():
                    archive.writestr(name, sheet if name == SHEET else content)
            tally, differing = prove(XLSX, context, chosen, folder)
            named = {d.field for d in tally.details if d.kind == "difference"}
            assert differing and named, cell[0]
            if cell[1] not in (b"A", b"B"):
                assert len(named) == 1 and len(differing) == 1, (cell[0], named)


def test_an_identifier_that_became_a_number_is_noticed(tmp_path: Path) -> None:
    context, folder = exported(XLSX, tmp_path, 1)
    path = folder / "products.xlsx"
    book = openpyxl.load_workbook(path)
    text = f"<is><t>{gtin(0)}</t></is>"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    start = parts[SHEET].index(text.encode())
    begin = parts[SHEET].rindex(b"<c ", 0, start)
    place = re.match(rb'<c r="(\w+)"', parts[SHEET][begin:])
    assert place and book.worksheets[0][place[1].decode()].value == gtin(0)
    end = parts[SHEET].index(b"</c>", start)
    number = b'<c r="%s"><v>%s</v>' % (place[1], gtin(0).encode())
    parts[SHEET] = parts[SHEET][:begin] + number + parts[SHEET][end:]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    tally, _differing = prove(XLSX, context, listings(context.structure, 1), folder)
    assert [(d.field, str(d.found)) for d in tally.details if d.kind == "difference"] == [("gtin", gtin(0))]


def test_columns_are_as_wide_as_what_is_in_them(tmp_path: Path) -> None:
    _context, folder = exported(XLSX, tmp_path, 1, mapping={"brand": "x" * 100})
    widths = openpyxl.load_workbook(folder / "products.xlsx").worksheets[0].column_dimensions
    assert {dimension.width for dimension in widths.values()} >= {12, 24, 40}
    assert max(dimension.width for dimension in widths.values()) == 40


def test_a_text_longer_than_a_cell_holds_its_item_back() -> None:
    context = context_for(XLSX)
    listing = next(listings(context.structure, 1))
    long = Listing.from_json({**listing.to_json(), "root": {
        **listing.root.to_json(), "values": {**listing.root.values, "notes": "x" * 40_000}}})  # fmt: skip
    assert list(XLSX.limits(listing, context)) == []
    limits = list(XLSX.limits(long, context))
    assert [(limit.item, limit.reason) for limit in limits] == [
        (long.sku, "notes is too long for a workbook: 40000 characters, a cell holds 32767.")
    ]


def test_more_rows_than_a_sheet_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheetwriting, "MAX_ROWS", 20)
    with pytest.raises(CatalogError, match=r"A workbook has at most 20 rows; .* publish them as CSV\."):
        exported(XLSX, tmp_path)


def test_picture_files_are_delivered_on_request(tmp_path: Path) -> None:
    context, folder = exported(XLSX, tmp_path, 5, options={"image_files": "yes"})
    assert len(list((folder / "images").iterdir())) == 6
    (folder / "images" / f"{sha(0)}.png").write_bytes(b"other")
    tally, _differing = prove(XLSX, context, listings(context.structure, 5), folder)
    assert {d.field for d in tally.details if d.kind == "difference"} == {".images"}
    missing = context_for(XLSX, options={"image_files": "yes"})
    reasons = [limit.reason for limit in XLSX.limits(next(listings(missing.structure, 1)), missing)]
    assert reasons[0] == "The picture lamp 0.PNG is missing from the catalogue."


def test_a_damaged_workbook_is_named(tmp_path: Path) -> None:
    context, folder = exported(XLSX, tmp_path, 1)
    path = folder / "products.xlsx"
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(CatalogError, match=r"products\.xlsx is damaged near line 0"):
        prove(XLSX, context, [], folder)
