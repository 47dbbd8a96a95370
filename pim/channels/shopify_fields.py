"""Which fact of a listing stands where in a Shopify product: in a field of its own, or in a metafield."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson

from pim.catalog.attribute import Attribute
from pim.catalog.parity import BOTH, ITEM
from pim.catalog.value_key import attribute_of, join
from pim.channels.adapter import Context

# Standard-field role -> place in the Shopify product.
PRODUCT_PLACES = {
    "title": "title", "description": "body_html", "brand": "vendor", "product_type": "product_type", "tags": "tags",
    "url_handle": "handle",
}  # fmt: skip
VARIANT_PLACES = {"gtin": "barcode", "weight": "weight"}

_ON_ITEMS_ONLY = (".parent", ".axes", ".stock.", ".price:", ".compare_at:")
_MAPPED = re.compile(r"(?P<namespace>[A-Za-z0-9_-]{3,255})\.(?P<key>[A-Za-z0-9_-]{2,64})")
_LIST, _YES_NO = "list.single_line_text_field", "boolean"
_TYPES = {
    "text_area": "multi_line_text_field", "rich_text": "multi_line_text_field", "number": "number_decimal",
    "price": "number_decimal", "yes_no": _YES_NO, "date": "date", "multi_select": _LIST, "gallery": _LIST,
    "link": "url",
}  # fmt: skip
_LIST_OF_NUMBERS = "list.number_integer"
_PARSED = frozenset({_LIST, _LIST_OF_NUMBERS, _YES_NO})  # every other type is a text, and its value that text
_LINE = "single_line_text_field"
_LINES = "multi_line_text_field"


@dataclass(frozen=True, slots=True)
class Metafield:
    """Where a fact without a field of its own stands."""

    name: str
    namespace: str
    key: str
    type: str

    def write(self, value: Any) -> dict[str, str]:
        """The metafield as both files show it."""
        text = value if value.__class__ is str else metafield_text(value)
        kind = self.type
        if kind == _LINE and ("\n" in text or "\r" in text):
            kind = _LINES
        return {"namespace": self.namespace, "key": self.key, "type": kind, "value": text}

    @property
    def reader(self) -> Callable[[str], Any] | None:
        """What makes the fact of a text; None where it is the text."""
        return self.read if self.type in _PARSED else None

    def read(self, text: str) -> Any:
        """The fact that `text` stands for; the text itself where it has not the form of the type."""
        if self.type == _YES_NO:
            return {"true": True, "false": False}.get(text, text)
        if self.type not in _PARSED:
            return text
        return _members(text)


@lru_cache(maxsize=4096)
def _members(text: str) -> tuple[Any, ...] | str:
    """The members of a JSON list; the text itself where it is none. The same few come again and again."""
    try:
        members = orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
    return tuple(members) if isinstance(members, list) else text


def metafield_text(value: Any) -> str:
    """The text of a metafield whose fact is `value`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return orjson.dumps(value).decode() if isinstance(value, tuple) else str(value)


@dataclass(frozen=True, slots=True)
class Fields:
    """All places of one channel. `readers` maps namespace and key of a metafield to its fact and what makes the fact of
    the text, None for the text itself. `left_out` are attributes that the channel's mapping leaves out; `prices` maps the
    prices of the main list to the variant's fields. `apart` are metafields that speak of the file or of its pictures,
    not of a fact of their own. `stock` are the facts of stock. `memo` keeps what follows from all this.
    """

    context: Context
    metafields: Mapping[str, Metafield]
    readers: Mapping[tuple[str, str], tuple[str, Callable[[str], Any] | None]]
    left_out: frozenset[str]
    on_items: frozenset[str]
    prices: Mapping[str, str]
    apart: frozenset[str]
    stock: tuple[str, ...]
    memo: dict[Any, Any] = field(default_factory=dict)

    def natives(self, family: str) -> dict[str, str]:
        """Value key -> place, for products of `family`."""
        found: dict[str, str] | None = self.memo.get(("natives", family))
        if found is None:
            found = self.memo["natives", family] = dict(self._found(family))
        return found

    def names(self, family: str) -> Mapping[str, str]:
        """Place -> value key or price, for products of `family`."""
        found: dict[str, str] | None = self.memo.get(("names", family))
        if found is None:
            found = {place: name for name, place in {**self.natives(family), **self.prices}.items()}
            self.memo["names", family] = found
        return found

    def _found(self, family: str) -> Iterator[tuple[str, str]]:
        structure = self.context.structure
        for role, place in {**PRODUCT_PLACES, **VARIANT_PLACES}.items():
            code = structure.role_attribute(role, family)
            attribute = structure.attributes.get(code)
            if attribute and not attribute.internal and code not in self.left_out and _fits(place, attribute):
                yield join(code, self.context.locale) if attribute.per_locale else code, place

    def level(self, name: str) -> str:
        """Whether products hold the fact as well as variants."""
        if name.startswith("."):
            return ITEM if name.startswith(_ON_ITEMS_ONLY) else BOTH
        return ITEM if attribute_of(name) in self.on_items else BOTH

    def knows(self, name: str) -> bool:
        return name in self.metafields


def _fits(place: str, attribute: Attribute) -> bool:
    """A weight without a unit is no weight, whatever its role."""
    return place != "weight" or (attribute.type == "measurement" and attribute.unit_family == "weight")


def fields_of(context: Context) -> Fields:
    """The places of the channel's facts."""
    mapping, structure = context.channel.mapping, context.structure
    left_out = frozenset(code for code, name in mapping.items() if name == "")
    metafields: dict[str, Metafield] = {}
    taken: set[tuple[str, str]] = set()
    for name, namespace, key, kind in (*_attributes(context, left_out), *_parts(context)):
        key = _free(namespace, key, name, taken)
        metafields[name] = Metafield(name, namespace, key, kind)
    families = ("", *structure.families)
    about = {".sku", ".images", ".handle_from", *(name for name in metafields if name.startswith(".alts@"))}
    on_items = {structure.role_attribute(role, family) for role in VARIANT_PLACES for family in families}
    return Fields(
        context=context, metafields=metafields, left_out=left_out, on_items=frozenset(on_items),
        prices={f".price:{context.price_list}": "price", f".compare_at:{context.price_list}": "compare_at_price"},
        apart=frozenset(about), stock=tuple(name for name in metafields if name.startswith(".stock.")),
        readers={(m.namespace, m.key): (m.name, m.reader) for m in metafields.values()},
    )  # fmt: skip


_Place = tuple[str, str, str, str]


def _attributes(context: Context, left_out: frozenset[str]) -> Iterator[_Place]:
    channel = context.channel
    for attribute in context.structure.attributes.values():
        if attribute.internal or attribute.code in left_out:
            continue
        keys = context.structure.scopes(attribute, channel.locales, channel.price_lists)
        mapped = channel.mapping.get(attribute.code, attribute.code)
        found = _MAPPED.fullmatch(mapped)
        namespace, base = (found["namespace"], found["key"]) if found else ("pim", mapped)
        for name in keys:
            scope = name[len(attribute.code) :] if len(keys) > 1 or not found else ""
            yield name, namespace, base + scope, _TYPES.get(attribute.type, _LINE)


def _parts(context: Context) -> Iterator[_Place]:
    channel, structure = context.channel, context.structure
    names = [(".sku", _LINE), (".parent", _LINE), (".family", _LINE), (".categories", _LIST), (".enabled", _YES_NO)]
    names += [(".images", _LIST_OF_NUMBERS), (".handle_from", _LINE), (".axes", _LIST)]
    names += [(f".alts@{locale}", _LIST) for locale in channel.locales]
    names += [(f".stock.{code}", "number_decimal") for code in channel.stock_locations or structure.locations]
    names += [(f".associations.{code}", _LIST) for code in structure.association_types]
    for prices in channel.price_lists:
        names += [(f".price:{prices}", "number_decimal"), (f".compare_at:{prices}", "number_decimal")]
    for name, kind in names:
        yield name, "pim_product", name[1:], kind


def _free(namespace: str, key: str, name: str, taken: set[tuple[str, str]]) -> str:
    """A legal key (2 to 64 letters, digits, underscores) that nobody else has."""
    folded = re.sub(r"[^a-z0-9]+", "_", key.lower()).strip("_")
    if not 2 <= len(folded) <= 64 or (namespace, folded) in taken:
        folded = f"{folded[:55]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    taken.add((namespace, folded))
    return folded
