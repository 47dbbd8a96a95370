"""Reading a printed catalogue back from its PDF alone, card by card, in writing order.

A field is recognised by the last decimals of its font size (`parts/fields.typ` in the template folder says
how).
That mark travels with the printed letters themselves: whoever changes a letter in the file changes what is
read.
Nothing else is consulted: no side file, no attachment, no metadata. Letters that carry no mark (heads,
folios,
contents, index) are not product data and are passed over.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pim.printing import pdf_text, preview
from pim.printing.document import CardText

ROLES = ("sku", "title", "text", "price", "old", "gtin", "label", "value", "column", "cell", "empty")
_STEP = 0.0002  # points, as in parts/fields.typ
_GRID = 0.1  # points
_TOLERANCE = 0.25  # of a step; single precision at 40 pt is 0.02 of a step


@dataclass(frozen=True, slots=True)
class ReadCard:
    """A card as found in the file, and the page it starts on (1 = first sheet of the file)."""

    text: CardText
    page: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What a font size says: the field, and whether item and card number are odd."""

    role: str
    item: int
    card: int


@dataclass(slots=True)
class _Collected:
    """The texts of the card that is being read: one string for each item of a role."""

    card: int
    page: int
    items: dict[str, list[str]] = field(default_factory=dict)
    last: tuple[str, int] | None = None

    def add(self, mark: Mark, text: str) -> None:
        role, text = ("cell", "") if mark.role == "empty" else (mark.role, text)
        texts = self.items.setdefault(role, [])
        if (texts and self.last == (role, mark.item)) or (texts and role in _SINGLE):
            texts[-1] += text
        else:
            texts.append(text)
        self.last = (role, mark.item)


_SINGLE = frozenset({"sku", "title", "price", "old", "gtin"})


def read(path: Path) -> Iterator[ReadCard]:
    """The cards of the file `path` in printing order; one page in memory at a time. Raises PrintProblem."""
    current: _Collected | None = None
    for number, page in preview.sheets(path):
        for run in pdf_text.runs(page):
            mark = decode(run.size)
            if mark is None:
                continue
            if current is None or mark.card != current.card:
                if current is not None:
                    yield _finished(current)
                current = _Collected(mark.card, number)
            current.add(mark, run.text)
    if current is not None:
        yield _finished(current)


def decode(size: float) -> Mark | None:
    """What a font size in points says, or None for the size of a text that is no field."""
    steps = (size - round(size / _GRID) * _GRID) / _STEP
    code = round(steps)
    if not 1 <= code <= 4 * len(ROLES) or abs(steps - code) > _TOLERANCE:
        return None
    role, rest = divmod(code - 1, 4)
    return Mark(ROLES[role], rest >> 1, rest & 1)


def _finished(found: _Collected) -> ReadCard:
    one = {role: "".join(found.items.get(role, [])).strip() for role in _SINGLE}
    many = {role: tuple(text.strip() for text in found.items.get(role, [])) for role in ROLES}
    columns = many["column"]
    text = CardText(
        sku=one["sku"],
        title=one["title"],
        description=many["text"],
        price=one["price"],
        old_price=one["old"],
        gtin=one["gtin"],
        columns=columns,
        rows=_rows(many["cell"], len(columns)),
        facts=tuple(zip(_labels(found), many["value"])),
    )
    return ReadCard(text, found.page)


def _labels(found: _Collected) -> tuple[str, ...]:
    return tuple(text.strip() for text in found.items.get("label", []))


def _rows(cells: tuple[str, ...], width: int) -> tuple[tuple[str, ...], ...]:
    """Cells stand in the file row by row; a lost cell shifts its row and shows as a difference."""
    if not width:
        return (cells,) if cells else ()
    return tuple(cells[start : start + width] for start in range(0, len(cells), width))
