"""Value keys: `attribute[@locale][:list][#channel]`, the address of one value within a product."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pim.catalog.errors import CatalogError
from pim.i18n import _

_KEY = re.compile(
    r"(?P<attribute>[a-z][a-z0-9_]{0,62})"
    r"(?:@(?P<locale>[A-Za-z]{2,3}(?:_[A-Za-z0-9]{2,8})*))?"
    r"(?::(?P<price_list>[A-Za-z0-9_\-]{1,63}))?"
    r"(?:#(?P<channel>[a-z][a-z0-9_]{0,62}))?"
)


class ValueKey(NamedTuple):
    """The parts of a value key; `scope` is the locale or price list. `str()` gives the key back."""

    attribute: str
    locale: str = ""
    price_list: str = ""
    channel: str = ""

    def __str__(self) -> str:
        return join(self.attribute, self.locale, self.price_list, self.channel)

    def base(self) -> str:
        """The key without its channel part."""
        return join(self.attribute, self.locale, self.price_list)


def join(attribute: str, locale: str = "", price_list: str = "", channel: str = "") -> str:
    """The key of these parts.

    >>> join("title", "en_US", channel="shopify"), join("price", price_list="EUR")
    ('title@en_US#shopify', 'price:EUR')
    """
    key = attribute
    if locale:
        key += "@" + locale
    if price_list:
        key += ":" + price_list
    return f"{key}#{channel}" if channel else key


@lru_cache(maxsize=65_536)
def parse_key(text: str) -> ValueKey:
    """The parts of `text`. Raises `CatalogError` when it is not a value key."""
    found = _KEY.fullmatch(text)
    if not found:
        raise CatalogError(
            _("“{key}” is not a value key. Write attribute, attribute@locale or attribute:list.").format(key=text)
        )
    return ValueKey(found["attribute"], found["locale"] or "", found["price_list"] or "", found["channel"] or "")


def is_value_key(key: str) -> bool:
    """Whether a part key names a product's own value, not another part or an exception. Raises `CatalogError` for no key."""
    if not key or key[0] == "." or "#" in key:
        return False
    parse_key(key)
    return True


@lru_cache(maxsize=65_536)
def attribute_of(key: str) -> str:
    """The attribute code of a key, without the cost of parsing the rest."""
    for index, character in enumerate(key):
        if character in "@:#":
            return key[:index]
    return key
