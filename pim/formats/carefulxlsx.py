"""Reading an XLSX sheet cell by cell, when it is too sparse to lie in memory as a whole. Slow and exact."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pim.formats.cells import cell_reason, cell_text, padded_text, precision_problem, zero_width
from pim.formats.errors import FormatError
from pim.formats.table import CellProblem, Row
from pim.formats.xlsxscan import MAX_SHEET_COLUMNS
from pim.i18n import _

MAX_BLANK_ROWS = 1_000


def rows(path: Path, sheet: str, wide: bool = False) -> Iterator[Row]:
    """The rows of a sheet, up to 1,000 blank ones in a row; cut to 500 columns if `wide`."""
    # The library warns of every extension it does not write back; nothing is written back here.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\..*")
    with _open(path, values=True) as values, _open(path, values=False) as formulas:
        blank = 0
        pairs = zip_longest(_cells(values, sheet, wide), _cells(formulas, sheet, wide), fillvalue=())
        for number, (shown, written) in enumerate(pairs, start=1):
            row = _row(number, shown, written)
            blank = blank + 1 if row.blank else 0
            if blank > MAX_BLANK_ROWS:
                return
            yield row


@contextmanager
def _open(path: Path, values: bool) -> Iterator[Any]:
    """The workbook with stored values or with formulas; XML without entity tricks, links never followed."""
    import openpyxl

    if not openpyxl.DEFUSEDXML:
        raise FormatError(_("The protection against hostile XML (defusedxml) is missing. Install it again."))
    # Given a name, the library would judge the file by its ending.
    with path.open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True, data_only=values, keep_links=False)
        with closing(book):
            yield book


def _cells(book: Any, sheet: str, wide: bool) -> Iterator[tuple[Any, ...]]:
    """The rows of a sheet as cells, whatever extent the sheet claims to have."""
    page = book[sheet]
    page.reset_dimensions()
    return iter(page.iter_rows(max_col=MAX_SHEET_COLUMNS) if wide else page.iter_rows())


def _row(number: int, shown: tuple[Any, ...], written: tuple[Any, ...]) -> Row:
    """One row as text: values as shown, and what is wrong with them."""
    cells: list[str] = []
    problems: list[CellProblem] = []
    for index, (value, formula) in enumerate(zip_longest(shown, written)):
        text, problem = _cell(value, formula)
        cells.append(text)
        if problem is not None:
            problems.append(CellProblem(index, *problem))
    least = max((problem.column + 1 for problem in problems if problem.column is not None), default=0)
    while len(cells) > least and not cells[-1]:
        cells.pop()
    return Row(number, tuple(cells), tuple(problems))


def _cell(shown: Any, written: Any) -> tuple[str, tuple[str, str, str] | None]:
    """The text of one cell and its problem (code, value, reason)."""
    value = getattr(shown, "value", None)
    source = getattr(written, "value", None)
    if getattr(shown, "data_type", "n") == "e":
        return "", ("error_cell", str(value), cell_reason("error_cell", str(value)))
    if value is None and getattr(written, "data_type", "n") == "f":
        return "", ("formula", str(source)[:200], cell_reason("formula", str(source)))
    width = zero_width(getattr(shown, "number_format", None) or "")
    text = (padded_text(value, width) if width else None) or cell_text(value)
    lost = precision_problem(value)
    return text, ("precision", text, lost) if lost else None
