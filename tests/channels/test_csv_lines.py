"""Lines of a table are what the standard library writes, whatever stands in their cells."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pim.channels import csv_lines
from pim.channels.csv_lines import Lines

_HEADINGS = ["product", "sku", 'odd "one"', "a,b;c\td", "e", "last"]
_CELLS = st.text(st.sampled_from('a,";\t\r\n\x00 \'é\u2028')) | st.text(max_size=5)
_ROWS = st.lists(
    st.permutations(_HEADINGS).flatmap(
        lambda names: st.lists(_CELLS, max_size=len(names)).map(lambda cells: dict(zip(names, cells)))
    ),
    max_size=4,
)


def _written(rows: list[dict[str, str]], delimiter: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([row.get(name, "") for name in _HEADINGS] for row in rows)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@given(rows=_ROWS)
def test_lines_are_those_of_the_standard_library(delimiter: str, rows: list[dict[str, str]]) -> None:
    lines = Lines(_HEADINGS, delimiter)
    assert "".join(map(lines.line, rows)) == _written(rows, delimiter)


def test_nothing_but_empty_cells() -> None:
    assert Lines(_HEADINGS, ",").line({}) == ",,,,,\r\n"
    assert Lines(_HEADINGS, ",").line({"last": ""}) == ",,,,,\r\n"


def test_rows_of_ever_new_columns_are_written_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_lines, "_REMEMBERED", 2)
    lines = Lines(_HEADINGS, ",")
    rows = [{name: name} for name in _HEADINGS] * 2
    assert "".join(map(lines.line, rows)) == _written(rows, ",")
