"""The document as the JSON that a template reads; all pictures and codes get names inside the
job's folder.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pim.i18n import _
from pim.printing import codes
from pim.printing.document import CARDS_PER_PAGE, Card, CatalogDocument, Section, tidied
from pim.printing.errors import PrintProblem
from pim.printing.wording import printable, with_breaks

# The longest word, in letters, that fits the narrowest column of our layouts; longer ones may be broken.
_LONGEST = {"sku": 18, "title": 16, "text": 26, "cell": 8, "fact": 14, "section": 22}
_IMAGE_TYPES = (".jpg", ".jpeg", ".png")
_SAME_COLOUR = 6  # of 255: what JPEG may add to a flat colour
_QR_MODULE = 0.42  # mm

PlaceImage = Callable[[Path], str]
"""Takes a picture file, returns its path in the job's folder."""


def payload(document: CatalogDocument, place_image: PlaceImage) -> dict[str, Any]:
    """Everything the template needs, in plain JSON types. Raises PrintProblem for what cannot be printed."""
    _check(document)
    layout = document.layout
    numbers = iter(range(len(document.cards())))
    sections = [_section(section, document, numbers.__next__, place_image) for section in document.sections]
    language, _underscore, region = document.locale.replace("-", "_").partition("_")
    moment = document.as_of
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
        "sections": sections,
        "index": _index(sections),
    }


def image_placer(folder: Path) -> PlaceImage:
    """Copies each picture once into `folder`/images, under a number, so that names can never do harm."""
    placed: dict[Path, str] = {}
    (folder / "images").mkdir()

    def place(image: Path) -> str:
        if image not in placed:
            name = f"images/{len(placed):06d}{_image_suffix(image)}"
            _copy_image(image, folder / name)
            placed[image] = f"/{name}"
        return placed[image]

    return place


def _image_suffix(image: Path) -> str:
    suffix = image.suffix.lower()
    if suffix not in _IMAGE_TYPES:
        raise PrintProblem(
            _("The picture {name} cannot be printed: only JPEG and PNG can.").format(name=image.name)
        )
    return suffix


def _is_transparent(image: Path) -> bool:
    """Whether a PNG has an alpha channel: colour type 4 or 6 in its header. A JPEG has none."""
    try:
        with image.open("rb") as file:
            header = file.read(26)
    except OSError as error:
        raise _unreadable(image, error) from error
    return header.startswith(b"\x89PNG") and len(header) == 26 and header[25] in (4, 6)


def _ground(image: Path) -> str:
    """The one colour all four corners of a picture share, as "#rrggbb", so that its tile can go on with it; "" for none."""
    from PIL import Image

    try:
        with Image.open(image, formats=("JPEG", "PNG")) as opened:
            opened.draft("RGB", (64, 64))  # a JPEG is decoded at an eighth of its size: corners are all that is wanted
            small = opened.convert("RGB")
    except OSError as error:
        raise _unreadable(image, error) from error
    right, bottom = small.width - 1, small.height - 1
    corners = [small.getpixel(place) for place in ((0, 0), (right, 0), (0, bottom), (right, bottom))]
    bands = list(zip(*corners, strict=True))
    if any(max(band) - min(band) > _SAME_COLOUR for band in bands):
        return ""
    return "#" + "".join(f"{round(sum(band) / 4):02x}" for band in bands)


def _copy_image(image: Path, target: Path) -> None:
    try:
        shutil.copyfile(image, target)
    except OSError as error:
        raise _unreadable(image, error) from error


def _unreadable(image: Path, error: OSError) -> PrintProblem:
    return PrintProblem(_("The picture {name} cannot be read: {error}.").format(name=image.name, error=error))


def _check(document: CatalogDocument) -> None:
    if document.layout.per_page not in CARDS_PER_PAGE:
        raise PrintProblem(
            _("A page holds 2, 4, 6 or 8 products, not {n}.").format(n=document.layout.per_page)
        )
    if not printable(document.title):
        raise PrintProblem(_("The catalogue needs a title."))
    for card in document.cards():
        if not printable(card.sku):
            raise PrintProblem(
                _("The product “{title}” has no SKU, so it cannot be printed.").format(title=card.title)
            )
        table = card.variants
        if table and any(len(row) != len(table.columns) for row in table.rows):
            raise PrintProblem(_("The variant table of {sku} is not rectangular.").format(sku=card.sku))


def _section(
    section: Section, document: CatalogDocument, number: Callable[[], int], place_image: PlaceImage
) -> dict[str, Any]:
    cards = [_card(tidied(card, document.layout), number(), place_image) for card in section.cards]
    return {
        "title": with_breaks(printable(section.title), _LONGEST["section"]),
        "path": [printable(part) for part in section.path],
        "cards": cards,
    }


def _card(card: Card, number: int, place_image: PlaceImage) -> dict[str, Any]:
    table = card.variants
    return {
        "n": number,
        "sku": with_breaks(card.sku, _LONGEST["sku"]),
        "plain_sku": card.sku,
        "title": with_breaks(card.title, _LONGEST["title"]),
        "description": [
            {"kind": block.kind, "text": with_breaks(block.text, _LONGEST["text"])}
            for block in card.description
        ],
        "image": place_image(card.image) if card.image else None,
        "transparent": card.image is not None and _is_transparent(card.image),
        "ground": _ground(card.image) if card.image else "",
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


def _index(sections: list[dict[str, Any]]) -> list[list[Any]]:
    """SKU, title and card number, sorted by SKU without regard to case."""
    cards = [card for section in sections for card in section["cards"]]
    return [
        [c["sku"], c["title"], c["n"]]
        for c in sorted(cards, key=lambda c: (c["plain_sku"].casefold(), c["n"]))
    ]
