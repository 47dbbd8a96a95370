"""The cards of a catalogue in printing order, handed out in parts of bounded size."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pim.printing.document import Card, CatalogDocument

_FULL = 240.0  # what a part weighs; a plain card weighs 1 (240 cost some 200 MB and two seconds)
_ROWS, _LETTERS = 8, 2500  # variants, letters of description that weigh as much as a card
_ENOUGH, _TOO_MUCH = 0.75, 1.4  # of a full part: it may end with a section here, must end there


class Entry(NamedTuple):
    """A card: its section, its place there (0 = first), its number in the catalogue. `card` is None in an empty section."""

    section: int
    place: int
    number: int
    card: Card | None


class CardQueue:
    """Entries in order. What does not fit a part is put back and comes first in the next one."""

    def __init__(self, document: CatalogDocument) -> None:
        self._entries = _entries(document)
        self._sizes = [len(section.cards) for section in document.sections]
        self._breaks = document.layout.section_breaks
        self._waiting: list[Entry] = []

    def take(self, times: int = 1) -> list[Entry]:
        """The next part, `times` as large as usual; empty at the end. It ends with a section where it can."""
        taken: list[Entry] = []
        weight = 0.0
        while (entry := self.next) is not None and not (taken and self._is_enough(weight / times, entry)):
            taken.append(self._waiting.pop())
            weight += _weight(entry.card)
        return taken

    def put_back(self, entries: Sequence[Entry]) -> None:
        """`entries`, the last ones taken, come next."""
        self._waiting.extend(reversed(entries))

    @property
    def next(self) -> Entry | None:
        """What comes next; None at the end."""
        if not self._waiting and (entry := next(self._entries, None)) is not None:
            self._waiting.append(entry)
        return self._waiting[-1] if self._waiting else None

    @property
    def goes_on(self) -> bool:
        """Whether what comes next belongs on the same page as what was taken last."""
        entry = self.next
        return entry is not None and not (entry.place == 0 and self._breaks)

    def _is_enough(self, weight: float, entry: Entry) -> bool:
        if entry.place == 0:
            return weight >= _ENOUGH * _FULL
        left = self._sizes[entry.section] - entry.place
        return weight >= _TOO_MUCH * _FULL or (weight >= _FULL and weight + left > _TOO_MUCH * _FULL)


def _entries(document: CatalogDocument) -> Iterator[Entry]:
    number = 0
    for section, found in enumerate(document.sections):
        if not len(found.cards):
            yield Entry(section, 0, number, None)
        for place, card in enumerate(found.cards):
            yield Entry(section, place, number, card)
            number += 1


def _weight(card: Card | None) -> float:
    if card is None:
        return 1.0
    rows = len(card.variants.rows) if card.variants else 0
    return 1.0 + rows / _ROWS + sum(len(block.text) for block in card.description) / _LETTERS
