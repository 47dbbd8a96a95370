"""The document as the JSON that a template reads, part by part."""

from collections.abc import Sequence
from typing import Any

from pim.i18n import _
from pim.printing import codes
from pim.printing.document import CARDS_PER_PAGE, Card, CatalogDocument, Section, tidied
from pim.printing.errors import PrintProblem
from pim.printing.pictures import NO_PICTURE, Pictures
from pim.printing.queue import Entry
from pim.printing.template import Template
from pim.printing.wording import printable, with_breaks

# The longest word, in letters, that fits the narrowest column of our layouts; longer ones may be broken.
_LONGEST = {"sku": 18, "title": 16, "text": 26, "cell": 8, "fact": 14, "section": 22}
_QR_MODULE = 0.42  # mm
Line = tuple[str, str, str, str]
"""A line of the index: SKU and title, broken where needed, page number as text, address of the card."""


def frame(document: CatalogDocument, used: Template) -> dict[str, Any]:
    """What every part needs, in plain JSON types. Raises PrintProblem for a document that cannot be printed."""
    layout, moment = document.layout, document.as_of
    if layout.per_page not in CARDS_PER_PAGE:
        raise PrintProblem(_("A page holds 2, 4, 6 or 8 products, not {n}.").format(n=layout.per_page))
    if not printable(document.title):
        raise PrintProblem(_("The catalogue needs a title."))
    language, _underscore, region = document.locale.replace("-", "_").partition("_")
    return {
        "title": printable(document.title),
        "subtitle": printable(document.subtitle),
        "date": printable(document.date),
        "note": printable(document.note),
        "publisher": printable(document.publisher),
        "language": language.lower(),
        "region": region[:2].upper() or None,
        "moment": [moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second]
        if moment
        else None,
        "labels": {name: printable(getattr(document.labels, name)) for name in document.labels.__slots__},
        "layout": {name: getattr(layout, name) for name in layout.__slots__},
        "fonts": list(used.fonts),
        "tile": used.tile,
        "running": "",
    }


def front(document: CatalogDocument, places: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Cover and contents; `places` has the page number as text and the address of each section."""
    lines = [
        [section_title(section), [printable(part) for part in section.path], number, place]
        for section, (number, place) in zip(document.sections, places, strict=True)
    ]
    return {"part": "front", "first_page": 1, "contents": lines}


def body(document: CatalogDocument, entries: Sequence[Entry], pictures: Pictures, first_page: int) -> dict[str, Any]:
    """Some cards with the heads of their sections. Raises PrintProblem for a card that cannot be printed."""
    sections: list[dict[str, Any]] = []
    for entry in entries:
        if not sections or sections[-1]["number"] != entry.section:
            sections.append(_section(document, entry, is_first=entry.section == 0))
        if entry.card is not None:
            card = _checked(tidied(entry.card, document.layout))
            sections[-1]["cards"].append(_card(card, entry.number, pictures))
    goes_on = bool(sections) and not sections[0]["opening"]
    running = sections[0]["title"] if goes_on else _title_before(document, entries)
    return {"part": "body", "first_page": first_page, "sections": sections, "running": running}


def index(lines: Sequence[Line], document: CatalogDocument, first_page: int, *, goes_on: bool) -> dict[str, Any]:
    """Some lines of the index."""
    running = printable(document.labels.index) if goes_on else ""
    return {"part": "index", "first_page": first_page, "index": list(lines), "running": running}


def index_words(card: Card) -> tuple[str, str]:
    """SKU and title as the index shows them."""
    return with_breaks(printable(card.sku), _LONGEST["sku"]), with_breaks(printable(card.title), _LONGEST["title"])


def section_title(section: Section) -> str:
    return with_breaks(printable(section.title), _LONGEST["section"])


def _section(document: CatalogDocument, entry: Entry, *, is_first: bool) -> dict[str, Any]:
    """A section without cards yet; `opening` says what head it gets: "page", "line", or none where it goes on."""
    section = document.sections[entry.section]
    opening = "page" if document.layout.section_breaks or is_first else "line"
    return {
        "number": entry.section,
        "title": section_title(section),
        "path": [printable(part) for part in section.path],
        "opening": "" if entry.place else opening,
        "cards": [],
    }


def _title_before(document: CatalogDocument, entries: Sequence[Entry]) -> str:
    """Where sections follow each other on a page, the running head of a new one names the one before."""
    if not entries or not entries[0].section or document.layout.section_breaks:
        return ""
    return section_title(document.sections[entries[0].section - 1])


def _checked(card: Card) -> Card:
    """A card that is ready to be printed, if it can be."""
    if not card.sku:
        raise PrintProblem(_("The product “{title}” has no SKU, so it cannot be printed.").format(title=card.title))
    table = card.variants
    if table and any(len(row) != len(table.columns) for row in table.rows):
        raise PrintProblem(_("The variant table of {sku} is not rectangular.").format(sku=card.sku))
    return card


def _card(card: Card, number: int, pictures: Pictures) -> dict[str, Any]:
    table = card.variants
    sku, title = index_words(card)
    return {
        "n": number,
        "sku": sku,
        "title": title,
        "description": [
            {"kind": block.kind, "text": with_breaks(block.text, _LONGEST["text"])}
            for block in card.description
        ],
        **(pictures.place(card.image) if card.image else NO_PICTURE),
        "alt": card.image_alt or card.title or card.sku,
        "price": card.price,
        "old_price": card.old_price,
        "gtin": card.gtin,
        "bars": _drawing(codes.retail(card.gtin)) if card.gtin else None,
        "qr": _drawing(codes.qr(card.url, module=_QR_MODULE)) if card.url else None,
        "columns": [with_breaks(text, _LONGEST["cell"]) for text in table.columns] if table else [],
        "rows": [[with_breaks(cell, _LONGEST["cell"]) for cell in row] for row in table.rows]
        if table
        else [],
        "facts": [
            [with_breaks(fact.label, _LONGEST["fact"]), with_breaks(fact.value, _LONGEST["fact"])]
            for fact in card.facts
        ],
    }


def _drawing(drawing: codes.Drawing | None) -> dict[str, Any] | None:
    if drawing is None:
        return None
    return {
        "svg": drawing.svg,
        "text": f"{drawing.kind} {drawing.text}",
        "width": drawing.width,
        "height": drawing.height,
        "quiet": list(drawing.quiet),
    }
