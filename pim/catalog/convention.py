"""How numbers and dates are written in a source: the convention is decided once per column, never per cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from pim.catalog.errors import InvalidValue
from pim.i18n import _

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_GAP = re.compile(r"[\u00a0\u202f\u2009 '’]")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DATE = re.compile(r"(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{1,4})")
_MAX_DIGITS = 40


@dataclass(frozen=True, slots=True)
class Convention:
    """`decimal` is the decimal sign ('.' or ','); `day_first` orders ambiguous dates such as 03/04/2026."""

    decimal: str = "."
    day_first: bool = True

    @property
    def grouping(self) -> str:
        return "," if self.decimal == "." else "."


PLAIN = Convention()


def parse_decimal(text: str, convention: Convention = PLAIN) -> Decimal:
    """The number written in `text`. Raises `InvalidValue`; 'nan', '1e5' and '1_000' are not numbers here.

    >>> parse_decimal("1 234,50", Convention(decimal=",")), parse_decimal(".5")
    (Decimal('1234.50'), Decimal('0.5'))
    """
    body = text.strip().replace("\u2212", "-")
    if _GAP.search(body):
        body = _without_gaps(body, convention, text)
    if convention.grouping in body:
        body = _without_grouping(body, convention, text)
    body = body.replace(convention.decimal, ".")
    if not body.isascii() or not _PLAIN.fullmatch(body) or len(body) > _MAX_DIGITS:
        raise InvalidValue(_("“{text}” is not a number.").format(text=text.strip()), text)
    return Decimal(body if not body.startswith(".") else "0" + body)


def _without_gaps(body: str, convention: Convention, text: str) -> str:
    """Without the blanks that group digits; "10 20" is two numbers, not 1020."""
    whole, sign, fraction = _GAP.sub("\n", body).partition(convention.decimal)
    groups = whole.lstrip("+-").lstrip("\n").split("\n")
    if len(groups) > 1 and not (1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])):
        raise InvalidValue(_("“{text}” is not a number.").format(text=text.strip()), text)
    return (whole + sign + fraction).replace("\n", "")


def _without_grouping(body: str, convention: Convention, text: str) -> str:
    whole, _sign, fraction = body.partition(convention.decimal)
    groups = whole.lstrip("+-").split(convention.grouping)
    regular = 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    if not regular or convention.grouping in fraction:
        raise InvalidValue(_("“{text}” is not a number.").format(text=text.strip()), text)
    return body.replace(convention.grouping, "")


def format_decimal(number: Decimal) -> str:
    """The stored form: plain digits, no exponent, as many decimals as the number has.

    >>> format_decimal(Decimal("12.50")), format_decimal(Decimal("1E+3"))
    ('12.50', '1000')
    """
    return format(number, "f")


def parse_date(text: str, convention: Convention = PLAIN) -> date:
    """The date written in `text` (ISO, or day/month/year, or month/day/year by convention)."""
    body = text.strip()
    try:
        iso = _ISO_DATE.fullmatch(body[:10]) if len(body) > 10 and body[10] in "T " else _ISO_DATE.fullmatch(body)
        if iso:
            if len(body) > 10:
                datetime.fromisoformat(body.replace("Z", "+00:00"))
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        found = _DATE.fullmatch(body)
        if found:
            return _date_of(found, convention)
    except ValueError:
        pass  # the same sentence as for a text that has no date form at all
    raise InvalidValue(_("“{text}” is not a date. Write it as 2026-11-30.").format(text=body), text)


def _date_of(found: re.Match[str], convention: Convention) -> date:
    first, second, third = found[1], found[2], found[3]
    if len(first) == 4:
        return date(int(first), int(second), int(third))
    if len(third) != 4:
        raise ValueError("the year needs four digits")
    day, month = (first, second) if convention.day_first else (second, first)
    return date(int(third), int(month), int(day))
