"""Whether paper has a shape for every character of a product, mostly told without building its card."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from html import unescape
from typing import Any

from babel.dates import format_date

from pim.catalog.listing import Listing
from pim.catalog.measurement import SYMBOLS
from pim.channels.adapter import Context
from pim.channels.print_fields import GTIN, Shown
from pim.channels.print_words import Words, data_locale, money

_BLANK = re.compile(r"\s")
_AMOUNTS = ("-1234567890.5", "0.05")


class Shapes:
    """Knows the characters of one export that certainly appear on paper as they stand.

    Everything that formatting can add (month names, currency and unit signs, labels) is looked at once an export, a
    product's own texts are looked at as sets of characters.
    """

    def __init__(self, context: Context, shown: Shown, words: Words, covered: frozenset[int]) -> None:
        self._context, self._shown = context, shown
        self._sure = frozenset(map(chr, covered - _composing(covered))) | _blanks()
        self._attributes: dict[str, bool] = {}
        self._words_are_sure = self._are_sure(_vocabulary(context, shown, words))

    def are_sure(self, listing: Listing) -> bool:
        """True: each character of the listing's card has a shape. False: the card itself must be looked at."""
        return self._words_are_sure and self._are_sure(self._texts(listing))

    def _texts(self, listing: Listing) -> Iterator[str]:
        """Everything that a card is made of, as it is stored."""
        natives, values = self._shown.natives(listing.family), listing.root.values
        yield listing.sku
        yield listing.family
        for key in (*natives, *self._shown.facts):
            if (value := values.get(key)) is not None:
                yield from self._stored(key.partition("@")[0], value)
        if listing.has_variants:
            gtins = [key for key, place in natives.items() if place == GTIN]
            for item in listing.items:
                yield item.sku
                for code, value in item.axes:
                    yield from self._stored(code, value)
                yield from (str(item.values.get(key, "")) for key in gtins)

    def _stored(self, code: str, value: Any) -> Iterator[str]:
        """A value's texts; an attribute whose labels are not sure gives one that is not."""
        if not self._labels_are_sure(code):
            yield "\ue000"
        yield from map(str, value if isinstance(value, tuple) else (value,))

    def _labels_are_sure(self, code: str) -> bool:
        """Whether the attribute's label and all labels of its options are."""
        if code not in self._attributes:
            structure, locale = self._context.structure, self._context.locale
            attribute = structure.attributes.get(code)
            labels = [option.label(locale) for option in structure.options.get(code, {}).values()]
            self._attributes[code] = self._are_sure([*labels, code, attribute.label(locale) if attribute else ""])
        return self._attributes[code]

    def _are_sure(self, texts: Iterable[str]) -> bool:
        text = "".join(texts)
        if "&" in text:
            text += unescape(text)
        return text.isascii() or self._sure.issuperset(text)


def _composing(covered: frozenset[int]) -> frozenset[int]:
    """What stands for something else, or makes something else of its neighbour, when text is composed (NFC)."""
    return frozenset(
        point for point in covered
        if unicodedata.combining(chr(point)) or not unicodedata.is_normalized("NFC", chr(point))
    )  # fmt: skip


def _blanks() -> frozenset[str]:
    return frozenset(filter(_BLANK.match, map(chr, range(0x3001)))) | {"\u00ad", "\u200b"}


def _vocabulary(context: Context, shown: Shown, words: Words) -> Iterator[str]:
    yield from (words.sku, words.gtin, words.price, words.struck, words.family, words.yes, words.no)
    yield from shown.facts.values()
    yield from SYMBOLS.values()
    locale = context.once("print locale", data_locale)
    yield from (format_date(date(2026, month, 28), "long", locale=locale) for month in range(1, 13))
    if context.channel.price_lists:
        yield from (money(amount, context) for amount in _AMOUNTS)
