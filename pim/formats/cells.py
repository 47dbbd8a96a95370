"""Workbook cells as text: what the person sees in the sheet, without what spreadsheets do to numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pim.i18n import _

# Spreadsheets keep 15 significant digits; a longer whole number has lost the rest.
_EXACT = 10**15
_ZEROS = re.compile(r"0{2,}")


def number_text(value: float) -> str:
    """A number as a spreadsheet shows it: 15 significant digits, point, no exponent, no needless `.0`."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < _EXACT):
        return str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")


def precision_problem(value: object) -> str | None:
    """Why a whole number cannot be trusted as an identifier, or None."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if abs(value) >= _EXACT and float(value).is_integer():
        return _("The spreadsheet stored this number with 15 digits only: its precision is already lost.")
    return None


def _moment(value: datetime) -> str:
    """A date, with its time of day unless that is midnight."""
    return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")


def _duration(value: timedelta) -> str:
    """Hours, minutes and seconds; hours may pass 24."""
    seconds = int(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


_TEXT: Mapping[type, Callable[[Any], str]] = {
    str: lambda value: value.replace("\0", ""),
    bool: lambda value: "true" if value else "false",
    int: str,
    float: number_text,
    datetime: _moment,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: _duration,
    type(None): lambda _value: "",
}


def cell_text(value: object) -> str:
    """The text of a cell's value: ISO dates, true/false, plain numbers."""
    return _TEXT.get(type(value), str)(value)


def padded_text(value: object, width: int) -> str | None:
    """A whole number with the leading zeros that a number format of `width` zeros shows, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return f"{int(value):0{width}d}" if value >= 0 and float(value).is_integer() else None


def zero_width(number_format: str) -> int:
    """How many digits a format such as `00000` shows at least; 0 for all other formats."""
    first = number_format.split(";", maxsplit=1)[0].strip('"')
    return len(first) if _ZEROS.fullmatch(first) else 0


def cell_reason(code: str, text: str) -> str:
    """Why a cell holds nothing usable: an error, or a formula without a stored value."""
    if code == "error_cell":
        return _("The cell shows the error {error}.").format(error=text)
    return _("The formula was never calculated. Open the workbook, save it and import again.")
