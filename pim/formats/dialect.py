"""How a delimited text is punctuated: delimiter, quote, padding, line ends."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from typing import NamedTuple

DELIMITERS = (",", ";", "\t", "|")
# Field lengths the csv module accepts; long HTML descriptions pass its default of 131,072.
FIELD_LIMIT = 1 << 24


class Dialect(NamedTuple):
    """The punctuation of a text; `width` is the usual number of columns it gives."""

    delimiter: str
    quote: str
    width: int
    skip_blanks: bool
    mended: bool


def detect(text: str, delimiter: str | None = None, quote: str | None = None) -> Dialect:
    """The dialect of the beginning of a file; given signs are taken as they are."""
    csv.field_size_limit(FIELD_LIMIT)
    mended = doubled_line_ends(text)
    lines = (text.replace("\r\r\n", "\r\n") if mended else text).splitlines(keepends=True)
    announced = re.match(r"sep=(.)\r?\n", text)
    delimiter = delimiter or (announced.group(1) if announced else None)
    chosen_quote = quote or _quote(text)
    candidates = (delimiter,) if delimiter else DELIMITERS
    scored = [(_score(lines, sign, chosen_quote), sign) for sign in candidates]
    (score, width), best = max(scored, key=lambda item: item[0][0])
    if score == 0 and delimiter is None:
        best, width = ",", 1
    blanks = re.search(f"{re.escape(best)}[ \t]+{re.escape(chosen_quote)}", text) is not None
    return Dialect(best, chosen_quote, width, blanks and best != " ", mended)


def doubled_line_ends(text: str) -> bool:
    """True if line ends were translated twice (CR CR LF), which shows a blank line after each row."""
    doubled = text.count("\r\r\n")
    return doubled > 0 and doubled * 10 >= text.count("\n") * 9


def _quote(text: str) -> str:
    """The apostrophe if it encloses values and the double quote never occurs, else the double quote."""
    enclosed = len(re.findall(r"(?:^|[,;\t|])'[^'\r\n]*'(?=[,;\t|\r\n]|$)", text, re.MULTILINE))
    return "'" if enclosed >= 3 and '"' not in text else '"'


def widths(lines: list[str], delimiter: str, quote: str) -> list[int]:
    """The number of cells of each record that is not blank."""
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quote)
    try:
        return [len(cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error:
        return []


def _score(lines: list[str], delimiter: str, quote: str) -> tuple[float, int]:
    """How regular the columns come out (0: hopeless), and how many there are."""
    found = widths(lines, delimiter, quote)
    split = Counter(width for width in found if width > 1)
    if not split:
        return 0.0, 1
    width, hits = split.most_common(1)[0]
    # Commas also occur in prose and numbers, so an equally regular rarer sign wins.
    rarity = 1.0 if delimiter == "," else 1.2
    share = hits / len(found)
    return (share * share * math.log2(width + 1) * rarity if share >= 0.3 else 0.0), width
