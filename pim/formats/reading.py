"""Reading any table file: inspect it once, then stream its rows or its source items.

The functions `inspect_file`, `row_batches` and `item_batches` take and return JSON values only, for
the guarded child process; the others are their counterparts with typed values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from pim.formats import delimited, jsonfile, sniff, workbook
from pim.formats.errors import FormatError
from pim.formats.layouts import best_layout, layout_named
from pim.formats.source import (
    NO_CODES,
    KnownCodes,
    Outcome,
    Rejection,
    SourceColumn,
    SourceItem,
    SourceStructure,
)
from pim.formats.table import ReadOptions, Row, RowCount, TableInfo
from pim.i18n import _

BATCH = 500


class Reader(NamedTuple):
    """How one kind of file is described and read."""

    inspect: Callable[[Path, str, ReadOptions], TableInfo]
    rows: Callable[[Path, TableInfo], Iterator[Row]]


READERS: Mapping[str, Reader] = {
    "csv": Reader(delimited.inspect, delimited.rows),
    "json": Reader(jsonfile.inspect, jsonfile.rows),
    "jsonl": Reader(jsonfile.inspect, jsonfile.rows),
    "xlsx": Reader(workbook.inspect, workbook.rows),
    "xlsb": Reader(workbook.inspect, workbook.rows),
    "xls": Reader(workbook.inspect, workbook.rows),
    "ods": Reader(workbook.inspect, workbook.rows),
}


@contextmanager
def boundary(path: Path) -> Iterator[None]:
    """Turn whatever a malformed file makes the libraries throw into one FormatError.

    Malformed workbooks raise a dozen exception types, and the Rust reader's panics are not even
    Exceptions. Interrupts, exits, lack of memory and a closed generator pass untouched.
    """
    try:
        yield
    except (FormatError, MemoryError, GeneratorExit, KeyboardInterrupt, SystemExit):
        raise
    except OSError as error:
        if error.filename is None:
            raise _damaged(path, error) from error
        text = _("{file} cannot be read: {reason}.").format(file=path.name, reason=error.strerror)
        raise FormatError(text) from error
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise _damaged(path, error) from error


def _damaged(path: Path, error: BaseException) -> FormatError:
    """The sentence for a file whose inside is broken, with the library's own words in brackets."""
    detail = f"{type(error).__name__}: {error}"[:200]
    text = _("{file} is damaged and cannot be read ({detail}). Open it in its own program and save it again.")
    return FormatError(text.format(file=path.name, detail=detail))


def inspect(path: Path, options: ReadOptions | None = None) -> TableInfo:
    """Find out how the table in `path` is written; FormatError if it holds none.

    Only the beginning of the file is parsed; its encoding is checked to the end.
    """
    with boundary(path):
        name = sniff.detect(path)
        reader = READERS.get(name)
        if reader is None:
            raise FormatError(sniff.no_table(path, name))
        return reader.inspect(path, name, options or ReadOptions())


def rows(path: Path, info: TableInfo) -> Iterator[Row]:
    """Every record after the header, blank ones included, as text, in flat memory."""
    with boundary(path):
        yield from READERS[info.format].rows(path, info)


def items(
    path: Path, info: TableInfo, layout: str, columns: tuple[SourceColumn, ...], count: RowCount
) -> Iterator[Outcome]:
    """The source items of the table as `layout` sees them; `count` is complete at the end."""
    chosen = layout_named(layout)
    with boundary(path):
        yield from chosen.items(rows(path, info), info, columns, count)


def propose(info: TableInfo, codes: KnownCodes = NO_CODES) -> tuple[str, tuple[SourceColumn, ...]]:
    """The layout that fits best and its columns."""
    layout = best_layout(info)
    return layout.code, layout.columns(info, codes)


def inspect_file(path: str, options: dict[str, Any]) -> dict[str, Any]:
    """JSON counterpart of `inspect`: `TableInfo.to_json()` from `ReadOptions.to_json()`."""
    return inspect(Path(path), ReadOptions.from_json(options)).to_json()


def row_batches(path: str, info: dict[str, Any], size: int = BATCH) -> Iterator[list[Any]]:
    """JSON counterpart of `rows`: lists of `[line, [cells], [problems]]`."""
    source = rows(Path(path), TableInfo.from_json(info))
    while batch := [
        [row.line, list(row.cells), [list(p) for p in row.problems]] for row in islice(source, size)
    ]:
        yield batch


def row_from_json(data: list[Any]) -> Row:
    """A row out of `row_batches`."""
    from pim.formats.table import CellProblem

    line, cells, problems = data
    return Row(line, tuple(cells), tuple(CellProblem(*problem) for problem in problems))


_KINDS: dict[type, str] = {SourceItem: "item", SourceStructure: "structure", Rejection: "rejection"}
_TYPES: dict[str, Callable[[dict[str, Any]], Outcome]] = {
    "item": SourceItem.from_json,
    "structure": SourceStructure.from_json,
    "rejection": Rejection.from_json,
}


def item_batches(
    path: str, info: dict[str, Any], layout: str, columns: list[dict[str, Any]], size: int = BATCH
) -> Iterator[dict[str, Any]]:
    """JSON counterpart of `items`: `{"outcomes": [[kind, object]...], "count": {...}}` per batch.

    The last batch carries the final count; a table without records gives one empty batch.
    """
    table, count = TableInfo.from_json(info), RowCount()
    source = items(Path(path), table, layout, tuple(map(SourceColumn.from_json, columns)), count)
    while batch := [[_KINDS[type(outcome)], outcome.to_json()] for outcome in islice(source, size)]:
        yield {"outcomes": batch, "count": asdict(count)}
    yield {"outcomes": [], "count": asdict(count)}


def outcomes_from_json(batch: dict[str, Any]) -> tuple[list[Outcome], RowCount]:
    """The outcomes and the count so far out of a batch of `item_batches`."""
    outcomes = [_TYPES[kind](data) for kind, data in batch["outcomes"]]
    return outcomes, RowCount(**batch["count"])
