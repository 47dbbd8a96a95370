"""A plain table: every row is one product."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pim.formats.layouts.rejecting import PRODUCTS, fatal_rejection, named_problems
from pim.formats.source import NO_CODES, KnownCodes, Outcome, SourceColumn, SourceItem
from pim.formats.table import Row, RowCount, TableInfo
from pim.i18n import _


class PlainTable:
    """Every record is one simple item; which column means what is left to the mapping.

    Whether a row is a variant is decided by whoever maps a parent column, so `kind` is always
    simple and `key` is empty.
    """

    code = "table"

    @property
    def label(self) -> str:
        """The name on screen."""
        return _("Plain table")

    def detect(self, info: TableInfo) -> float:
        """Any table can be read this way, but every other layout knows better."""
        return 0.1

    def order(self, info: TableInfo) -> int:
        """Products come after all structures."""
        return PRODUCTS

    def columns(self, info: TableInfo, codes: KnownCodes = NO_CODES) -> tuple[SourceColumn, ...]:
        """The columns without hints; the names are matched to attributes by the mapping."""
        return tuple(
            SourceColumn(column.name, column.index, attribute=column.name, label=column.name)
            for column in info.columns
        )

    def items(
        self, rows: Iterable[Row], info: TableInfo, columns: tuple[SourceColumn, ...], count: RowCount
    ) -> Iterator[Outcome]:
        """One item per record that is not blank."""
        names = [column.name for column in columns]
        for row in rows:
            count.read += 1
            rejection = fatal_rejection(info, row)
            if rejection is not None:
                count.rejected += 1
                yield rejection
            elif row.blank:
                count.skip("blank")
            else:
                count.used += 1
                yield SourceItem(
                    info.file,
                    row.line,
                    "simple",
                    "",
                    cells=dict(zip(names, row.cells, strict=True)),
                    lines=(row.line,),
                    problems=named_problems(info, row),
                )
