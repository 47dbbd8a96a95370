"""The cards of one export in a file, in sections: counted, and read from there each time they are gone through."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from pim.printing.document import Block, Card, Fact, Section, VariantTable

FindImage = Callable[[str], Path]
"""The picture with that SHA-256 at the size it is printed in."""


class SpooledCards(Collection[Card]):
    """The cards of one section. A picture is looked for only when its card is read."""

    def __init__(self, path: Path, start: int, find_image: FindImage) -> None:
        self._path, self._start, self._find_image = path, start, find_image
        self.count = 0

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Card]:
        with self._path.open("rb") as file:
            file.seek(self._start)
            for _number in range(self.count):
                data = orjson.loads(file.readline())
                yield card_from(data, self._find_image(data["image"]) if data["image"] else None)

    def __contains__(self, card: object) -> bool:
        return any(card == other for other in self)


def spooled(items: Iterable[dict[str, Any]], path: Path, find_image: FindImage) -> tuple[Section, ...]:
    """Writes the cards of `items` (see `PrintCatalogAdapter.item`), in order, to `path`; gives their sections."""
    sections: list[tuple[list[str], SpooledCards]] = []
    with path.open("wb") as file:
        for item in items:
            if not sections or sections[-1][0] != item["section"]:
                sections.append((item["section"], SpooledCards(path, file.tell(), find_image)))
            sections[-1][1].count += 1
            file.write(orjson.dumps(item["card"], option=orjson.OPT_APPEND_NEWLINE))
    return tuple(Section(words[-1], cards, tuple(words[:-1])) for words, cards in sections)


def card_from(data: dict[str, Any], image: Path | None) -> Card:
    """The card that `print_cards.card_of` describes, with its picture."""
    table = data["variants"]
    return Card(
        **{name: data[name] for name in ("sku", "title", "image_alt", "price", "old_price", "gtin", "url")},
        description=tuple(Block(text, kind) for kind, text in data["description"]),
        image=image,
        variants=VariantTable(tuple(table["columns"]), tuple(map(tuple, table["rows"]))) if table else None,
        facts=tuple(Fact(label, value) for label, value in data["facts"]),
    )
