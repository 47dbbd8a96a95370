"""Looking at products: lists, one product with everything inherited, and what happened to it."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pim.catalog.attribute_types import Value
from pim.catalog.completeness import Completeness, completeness
from pim.catalog.edit import Patch
from pim.catalog.errors import UnknownRecord
from pim.catalog.filters import Query
from pim.catalog.product import ImageUse, Product
from pim.catalog.record import freeze
from pim.catalog.resolution import (
    Resolved,
    effective_categories,
    effective_images,
    effective_values,
    inherited_values,
    source_keys,
)
from pim.catalog.structure import Structure
from pim.catalog.value_key import attribute_of
from pim.i18n import _
from pim.services.cells import values_json
from pim.services.workspace import Workspace
from pim.storage import history, lists
from pim.storage.document import Document
from pim.storage.document_lines import document_lines
from pim.storage.lists import Row
from pim.storage.products import (
    Stored,
    load_below,
    load_by_sku,
    load_line,
    load_where,
    skus_by_uid,
)
from pim.storage.searching import short_search
from pim.storage.store import Reading


class ProductView(NamedTuple):
    """One product as its sheet shows it. `line` is root … product; `inherited` says where a value comes from."""

    stored: Stored
    line: tuple[Product, ...]
    values: Mapping[str, Value]
    inherited: Mapping[str, Resolved]
    images: tuple[ImageUse, ...]
    categories: tuple[str, ...]
    completeness: tuple[Completeness, ...]
    below: tuple[Product, ...]
    linked: Mapping[str, str]

    @property
    def product(self) -> Product:
        return self.stored.product


def prepare(workspace: Workspace, query: Query) -> None:
    """Makes sure that the fields a query filters and sorts by are indexed (their first use builds the index)."""
    with workspace.reading() as connection:
        missing = workspace.finder(connection).unindexed(query)
    workspace.index_fields(missing)


def product_ids(workspace: Workspace, query: Query) -> array[int]:
    """The ids of all products that match, in order: the snapshot that a list scrolls over."""
    with workspace.reading() as connection:
        return workspace.finder(connection).ids(connection, query)


def count_products(workspace: Workspace, query: Query) -> int:
    """How many products match."""
    with workspace.reading() as connection:
        return workspace.finder(connection).count(connection, query)


def facet(workspace: Workspace, query: Query, field: str) -> dict[str, int]:
    """How many of a query's products have each value of `field` (family, kind, enabled or a select): value -> number.

    Empty for other fields, and for an attribute that has never been filtered by and so has no index yet.
    """
    with workspace.reading() as connection:
        return workspace.finder(connection).facet(connection, query, field)


def first_ids(workspace: Workspace, query: Query, limit: int) -> list[int]:
    """The first ids of a query: what a list shows while the whole snapshot is still being read."""
    with workspace.reading() as connection:
        return list(workspace.finder(connection).ids(connection, query, limit))


def rows(workspace: Workspace, ids: Sequence[int]) -> list[Row]:
    """The rows of up to a few hundred ids, in their order; ids that are gone are left out."""
    with workspace.reading() as connection:
        return lists.rows(connection, ids)


def rows_of(workspace: Workspace, uids: Sequence[str]) -> list[Row]:
    """The rows of a few products by their uids; uids that are gone are left out."""
    with workspace.reading() as connection:
        return lists.rows(connection, [stored.id for stored in load_where(connection, "uid", uids)])


def uids(workspace: Workspace, ids: Sequence[int]) -> dict[int, str]:
    """id -> uid of any number of products, in the order of `ids`; ids that are gone are left out."""
    with workspace.reading() as connection:
        return lists.uids(connection, ids)


def first_incomplete(workspace: Workspace, ids: Sequence[int]) -> int | None:
    """The first of `ids` whose product lacks a required value."""
    with workspace.reading() as connection:
        return lists.first_incomplete(connection, ids)


def child_ids(workspace: Workspace, product_id: int) -> list[int]:
    """The ids directly below a model, in the order they were created."""
    with workspace.reading() as connection:
        return lists.child_ids(connection, product_id)


def cell_values(
    workspace: Workspace, ids: Sequence[int], keys: Sequence[str]
) -> dict[int, dict[str, tuple[Value, bool]]]:
    """Attribute columns of a list: id -> value key -> (effective value in that scope or its fallback, is it inherited)."""
    sources = {key: _sources(workspace.structure, key) for key in keys}
    with workspace.reading() as connection:
        lines = document_lines(connection, ids)
    return {number: _cells(line, sources) for number, line in lines.items()}


def _sources(structure: Structure, key: str) -> tuple[str, ...]:
    """The keys that the value which a list shows under `key` may come from, the best one first."""
    locale = key.partition("@")[2]
    return source_keys(structure, attribute_of(key), locale) if locale else (key,)


def _cells(line: Sequence[Document], sources: Mapping[str, Sequence[str]]) -> dict[str, tuple[Value, bool]]:
    own, above = line[-1], line[-2::-1]
    found: dict[str, tuple[Value, bool]] = {}
    for key, places in sources.items():
        for place in places:
            value = mine = own.value(place)
            for document in above:
                if value is None:
                    value = document.value(place)
            if value is not None:
                has_own = mine is not None if place == key else own.value(key) is not None
                found[key] = (freeze(value), bool(above) and not has_own)
                break
    return found


def uid_of(workspace: Workspace, sku: str) -> str:
    """The uid of the product with that SKU. Raises `UnknownRecord`."""
    with workspace.reading() as connection:
        return load_by_sku(connection, sku).product.uid


def view_product(workspace: Workspace, *, uid: str = "", sku: str = "") -> ProductView:
    """Everything about one product. Raises `UnknownRecord`."""
    with workspace.reading() as connection:
        stored = load_by_sku(connection, sku) if sku else _load_uid(connection, uid)
        line = tuple(load_line(connection, stored))
        below = (
            tuple(row.product for row in load_below(connection, [stored.id])) if stored.product.kind == "model" else ()
        )
        targets = [uid for uids in stored.product.associations.values() for uid in uids]
        linked = skus_by_uid(connection, targets)
    structure = workspace.structure
    return ProductView(
        stored, line, effective_values(line), inherited_values(line), effective_images(line), effective_categories(line),
        completeness(line, structure), below, linked,
    )  # fmt: skip


def _load_uid(connection: Reading, uid: str) -> Stored:
    found = load_where(connection, "uid", (uid,))
    if not found:
        raise UnknownRecord(_("There is no such product any more."))
    return found[0]


def product_json(workspace: Workspace, view: ProductView) -> dict[str, Any]:
    """What `pim get --json` prints."""
    product, structure = view.product, workspace.structure
    parent = view.line[-2].sku if len(view.line) > 1 else None
    data: dict[str, Any] = {
        "sku": product.sku, "uid": product.uid, "kind": product.kind, "family": product.family or None, "parent": parent,
        "enabled": product.enabled, "categories": list(view.categories),
        "values": values_json(structure, product.values),
        "inherited": values_json(structure, {key: resolved.value for key, resolved in view.inherited.items()}),
        "images": [{"sha256": i.sha256, "role": i.role, "alt": dict(i.alt), "name": i.name} for i in view.images],
        "stock": {code: stock.quantity for code, stock in product.stock.items()},
        "revision": view.stored.revision,
    }  # fmt: skip
    data["associations"] = {
        kind: [view.linked[uid] for uid in uids if uid in view.linked] for kind, uids in product.associations.items()
    }
    data["exceptions"] = {key: exception.to_json() for key, exception in product.exceptions.items()}
    return data


def product_history(workspace: Workspace, uid: str, limit: int = 200) -> list[tuple[history.Step, list[Patch]]]:
    """What happened to one product, newest first."""
    with workspace.reading() as connection:
        return history.changes_of(connection, uid, limit)


def quick_search(workspace: Workspace, text: str, limit: int = 50) -> list[Row]:
    """The first products whose SKU, GTIN or title holds every word of `text`: what answers while somebody types."""
    with workspace.reading() as connection:
        sql = short_search(text)
        ids = [row[0] for row in connection.execute(f"{sql.text} LIMIT ?", (*sql.parameters, limit))]
        return lists.rows(connection, ids)


def category_counts(workspace: Workspace) -> dict[str, int]:
    """Top-level products directly in each category; a tree adds them up."""
    with workspace.reading() as connection:
        return lists.category_counts(connection)


class Totals(NamedTuple):
    """Counts of the whole catalogue: top-level products, variants, everything that can be sold."""

    products: int
    variants: int
    sellable: int


def totals(workspace: Workspace) -> Totals:
    """The counts of the whole catalogue."""
    with workspace.reading() as connection:
        counted = lists.kind_counts(connection)
    variants = counted.get("variant", 0)
    return Totals(counted[""], variants, variants + counted.get("simple", 0))


def list_json(workspace: Workspace, query: Query, columns: Sequence[str], limit: int | None) -> dict[str, Any]:
    """What `pim list --json` prints: total, and the first `limit` products with the wanted columns."""
    prepare(workspace, query)
    structure = workspace.structure
    keys = {column: _column_key(structure, column) for column in columns}
    wanted = [key for key in keys.values() if not key.startswith(".")]
    ids = product_ids(workspace, query)
    products = []
    shown = ids if limit is None else ids[:limit]
    for start in range(0, len(shown), 400):
        part = list(shown[start : start + 400])
        cells = cell_values(workspace, part, wanted) if wanted else {}
        for row in rows(workspace, part):
            values = values_json(structure, {key: value for key, (value, _own) in cells.get(row.id, {}).items()})
            extra = {c: _core(row, key) if key.startswith(".") else values.get(key) for c, key in keys.items()}
            products.append({"sku": row.sku, "name": row.name, **extra})
    return {"total": len(ids), "products": products}


_CORE = {
    "sku": "sku", "name": "name", "family": "family", "kind": "kind", "enabled": "enabled", "completeness": "percent",
    "stock": "stock", "updated": "updated_at", "image": "image", "uid": "uid", "variants": "variants",
}  # fmt: skip


def _column_key(structure: Structure, column: str) -> str:
    return f".{column}" if column in _CORE else str(structure.complete_key(column))


def _core(row: Row, key: str) -> Any:
    value = getattr(row, _CORE[key[1:]])
    return _plain_number(value) if isinstance(value, float) else value


def _plain_number(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)
