"""Listings: a top-level product with its sellable items, as one channel receives it at one moment.

A listing is the only thing an adapter sees. Everything in it is resolved: inheritance, locale fallback, declared
exceptions, the sale price of the day, stock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from pim.catalog.attribute_types import Value
from pim.catalog.channel import Channel
from pim.catalog.product import ImageUse, Product, Stock
from pim.catalog.record import freeze, freeze_values
from pim.catalog.resolution import (
    channel_values,
    effective_associations,
    effective_categories,
    effective_images,
    effective_values,
)
from pim.catalog.structure import Structure
from pim.catalog.value_key import join

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A sellable leaf, or the root of a listing.

    `values` are effective values by value key (`title@en_GB`, `price:EUR`). `axes` tells the item apart from its
    sisters: (attribute code, value) upper level first. `parent` is the SKU directly above, "" at the root.
    `on_sale` lists the price lists in which the sale price holds at the listing's moment.
    """

    uid: str
    sku: str
    parent: str = ""
    enabled: bool = True
    categories: tuple[str, ...] = ()
    axes: tuple[tuple[str, Value], ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    excepted: frozenset[str] = frozenset()
    images: tuple[ImageUse, ...] = ()
    associations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stock: Mapping[str, Stock] = field(default_factory=dict)
    on_sale: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "uid": self.uid, "sku": self.sku, "parent": self.parent, "enabled": self.enabled,
            "categories": self.categories, "axes": self.axes, "values": self.values,
            "excepted": sorted(self.excepted), "images": [image.to_json() for image in self.images],
            "associations": self.associations, "stock": {k: v.to_json() for k, v in self.stock.items()},
            "on_sale": self.on_sale,
        }  # fmt: skip

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Item:
        return Item(
            uid=data["uid"], sku=data["sku"], parent=data["parent"], enabled=data["enabled"],
            categories=tuple(data["categories"]), axes=freeze(data["axes"]) if data["axes"] else (),
            values=freeze_values(data["values"]),
            excepted=frozenset(data["excepted"]) if data["excepted"] else _NONE,
            images=tuple(ImageUse(i["sha256"], i["name"], i["role"], i["alt"]) for i in data["images"]),
            associations=freeze(data["associations"]) if data["associations"] else {},
            stock={k: Stock(v["quantity"], v["at"]) for k, v in data["stock"].items()},
            on_sale=tuple(data["on_sale"]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """`root` is the top-level product; `items` its sellable leaves (the root itself for a simple product).

    `roles` maps a standard-field role to the code of the attribute that plays it in this family. `levels` are the axis
    codes per variant level, () for a simple product. `held` names items kept back alone, each with its reasons.
    """

    root: Item
    items: tuple[Item, ...]
    family: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[tuple[str, ...], ...] = ()
    held: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def sku(self) -> str:
        return self.root.sku

    @property
    def has_variants(self) -> bool:
        return bool(self.levels) or self.items != (self.root,)

    def role_key(self, role: str, scope: str = "") -> str:
        """The value key of the attribute playing `role`; `scope` is a locale or price list code, as it needs."""
        code = self.roles.get(role, "")
        if not code:
            return ""
        for key in (join(code, scope), join(code, price_list=scope)) if scope else ():
            if any(key in item.values for item in (self.root, *self.items)):
                return key
        return code

    def value(self, role: str, scope: str = "", item: Item | None = None) -> Value | None:
        """The value of a role on an item (the root when none is given); None when there is none."""
        return (item or self.root).values.get(self.role_key(role, scope))

    def offer(self, price_list: str, item: Item | None = None) -> tuple[Value | None, Value | None]:
        """What an item costs in a price list, and the regular price to strike out: (24.90, 29.90) or (29.90, None)."""
        seen = item or self.root
        regular = seen.values.get(join(self.roles.get("price", "price"), price_list=price_list))
        if price_list in seen.on_sale:
            return seen.values[join(self.roles["sale_price"], price_list=price_list)], regular
        return regular, None

    def to_json(self) -> dict[str, Any]:
        simple = self.items == (self.root,)
        return {
            "root": self.root.to_json(), "items": None if simple else [item.to_json() for item in self.items],
            "family": self.family, "roles": self.roles, "levels": self.levels, "held": self.held,
        }  # fmt: skip

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Listing:
        root = Item.from_json(data["root"])
        items = (root,) if data["items"] is None else tuple(Item.from_json(item) for item in data["items"])
        return Listing(
            root=root, items=items, family=data["family"], roles=data["roles"], levels=freeze(data["levels"]),
            held=freeze(data["held"]),
        )  # fmt: skip


ChannelValues = tuple[dict[str, Value], frozenset[str]]  # as `channel_values` gives them


def build_listing(
    lines: Sequence[Sequence[Product]],
    structure: Structure,
    channel: str,
    as_of: datetime,
    skus: Mapping[str, str] | None = None,
    held: Mapping[str, tuple[str, ...]] | None = None,
    seen: Mapping[str, ChannelValues] | None = None,
) -> Listing:
    """The listing of one top-level product on `channel` at `as_of` (aware datetime).

    `lines` are the lines (root … product) of the root, then of every sellable leaf below it in the order to publish;
    a simple product gives its own line only. `skus` maps the uids of associated products to their SKUs. `held` maps
    the SKU of an item kept back to its reasons: it is left out of `items` and named in `held`. `seen` are the values of
    products (by uid) that somebody worked out for this channel and day already.
    """
    root_line, *leaves = lines
    root = root_line[-1]
    levels = _levels(root, structure)
    axes = tuple(axis for level in levels for axis in level)
    make = _ItemMaker(structure, structure.channels[channel], as_of.date().isoformat(), skus or {}, axes, seen or {})
    root_item = make.item(root_line)
    held = held or {}
    kept = [line for line in leaves if line[-1].sku not in held]
    return Listing(
        root=root_item,
        items=tuple(make.item(line) for line in kept) if root.kind == "model" else (root_item,),
        family=root.family,
        roles=make.roles(root.family),
        levels=levels,
        held=tuple((line[-1].sku, held[line[-1].sku]) for line in leaves if line[-1].sku in held),
    )


def _levels(root: Product, structure: Structure) -> tuple[tuple[str, ...], ...]:
    family = structure.families.get(root.family)
    found = family.variant_structure(root.variant_structure) if family and root.kind == "model" else None
    return found.levels if found else ()


class _Sale(NamedTuple):
    """The keys that decide about a sale in one family: `prices` are (list, key of its sale price, key of its price)."""

    start: str
    end: str
    prices: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class _ItemMaker:
    structure: Structure
    channel: Channel
    day: str
    skus: Mapping[str, str]
    axes: tuple[str, ...]
    seen: Mapping[str, ChannelValues]

    def roles(self, family: str) -> dict[str, str]:
        place = (_ItemMaker, family)
        if place not in self.structure.memo:
            attributes = self.structure.attributes
            found = {role: self.structure.role_attribute(role, family) for role in self.structure.of_kind("role")}
            kept = {role: code for role, code in sorted(found.items()) if code and not attributes[code].internal}
            self.structure.memo[place] = kept
        return dict(self.structure.memo[place])

    def item(self, line: Sequence[Product]) -> Item:
        product = line[-1]
        values, excepted = self.seen.get(product.uid) or channel_values(
            effective_values(line), line, self.structure, self.channel.code, self.day
        )
        images = effective_images(line)
        return Item(
            uid=product.uid,
            sku=product.sku,
            parent=line[-2].sku if len(line) > 1 else "",
            enabled=all(above.enabled for above in line),
            categories=effective_categories(line),
            axes=tuple([(axis, values[axis]) for axis in self.axes if axis in values]) if self.axes else (),
            values=values,
            excepted=excepted,
            images=tuple(map(self._image, images)) if images else (),
            associations=self._associations(line),
            stock=self._stock(product),
            on_sale=self._on_sale(values, line[0].family),
        )

    def _image(self, image: ImageUse) -> ImageUse:
        return image._replace(alt={loc: text for loc, text in image.alt.items() if loc in self.channel.locales})

    def _associations(self, line: Sequence[Product]) -> dict[str, tuple[str, ...]]:
        found = effective_associations(line)
        linked = {kind: tuple(self.skus[uid] for uid in found[kind] if uid in self.skus) for kind in sorted(found)}
        return {kind: skus for kind, skus in linked.items() if skus}

    def _stock(self, product: Product) -> dict[str, Stock]:
        wanted, stock = self.channel.stock_locations, product.stock
        return {code: stock[code] for code in sorted(stock) if not wanted or code in wanted}

    def _on_sale(self, values: Mapping[str, Value], family: str) -> tuple[str, ...]:
        place = (_Sale, self.channel.code, family)
        sale: _Sale | None = self.structure.memo.get(place)
        if sale is None:
            sale = self.structure.memo[place] = self._sale(family)
        lower = [
            prices for prices, reduced, regular in sale.prices
            if reduced in values and _is_lower(values[reduced], values.get(regular))
        ]  # fmt: skip
        if not lower:
            return ()
        start, end = values.get(sale.start, ""), values.get(sale.end, "")
        if (start and self.day < str(start)) or (end and self.day > str(end)):
            return ()
        return tuple(lower)

    def _sale(self, family: str) -> _Sale:
        attribute = self.structure.role_attribute
        code, regular = attribute("sale_price", family), attribute("price", family)
        lists = self.channel.price_lists if code else ()
        prices = tuple((p, join(code, "", p), join(regular, "", p)) for p in lists)
        return _Sale(attribute("sale_start", family), attribute("sale_end", family), prices)


def _is_lower(sale: Value | None, regular: Value | None) -> bool:
    """Whether a sale price is one: a price that is not below the regular one is never shown as a sale."""
    return sale is not None and (regular is None or Decimal(str(sale)) < Decimal(str(regular)))
