"""What a printed catalogue says: a plain document model, without layout and without product rules.

Every text in it is data, never markup: the template prints it letter by letter.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pim.printing.wording import printable

CARDS_PER_PAGE = (2, 4, 6, 8)
BLOCK_KINDS = ("paragraph", "bullet", "heading")
NOTHING = "–"  # printed where a head or label has no words, so that its column keeps its place


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of a description; `kind` is one of BLOCK_KINDS."""

    text: str
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line "label value" on a card, such as a material or a weight with its unit."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class VariantTable:
    """The variants of a product: column heads, and rows of as many cells ("" for none)."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One product on paper.

    `price` and `old_price` are ready to read ("from 34,90 €"). `image` is a JPEG or PNG file at placed size.
    `gtin` is digits only. `url` is what the QR code says (see `codes.digital_link`).
    """

    sku: str
    title: str
    description: tuple[Block, ...] = ()
    image: Path | None = None
    image_alt: str = ""
    price: str = ""
    old_price: str = ""
    gtin: str = ""
    url: str = ""
    variants: VariantTable | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The cards of one category; `path` names the categories above it, from the root down.

    Large catalogues give `cards` that read themselves from a file: they are counted and gone through, never held.
    """

    title: str
    cards: Collection[Card]
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Labels:
    """The fixed words of the page, in the language of the document (not of the interface)."""

    contents: str = "Contents"
    index: str = "Index"
    page: str = "Page"
    no_image: str = "No picture"
    continued: str = "continued"


@dataclass(frozen=True, slots=True)
class Layout:
    """What the template shows. What is not shown is not carried by the print either."""

    per_page: int = 6
    cover: bool = True
    contents: bool = True
    index: bool = True
    section_breaks: bool = True
    descriptions: bool = True
    variants: bool = True
    prices: bool = True
    facts: bool = True
    codes: bool = True
    qr: bool = True
    accent: str = "#1F46B4"


@dataclass(frozen=True, slots=True)
class CatalogDocument:
    """A whole catalogue.

    `locale` ("fr_FR") chooses hyphenation. `date` is the printed text of the date, `as_of` the moment written
    into the file (PDF/A asks for one; without it the file is tagged PDF/UA only). `note` stands on the cover,
    for example "Prices in euro, VAT included". `publisher` stands on the cover and in the footer.
    """

    title: str
    sections: tuple[Section, ...]
    subtitle: str = ""
    locale: str = "en_US"
    date: str = ""
    note: str = ""
    publisher: str = ""
    as_of: datetime | None = None
    labels: Labels = field(default_factory=Labels)
    layout: Layout = field(default_factory=Layout)

    def cards(self) -> Iterator[Card]:
        """All cards in printing order."""
        return (card for section in self.sections for card in section.cards)


@dataclass(frozen=True, slots=True)
class CardText:
    """The words of one card as the page carries them; what `readback` finds and `carried` expects."""

    sku: str
    title: str = ""
    description: tuple[str, ...] = ()
    price: str = ""
    old_price: str = ""
    gtin: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


def carried(card: Card, layout: Layout) -> CardText:
    """What a page with this layout says about `card`: the one rule that parity compares against."""
    tidy = tidied(card, layout)
    table = tidy.variants
    return CardText(
        sku=tidy.sku,
        title=tidy.title,
        description=tuple(block.text for block in tidy.description),
        price=tidy.price,
        old_price=tidy.old_price,
        gtin=tidy.gtin,
        columns=table.columns if table else (),
        rows=table.rows if table else (),
        facts=tuple((fact.label, fact.value) for fact in tidy.facts),
    )


def tidied(card: Card, layout: Layout) -> Card:
    """`card` with printable texts only, and without what the layout does not show."""
    blocks = (replace(block, text=printable(block.text)) for block in card.description)
    facts = (Fact(printable(fact.label) or NOTHING, printable(fact.value)) for fact in card.facts)
    return replace(
        card,
        sku=printable(card.sku),
        title=printable(card.title),
        description=tuple(block for block in blocks if block.text) if layout.descriptions else (),
        image_alt=printable(card.image_alt),
        price=printable(card.price) if layout.prices else "",
        old_price=printable(card.old_price) if layout.prices else "",
        gtin=printable(card.gtin) if layout.codes else "",
        url=card.url if layout.qr else "",
        variants=_tidied_table(card.variants) if layout.variants else None,
        facts=tuple(fact for fact in facts if fact.value) if layout.facts else (),
    )


def _tidied_table(table: VariantTable | None) -> VariantTable | None:
    """A table without columns or rows is not printed at all."""
    if table is None or not table.columns or not table.rows:
        return None
    rows = tuple(tuple(printable(cell) for cell in row) for row in table.rows)
    return VariantTable(tuple(printable(column) or NOTHING for column in table.columns), rows)
