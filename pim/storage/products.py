"""Products in and out of their tables: the row that lists read, the document, and what has tables of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

import orjson

from pim.catalog.errors import UnknownRecord
from pim.catalog.identifiers import sku_key
from pim.catalog.product import DeclaredException, ImageUse, Product, Stock
from pim.catalog.record import freeze
from pim.i18n import _
from pim.storage.bounded import LEVELS, line_above
from pim.storage.document import pack
from pim.storage.errors import damaged
from pim.storage.records import dump

HAS_STOCK, HAS_ASSOCIATIONS, HAS_EXCEPTIONS = 1, 2, 4
_CHUNK = 400
_LAST = 1 << 62

_SELECT = (
    "SELECT p.id, p.uid, p.sku, p.kind, p.family, p.enabled, p.parent_id, p.root_id, p.extras, p.revision, d.document,"
    " p.created_at, p.updated_at, p.rule_version, p.hash FROM product p JOIN product_document d"
    " ON d.product_id = p.id"
)


class Stored(NamedTuple):
    """A product and what its database knows besides: local ids, the newest edit that touched it, times (ISO 8601).

    `rule_version` is that of the rules of its derived data, `hash` that of its content when it was saved.
    """

    id: int
    root_id: int
    parent_id: int | None
    revision: int
    product: Product
    created_at: str
    updated_at: str
    rule_version: int
    hash: bytes


def chunks(values: Iterable[Any], size: int = _CHUNK) -> Iterator[list[Any]]:
    """`values` in lists of at most `size`: what fits into one IN (…)."""
    iterator = iter(values)
    while chunk := list(islice(iterator, size)):
        yield chunk


def marks(values: Sequence[Any]) -> str:
    """The placeholders for `values`: "?,?,?"."""
    return ",".join("?" * len(values))


def load_where(connection: sqlite3.Connection, column: str, values: Iterable[Any]) -> list[Stored]:
    """The products whose `column` (a fixed name: id, uid, sku_key, parent_id or root_id) is one of `values`."""
    found: list[Stored] = []
    for chunk in chunks(values):
        rows = connection.execute(f"{_SELECT} WHERE p.{column} IN ({marks(chunk)}) ORDER BY p.id", chunk).fetchall()
        try:
            found.extend(_stored(connection, rows))
        except (ValueError, KeyError, TypeError, AttributeError) as error:  # JSON, but not what is kept of a product
            raise damaged(error) from error
    return found


def load_products(connection: sqlite3.Connection, uids: Iterable[str]) -> dict[str, Product]:
    """Products by uid; unknown uids are left out."""
    return {stored.product.uid: stored.product for stored in load_where(connection, "uid", uids)}


def load_by_sku(connection: sqlite3.Connection, sku: str) -> Stored:
    """The product with that SKU, in any spelling that folds to the same key. Raises `UnknownRecord`."""
    found = load_where(connection, "sku_key", (sku_key(sku),))
    if not found:
        raise UnknownRecord(_("There is no product “{sku}”.").format(sku=sku))
    return found[0]


def load_line(connection: sqlite3.Connection, stored: Stored) -> list[Product]:
    """The product with everything above it, root first."""

    def above(each: Stored) -> Stored | None:
        return None if each.parent_id is None else _found(load_where(connection, "id", (each.parent_id,)))

    return [each.product for each in line_above(stored, above)]


def _found(rows: Sequence[Stored]) -> Stored:
    if not rows:
        raise damaged(_("the model above a product is missing"))
    return rows[0]


def load_below(connection: sqlite3.Connection, ids: Iterable[int]) -> list[Stored]:
    """Everything below these products, upper level first."""
    found: list[Stored] = []
    level = list(ids)
    for _depth in range(LEVELS):  # damaged rows may be above each other
        below = load_where(connection, "parent_id", level)
        found.extend(below)
        level = [stored.id for stored in below if stored.product.kind == "model"]
    return found


def ids_by_sku_key(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, tuple[int, str]]:
    """sku_key -> (id, uid), for the keys that exist."""
    found = {}
    for chunk in chunks(keys):
        rows = connection.execute(f"SELECT sku_key, id, uid FROM product WHERE sku_key IN ({marks(chunk)})", chunk)
        found.update({key: (number, uid) for key, number, uid in rows})
    return found


def skus_by_uid(connection: sqlite3.Connection, uids: Iterable[str]) -> dict[str, str]:
    """uid -> SKU, for the uids that exist."""
    found: dict[str, str] = {}
    for chunk in chunks(uids):
        found.update(
            connection.execute(f"SELECT uid, sku FROM product WHERE uid IN ({marks(chunk)})", chunk).fetchall()
        )
    return found


def in_stored_order(connection: sqlite3.Connection, uids: Iterable[str]) -> list[str]:
    """`uids` in the order their products lie in the database, so that neighbours share pages; unknown ones last."""
    known: dict[str, int] = {}
    wanted = list(uids)
    for chunk in chunks(wanted):
        known.update(connection.execute(f"SELECT uid, id FROM product WHERE uid IN ({marks(chunk)})", chunk).fetchall())
    return sorted(wanted, key=lambda uid: known.get(uid, _LAST))


def _stored(connection: sqlite3.Connection, rows: Sequence[Any]) -> list[Stored]:
    extras = load_extras(connection, [(row[0], row[8]) for row in rows if row[8]])
    found = []
    for row in rows:
        number, uid, sku, kind, family, enabled, parent_id, root_id, _flags, revision, document, *rest = row
        data = orjson.loads(document)
        product = Product(
            uid=uid, sku=sku, kind=kind, family=family, enabled=bool(enabled), parent=data.get("parent", ""),
            variant_structure=data.get("variant_structure", ""), categories=tuple(data.get("categories", ())),
            values={k: tuple(v) if v.__class__ is list else v for k, v in data.get("values", {}).items()},
            images=tuple(ImageUse(i["sha256"], i["name"], i["role"], i["alt"]) for i in data.get("images", ())),
            **extras.get(number, {}),
        )  # fmt: skip
        found.append(Stored(number, root_id, parent_id, revision, product, *rest))
    return found


def load_extras(connection: sqlite3.Connection, flagged: list[tuple[int, int]]) -> dict[int, dict[str, Any]]:
    """stock, associations and exceptions of the products that have some, as keyword arguments of `Product`."""
    found: dict[int, dict[str, Any]] = {}
    for flag, reader in (
        (HAS_STOCK, _read_stock),
        (HAS_ASSOCIATIONS, _read_associations),
        (HAS_EXCEPTIONS, _read_exceptions),
    ):
        if ids := [number for number, flags in flagged if flags & flag]:
            for chunk in chunks(ids):
                reader(connection, chunk, found)
    return found


def load_extras_json(connection: sqlite3.Connection, flagged: list[tuple[int, int]]) -> dict[int, dict[str, Any]]:
    """The same as JSON values, ready to be hashed and no more."""
    others = load_extras(connection, [(number, flags & ~HAS_STOCK) for number, flags in flagged if flags & ~HAS_STOCK])
    found: dict[int, dict[str, Any]] = {
        number: {name: _members_json(parts[name]) for name in parts} for number, parts in others.items()
    }
    for chunk in chunks(number for number, flags in flagged if flags & HAS_STOCK):
        rows = connection.execute(
            "SELECT product_id, json_group_object(location, json_object('at', at, 'quantity', quantity)) FROM stock"
            f" WHERE product_id IN ({marks(chunk)}) GROUP BY product_id", chunk,
        )  # fmt: skip
        for number, text in rows:  # sorted, because the table is
            plain = text if "\\" not in text else dump(orjson.loads(text))  # escapes may be written otherwise
            found.setdefault(number, {})["stock"] = orjson.Fragment(plain)
    return found


def _read_stock(connection: sqlite3.Connection, ids: list[int], found: dict[int, dict[str, Any]]) -> None:
    rows = connection.execute(
        f"SELECT product_id, location, quantity, at FROM stock WHERE product_id IN ({marks(ids)})", ids
    )
    stocks: dict[int, dict[str, Stock]] = {}
    for number, location, quantity, at in rows:
        if number in stocks:
            stocks[number][location] = Stock(quantity, at)
        else:
            stocks[number] = {location: Stock(quantity, at)}
    for number, stock in stocks.items():
        found.setdefault(number, {})["stock"] = stock


def _read_associations(connection: sqlite3.Connection, ids: list[int], found: dict[int, dict[str, Any]]) -> None:
    rows = connection.execute(
        f"SELECT product_id, type, target_uid FROM association WHERE product_id IN ({marks(ids)})"
        " ORDER BY product_id, type, position", ids,
    )  # fmt: skip
    for number, kind, target in rows:
        links = found.setdefault(number, {}).setdefault("associations", {})
        links[kind] = (*links.get(kind, ()), target)


def _read_exceptions(connection: sqlite3.Connection, ids: list[int], found: dict[int, dict[str, Any]]) -> None:
    rows = connection.execute(
        f"SELECT product_id, key, value, reason, author, until FROM declared_exception WHERE product_id IN ({marks(ids)})",
        ids,
    )
    for number, key, value, reason, author, until in rows:
        exception = DeclaredException(freeze(orjson.loads(value)), reason, author, until)
        found.setdefault(number, {}).setdefault("exceptions", {})[key] = exception


def document_of(product: Product) -> dict[str, Any]:
    """What the document table keeps: the parts that have neither a column nor a table of their own."""
    data: dict[str, Any] = {}
    if product.values:
        data["values"] = product.values
    if product.categories:
        data["categories"] = product.categories
    if product.images:
        data["images"] = [image.to_json() for image in product.images]
    if product.parent:
        data["parent"] = product.parent
    if product.variant_structure:
        data["variant_structure"] = product.variant_structure
    return data


def packed(product: Product) -> tuple[str, bytes]:
    """The text of a product's document, and the hash of its content (that of its `to_json`)."""
    head: dict[str, Any] = {"uid": product.uid, "sku": product.sku, "kind": product.kind, "enabled": product.enabled}
    if product.family:
        head["family"] = product.family
    extras = {name: _members_json(members) for name in _EXTRA_TABLES if (members := getattr(product, name))}
    return pack(head, document_of(product), extras)


def _members_json(members: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part if part.__class__ is tuple else part.to_json() for key, part in members.items()}


def save_extras(connection: sqlite3.Connection, changes: Iterable[tuple[int, Product | None, Product | None]]) -> None:
    """Stock, associations and exceptions of changed products, given as (id, before, after)."""
    gone: dict[str, list[tuple[int]]] = {name: [] for name in _EXTRA_TABLES}
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _EXTRA_TABLES}
    for number, before, after in changes:
        for name, make_rows in _EXTRA_TABLES.items():
            old, new = getattr(before, name, None) or {}, getattr(after, name, None) or {}
            if old != new:
                if old:
                    gone[name].append((number,))
                rows[name].extend(make_rows(number, new))
    for name in _EXTRA_TABLES:
        table = _TABLE_OF[name]
        if gone[name]:
            connection.executemany(f"DELETE FROM {table} WHERE product_id=?", gone[name])
        if rows[name]:
            connection.executemany(f"INSERT INTO {table} VALUES({marks(rows[name][0])})", rows[name])


def _exception_row(number: int, key: str, exception: DeclaredException) -> tuple[Any, ...]:
    value = orjson.dumps(exception.value).decode()
    return (number, key, key.partition("#")[2], value, exception.reason, exception.author, exception.until)


_EXTRA_TABLES: dict[str, Any] = {
    "stock": lambda number, stock: [(number, code, s.quantity, s.at) for code, s in stock.items()],
    "associations": lambda number, links: [
        (number, kind, position, target) for kind, targets in links.items() for position, target in enumerate(targets)
    ],
    "exceptions": lambda number, exceptions: [_exception_row(number, key, e) for key, e in exceptions.items()],
}
_TABLE_OF = {"stock": "stock", "associations": "association", "exceptions": "declared_exception"}


def extras_of(product: Product) -> int:
    """The `extras` column: which of the three tables hold rows of the product."""
    return (
        (HAS_STOCK if product.stock else 0)
        | (HAS_ASSOCIATIONS if product.associations else 0)
        | (HAS_EXCEPTIONS if product.exceptions else 0)
    )
