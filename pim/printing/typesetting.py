"""Setting a catalogue part by part, so that memory stays what one part takes however many cards there are.

Front (cover and contents), cards, index: each part is compiled by itself with the number of its first page, and says
where its cards and sections stand. The front is set twice, for its number of pages and, at the end, with page numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from pim import isolation
from pim.i18n import _
from pim.printing import fonts, payload, press, template
from pim.printing.binding import address
from pim.printing.document import Card, CatalogDocument, Layout, tidied
from pim.printing.errors import MissingFont, TemplateProblem, UncoveredText
from pim.printing.pictures import Pictures
from pim.printing.queue import CardQueue, Entry

OnProgress = Callable[[int, int, str], None]
_LINES = 1500  # of the index in one part
_HEAVY = 240  # cards, or lines / 8, after which the compiler starts afresh: it remembers what it has set
_LARGEST = 4  # times its usual size a part may have, when no page of it begins with a card
_SAME_HEIGHT = 1.0  # point


class Place(NamedTuple):
    """Where a mark stands in a part: its number, its page (1 = first of the part), points from the upper left."""

    number: int
    page: int
    x: float
    y: float


class Typesetter:
    """Sets one document into the folder `job`, by the compiler that runs in `worker`."""

    def __init__(
        self, document: CatalogDocument, used: template.Template, job: Path, worker: isolation.Worker, report: OnProgress
    ) -> None:
        self._document, self._used, self._job, self._worker, self._report = document, used, job, worker, report
        self._frame = payload.frame(document, used)
        self._covered = fonts.coverage([used.font_folder])
        self._pictures = Pictures(job)
        self._total = sum(len(section.cards) for section in document.sections)
        self._done = self._load = 0
        self._page = 1
        self._parts: list[Path] = []
        self._sections: dict[int, tuple[str, str]] = {}
        self._index: list[tuple[str, int, payload.Line]] = []
        self.warnings: list[str] = []
        template.copy(used, job / "template")

    def parts(self) -> list[Path]:
        """The files of the parts, in order. Raises PrintProblem, codes.CodeProblem, isolation errors, Cancelled."""
        layout = self._document.layout
        has_front = layout.cover or layout.contents
        pages = self._set_front() if has_front else 0
        self._page += pages
        self._set_cards()
        if layout.index or not (has_front or self._parts):
            self._set_index()
        if has_front and layout.contents:
            del self._parts[0]
            if self._set_front() != pages:
                raise TemplateProblem(
                    _("The contents of the print template take more pages with page numbers than without: "
                      "give the numbers a fixed width.")
                )  # fmt: skip
            self._parts.insert(0, self._parts.pop())
        return self._parts

    def _set_front(self) -> int:
        """The number of pages of cover and contents, with the page numbers that are known by now."""
        unknown = ("", address(1, 0, 0))
        places = [self._sections.get(number, unknown) for number in range(len(self._document.sections))]
        return int(self._press(payload.front(self._document, places), 0)["pages"])

    def _set_cards(self) -> None:
        queue, times = CardQueue(self._document), 1
        while entries := queue.take(times):
            self._pictures.clear()
            for entry in entries:
                _check_coverage(entry, self._document.layout, self._covered)
            found = self._press_cards(entries)
            if queue.goes_on:  # cut where a page begins with a card: the rest comes with the next part
                self._parts.pop()
                kept = _full_pages(_places(found, "cards"))
                if not kept and times < _LARGEST:
                    queue.put_back(entries)
                    times *= 2
                    continue
                entries = self._cut(entries, _places(found, "cards"), kept, queue)
                found = self._press_cards(entries)
            times = 1
            self._remember(entries, found)

    @staticmethod
    def _cut(entries: list[Entry], places: list[Place], kept: int, queue: CardQueue) -> list[Entry]:
        """The entries before the card of `places[kept]`; the others go back into the queue."""
        if not kept:
            return entries
        cut = next(at for at, entry in enumerate(entries) if entry.card and entry.number == places[kept].number)
        queue.put_back(entries[cut:])
        return entries[:cut]

    def _press_cards(self, entries: Sequence[Entry]) -> dict[str, Any]:
        text = _("Setting “{section}”").format(section=self._document.sections[entries[0].section].title)
        data = payload.body(self._document, entries, self._pictures, self._page)
        return self._press(data, len(entries), text)

    def _remember(self, entries: Sequence[Entry], found: dict[str, Any]) -> None:
        cards = {entry.number: entry.card for entry in entries if entry.card is not None}
        for place in _places(found, "sections"):
            self._sections.setdefault(place.number, self._reference(place))
        for place in _places(found, "cards"):
            card = cards[place.number]
            line = (*payload.index_words(card), *self._reference(place))
            self._index.append((tidied(card, self._document.layout).sku.casefold(), place.number, line))
        self._done += len(cards)
        self._page += found["pages"]

    def _reference(self, place: Place) -> tuple[str, str]:
        """The page number as text, and the address."""
        page = self._page + place.page - 1
        return str(page), address(page, place.x, place.y)

    def _set_index(self) -> None:
        lines = [line for _key, _number, line in sorted(self._index)]
        start, goes_on = 0, False
        while start < len(lines) or not goes_on:
            chosen = lines[start : start + _LINES]
            found = self._press_lines(chosen, goes_on)
            kept = _full_pages(_places(found, "entries"))
            if start + len(chosen) < len(lines) and kept:
                chosen = chosen[:kept]
                self._parts.pop()
                found = self._press_lines(chosen, goes_on)
            start, goes_on = start + len(chosen), True
            self._page += found["pages"]

    def _press_lines(self, lines: Sequence[payload.Line], goes_on: bool) -> dict[str, Any]:
        data = payload.index(lines, self._document, self._page, goes_on=goes_on)
        return self._press(data, len(lines) // 8, _("Setting the index"))

    def _press(self, data: dict[str, Any], load: int, text: str = "") -> dict[str, Any]:
        """Compiles one part; gives what it says of places."""
        words = text or _("Setting the pages")
        self._report(self._done, self._total, words)
        (self._job / press.DATA).write_bytes(orjson.dumps(self._frame | data, option=orjson.OPT_SORT_KEYS))
        target = self._job / f"part-{len(self._parts):05d}-{data['part']}.pdf"
        if self._load + load > _HEAVY * 2:
            self._worker.close()
            self._load = 0
        self._load += load
        answer = self._worker.call(
            press.press,
            (str(self._job), self._used.entry, list(self._used.fonts), self._document.as_of is not None, target.name),
            on_progress=lambda _done, _total, _text: self._report(self._done, self._total, words),
            errors=(MissingFont, UncoveredText, TemplateProblem),
        )
        self.warnings += answer["warnings"]
        self._parts.append(target)
        found: dict[str, Any] = answer["places"]
        return found


def _places(found: dict[str, Any], kind: str) -> list[Place]:
    return [Place(*place) for place in found[kind] if place[0] is not None]


def _full_pages(places: Sequence[Place]) -> int:
    """How many of `places` stand before the last page that begins with one; 0 when the first page is the only such.

    What stands on a page after something that runs over from the page before is lower than what begins a page.
    """
    firsts: dict[int, tuple[int, float]] = {}
    for at, place in enumerate(places):
        firsts.setdefault(place.page, (at, place.y))
    top = min((y for _at, y in firsts.values()), default=0.0)
    return max((at for at, y in firsts.values() if y <= top + _SAME_HEIGHT), default=0)


def uncovered(card: Card, layout: Layout, covered: frozenset[int]) -> str:
    """The characters of `card` that have no shape in the fonts, each once, sorted; "" when all have."""
    return "".join(sorted({c for c in _texts(tidied(card, layout)) if ord(c) not in covered}))


def _check_coverage(entry: Entry, layout: Layout, covered: frozenset[int]) -> None:
    if entry.card is None or not (lacking := uncovered(entry.card, layout, covered)):
        return
    raise UncoveredText(
        _(
            "{sku} has characters that the fonts of the template cannot print: {characters}. "
            "Put a font that "
            "has them into the folder “fonts” of the template and name it in template.json."
        ).format(sku=entry.card.sku, characters=" ".join(lacking[:20]))
    )


def _texts(card: Card) -> str:
    """All letters of a card in one string; blanks do not matter."""
    table = card.variants
    cells = [cell for row in (table.columns, *table.rows) for cell in row] if table else []
    facts = [text for fact in card.facts for text in (fact.label, fact.value)]
    blocks = [block.text for block in card.description]
    return "".join([card.sku, card.title, card.price, card.old_price, card.gtin, *blocks, *cells, *facts])
