"""Sheets written row by row: what other programs read in them, and what reading them back says."""

from __future__ import annotations

import io
import re
import tempfile
import tracemalloc
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from pim.formats import sheetwriting
from pim.formats.errors import FormatError
from pim.formats.sheetparts import letters
from pim.formats.sheetreading import NO, YES, Number, Shown, read_sheet
from pim.formats.sheetwriting import MAX_LENGTH, SheetColumn, too_long, write_sheet

SHEET = "xl/worksheets/sheet1.xml"
_SURROGATE = re.compile("[\ud800-\udfff]")
COLUMNS = (
    SheetColumn("sku"), SheetColumn("price", "number"), SheetColumn("weight", "number", unit="kg"),
    SheetColumn("released", "date"), SheetColumn("washable", "yes_no"),
)  # fmt: skip
ROWS: Sequence[Sequence[str]] = (
    ("00123", "34.90", "0.42 kg", "2026-10-01", "TRUE"),
    ("=1+1", "-12.50", "400 g", "1899-12-31", "FALSE"),
    ("https://example.com", "", "", "", "perhaps"),
    ("", "1000000.000"),
)


def written(rows: Iterable[Sequence[str]], columns: Sequence[SheetColumn] = COLUMNS) -> bytes:
    out = io.BytesIO()
    write_sheet(out, "products", columns, rows)
    return out.getvalue()


def book(tmp_path: Path, rows: Iterable[Sequence[str]], columns: Sequence[SheetColumn] = COLUMNS) -> Path:
    path = tmp_path / "book.xlsx"
    path.write_bytes(written(rows, columns))
    return path


def seen(path: Path) -> Any:
    """The sheet as another library reads it."""
    return openpyxl.load_workbook(path).worksheets[0]


def patched(path: Path, before: str, after: str, part: str = SHEET) -> None:
    """Changes one text in a part of the workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert parts[part].count(before.encode()) == 1
    parts[part] = parts[part].replace(before.encode(), after.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_other_programs_see_texts_numbers_dates_and_truths(tmp_path: Path) -> None:
    sheet = seen(book(tmp_path, ROWS))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["sku", "price", "weight", "released", "washable"]
    assert rows[1] == ["00123", 34.9, 0.42, datetime(2026, 10, 1), True]
    assert rows[2][:3] == ["=1+1", -12.5, "400 g"] and rows[2][3:] == ["1899-12-31", False]
    assert rows[3] == ["https://example.com", None, None, None, "perhaps"]
    assert [cell.data_type for cell in sheet["A"]] == ["s", "s", "s", "s", "n"]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink or cell.data_type == "f"]
    assert (sheet["B2"].number_format, sheet["C2"].number_format) == ("0.00", '0.00" kg"')
    assert (sheet["A2"].number_format, sheet["D2"].number_format) == ("@", "yyyy-mm-dd")


def test_the_fast_reader_sees_the_same(tmp_path: Path) -> None:
    rows = CalamineWorkbook.from_path(str(book(tmp_path, ROWS))).get_sheet_by_name("products").to_python()
    assert rows[1][:3] == ["00123", 34.9, 0.42] and rows[1][3].isoformat() == "2026-10-01" and rows[1][4] is True
    assert rows[2] == ["=1+1", -12.5, "400 g", "1899-12-31", False]


def test_headings_are_bold_stay_in_view_and_filter(tmp_path: Path) -> None:
    sheet = seen(book(tmp_path, ROWS))
    assert [cell.font.bold for cell in sheet[1]] == [True] * 5 and not sheet["A2"].font.bold
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:E5"
    assert sheet.column_dimensions["A"].width == 20


def test_what_is_read_back_is_what_is_shown(tmp_path: Path) -> None:
    found = list(read_sheet(book(tmp_path, ROWS), "products"))
    assert found[1][4] is YES and found[2][4] is NO
    rows = [list(map(str, row)) for row in found]
    assert rows[1] == ["00123", "34.90", "0.42 kg", "2026-10-01", "TRUE"]
    assert [type(cell) for cell in found[1]] == [str, Number, Number, Number, Shown]
    assert rows[2] == ["=1+1", "-12.50", "400 g", "1899-12-31", "FALSE"]
    assert [type(cell) for cell in found[2]] == [str, Number, str, str, Shown]
    assert rows[3] == ["https://example.com", "", "", "", "perhaps"] and rows[4] == ["", "1000000.000"]


NUMBERS = [
    "0", "7", "-7", "0.1", "0.10", "-0.05", "123456789012345", "0.000000000000001", "99999.9999999999", "1.005",
]  # fmt: skip
NO_NUMBERS = [
    "007", "+5", "1e3", "-0", "-0.00", ".5", "5.", "1,5", "1234567890123456", "0.1234567890123456", "12 kg", "NaN", "inf",
    "1_000", "٣", " 7", "7\n",
]  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_that_comes_back_exactly_is_one(tmp_path: Path, text: str) -> None:
    path = book(tmp_path, [["", text]])
    assert seen(path)["B2"].data_type == "n" and float(seen(path)["B2"].value) == float(text)
    assert list(read_sheet(path, "products"))[1] == ["", Number(text)] != ["", text]


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_any_other_stays_a_text(tmp_path: Path, text: str) -> None:
    path = book(tmp_path, [["", text]])
    cell = list(read_sheet(path, "products"))[1][1]
    assert (cell, type(cell)) == (text, str) and seen(path)["B2"].data_type == "s"


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False).map(str), min_size=1, max_size=5))
def test_every_number_comes_back(texts: list[str]) -> None:
    assert back([[text] for text in texts], (SheetColumn("n", "number"),)) == [[text] for text in texts]


@given(st.dates().map(str))
def test_every_date_comes_back(text: str) -> None:
    assert back([[text]], (SheetColumn("d", "date"),)) == [[text]]


@given(st.text(min_size=1).filter(lambda text: not _SURROGATE.search(text)))
@example("_x000D_ and _x005F_ and _x00")
@example("_x0041\r, \r\n\t\x00\x1f\ufffe\uffff")
@example(" <b>&amp;</b> ]]> \u2028 🪑 ")
def test_every_text_comes_back(text: str) -> None:
    assert back([[text]], (SheetColumn("t"),)) == [[text]]


@given(st.text("a ¬|&_x1\n", min_size=1), st.text("b ¬<\t", max_size=5))
@example("¬ ", "")
@example("a ", "")
@example("a", " b")
def test_a_text_is_written_the_same_whatever_stands_beside_it(text: str, beside: str) -> None:
    columns = [SheetColumn("t"), SheetColumn("b")]
    alone, together = (zipfile.ZipFile(io.BytesIO(written([row], columns))).read(SHEET) for row in ([text], [text, beside]))
    cell = re.compile(rb'<c r="A2".*?</c>', re.DOTALL)
    assert cell.findall(together) == cell.findall(alone) != []
    assert text == text.strip(" ") or b"preserve" in cell.findall(alone)[0]
    assert back([[text, beside]], columns) == [[text, beside] if beside else [text]]


def test_what_is_kept_of_typed_cells_is_never_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(f"{n}", f"{n % 3}.50", f"{n % 2} kg" if n % 5 else f"{n} g", "2026-10-01", "TRUE") for n in range(20)]
    with_all = written(rows)
    monkeypatch.setattr(sheetwriting, "_REMEMBERED", 1)
    assert written(rows) == with_all


def back(rows: list[list[str]], columns: Sequence[SheetColumn]) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        found = list(read_sheet(book(Path(folder), rows, columns), "products"))[1:]
    return [list(map(str, row)) for row in found]


def test_other_programs_decode_control_characters_too(tmp_path: Path) -> None:
    text = "one\r\ntwo\x0b _x000D_ <&>"
    rows = CalamineWorkbook.from_path(str(book(tmp_path, [[text]]))).get_sheet_by_index(0).to_python()
    assert rows[1][0] == text


@pytest.mark.parametrize("text", ["", "13-01-01", "2026-13-01", "2026-02-30", "2026-1-1", "20260101", "1900-02-28"])
def test_what_is_no_date_of_a_spreadsheet_stays_a_text(tmp_path: Path, text: str) -> None:
    row = list(read_sheet(book(tmp_path, [["x", "", "", text]]), "products"))[1]
    assert row == (["x", "", "", text] if text else ["x"]) and Number not in map(type, row)


def test_more_number_formats_than_excel_takes_leave_texts(tmp_path: Path) -> None:
    columns = [SheetColumn(f"c{number}", "number", unit=f"u{number}") for number in range(200)] + [
        SheetColumn("strange", "number", unit='"')
    ]
    row = [f"1.5 u{number}" for number in range(200)] + ['1 "']
    cells = list(read_sheet(book(tmp_path, [row], columns), "products"))[1]
    assert list(map(str, cells)) == row and [type(cell) for cell in cells].count(Number) == 149


def test_the_same_rows_give_the_same_bytes() -> None:
    first = written(ROWS)
    assert written(ROWS) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {(entry.date_time[0], entry.create_system) for entry in archive.infolist()} == {(1980, 3)}
        assert archive.namelist()[0] == "[Content_Types].xml" and not [n for n in archive.namelist() if "docProps" in n]


def test_memory_stays_flat(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"

    def rows(count: int) -> Iterator[Sequence[str]]:
        return ((f"{number:05}", "34.90", "text " * 20) for number in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            with path.open("wb") as out:
                write_sheet(out, "products", (*COLUMNS[:2], SheetColumn("notes")), rows(count))
            assert sum(1 for _row in read_sheet(path, "products")) == count + 1
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)
    assert peak(6_000) < peak(1_500) + 100_000


# Limits


def test_a_text_of_the_greatest_length_fits_and_one_more_does_not(tmp_path: Path) -> None:
    for text in ("x" * MAX_LENGTH, "🪑" * (MAX_LENGTH // 2)):
        assert not too_long(text) and list(read_sheet(book(tmp_path, [[text]]), "products"))[1] == [text]
    for text in ("x" * (MAX_LENGTH + 1), "🪑" * (MAX_LENGTH // 2 + 1)):
        assert too_long(text)
        with pytest.raises(FormatError, match="cell A2 is longer than 32767 characters"):
            written([[text]])


def test_too_many_columns_are_refused() -> None:
    assert letters(16_384) == "XFD"
    columns = [SheetColumn(str(number)) for number in range(16_385)]
    with pytest.raises(FormatError, match="at most 16384 columns; this table has 16385"):
        written([], columns)


def test_too_many_rows_and_too_many_bytes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheetwriting, "MAX_ROWS", 4)
    with pytest.raises(FormatError, match="at most 4 rows; this table has more"):
        written([["x"]] * 4)
    assert written([["x"]] * 3)
    monkeypatch.setattr(sheetwriting, "MAX_ROWS", 1_048_576)
    monkeypatch.setattr(sheetwriting, "_MAX_BYTES", 300_000)
    with pytest.raises(FormatError, match=r"too large for a workbook: row \d+ passes 2 GB"):
        written([["x" * 1_000]] * 1_000)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(FormatError, match="half a character"):
        written([["\ud83e"]])


# Reading back: nothing that nobody wrote is taken for what was written.


def test_more_digits_than_the_format_shows_are_seen(tmp_path: Path) -> None:
    path = book(tmp_path, ROWS)
    patched(path, "<v>34.90</v>", "<v>34.9001</v>")
    assert list(read_sheet(path, "products"))[1][1] == Number("34.9001")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<v>34.90</v>", "<f>17.45*2</f><v>34.90</v>"),
        ("<v>34.90</v>", "<f>17.45*2</f>"),
        ("<v>34.90</v>", "<v>dear</v>"),
        ("<v>34.90</v>", "<v>34.90"),
        ("<v>1</v>", "<v>2</v>"),
        ('<c r="B2" s="4"', '<c r="A2" s="4"'),
        ('<c r="B2" s="4"', '<c r="b2" s="4"'),
        ('<c r="B2" s="4"', '<c r="B2" s="400"'),
        ('<c r="B2" s="4"', '<c r="B2" t="s" s="4"'),
        ("</sheetData>", ""),
        ("<worksheet ", '<!DOCTYPE w [<!ENTITY a "b">]><worksheet '),
    ],
)  # fmt: skip
def test_damage_is_named(tmp_path: Path, before: str, after: str) -> None:
    path = book(tmp_path, ROWS)
    patched(path, before, after)
    with pytest.raises(FormatError, match=r"book\.xlsx is damaged near line \d"):
        list(read_sheet(path, "products"))


def test_a_file_cut_short_and_another_sheet_are_named(tmp_path: Path) -> None:
    path = book(tmp_path, ROWS)
    with pytest.raises(FormatError, match="has no sheet “other”"):
        list(read_sheet(path, "other"))
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(FormatError, match="is damaged near line 0"):
        list(read_sheet(path, "products"))


def test_a_column_without_a_heading_is_written(tmp_path: Path) -> None:
    path = book(tmp_path, [["a", "b"]], [SheetColumn("first"), SheetColumn("")])
    assert [row[:1] for row in read_sheet(path, "products")] == [["first"], ["a"]]
