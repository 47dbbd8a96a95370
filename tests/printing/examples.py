"""Documents for the tests, made of our own words."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pim.printing.document import Block, Card, CatalogDocument, Fact, Labels, Layout, Section, VariantTable

AS_OF = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def card(number: int = 1, **changes: object) -> Card:
    """A card with every field filled."""
    values: dict[str, object] = {
        "sku": f"LAMP-{number:04d}",
        "title": f"Desk lamp no. {number}",
        "description": (Block("Turned beech and brushed aluminium."), Block("Dimmable", "bullet")),
        "price": "34,90 €",
        "old_price": "49,90 €",
        "gtin": "4006381333931",
        "url": "",
        "variants": VariantTable(("SKU", "Colour"), ((f"LAMP-{number}-R", "Red"), (f"LAMP-{number}-N", ""))),
        "facts": (Fact("Height", "42 cm"), Fact("Socket", "E27")),
    }
    return Card(**(values | changes))  # type: ignore[arg-type]


def document(cards: Sequence[Card], **changes: object) -> CatalogDocument:
    """A catalogue of one section."""
    values: dict[str, object] = {
        "title": "Autumn 2026",
        "sections": (Section("Lamps", tuple(cards), ("Home", "Living")),),
        "subtitle": "Lamps and small things",
        "locale": "fr_FR",
        "date": "22 novembre 2026",
        "publisher": "Maison d’essai",
        "as_of": AS_OF,
        "labels": Labels("Sommaire", "Index", "Page", "Sans photo", "suite"),
        "layout": Layout(),
    }
    return CatalogDocument(**(values | changes))  # type: ignore[arg-type]
