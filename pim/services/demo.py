"""The demo catalogue: a fictional brand, opened as a copy that is the user's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from pim.catalog.attribute import Attribute, Option
from pim.catalog.category import Category
from pim.catalog.channel import AssociationType, Channel, Locale, Location, PriceList, Role
from pim.catalog.edit import Edit, product_patches, record_patches
from pim.catalog.family import Family
from pim.catalog.identifiers import new_uid
from pim.catalog.measurement import Measurement
from pim.catalog.product import Product
from pim.catalog.record import Record
from pim.clock import Clock
from pim.i18n import _
from pim.paths import resource
from pim.services.media import take_images
from pim.services.workspace import OnProgress, Workspace, create_catalog, no_progress


def create_demo(
    folder: Path, *, clock: Clock | None = None, who: str = "", on_progress: OnProgress = no_progress
) -> Workspace:
    """A new catalogue in `folder` with the demo brand's structure, products and pictures."""
    source = resource("demo")
    return create_catalog(
        folder, clock=clock, who=who, starting=False, fill=lambda workspace: _fill(workspace, source, on_progress)
    )


def _fill(workspace: Workspace, source: Path, on_progress: OnProgress) -> None:
    structure = orjson.loads((source / "structure.json").read_bytes())
    records = tuple(_records(structure))
    patches = tuple(patch for record in records for patch in record_patches(None, record))
    workspace.apply(
        Edit(label=_("Structure of {brand}").format(brand=structure["brand"]), patches=patches, source="demo")
    )
    lines = [orjson.loads(line) for line in (source / "products.jsonl").read_bytes().splitlines() if line]
    names = dict.fromkeys(image["file"] for line in lines for image in line.get("images", ()))
    digests, problems = take_images(workspace, [(name, source / "images" / name) for name in names], on_progress)
    if problems:
        raise FileNotFoundError("; ".join(problems.values()))
    uids = {line["sku"]: new_uid() for line in lines}
    products = [_product(line, uids, digests) for line in lines]
    created = tuple(patch for product in products for patch in product_patches(None, product))
    label = _("Products of {brand}").format(brand=structure["brand"])
    workspace.apply(Edit(label=label, patches=created, source="demo"))


def _records(structure: dict[str, Any]) -> Iterator[Record]:
    yield from (Locale(code=code, position=n) for n, code in enumerate(structure["locales"]))
    for name, kind in _KINDS.items():
        for position, data in enumerate(structure.get(name, ())):
            yield kind.from_json({**data, "position": position} if "position" in kind.__dataclass_fields__ else data)
    for attribute, options in structure.get("options", {}).items():
        yield from (Option.from_json({**data, "attribute": attribute, "position": n}) for n, data in enumerate(options))
    yield from (Role(code=role, attribute=attribute) for role, attribute in structure["roles"].items())


_KINDS: dict[str, type[Record]] = {
    "price_lists": PriceList,
    "locations": Location,
    "association_types": AssociationType,
    "attributes": Attribute,
    "families": Family,
    "categories": Category,
    "channels": Channel,
}


def _product(line: dict[str, Any], uids: dict[str, str], digests: dict[str, str]) -> Product:
    """The product of one line of `products.jsonl`: SKUs become uids, files digests, measurements their stored form."""
    data = {name: line[name] for name in ("sku", "kind", "family", "variant_structure", "enabled", "categories")}
    data["uid"] = uids[line["sku"]]
    data["parent"] = uids[line["parent"]] if line.get("parent") else ""
    data["values"] = {key: _stored(value) for key, value in line.get("values", {}).items()}
    data["images"] = [
        {"sha256": digests[i["file"]], "name": i["file"], "role": i["role"], "alt": i.get("alt", {})}
        for i in line.get("images", ())
    ]
    data["stock"] = {code: {"quantity": s["quantity"], "at": s["at"]} for code, s in line.get("stock", {}).items()}
    data["associations"] = {kind: [uids[sku] for sku in skus] for kind, skus in line.get("associations", {}).items()}
    data["exceptions"] = line.get("exceptions", {})
    return Product.from_json(data)


def _stored(value: Any) -> Any:
    if isinstance(value, dict):
        return str(Measurement.of(f"{value['amount']} {value['unit']}"))
    return value
