"""JSON and JSON lines as tables."""

from pathlib import Path

import orjson
import pytest

from pim.formats import reading
from pim.formats.errors import FormatError
from tests.formats.files import table


def write(folder: Path, text: str, name: str = "file.json") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_objects_become_rows_and_nested_ones_dotted_columns(tmp_path: Path) -> None:
    info, rows = table(write(tmp_path, '[{"sku":"A","size":{"w":1.10,"h":2}},{"sku":"B","new":true}]'))
    assert info.format == "json"
    assert info.names == ("sku", "size.w", "size.h", "new")
    assert [row.cells for row in rows] == [("A", "1.10", "2", ""), ("B", "", "", "true")]


def test_numbers_keep_every_digit(tmp_path: Path) -> None:
    rows = table(write(tmp_path, '[{"id":123456789012345678901234567890,"n":0.10,"e":1e3}]'))[1]
    assert rows[0].cells == ("123456789012345678901234567890", "0.10", "1e3")


def test_lists_are_joined_or_kept_as_json(tmp_path: Path) -> None:
    rows = table(write(tmp_path, '[{"a":["x","y"],"b":["x|y","z"],"c":[{"k":1}],"d":null,"e":[]}]'))[1]
    assert rows[0].cells == ("x|y", '["x|y","z"]', '[{"k":"1"}]', "", "")


def test_an_object_that_holds_one_list_of_objects(tmp_path: Path) -> None:
    rows = table(write(tmp_path, '{"meta":{"n":2},"data":{"x":1},"products":[{"sku":"A"},{"sku":"B"}]}'))[1]
    assert [row.cells for row in rows] == [("A",), ("B",)]


def test_json_lines_have_line_numbers_and_may_have_blank_lines(tmp_path: Path) -> None:
    info, rows = table(write(tmp_path, '{"sku":"A"}\n\n{"sku":"B","x":"1"}\n', "any.txt"))
    assert info.format == "jsonl"
    assert [(row.line, row.cells) for row in rows] == [(1, ("A", "")), (3, ("B", "1"))]


def test_a_bad_line_costs_one_row_and_is_named(tmp_path: Path) -> None:
    rows = table(write(tmp_path, '{"sku":"A"}\n{"sku":"B"}\n{"sku":\n{"sku":"C"}\n'))[1]
    (problem,) = rows[2].problems
    assert (rows[2].line, problem.code, problem.fatal) == (3, "not_json", True)
    assert problem.reason.startswith("Line 3 is not valid JSON")
    assert rows[3].cells == ("C",)


@pytest.mark.parametrize(
    "text", ['[{"a":NaN}]', '[{"a":Infinity}]', "[" * 200_000, '[{"a":1},', "[1,2", '{"a":']
)
def test_what_is_not_json_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FormatError):
        table(write(tmp_path, text))


def test_rows_that_cannot_be_used_are_marked(tmp_path: Path) -> None:
    rows = table(write(tmp_path, '[{"sku":"A"},5,{"sku":"\\ud800"}]'))[1]
    assert [problem.code for row in rows for problem in row.problems] == ["not_an_object", "undecodable"]
    assert all(problem.fatal for row in rows for problem in row.problems)


def test_a_field_met_too_late_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pim.formats import jsonfile

    monkeypatch.setattr(jsonfile, "_SURVEYED", 2)
    path = write(tmp_path, '{"sku":"A"}\n{"sku":"B"}\n{"sku":"C","late":"x"}\n')
    info, rows = table(path)
    assert any("first 2 objects" in note for note in info.notes)
    assert rows[2].problems[0].code == "unknown_field"


@pytest.mark.parametrize("text", ["[]", "[1, 2]", "{}", "[{}]"])
def test_nothing_to_read_is_said(tmp_path: Path, text: str) -> None:
    with pytest.raises(FormatError):
        reading.inspect(write(tmp_path, text))


def test_documents_over_the_limit_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pim.formats import jsonfile

    monkeypatch.setattr(jsonfile, "MAX_DOCUMENT", 1 << 10)
    with pytest.raises(FormatError, match="JSON lines"):
        table(write(tmp_path, "[" + '{"a":"' + "x" * 2_000 + '"}]'))


def test_half_characters_and_nul_cost_their_row_and_never_the_file(tmp_path: Path) -> None:
    """What goes back from the guarded child is UTF-8, which has no lone surrogates."""
    path = tmp_path / "half.jsonl"
    path.write_bytes(b'{"sku":"a","\\ud800x":"1"}\n{"sku":"b","n\\u0000":"\\udc00"}\n"\\ud800"\n{"sku":"c","n":"ok"}\n')
    info, rows = table(path)
    assert info.names == ("sku", "\ufffdx", "n")
    orjson.dumps(reading.inspect_file(str(path), {}))
    batches = [orjson.loads(orjson.dumps(batch)) for batch in reading.row_batches(str(path), info.to_json())]
    assert [line for batch in batches for line, *_rest in batch] == [1, 2, 3, 4]
    assert [bool(row.problems) for row in rows] == [True, True, True, False]
