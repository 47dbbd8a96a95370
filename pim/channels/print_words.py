"""How values become words on paper: named, pure rules that writing and parity share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from pim.catalog.attribute import Attribute
from pim.catalog.measurement import SYMBOLS, Measurement
from pim.channels.adapter import Context
from pim.printing.document import Labels
from pim.printing.wording import paragraphs, printable

_BLOCKS = {"p", "div", "li", "ul", "ol", "br", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"}
_KINDS = {"li": "bullet", **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading")}


@dataclass(frozen=True, slots=True)
class Words:
    """The fixed words of a catalogue, in the language of the data (not of the interface)."""

    labels: Labels
    sku: str
    gtin: str
    price: str
    struck: str
    family: str
    others: str
    yes: str
    no: str


_WORDS = {
    "en": Words(Labels(), "SKU", "GTIN", "Price", "Before", "Family", "More products", "Yes", "No"),
    "fr": Words(
        Labels("Sommaire", "Index", "Page", "Sans photo", "suite"),
        "Réf.", "GTIN", "Prix", "Avant", "Famille", "Autres produits", "Oui", "Non",
    ),
}  # fmt: skip


def words_of(context: Context) -> Words:
    """The fixed words for the channel's main locale; English where we have none."""
    return _WORDS.get(context.locale.partition("_")[0].lower(), _WORDS["en"])


def data_locale(context: Context) -> Locale:
    """The channel's main locale; English for one that nobody knows."""
    try:
        return Locale.parse(context.locale or "en")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def money(amount: str, context: Context) -> str:
    """An amount as people write it, every decimal kept: "34,90 €"."""
    return _money(amount, context.currency, context.once("print locale", data_locale))


@lru_cache(maxsize=8192)
def _money(amount: str, currency: str, locale: Locale) -> str:
    """Prices repeat themselves, and forming one takes as long as all the rest of a card."""
    return printable(format_currency(Decimal(amount), currency, locale=locale, decimal_quantization=False))


def in_words(attribute: Attribute, value: Any, context: Context) -> str:
    """A value as people read it."""
    form = _FORMS.get(attribute.type)
    if form is not None:
        return printable(form(value, context))
    if attribute.type == "rich_text":
        return " ".join(text for _kind, text in rich_blocks(str(value)))
    return printable(context.structure.display(attribute, value, context.locale))


def _number(text: str, context: Context) -> str:
    locale = context.once("print locale", data_locale)
    return str(format_decimal(Decimal(text), locale=locale, decimal_quantization=False))


def _measurement(text: str, context: Context) -> str:
    unit = Measurement.of(text).unit
    return f"{_number(text.partition(' ')[0], context)} {SYMBOLS.get(unit, unit)}"


def _yes_no(value: bool, context: Context) -> str:
    words = words_of(context)
    return words.yes if value else words.no


def _date(text: str, context: Context) -> str:
    return format_date(date.fromisoformat(text), "long", locale=context.once("print locale", data_locale))


_FORMS: dict[str, Callable[[Any, Context], str]] = {
    "number": _number, "measurement": _measurement, "yes_no": _yes_no, "date": _date,
}  # fmt: skip


def blocks(attribute: Attribute, value: Any) -> tuple[tuple[str, str], ...]:
    """A description as (kind, text) of its paragraphs."""
    if attribute.type == "rich_text":
        return rich_blocks(str(value))
    return tuple(("paragraph", text) for text in paragraphs(str(value)))


def rich_blocks(text: str) -> tuple[tuple[str, str], ...]:
    """The paragraphs, list items and headings of minimal HTML, without its marks."""
    reader = _Blocks()
    reader.feed(text)
    reader.close()
    reader.end_block()
    return tuple(reader.blocks)


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, str]] = []
        self._kind = "paragraph"
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.end_block()
            self._kind = _KINDS.get(tag, self._kind if tag in ("p", "br") else "paragraph")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_block()
            if tag in _KINDS:
                self._kind = "paragraph"

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def end_block(self) -> None:
        """What has been read so far is a paragraph."""
        text = printable("".join(self._text))
        self._text.clear()
        if text:
            self.blocks.append((self._kind, text))
