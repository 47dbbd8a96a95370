"""Which row of a table names its columns, and whether any does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_LOOK_AHEAD = 20
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number", re.compile(r"[+-]?[\d.,  ']*\d[\d.,]*\s?[%€$£]?")),
    ("date", re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?")),
    ("url", re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)),
    ("mail", re.compile(r"\S+@\S+\.\w+")),
    ("list", re.compile(r"[\[{].*[\]}]", re.DOTALL)),
    ("yes_no", re.compile(r"true|false|yes|no", re.IGNORECASE)),
    ("prose", re.compile(r"(?=.{40})\S+(\s+\S+){4,}[.!?]|.{120,}", re.DOTALL)),
)
# Words that name columns and hardly ever stand in them.
_WORDS = frozenset(
    {
        *(
            "sku",
            "code",
            "id",
            "name",
            "title",
            "handle",
            "description",
            "price",
            "brand",
            "parent",
            "family",
        ),
        *(
            "categories",
            "category",
            "type",
            "label",
            "barcode",
            "ean",
            "gtin",
            "url",
            "image",
            "images",
            "qty",
        ),
        *("quantity", "weight", "status", "locale", "currency", "attribute", "vendor", "tags"),
        *("nom", "prix", "marque", "libellé", "référence", "désignation", "catégorie", "quantité", "poids"),
        *("famille", "artikelnummer", "bezeichnung", "preis", "marke"),
    }
)


def shape(cell: str) -> str:
    """What a cell looks like: number, date, url, mail, list, yes_no, prose, "" (other) or blank."""
    text = cell.strip()
    if not text:
        return "blank"
    return next((name for name, pattern in _PATTERNS if pattern.fullmatch(text)), "")


def find(rows: Sequence[Sequence[str]], wish: bool | None = None) -> int | None:
    """The position of the header among the first rows, or None if the table has none.

    Titles and notes above a table have fewer cells than it, and are passed over.
    """
    if wish is False or not rows:
        return None
    position = _first_full(rows)
    if wish or _names(rows[position], rows[position + 1 :]):
        return position
    return None


def _first_full(rows: Sequence[Sequence[str]]) -> int:
    """The first row that is about as wide as most rows are."""
    ends = [_end(row) for row in rows]
    usual = Counter(end for end in ends if end).most_common(1)
    if not usual:
        return 0
    needed = usual[0][0] if usual[0][0] < 3 else usual[0][0] * 0.6
    for position, row in enumerate(rows[:_LOOK_AHEAD]):
        if ends[position] >= needed and sum(bool(cell.strip()) for cell in row) >= needed * 0.5:
            return position
    return next(position for position, end in enumerate(ends) if end)


def _end(row: Sequence[str]) -> int:
    """How many cells a row has up to its last filled one."""
    return max((index + 1 for index, cell in enumerate(row) if cell.strip()), default=0)


def _names(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """True if the row looks like names for the rows below it."""
    filled = [(index, cell.strip()) for index, cell in enumerate(row) if cell.strip()]
    shapes = {index: shape(cell) for index, cell in filled}
    data_like = sum(bool(kind) for kind in shapes.values())
    words = {cell.casefold() for _index, cell in filled}
    known = words & _WORDS
    if data_like >= max(1, 0.3 * len(filled)) and not (len(known) >= 2 and data_like * 2 < len(filled)):
        return False
    if known:
        return True
    typed = repeated = 0
    for index, cell in filled:
        column = [other[index].strip() for other in below if index < len(other) and other[index].strip()]
        kinds = Counter(map(shape, column))
        typed += bool(column) and kinds[""] * 5 < len(column)
        repeated += cell in column
    return typed > 0 or repeated == 0
