"""What is written can be read back, byte for byte the same each time."""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pim.formats import delimited, jsonfile
from pim.formats.errors import FormatError
from pim.formats.table import ColumnInfo, ReadOptions, TableInfo
from pim.formats.writing import Delimited, json_bytes, write_delimited, write_json_array, write_json_lines

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20) | st.sampled_from(
    [
        "",
        "=1+1",
        "'=x",
        "a;b,c\td",
        'say "hi"',
        "one\r\ntwo",
        "\rlone",
        " padded ",
        "\ufeff",
        "\u2028",
        "-5",
        "\ufffd",
    ]
)
ROWS = st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=ROWS, sign=st.sampled_from(",;\t|"), bom=st.booleans(), guarded=st.booleans())
def test_delimited_text_comes_back(
    tmp_path: Path, rows: list[tuple[str, str, str]], sign: str, bom: bool, guarded: bool
) -> None:
    path = tmp_path / "out.csv"
    with path.open("wb") as out:
        assert write_delimited(out, ("sku", "b", "c"), rows, Delimited(sign, bom, guarded)) == len(rows)
    info = TableInfo(
        path.name, "csv", tuple(ColumnInfo(name, n) for n, name in enumerate(("sku", "b", "c"))),
        encoding="utf-8-sig", delimiter=sign, quote='"', header_line=1, guarded=guarded,
    )  # fmt: skip
    assert [row.cells for row in delimited.rows(path, info)] == rows


def test_a_guarded_table_is_recognised_by_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    with path.open("wb") as out:
        write_delimited(out, ("sku", "name"), [("A", "=1+1"), ("B", "x")], Delimited(";", True, True))
    assert path.read_bytes().startswith(b"\xef\xbb\xbfsku;name;(guarded)\r\nA;'=1+1;\r\n")
    info = delimited.inspect(path, "csv", ReadOptions())
    assert info.names == ("sku", "name")
    assert [row.cells for row in delimited.rows(path, info)] == [("A", "=1+1"), ("B", "x")]


def test_machine_feeds_are_byte_faithful() -> None:
    out = io.BytesIO()
    write_delimited(out, ("sku", "name"), [("A", "=1+1"), ("B", "@x, -20%")])
    assert out.getvalue() == b'sku,name\r\nA,=1+1\r\nB,"@x, -20%"\r\n'


def test_rows_of_another_width_and_unwritable_text_are_refused() -> None:
    with pytest.raises(ValueError, match="row 1 has 1 cells"):
        write_delimited(io.BytesIO(), ("a", "b"), [("x",)])
    with pytest.raises(FormatError, match="NUL"):
        write_delimited(io.BytesIO(), ("a",), [("x\0",)])
    with pytest.raises(FormatError, match="surrogate"):
        write_delimited(io.BytesIO(), ("a",), [("\ud800",)])
    with pytest.raises(FormatError, match="JSON"):
        json_bytes({"a": "\ud800"})
    with pytest.raises(FormatError, match="JSON"):
        json_bytes({"a": {1, 2}})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.fixed_dictionaries({"sku": TEXT, "b": TEXT}), min_size=1, max_size=6),
    lines=st.booleans(),
)
def test_json_comes_back(tmp_path: Path, rows: list[dict[str, str]], lines: bool) -> None:
    path = tmp_path / "out.json"
    with path.open("wb") as out:
        (write_json_lines if lines else write_json_array)(out, rows)
    name = "jsonl" if lines else "json"
    info = jsonfile.inspect(path, name, ReadOptions())
    assert [dict(zip(info.names, row.cells)) for row in jsonfile.rows(path, info)] == rows
