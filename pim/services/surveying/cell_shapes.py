"""What a single cell looks like: the raw material for guessing what its column holds."""

from __future__ import annotations

import re
from collections.abc import Callable

from pim.catalog.attribute_types import YesNo
from pim.catalog.errors import InvalidValue
from pim.catalog.identifiers import gtin_problem
from pim.catalog.measurement import unit_family_of

SHAPES = (
    "yes_no", "number", "zeros", "gtin", "digits", "measurement", "price", "date", "day_first", "month_first", "link",
    "picture", "html", "lines", "list", "path", "slash", "json", "comma", "point",
)  # fmt: skip

_NUMBER = re.compile(r"[+\-\u2212]?(\d{1,3}([.,'\u00a0\u202f ]\d{3})+|\d+)?([.,]\d+)?")
EXPONENT = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d{1,2}")  # how databases write numbers
_WITH_UNIT = re.compile(r"[+\-]?\d[\d.,\u00a0\u202f ]*\s?([^\d\s.,][^\d]{0,11}\d?)")
_DATE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})([T ][\d:.+Z\-]+)?|(\d{1,2})([/.\-])(\d{1,2})\6(\d{4})|\d{4}/\d{1,2}/\d{1,2}"
)
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_PICTURE = re.compile(r"[^<>]+\.(jpe?g|png|webp|gif|tiff?)", re.IGNORECASE)
_HTML = re.compile(r"</?(p|br|b|strong|i|em|ul|ol|li|h[1-6]|div|span|table|a|img)\b[^<>]*>", re.IGNORECASE)
CURRENCY_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN", "kč": "CZK"}
_PRICE = re.compile(
    r"([A-Z]{3}|[€$£¥₹])\s?[+\-]?\d[\d.,'\u00a0\u202f ]*|[+\-]?\d[\d.,'\u00a0\u202f ]*?\s?([A-Z]{3}|[€$£¥₹]|zł|Kč)"
)
_YES_NO = YesNo()


def shape_of(text: str) -> list[str]:
    """Every shape that a trimmed, filled cell has; a text of many words has none."""
    found = [name for name, fits in _TESTS if fits(text)] if len(text) < 400 else []
    if "<" in text and _HTML.search(text):
        found.append("html")
    if "\n" in text:
        found.append("lines")
    if len(text) < 2000 and re.search(r"[|;]", text) and "html" not in found:
        found.append("list")
    return found


def _is_yes_no(text: str) -> bool:
    try:
        _YES_NO.parse(text, None, None)  # type: ignore[arg-type]
    except InvalidValue:
        return False
    return True


def _order(first_is_day: bool) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        found = _DATE.fullmatch(text)
        if not found or not found[5]:
            return False
        return int(found[5]) > 12 if first_is_day else int(found[7]) > 12

    return fits


def _has_unit(text: str) -> bool:
    found = _WITH_UNIT.fullmatch(text)
    return bool(found and unit_family_of(found[1]))


def _is_number(text: str) -> bool:
    return (bool(_NUMBER.fullmatch(text)) and any(c.isdigit() for c in text)) or bool(EXPONENT.fullmatch(text))


_TESTS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("yes_no", _is_yes_no),
    ("number", _is_number),
    ("zeros", lambda text: len(text) > 1 and text[0] == "0" and text.isdigit()),
    ("gtin", lambda text: len(text) in (8, 12, 13, 14) and gtin_problem(text) is None),
    ("digits", lambda text: text.isascii() and text.isdigit()),
    ("measurement", _has_unit),
    ("price", lambda text: bool(_PRICE.fullmatch(text))),
    ("date", lambda text: bool(_DATE.fullmatch(text))),
    ("day_first", _order(True)),
    ("month_first", _order(False)),
    ("link", lambda text: bool(_LINK.fullmatch(text))),
    ("picture", lambda text: bool(_PICTURE.fullmatch(text))),
    ("path", lambda text: " > " in text or "›" in text),
    ("slash", lambda text: "/" in text and "://" not in text),
    ("json", lambda text: text[0] in "[{" and text[-1] in "]}"),
    ("comma", lambda text: _is_number(text) and "," in text),
    ("point", lambda text: _is_number(text) and "." in text),
)
