"""Workbooks: what spreadsheets do to values is undone or reported."""

import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pim.formats import reading, xlsxscan
from pim.formats.errors import FormatError
from pim.formats.table import ReadOptions
from pim.formats.xlsxscan import Mark
from tests.formats.files import table


def save(folder: Path, *rows: tuple[Any, ...], formats: Mapping[str, str] | None = None) -> Path:
    """A workbook with these rows on its only sheet and number formats for some cells."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, code in (formats or {}).items():
        book.active[cell].number_format = code
    path = folder / "book.xlsx"
    book.save(path)
    return path


def patch(path: Path, part: str, before: str, after: str) -> Path:
    """The workbook with a text of one of its parts replaced."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    assert before.encode() in parts[part]
    parts[part] = parts[part].replace(before.encode(), after.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_numbers_are_texts_as_the_sheet_shows_them(tmp_path: Path) -> None:
    rows = table(save(tmp_path, ("sku", "gtin", "price", "ok"), (101, 4006381333931, 0.1 + 0.2, True)))[1]
    assert (rows[0].line, rows[0].cells) == (2, ("101", "4006381333931", "0.3", "true"))


def test_zeros_shown_by_a_number_format_are_kept(tmp_path: Path) -> None:
    path = save(
        tmp_path, ("sku", "name"), (123, "x"), (7, "y"), formats={"A2": "00000", "A3": "0000000000000"}
    )
    assert [row.cells[0] for row in table(path)[1]] == ["00123", "0000000000007"]


def test_numbers_with_lost_digits_are_reported(tmp_path: Path) -> None:
    rows = table(save(tmp_path, ("sku", "name"), (123456789012345678, "x"), (12345, "y")))[1]
    assert [(problem.column, problem.code) for problem in rows[0].problems] == [(0, "precision")]
    assert not rows[1].problems


def test_dates_are_iso(tmp_path: Path) -> None:
    rows = table(
        save(tmp_path, ("sku", "from"), ("A", date(2026, 1, 31)), ("B", datetime(2026, 1, 31, 8, 30)))
    )[1]
    assert [row.cells[1] for row in rows] == ["2026-01-31", "2026-01-31 08:30:00"]


def test_dates_counted_from_1904(tmp_path: Path) -> None:
    path = save(tmp_path, ("sku", "from"), ("A", date(2026, 1, 31)))
    patch(path, "xl/workbook.xml", "<workbookPr />", '<workbookPr date1904="1" />')
    assert table(path)[1][0].cells[1] == "2030-02-01"


def test_formulas_never_calculated_are_reported(tmp_path: Path) -> None:
    rows = table(save(tmp_path, ("sku", "price"), ("A", "=1+1"), ("B", 3)))[1]
    assert rows[0].cells == ("A", "")
    assert [(p.column, p.code, p.value) for p in rows[0].problems] == [(1, "formula", "=1+1")]
    assert rows[1].cells == ("B", "3")


def test_error_cells_are_reported(tmp_path: Path) -> None:
    path = save(tmp_path, ("sku", "price"), ("A", "#DIV/0!"), ("B", 3))
    rows = table(path.rename(tmp_path / "no-ending"))[1]
    assert rows[0].cells == ("A", "")
    assert [(p.column, p.code, p.value) for p in rows[0].problems] == [(1, "error_cell", "#DIV/0!")]


def test_a_look_through_the_sheet_finds_cells_under_a_namespace_of_any_name(tmp_path: Path) -> None:
    path = save(tmp_path, ("sku", "price"), ("A", "=1+1"), ("B", "#DIV/0!"))
    for before, after in (("<f>1+1</f>", "<x:f>1+1</x:f>"), ('<c r="B3"', '<x:c r="B3"'), ('<row r="3"', '<x:row r="3"')):
        patch(path, SHEET, before, after)
    found = xlsxscan.scan(path, "Sheet")
    assert (found.last_row, found.last_column) == (3, 2)
    assert found.marks == {2: {1: Mark("formula", "=1+1")}, 3: {1: Mark("error_cell", "#DIV/0!")}}


def test_a_sheet_that_was_written_anew_is_read_anew(tmp_path: Path) -> None:
    assert table(save(tmp_path, ("sku", "name"), ("A", "x")))[1][0].cells == ("A", "x")
    assert table(save(tmp_path, ("sku", "name"), ("B", "yy")))[1][0].cells == ("B", "yy")


def test_hidden_sheets_are_listed_and_can_be_chosen(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(("sku", "name"))
    book.active.append(("A", "x"))
    hidden = book.create_sheet("secret")
    hidden.append(("sku", "name"))
    hidden.append(("B", "y"))
    hidden.sheet_state = "hidden"
    path = tmp_path / "two.xlsx"
    book.save(path)
    info = table(path)[0]
    assert [(sheet.name, sheet.hidden) for sheet in info.sheets] == [("Sheet", False), ("secret", True)]
    assert table(path, sheet="secret")[1][0].cells == ("B", "y")
    with pytest.raises(FormatError, match="Its sheets are: Sheet, secret"):
        reading.inspect(path, ReadOptions(sheet="nope"))


def test_a_cell_far_away_neither_hangs_nor_fills_the_memory(tmp_path: Path) -> None:
    path = save(tmp_path, ("sku", "name"), ("A", "x"))
    patch(path, SHEET, "</row></sheetData>",
          '</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')  # fmt: skip
    info, rows = table(path)
    assert [row.cells[:2] for row in rows] == [("A", "x")]
    assert any("far away" in note for note in info.notes)


def test_rows_that_are_only_formatted_are_not_counted(tmp_path: Path) -> None:
    path = save(tmp_path, ("sku", "name"), ("A", "x"), *[(None, " ")] * 50, ("B", "y"), *[(None, " ")] * 200)
    rows = table(path)[1]
    assert (len(rows), rows[-1].cells) == (52, ("B", "y"))


def test_macros_are_ignored_and_the_ending_does_not_matter(tmp_path: Path) -> None:
    path = save(tmp_path, ("sku", "name"), ("A", "x"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")
    assert table(path.rename(tmp_path / "book.csv"))[1][0].cells == ("A", "x")


def test_bombs_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = save(tmp_path, ("sku", "name"), ("A", "x"))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(8 << 20))
    with pytest.raises(FormatError, match="more than 200 times"):
        reading.inspect(path)


def test_declared_sizes_over_the_limit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pim.formats import workbook

    path = save(tmp_path, ("sku", "name"), ("A", "x"))
    monkeypatch.setattr(workbook.zipguard.check, "__defaults__", (1_000,))
    with pytest.raises(FormatError, match="would unpack"):
        reading.inspect(path)


def test_entities_are_refused(tmp_path: Path) -> None:
    path = save(tmp_path, ("sku", "name"), ("A", "=1+1"))
    patch(path, "xl/workbook.xml", "<workbook ", '<!DOCTYPE w [<!ENTITY a "x">]><workbook ')
    with pytest.raises(FormatError, match="damaged"):
        reading.inspect(path)


def test_a_single_blank_sheet_is_said(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="is empty"):
        reading.inspect(save(tmp_path))


_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="A">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
_MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
_ODS_ROW = (
    '<table:table-row table:number-rows-repeated="{times}"><table:table-cell office:value-type="string"><text:p>{text}</text:p>'
    "</table:table-cell></table:table-row>"
)


@pytest.mark.parametrize("times", [900, 100_001, 10**12])
def test_an_opendocument_row_that_says_it_stands_there_a_million_times_is_refused(tmp_path: Path, times: int) -> None:
    """Two kilobytes would be a million products."""
    path = tmp_path / "many.ods"
    rows = _ODS_ROW.format(times=1, text="sku") + _ODS_ROW.format(times=times, text="A")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", _ODS.format(rows=rows))
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    if times == 900:
        assert len(table(path)[1]) == times
        return
    with pytest.raises(FormatError, match="the others are repetitions"):
        reading.inspect(path)


def test_an_opendocument_table_without_an_end_is_refused(tmp_path: Path) -> None:
    """The fast reader would look for the end for ever."""
    path = tmp_path / "endless.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        content = _ODS.format(rows=_ODS_ROW.format(times=1, text="sku"))
        assert "</table:table>" in content
        archive.writestr("content.xml", content.replace("</table:table>", ""))
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    with pytest.raises(FormatError, match="damaged"):
        reading.inspect(path)
