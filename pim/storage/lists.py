"""What lists, counters and cards read: narrow rows and counts, never a document."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pim.catalog.product import KINDS
from pim.storage.bounded import LEVELS
from pim.storage.products import chunks, marks


class Row(NamedTuple):
    """What a list shows of a product without reading its document. Times are ISO 8601, `percent` is completeness."""

    id: int
    uid: str
    sku: str
    kind: str
    parent_id: int | None
    root_id: int
    family: str
    enabled: bool
    name: str
    price: float | None
    stock: float | None
    percent: int
    image: str
    variants: int
    updated_at: str
    revision: int


_ROW = (
    "SELECT id, uid, sku, kind, parent_id, root_id, family, enabled, name, price, stock, completeness, image, variants,"
    " updated_at, revision FROM product"
)


def rows(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Row]:
    """The rows of up to a few hundred ids, in their order; ids that are gone are left out."""
    found = {row[0]: _row(row) for row in connection.execute(f"{_ROW} WHERE id IN ({marks(ids)})", tuple(ids))}
    return [found[number] for number in ids if number in found]


def uids(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, str]:
    """id -> uid of any number of products, in the order of `ids`; ids that are gone are left out."""
    found: dict[int, str] = {}
    for chunk in chunks(ids):
        here = dict(connection.execute(f"SELECT id, uid FROM product WHERE id IN ({marks(chunk)})", tuple(chunk)))
        found.update((number, here[number]) for number in chunk if number in here)
    return found


def with_below(connection: sqlite3.Connection, uids: Iterable[str]) -> dict[str, str]:
    """uid -> SKU of products and then of everything below them, upper level first; uids that are gone are left out."""
    found: dict[str, str] = {}
    column = "uid"
    level: list[Any] = list(uids)
    for _depth in range(1 + LEVELS):  # damaged rows may be above each other
        ids: list[int] = []
        for chunk in chunks(level):
            query = f"SELECT id, uid, sku FROM product WHERE {column} IN ({marks(chunk)}) ORDER BY id"
            for number, uid, sku in connection.execute(query, chunk):
                ids.append(number)
                found.pop(uid, None)  # asked for itself, and below another one: there is its place
                found[uid] = sku
        column, level = "parent_id", ids
    return found


def links_to(connection: sqlite3.Connection, uids: Iterable[str]) -> list[tuple[str, str, str]]:
    """(SKU, association type, uid) of the associations with these products."""
    found: list[tuple[str, str, str]] = []
    for chunk in chunks(uids):
        found.extend(connection.execute(_LINKS.format(marks=marks(chunk)), chunk))
    return found


_LINKS = (
    "SELECT p.sku, a.type, a.target_uid FROM association a JOIN product p ON p.id=a.product_id"
    " WHERE a.target_uid IN ({marks}) ORDER BY p.sku"
)


def first_incomplete(connection: sqlite3.Connection, ids: Sequence[int]) -> int | None:
    """The first of `ids` whose product lacks a required value."""
    for chunk in chunks(ids):
        query = f"SELECT id FROM product WHERE completeness<100 AND id IN ({marks(chunk)})"
        incomplete = {row[0] for row in connection.execute(query, tuple(chunk))}
        found: int | None = next((number for number in chunk if number in incomplete), None)
        if found is not None:
            return found
    return None


def _row(row: Sequence[Any]) -> Row:
    return Row._make((*row[:7], bool(row[7]), *row[8:]))


def child_ids(connection: sqlite3.Connection, product_id: int) -> list[int]:
    """The ids directly below a model, in the order they were created."""
    return [row[0] for row in connection.execute("SELECT id FROM product WHERE parent_id=? ORDER BY id", (product_id,))]


def category_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Top-level products directly in each category."""
    found = connection.execute(
        "SELECT c.category, COUNT(DISTINCT p.root_id) FROM product_category c JOIN product p ON p.id=c.product_id"
        " GROUP BY c.category"
    )
    return dict(found.fetchall())


def kind_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Number of products by kind, and of those at the top under ""."""
    # Grouped by kind, all products would be sorted first, in memory.
    each = ", ".join("COUNT(*) FILTER (WHERE kind=?)" for _kind in KINDS)
    found = connection.execute(f"SELECT {each}, COUNT(*) FILTER (WHERE parent_id IS NULL) FROM product", KINDS)
    return dict(zip((*KINDS, ""), found.fetchone(), strict=True))


class ScopeTotal(NamedTuple):
    """Completeness of a whole channel and locale: values filled and required, products complete and in all."""

    channel: str
    locale: str
    filled: int
    required: int
    complete: int
    products: int

    @property
    def percent(self) -> int:
        return 100 * self.filled // self.required if self.required else 100


def completeness_totals(connection: sqlite3.Connection) -> list[ScopeTotal]:
    """Completeness per channel and locale over everything that can be sold and is enabled."""
    found = connection.execute(
        "SELECT s.channel, s.locale, COALESCE(SUM(c.filled), 0), COALESCE(SUM(c.required), 0),"
        " COALESCE(SUM(c.filled>=c.required), 0), COUNT(*)"
        " FROM completeness_scope s JOIN completeness c ON c.scope_id=s.id JOIN product p ON p.id=c.product_id"
        " WHERE p.kind<>'model' AND p.enabled=1 GROUP BY s.id ORDER BY s.id"
    )
    return [ScopeTotal._make(row) for row in found]


def usage_count(connection: sqlite3.Connection, kind: str, uid: str) -> int:
    """How many products use a structure record; 0 for kinds that no product can use."""
    if kind not in _USAGE:
        return 0
    parameters: tuple[str, ...] = tuple(form.format(uid=uid) for form in _USAGE[kind][1])
    if kind == "option":
        attribute, _slash, code = uid.partition("/")
        parameters = (attribute, f"{attribute}@%", code)
    return int(connection.execute(_USAGE[kind][0], parameters).fetchone()[0])


_VALUE_KEYS = (
    "SELECT COUNT(*) FROM product_document d WHERE EXISTS (SELECT 1 FROM json_each(d.document, '$.values') v WHERE "
)
# kind -> (SQL, forms of its parameters)
_USAGE: dict[str, tuple[str, tuple[str, ...]]] = {
    "attribute": (f"{_VALUE_KEYS} v.key=? OR v.key LIKE ? OR v.key LIKE ?)", ("{uid}", "{uid}@%", "{uid}:%")),
    "option": (
        ("SELECT COUNT(DISTINCT i.product_id) FROM index_option i JOIN index_field f ON f.id=i.field_id"
        " WHERE (f.key=? OR f.key LIKE ?) AND i.value=?"), (),
    ),
    "family": ("SELECT COUNT(*) FROM product WHERE family=?", ("{uid}",)),
    "category": ("SELECT COUNT(*) FROM product_category WHERE category=?", ("{uid}",)),
    "location": ("SELECT COUNT(*) FROM stock WHERE location=?", ("{uid}",)),
    "association_type": ("SELECT COUNT(DISTINCT product_id) FROM association WHERE type=?", ("{uid}",)),
    "channel": ("SELECT COUNT(*) FROM declared_exception WHERE channel=?", ("{uid}",)),
    "price_list": (
        "SELECT COUNT(DISTINCT i.product_id) FROM index_number i JOIN index_field f ON f.id=i.field_id WHERE f.key LIKE ?",
        ("%:{uid}",),
    ),
    "locale": (f"{_VALUE_KEYS} v.key LIKE ?)", ("%@{uid}",)),
}  # fmt: skip
