"""A small catalogue for tests: its structure, products of it, and workspaces that hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pim.catalog.attribute import Attribute, Option
from pim.catalog.category import Category
from pim.catalog.channel import (
    AssociationType,
    Channel,
    ImportMapping,
    Locale,
    Location,
    PriceList,
    Role,
    SavedView,
)
from pim.catalog.edit import Edit, Patch, product_patches, record_patches
from pim.catalog.family import Family, VariantStructure
from pim.catalog.identifiers import new_uid
from pim.catalog.product import Product
from pim.catalog.record import Record
from pim.catalog.structure import Structure, record_uid
from pim.clock import Clock, FixedClock
from pim.services import folding
from pim.services.workspace import Workspace, create_catalog
from pim.storage import publications

MOMENT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
CLOCK = FixedClock(MOMENT)

_TYPES = {
    "title": "text", "description": "rich_text", "brand": "text", "gtin": "identifier", "price": "price",
    "sale_price": "price", "sale_start": "date", "sale_end": "date", "weight": "measurement", "color": "simple_select",
    "size": "simple_select", "material": "multi_select", "notes": "text_area", "washable": "yes_no", "released": "date",
    "depth": "number", "care": "link", "supplier": "text", "cost": "price", "manual": "file", "swatches": "gallery",
}  # fmt: skip


def an_attribute(code: str = "title", type: str = "", **fields: Any) -> Attribute:
    """An attribute, of the type that this catalogue gives the code unless another is named."""
    kind = type or _TYPES.get(code, "text")
    weighs = {"unit_family": "weight", "default_unit": "g"} if kind == "measurement" else {}
    return Attribute(code=code, type=kind, **{**weighs, **fields})


def structure_records() -> list[Record]:
    """Attributes of every kind, two locales, three price lists (one internal), a family with variants, two channels."""
    found: list[Record] = [
        Locale(code="en_GB"), Locale(code="fr_FR", fallback="en_GB", position=1),
        PriceList(code="EUR", currency="EUR"), PriceList(code="USD", currency="USD", position=1),
        PriceList(code="COST", currency="EUR", audience="cost", position=2),
        Location(code="paris"), Location(code="depot"), AssociationType(code="goes_with"),
    ]  # fmt: skip
    for position, (code, kind) in enumerate(_TYPES.items()):
        per_locale, internal = code in ("title", "description"), code in ("supplier", "cost")
        rules = {"gtin": True} if code == "gtin" else {}
        found.append(an_attribute(code, kind, per_locale=per_locale, internal=internal, rules=rules, position=position))
    for attribute, codes in (("color", "red blue"), ("size", "s m"), ("material", "oak steel felt")):
        for position, code in enumerate(codes.split()):
            found.append(Option(code=code, attribute=attribute, position=position, labels={"en_GB": code.upper()}))
    roles = ["title", "description", "brand", "gtin", "price", "sale_price", "sale_start", "sale_end", "weight"]
    found += [Role(code=code, attribute=code) for code in roles]
    found += [
        Category(code="shop"), Category(code="home", parent="shop"), Category(code="mugs", parent="home"),
        Category(code="wear", parent="shop", position=1),
        Family(
            code="mug", attributes=tuple(_TYPES), required={"*": ("role:price",)},
            variants=(
                VariantStructure(code="by_color", levels=(("color",),)),
                VariantStructure(code="by_both", levels=(("color",), ("size",))),
            ),
        ),
        Channel(code="web", adapter="csv", locales=("en_GB", "fr_FR"), price_lists=("EUR", "USD")),
        Channel(code="print", adapter="csv", locales=("fr_FR",), price_lists=("EUR",), position=1),
        SavedView(code="cheap", filters=(("price:EUR", "<", ("10",)),)),
        ImportMapping(code="acme", columns={"Name": "title"}),
    ]  # fmt: skip
    return found


def a_structure(*more: Record, without: Sequence[tuple[str, str]] = ()) -> Structure:
    """The structure of `structure_records`, with these records put in (or in place of others), some left out."""
    structure = Structure()
    for record in (*structure_records(), *more):
        structure = structure.with_record(record.kind, record_uid(record), record)
    for kind, uid in without:
        structure = structure.with_record(kind, uid, None)
    return structure


def a_product(sku: str = "A-1", *, title: str = "", price: str = "", **fields: Any) -> Product:
    """A product; `title` is its en_GB title, `price` its EUR price; the other fields as in `Product`."""
    values: dict[str, Any] = {}
    if title:
        values["title@en_GB"] = title
    if price:
        values["price:EUR"] = price
    values.update(fields.pop("values", {}))
    return Product(**{"uid": new_uid(), "sku": sku, "values": values, **fields})


def a_family_of_variants(sku: str = "M", colors: Sequence[str] = ("red", "blue"), **fields: Any) -> list[Product]:
    """A model with a variant of each colour, root first."""
    root = a_product(sku, kind="model", family="mug", variant_structure="by_color", **fields)
    variants = [
        a_product(f"{sku}-{color}", kind="variant", family="mug", parent=root.uid, values={"color": color})
        for color in colors
    ]
    return [root, *variants]


def two_levels(sku: str = "T", **fields: Any) -> list[Product]:
    """A model, a model of the second level below it, and two variants, root first."""
    root = a_product(sku, kind="model", family="mug", variant_structure="by_both", **fields)
    middle = a_product(f"{sku}-red", kind="model", family="mug", parent=root.uid, values={"color": "red"})
    leaves = [
        a_product(f"{sku}-red-{size}", kind="variant", family="mug", parent=middle.uid, values={"size": size})
        for size in ("s", "m")
    ]
    return [root, middle, *leaves]


def creation(*products: Product) -> tuple[Patch, ...]:
    """The patches that create these products."""
    return tuple(patch for product in products for patch in product_patches(None, product))


def structure_creation(*records: Record) -> tuple[Patch, ...]:
    """The patches that create these records."""
    return tuple(patch for record in records for patch in record_patches(None, record))


def a_workspace(
    tmp_path: Path, *products: Product, name: str = "shop.pim", clock: Clock = CLOCK, records: Sequence[Record] = ()
) -> Workspace:
    """An open catalogue with the structure above (and `records`) and these products. Close it at the end."""
    workspace = create_catalog(tmp_path / name, clock=clock, who="ann", starting=False)
    structure = structure_creation(*structure_records(), *records)
    workspace.apply(Edit(label="Structure", patches=structure, source="test"))
    if products:
        workspace.apply(Edit(label="Products", patches=creation(*products), source="test"))
    return workspace


def change(workspace: Workspace, product: Product, parts: Mapping[str, Any], label: str = "Change") -> Product:
    """Changes parts (JSON values) of a product as it is passed in; returns what it is then."""
    after = product.with_parts(parts)
    workspace.apply(Edit(label=label, patches=tuple(product_patches(product, after)), source="test"))
    return after


def as_read(facts: Mapping[Any, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Values by (level, SKU, field) in the form in which a comparison takes what was read."""
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for (level, sku, name), value in facts.items():
        groups.setdefault((level, sku), {})[name] = value
    return groups


def publications_of(workspace: Workspace) -> list[publications.Publication]:
    """What was published, the newest first; exports of other processes are folded in before."""
    folding.fold(workspace)
    with workspace.reading() as connection:
        return publications.publications(connection)
