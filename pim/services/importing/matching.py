"""Finding the products of the catalogue by another identifier than the SKU: a table that knows only GTINs updates them."""

from __future__ import annotations

from collections.abc import Sequence

from pim.catalog.filters import Condition, Query
from pim.catalog.product import Product
from pim.catalog.structure import Structure
from pim.services.importing.drafts import Draft
from pim.services.importing.inspection import TABLE, FileInspection
from pim.services.importing.targets import VALUE
from pim.services.workspace import Workspace
from pim.storage.products import load_where


def matching_key(file: FileInspection, structure: Structure) -> str:
    """The value key by which the rows of a table can be matched; "" when they are matched by SKU only.

    `structure` is the catalogue's own: an identifier that is made by this import can match nothing yet.
    """
    target = file.mapping.target(file.key)
    attribute = structure.attributes.get(target.attribute)
    usable = attribute is not None and attribute.type == "identifier" and not attribute.per_locale
    return target.key if file.layout == TABLE and target.field == VALUE and usable else ""


def match(workspace: Workspace, drafts: Sequence[Draft], key: str) -> None:
    """Gives drafts the SKU of the one product that has their identifier under `key`; others keep their own."""
    values = {value for draft in drafts if isinstance(value := draft.parts.get(key), str)}
    if not values:
        return
    query = Query(conditions=(Condition(key, "in", tuple(sorted(values))),))
    with workspace.reading() as connection:
        ids = workspace.finder(connection).ids(connection, query)
        found = [stored.product for stored in load_where(connection, "id", ids)]
    by_value: dict[object, list[Product]] = {}
    for product in found:
        if key in product.values:  # a variant that inherits the identifier is not meant
            by_value.setdefault(product.values[key], []).append(product)
    for draft in drafts:
        same = by_value.get(draft.parts.get(key), ())
        if len(same) == 1:
            draft.sku = same[0].sku
