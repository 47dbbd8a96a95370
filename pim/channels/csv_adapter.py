"""The adapter `csv`: one RFC 4180 table, one row for each item that can be bought."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from pim.catalog.errors import CatalogError
from pim.channels.adapter import Context, Option
from pim.channels.csv_lines import Lines
from pim.channels.csv_style import STYLE_OPTIONS, Style, style_of
from pim.channels.table_adapter import PICTURE_OPTIONS, Table, TableAdapter
from pim.i18n import N_, _

_FIELD_LIMIT = 1 << 24  # a long description passes the csv module's default of 131,072 characters


@dataclass(frozen=True)
class CsvAdapter(TableAdapter[Style]):
    """Everything the catalogue says, in one table that any program reads."""

    code: ClassVar[str] = "csv"
    label: ClassVar[str] = N_("CSV")
    icon: ClassVar[str] = "table"
    file: ClassVar[str] = "products.csv"
    options: ClassVar[tuple[Option, ...]] = (*STYLE_OPTIONS, *PICTURE_OPTIONS)

    def form(self, context: Context) -> Style:
        return style_of(self, context)

    def save(self, rows: Iterable[Mapping[str, str]], table: Table[Style], path: Path) -> None:
        style, headings = table.form, table.headings
        lines = Lines(headings, style.delimiter)
        with path.open("w", encoding=style.encoding, newline="") as file:
            file.write(lines.line(dict(zip(headings, headings))))
            file.writelines(map(lines.line, rows))

    def load(self, path: Path, table: Table[Style]) -> Iterator[list[str]]:
        csv.field_size_limit(_FIELD_LIMIT)
        style = table.form
        with path.open(encoding=style.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=style.delimiter, strict=True)
            try:
                yield from reader
            except csv.Error as error:
                message = _("{file} is damaged near line {line}: {detail}")
                raise CatalogError(message.format(file=self.file, line=reader.line_num, detail=error)) from error
