"""Is every product what was saved, and does what lists, filters and search know of it fit its values?"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from pim.catalog.identifiers import fold_text, sku_key
from pim.catalog.structure import Structure
from pim.i18n import _
from pim.storage.bounded import onward
from pim.storage.derive import INDEX_TABLES, Derived, Rules, derive
from pim.storage.errors import DamagedCatalog
from pim.storage.indexing import ready_fields
from pim.storage.products import Stored, extras_of, load_where, marks
from pim.storage.records import content_hash, version

OnProgress = Callable[[int, int, str], None]
_TOGETHER = 500
_NAMED = 20  # problems of one kind that are named
_BITS = (1 << 64) - 1
_SETS = {"product_category": "category", "product_image": "sha256"}
# Columns of `product` besides those that load_where reads; `hash` is last.
_ROW = (
    "SELECT id, sku, sku_key, enabled, parent_id, root_id, name, name_fold, price, stock, completeness, image, variants, extras,"
    " rule_version, hash FROM product WHERE id>? ORDER BY id LIMIT ?"
)


class _Row(NamedTuple):
    id: int
    sku: str
    sku_key: str
    enabled: int
    parent_id: int | None
    root_id: int
    name: str
    name_fold: str
    price: float | None
    stock: float | None
    completeness: int
    image: str
    variants: int
    extras: int
    rule_version: int
    hash: bytes


class ProductCheck:
    """One check of all products within one snapshot."""

    def __init__(self, connection: sqlite3.Connection, structure: Structure) -> None:
        self._connection = connection
        fields = ready_fields(connection)
        self._rules = Rules(structure, fields)
        self._keys = {number: key for key, number in fields.items()}
        self._version = version(connection, "rule_version")
        self._scopes = {
            number: (channel, locale)
            for number, channel, locale in connection.execute("SELECT id, channel, locale FROM completeness_scope")
        }
        # Of every index and set: the sum of the hashes of what should be there. They are kept by value, so that looking
        # up what one product has would read them to the end each time.
        self._expected: defaultdict[tuple[str, object], int] = defaultdict(int)
        self._is_current = True

    def problems(self, on_progress: OnProgress) -> Iterator[str]:
        total = self._connection.execute("SELECT COUNT(*) FROM product").fetchone()[0]
        done, last = 0, -1
        while rows := [_Row._make(row) for row in self._connection.execute(_ROW, (last, _TOGETHER)).fetchall()]:
            last, done = onward(last, rows[-1].id), done + len(rows)
            yield from self._chunk(rows)
            on_progress(done, total, _("Checking products"))
        yield from self._sum_problems()
        yield from _total_problems(self._connection)

    def _chunk(self, rows: Sequence[_Row]) -> Iterator[str]:
        stored = _load(self._connection, [row.id for row in rows])
        sound = []
        for row in rows:
            known = stored.get(row.id)
            if known is None or content_hash(known.product.to_json()) != row.hash:
                yield _("product {sku} is not what was saved").format(sku=row.sku)
                self._is_current = False  # what should be derived of it is not known
            else:
                sound.append((row, known))
        above = self._above(stored)
        cells, texts = self._cells([row.id for row, _known in sound]), self._texts([row.id for row, _known in sound])
        for row, known in sound:
            line = _line(known, above)
            if line is None or not self._fits(row, line, cells[row.id], texts.get(row.id)):
                yield _("what lists and search know of product {sku} does not fit its values").format(sku=row.sku)

    def _above(self, stored: dict[int, Stored]) -> dict[str, Stored]:
        """Everything of the chunk and above it, by uid."""
        found = {each.product.uid: each for each in stored.values()}
        while wanted := {each.product.parent for each in found.values() if each.product.parent} - found.keys():
            rows = load_where(self._connection, "uid", sorted(wanted))
            found.update({row.product.uid: row for row in rows})
            if len(rows) < len(wanted):
                break  # a missing model is reported with whatever is below it
        return found

    def _fits(self, row: _Row, line: Sequence[Stored], cells: dict[Any, Any], texts: tuple[str, str] | None) -> bool:
        product = line[-1].product
        parent = line[-2].id if len(line) > 1 else None
        place = (row.sku_key, row.enabled, row.parent_id, row.root_id, row.extras)
        if place != (sku_key(product.sku), int(product.enabled), parent, line[0].id, extras_of(product)):
            return False
        if row.rule_version != self._version:
            self._is_current = False
            return row.rule_version < self._version  # to be derived again, so what is stored may be older
        derived = derive([each.product for each in line], self._rules)
        self._expect(row.id, derived)
        is_model = product.kind == "model"
        columns = (row.name, row.name_fold, row.price, row.completeness, row.image)
        return (
            columns == (derived.name, fold_text(derived.name), derived.price, derived.percent, derived.image)
            and (is_model or (_same(row.stock, derived.stock) and row.variants == 0))
            and cells == {(cell.channel, cell.locale): (cell.filled, cell.required) for cell in derived.cells}
            and texts == (derived.short, derived.body)
        )

    def _cells(self, ids: Sequence[int]) -> dict[int, dict[Any, Any]]:
        found: dict[int, dict[Any, Any]] = {number: {} for number in ids}
        where = f"WHERE product_id IN ({marks(ids)})"
        for number, scope, filled, required in self._connection.execute(
            f"SELECT product_id, scope_id, filled, required FROM completeness {where}", ids
        ):
            found[number][self._scopes.get(scope, scope)] = (filled, required)
        return found

    def _texts(self, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
        where = f"WHERE product_id IN ({marks(ids)})"
        rows = self._connection.execute(f"SELECT product_id, short, body FROM search_source {where}", ids)
        return {number: (short, body) for number, short, body in rows}

    def _expect(self, number: int, derived: Derived) -> None:
        for kind, field, value in derived.entries:
            self._add(INDEX_TABLES[kind], field, value, number)
        for category in derived.categories:
            self._add("product_category", "", category, number)
        for sha256 in derived.images:
            self._add("product_image", "", sha256, number)

    def _add(self, table: str, field: object, value: object, number: int) -> None:
        place = (table, field)
        self._expected[place] = self._expected[place] + _mark(value, number) & _BITS

    def _sum_problems(self) -> Iterator[str]:
        """The indexes and sets against what all products together should have in them."""
        if not self._is_current:
            return  # some products are damaged, or wait to be derived again
        found: defaultdict[tuple[str, object], int] = defaultdict(int)
        for table in INDEX_TABLES.values():
            rows = self._connection.execute(f"SELECT field_id, value, product_id FROM {table}")
            for field, value, number in rows:
                if field in self._keys or not self._is_building(field):
                    found[table, field] = found[table, field] + _mark(value, number) & _BITS
        for table, column in _SETS.items():
            for value, number in self._connection.execute(f"SELECT {column}, product_id FROM {table}"):
                found[table, ""] = found[table, ""] + _mark(value, number) & _BITS
        wrong = {place for place in {*found, *self._expected} if found[place] != self._expected[place]}
        for table, field in sorted(wrong, key=str):
            name = self._keys.get(field, str(field)) if isinstance(field, int) else table
            yield _("the index of {name} does not fit the products").format(name=name)

    def _is_building(self, field: int) -> bool:
        return self._connection.execute("SELECT 1 FROM index_field WHERE id=?", (field,)).fetchone() is not None


def _mark(value: object, number: int) -> int:
    """A number for one entry; as text, because to Python the hashes of -1 and -2 are the same."""
    return hash(f"{number} {value + 0.0!r}" if isinstance(value, float) else f"{number} {value}")


def _same(stored: float | None, derived: float | None) -> bool:
    """Sums of floats, added up in another order, may differ in the last digit."""
    if stored is None or derived is None:
        return stored is derived
    return abs(stored - derived) <= 1e-9 * max(1.0, abs(stored))


def _load(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, Stored]:
    """The products by id; those that cannot even be read are left out, and so reported by whoever asked."""
    try:
        return {row.id: row for row in load_where(connection, "id", ids)}
    except (DamagedCatalog, sqlite3.DatabaseError):
        if len(ids) == 1:
            return {}
    half = len(ids) // 2
    return _load(connection, ids[:half]) | _load(connection, ids[half:])


def _line(known: Stored, above: dict[str, Stored]) -> list[Stored] | None:
    """The product with everything above it, root first; None when something is missing there."""
    line = [known]
    while parent := line[0].product.parent:
        if parent not in above or above[parent] in line:
            return None
        line.insert(0, above[parent])
    return line


_SUMS = (
    "SELECT m.sku, m.stock, m.variants, SUM(c.stock), COUNT(c.id) FROM product m LEFT JOIN product c"
    " ON c.{column}=m.id AND c.kind='variant' WHERE m.kind='model' AND m.id{sign}m.root_id GROUP BY m.id"
)


def _total_problems(connection: sqlite3.Connection) -> Iterator[str]:
    """What models add up of the variants below them, the newest edit in the tree of each root, and what is indexed."""
    for column, sign in (("root_id", "="), ("parent_id", "<>")):
        for sku, stock, variants, total, count in connection.execute(_SUMS.format(column=column, sign=sign)):
            if variants != count or not _same(stock, total):
                yield _("what lists and search know of product {sku} does not fit its values").format(sku=sku)
    for (sku,) in connection.execute(_UNSOUND_TREES):
        yield _("what lists and search know of product {sku} does not fit its values").format(sku=sku)
    for key, kind in connection.execute("SELECT key, type FROM index_field"):
        if kind not in INDEX_TABLES:
            yield _("the index of {name} does not fit the products").format(name=key)


# An edit may also have removed what was in the tree.
_UNSOUND_TREES = (
    "SELECT r.sku FROM product r JOIN (SELECT root_id, MAX(revision) AS newest FROM product GROUP BY root_id) t"
    " ON t.root_id=r.id WHERE r.tree_revision NOT BETWEEN t.newest AND (SELECT MAX(id) FROM edit)"
)


def link_problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Rows that belong to no product, models that are missing, links and exceptions that contradict themselves."""
    for table in ("product_document", "search_source", "stock", "association", "declared_exception", "completeness"):
        lost = connection.execute(
            f"SELECT COUNT(*) FROM {table} t LEFT JOIN product p ON p.id=t.product_id WHERE p.id IS NULL"
        ).fetchone()[0]
        if lost:
            yield _("rows of {table} that belong to no product: {count}").format(count=lost, table=table)
    missing = connection.execute(
        "SELECT c.sku FROM product c LEFT JOIN product p ON p.id=c.parent_id WHERE c.parent_id IS NOT NULL AND p.id IS NULL"
        " LIMIT ?", (_NAMED,),
    )  # fmt: skip
    yield from (_("the model above {sku} is missing").format(sku=row[0]) for row in missing)
    crossed = connection.execute(
        "SELECT DISTINCT p.sku FROM product p JOIN ("
        " SELECT product_id FROM association GROUP BY product_id, type HAVING MIN(position)<>0 OR MAX(position)<>COUNT(*)-1"
        " UNION SELECT product_id FROM declared_exception WHERE channel<>substr(key, instr(key, '#')+1)"
        ") x ON x.product_id=p.id LIMIT ?", (_NAMED,),
    )  # fmt: skip
    yield from (_("product {sku} is not what was saved").format(sku=row[0]) for row in crossed)


class Current(NamedTuple):
    """What a product's row says of it."""

    hash: bytes
    revision: int


def current_products(connection: sqlite3.Connection, uids: Sequence[str]) -> dict[str, Current]:
    """The products of these uids that exist, by uid."""
    rows = connection.execute(f"SELECT uid, hash, revision FROM product WHERE uid IN ({marks(uids)})", uids)
    return {uid: Current(digest, revision) for uid, digest, revision in rows}
