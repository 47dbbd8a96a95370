"""Whether a column writes its fractions with a point or a comma. Decided per column, never per cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pim.formats.table import ColumnInfo

_NUMBER = re.compile(r"[+-]?\d[\d.,'\u00a0\u202f ]*\d|[+-]?\d|[+-]?[.,]\d+")
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")


def sign_of(number: str) -> str:
    """The decimal sign a number proves: "." or ","; "?" if it could be either, "" if it has none."""
    text = number.strip()
    points, commas = text.count("."), text.count(",")
    if not points and not commas:
        return ""
    if points and commas:
        return "." if text.rfind(".") > text.rfind(",") else ","
    if points + commas > 1:
        return "," if points else "."
    if _AMBIGUOUS.fullmatch(text):
        return "?"
    return "." if points else ","


def column_sign(values: Iterable[str]) -> str:
    """The decimal sign of a column: ".", ",", "?" (ambiguous or contradictory) or "" (no fractions)."""
    filled = [value for value in values if value.strip()]
    numbers = [value for value in filled if _NUMBER.fullmatch(value.strip())]
    if not numbers or len(numbers) * 5 < len(filled) * 4:
        return ""
    signs = {sign_of(number) for number in numbers} - {""}
    certain = signs - {"?"}
    if len(certain) == 1:
        return certain.pop()
    return "?" if signs else ""


def table_sign(columns: Sequence[ColumnInfo]) -> str:
    """The sign that the columns agree on, or "" if none or several are proven."""
    certain = {column.decimal for column in columns} & {".", ","}
    return certain.pop() if len(certain) == 1 else ""
