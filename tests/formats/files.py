"""Small files made for one test each."""

from collections.abc import Callable, Mapping
from pathlib import Path

from pim.formats import reading
from pim.formats.source import NO_CODES, KnownCodes, Outcome, Rejection, SourceItem
from pim.formats.table import ReadOptions, Row, RowCount, TableInfo

Save = Callable[..., Path]


def table(path: Path, **options: object) -> tuple[TableInfo, list[Row]]:
    """The description and all rows of a file."""
    info = reading.inspect(path, ReadOptions(**options))  # type: ignore[arg-type]
    return info, list(reading.rows(path, info))


def cells(path: Path, **options: object) -> list[tuple[str, ...]]:
    """The cells of all rows."""
    return [row.cells for row in table(path, **options)[1]]


def outcomes(path: Path, codes: KnownCodes = NO_CODES) -> tuple[list[Outcome], RowCount, str]:
    """What the best layout makes of a file, the balanced account, and the layout's code."""
    info = reading.inspect(path)
    layout, columns = reading.propose(info, codes)
    count = RowCount()
    found = list(reading.items(path, info, layout, columns, count))
    assert count.balanced, count
    return found, count, layout


def items(found: list[Outcome]) -> Mapping[str, SourceItem]:
    """The items by their keys."""
    return {outcome.key: outcome for outcome in found if isinstance(outcome, SourceItem)}


def rejections(found: list[Outcome]) -> list[Rejection]:
    """The rejections in order."""
    return [outcome for outcome in found if isinstance(outcome, Rejection)]
