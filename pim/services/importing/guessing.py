"""Which type an attribute should have, judged by all values of its column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from pim.catalog.identifiers import fold_code
from pim.catalog.measurement import unit_code, unit_family_of
from pim.services.surveying.profile import ColumnProfile

_SURE = 0.98  # share of different values that must have the shape
_LONG_TEXT = 160
_MAX_OPTIONS = 80
_UNIT = re.compile(r"[^\d\s.,+\-\u2212].*$")
_PRICE_WORDS = frozenset(
    (
        "price",
        "prix",
        "tarif",
        "cost",
        "msrp",
        "rrp",
        "amount",
        "cout",
        "pvp",
        "uvp",
        "montant",
    )
)
_CODE_WORDS = frozenset(
    (
        "id",
        "code",
        "ean",
        "gtin",
        "upc",
        "isbn",
        "barcode",
        "number",
        "no",
        "ref",
        "reference",
        "sku",
        "mpn",
        "asin",
        "hs",
        "zip",
    )
)
_FREE_TEXT_WORDS = frozenset(
    [
        "name",
        "title",
        "nom",
        "titre",
        "label",
        "url",
        "key",
        "slug",
        "handle",
        "meta",
        "comment",
        "note",
        "notes",
        "keywords",
        "description",
        "text",
        "texte",
    ]
)


def type_of(profile: ColumnProfile, unit: str = "", currency: str = "") -> str:
    """The attribute type of a column with these values; `unit` and `currency` are what its header says."""
    words = set(fold_code(profile.name).split("_"))
    if currency and (not profile.filled or profile.share("number", "price") >= _SURE):
        return "price"
    if unit and (not profile.filled or profile.share("number", "measurement") >= _SURE):
        return "measurement"
    for kind, fits in _RULES:
        if profile.distinct and fits(profile, words):
            return kind
    return "text"


def _sure(*shapes: str) -> Callable[[ColumnProfile, set[str]], bool]:
    return lambda profile, words: profile.share(*shapes) >= _SURE


def _is_price(profile: ColumnProfile, words: set[str]) -> bool:
    if profile.share("price") >= _SURE:
        return True
    return bool(words & _PRICE_WORDS) and profile.share("number", "price") >= _SURE


def _is_yes_no(profile: ColumnProfile, words: set[str]) -> bool:
    # A column that only holds "1" may count something; 0 and 1, or words, are an answer.
    digits_only = profile.share("number") == 1.0
    return profile.share("yes_no") == 1.0 and (profile.distinct > 1 or not digits_only)


def _is_identifier(profile: ColumnProfile, words: set[str]) -> bool:
    if profile.share("gtin") >= 0.8 and profile.share("digits") >= _SURE:
        return True
    if profile.share("digits") < _SURE:
        return False
    last = fold_code(profile.name).rpartition("_")[2]
    return profile.share("zeros") > 0 or "id" in words or last in _CODE_WORDS or profile.longest > 15


def _is_measurement(profile: ColumnProfile, words: set[str]) -> bool:
    return (
        profile.share("measurement") > 0.5
        and profile.share("measurement", "number") >= _SURE
        and bool(unit_of(profile))
    )


def _is_select(profile: ColumnProfile, words: set[str]) -> bool:
    few = profile.distinct < profile.filled and profile.distinct <= max(2, min(_MAX_OPTIONS, profile.filled // 3))
    return (
        few
        and profile.longest <= 40
        and not words & _FREE_TEXT_WORDS
        and not profile.share("json", "lines", "html", "date")
    )


def _is_multi_select(profile: ColumnProfile, words: set[str]) -> bool:
    """Lists whose members repeat from row to row."""
    if profile.share("list") < 0.1 or profile.longest > 200 or profile.share("json", "html", "link", "lines"):
        return False
    members = Counter(part.strip() for value in profile.values for part in re.split(r"[|;]", value) if part.strip())
    return bool(members) and len(members) <= sum(members.values()) * 0.6 and max(map(len, members)) <= 40


def _is_long(profile: ColumnProfile, words: set[str]) -> bool:
    return profile.share("lines") > 0 or profile.longest > _LONG_TEXT


_RULES: tuple[tuple[str, Callable[[ColumnProfile, set[str]], bool]], ...] = (
    ("rich_text", lambda profile, words: profile.share("html") > 0.05),
    ("price", _is_price),
    ("yes_no", _is_yes_no),
    ("date", _sure("date")),
    ("identifier", _is_identifier),
    ("number", _sure("number")),
    ("measurement", _is_measurement),
    ("link", _sure("link")),
    ("multi_select", _is_multi_select),
    ("simple_select", _is_select),
    ("text_area", _is_long),
)


def unit_of(profile: ColumnProfile) -> str:
    """The commonest unit of the values, as a unit code; "" when they have none or units of several families."""
    found = Counter(match[0].strip() for value in profile.values if (match := _UNIT.search(value)))
    families = {unit_family_of(unit) for unit in found} - {None}
    if len(families) != 1:
        return ""
    family = families.pop()
    assert family is not None
    common = next(unit for unit, _count in found.most_common() if unit_code(unit, family))
    return unit_code(common, family) or ""


def day_first(profile: ColumnProfile) -> bool | None:
    """The order of day and month that the dates prove; None when either is possible (or no date needs it)."""
    first, month = profile.shapes.get("day_first", 0), profile.shapes.get("month_first", 0)
    return None if bool(first) == bool(month) else first > 0


def path_sign(profile: ColumnProfile | None) -> str:
    """What separates the steps of category paths in the column: ">", "/" or ""."""
    if profile is None or not profile.distinct:
        return ""
    return ">" if profile.share("path") > 0 else "/" if profile.share("slash") >= 0.3 else ""
