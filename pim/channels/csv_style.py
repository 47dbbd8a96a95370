"""How cells are punctuated: for machines as they are, for people so that their spreadsheet program shows them right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from pim.catalog.parity import Rule
from pim.channels.adapter import Adapter, Context, Option
from pim.channels.table_columns import Column
from pim.formats.guard import guard, unguard
from pim.i18n import N_

_DELIMITERS = {N_("comma"): ",", N_("semicolon"): ";", N_("tab"): "\t"}
_DECIMALS = {N_("point"): ".", "comma": ","}

STYLE_OPTIONS = (
    Option(
        "for_spreadsheets", N_("For spreadsheets"), "yes_no", False,
        note=N_("Opens by double click: byte order mark, list and decimal sign of the locale, no formula is ever run."),
    ),
    Option("delimiter", N_("Delimiter"), "choice", "auto", (N_("auto"), *_DELIMITERS)),
    Option("decimal", N_("Decimal sign"), "choice", "auto", ("auto", *_DECIMALS)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """`guarded` tables are for people: texts that a spreadsheet would run as a formula carry an apostrophe."""

    delimiter: str = ","
    decimal: str = "."
    guarded: bool = False

    @property
    def encoding(self) -> str:
        return "utf-8-sig" if self.guarded else "utf-8"

    def writer(self, column: Column) -> Callable[[Any], str]:
        """What makes the cell of a value."""
        return partial(self._cell, column) if self._changes(column) else column.writer

    def _cell(self, column: Column, value: Any) -> str:
        text = column.writer(value)
        if column.is_number:
            return text.replace(".", ",") if self.decimal == "," else text
        return guard(text) if self.guarded else text

    def plain(self, cell: str) -> str:
        """A text cell without the apostrophe."""
        return unguard(cell) if self.guarded else cell

    def keeps(self, column: Column) -> bool:
        """Whether a fact that is a text is the cell, letter by letter."""
        return column.keeps_text and not self._changes(column)

    def reader(self, column: Column) -> Callable[[str], Any] | None:
        """What makes the fact of a cell; None where the cell is the fact."""
        return None if column.is_text else column.value

    def rule(self, column: Column) -> Rule | None:
        """The formatting rule: what a reader finds where the catalogue says a value."""
        if not self._changes(column):
            return None
        name = N_("decimal comma") if column.is_number else N_("formula guard")
        return Rule(name, lambda value: self._reread(column, value))

    def _changes(self, column: Column) -> bool:
        """Whether cells of this column can look other than the catalogue's value."""
        return self.decimal == "," if column.is_number else self.guarded

    def _reread(self, column: Column, value: Any) -> Any:
        return column.value(self._cell(column, value)) if value not in ("", ()) else value


def style_of(adapter: Adapter, context: Context) -> Style:
    """The style that the channel's options ask for. "auto": the locale's signs for people, `,` and `.` for machines."""
    people = adapter.option(context, "for_spreadsheets")
    delimiter, decimal = adapter.option(context, "delimiter"), adapter.option(context, "decimal")
    comma = people and _decimal_sign(context.locale) == ","
    if decimal == "auto":
        decimal = "comma" if comma else "point"
    if delimiter == "auto":
        delimiter = "semicolon" if comma else "comma"
    return Style(_DELIMITERS[delimiter], _DECIMALS[decimal], people)


def _decimal_sign(locale: str) -> str:
    from babel.core import UnknownLocaleError
    from babel.numbers import get_decimal_symbol

    try:
        return get_decimal_symbol(locale) if locale else "."
    except (UnknownLocaleError, ValueError):
        return "."  # a locale that nobody knows has no sign of its own
