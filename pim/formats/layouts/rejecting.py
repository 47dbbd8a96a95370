"""Turning the problems of a row into rejections and named notes, the same in every layout."""

from __future__ import annotations

from pim.formats.source import Rejection
from pim.formats.table import CellProblem, Row, TableInfo

# Where files of products stand in the reading order; product models come before, structures before those.
PRODUCTS = 100


def column_name(info: TableInfo, index: int | None) -> str:
    """The name of a column, or nothing for a problem of the whole row."""
    return info.columns[index].name if index is not None and index < len(info.columns) else ""


def reject(info: TableInfo, row: Row, column: str, value: str, reason: str) -> Rejection:
    """The rejection of a whole record."""
    return Rejection(info.file, row.line, column, value[:200], reason, row.cells)


def fatal_rejection(info: TableInfo, row: Row) -> Rejection | None:
    """The rejection of a record that cannot be trusted as a whole, or None."""
    for problem in row.problems:
        if problem.fatal:
            return reject(info, row, column_name(info, problem.column), problem.value, problem.reason)
    return None


def named_problems(info: TableInfo, row: Row) -> tuple[tuple[str, CellProblem], ...]:
    """The problems of single cells, each with its column's name."""
    return tuple((column_name(info, problem.column), problem) for problem in row.problems)
