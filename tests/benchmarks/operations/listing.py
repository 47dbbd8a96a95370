"""What the grid asks for: first rows, the id snapshot, chunks of rows with cells, filters, one product's sheet."""

from __future__ import annotations

import sqlite3
from array import array
from typing import Any

import orjson

from pim.catalog.category import subtree
from pim.catalog.filters import Condition, Query
from pim.services import browsing
from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import paired
from tests.benchmarks.operation import Finding, at_most, finding, operation

_ROW = (
    "SELECT id, uid, sku, kind, parent_id, root_id, family, enabled, name, price, stock, completeness, image, variants,"
    " updated_at, revision FROM product"
)


def _same(bench: Bench, own: Any, other: Any, what: str) -> None:
    if bench.smoke and list(own) != list(other):
        raise AssertionError(f"{what}: the control found something else")


@operation("first 50 rows by name", goal=at_most(3), control="one SELECT of the same columns along the index")
def first_rows(bench: Bench) -> list[Finding]:
    query, repeats = Query(sort=("name",)), bench.repeats(50)
    raw = bench.raw

    def measured(_pair: int) -> list[int]:
        for _ in range(repeats):
            found = browsing.rows(bench.workspace, browsing.first_ids(bench.workspace, query, 50))
        return [row.id for row in found]

    def control(_pair: int) -> list[int]:
        for _ in range(repeats):
            found = raw.all(f"{_ROW} ORDER BY name_fold, id LIMIT 50")
        return [row[0] for row in found]

    _same(bench, measured(0), control(0), "first rows")
    return [finding(paired(measured, control, bench.pairs(15)), count=repeats)]


@operation(
    "page of 50, far down the id snapshot", goal=at_most(3), control="keyset: one SELECT of the same columns from (name, id)"
)
def deep_page(bench: Bench) -> list[Finding]:
    ids, repeats = browsing.product_ids(bench.workspace, Query(sort=("name",))), bench.repeats(50)
    start = len(ids) * 3 // 4
    page = list(ids[start : start + 50])
    key = bench.raw.one("SELECT name_fold, id FROM product WHERE id=?", ids[start])

    def measured(_pair: int) -> list[int]:
        for _ in range(repeats):
            found = browsing.rows(bench.workspace, page)
        return [row.id for row in found]

    def control(_pair: int) -> list[int]:
        for _ in range(repeats):
            found = bench.raw.all(f"{_ROW} WHERE (name_fold, id)>=(?, ?) ORDER BY name_fold, id LIMIT 50", *key)
        return [row[0] for row in found]

    _same(bench, measured(0), control(0), "page")
    return [finding(paired(measured, control, bench.pairs(15)), count=repeats)]


def _ids(connection: sqlite3.Connection, sql: str, *parameters: object) -> array[int]:
    found: array[int] = array("q")
    cursor = connection.execute(sql, parameters)
    while rows := cursor.fetchmany(4096):
        found.extend([row[0] for row in rows])
    return found


@operation("id snapshot by name", goal=at_most(1.3), control="SELECT id along the index into the same array")
def snapshot_by_name(bench: Bench) -> list[Finding]:
    query, sql = Query(sort=("name",)), "SELECT id FROM product ORDER BY name_fold, id"
    raw = bench.writer()
    _same(bench, browsing.product_ids(bench.workspace, query), _ids(raw, sql), "ids by name")
    pairs = paired(
        lambda _pair: browsing.product_ids(bench.workspace, query), lambda _pair: _ids(raw, sql), bench.pairs(9)
    )
    return [finding(pairs)]


@operation(
    "id snapshot by attribute",
    goal=at_most(1.3),
    control="SELECT product_id along the typed index, then the ids it does not hold, into the same array",
)
def snapshot_by_attribute(bench: Bench) -> list[Finding]:
    query, field = Query(sort=("year",)), bench.field("year")
    raw = bench.writer()

    def control(_pair: int) -> array[int]:
        found = _ids(raw, "SELECT product_id FROM index_number WHERE field_id=? ORDER BY value, product_id", field)
        rest = "SELECT id FROM product WHERE id NOT IN (SELECT product_id FROM index_number WHERE field_id=?) ORDER BY id"
        found.extend(_ids(raw, rest, field))
        return found

    _same(bench, browsing.product_ids(bench.workspace, query), control(0), "ids by attribute")
    return [finding(paired(lambda _pair: browsing.product_ids(bench.workspace, query), control, bench.pairs(9)))]


_CELLS = ("title@en_GB", "base_colour", "year", "price:EUR")


@operation(
    "chunk of 100 rows with 4 attribute columns",
    goal=at_most(3),
    control="the same columns and documents of them and of what is above, orjson.loads, merged",
)
def chunk(bench: Bench) -> list[Finding]:
    repeats, raw = bench.repeats(20), bench.raw
    starts = [bench.ids[n * 100 % len(bench.ids) :][:100] for n in range(repeats)]

    def measured(_pair: int) -> list[Any]:
        for ids in starts:
            browsing.rows(bench.workspace, ids)
            cells = browsing.cell_values(bench.workspace, ids, _CELLS)
        return [[cells[number][key][0] if key in cells[number] else None for key in _CELLS] for number in ids]

    def control(_pair: int) -> list[Any]:
        for ids in starts:
            marks = ",".join("?" * len(ids))
            rows = raw.all(
                "SELECT p.*, d.document, e.document FROM product p JOIN product_document d ON d.product_id=p.id"
                f" LEFT JOIN product_document e ON e.product_id=p.parent_id WHERE p.id IN ({marks})", *ids,
            )  # fmt: skip
            cells = {}
            for row in rows:
                values = orjson.loads(row[-1] or b"{}").get("values", {}) | orjson.loads(row[-2])["values"]
                cells[row[0]] = [values.get(key) for key in _CELLS]
        return [cells[number] for number in ids]

    _same(bench, measured(0), control(0), "cells")
    return [finding(paired(measured, control, bench.pairs(15)), count=repeats)]


@operation(
    "filter: option, category with all below, completeness",
    goal=at_most(3),
    control="joins from the typed index, in one prepared statement each",
)
def filtered(bench: Bench) -> list[Finding]:
    colour = bench.query(
        "SELECT value, COUNT(*) FROM index_option WHERE field_id=? GROUP BY value ORDER BY 2 DESC LIMIT 1",
        bench.field("base_colour"),
    )[0][0]
    category = bench.query(
        "SELECT c.uid FROM category c WHERE json_extract(c.body, '$.parent')<>'' ORDER BY (SELECT COUNT(*) FROM"
        " product_category p WHERE p.category LIKE c.uid || '%') DESC LIMIT 1"
    )[0][0]
    conditions = (Condition("base_colour", "=", (colour,)), Condition("completeness", ">=", ("80",)))
    query = Query(conditions=conditions, category=category, sort=("name",))
    codes = list(subtree(bench.workspace.structure.category_children, category))
    matching = (
        " FROM index_option o JOIN product p ON p.id=o.product_id WHERE o.field_id=? AND o.value=? AND p.completeness>=80"
        f" AND o.product_id IN (SELECT product_id FROM product_category WHERE category IN ({','.join('?' * len(codes))}))"
    )
    parameters = (bench.field("base_colour"), colour, *codes)
    raw, workspace = bench.raw, bench.workspace
    page = f"SELECT p.* {matching} ORDER BY p.name_fold, p.id LIMIT 50"

    def own_page(_pair: int) -> list[int]:
        return [row.id for row in browsing.rows(workspace, browsing.first_ids(workspace, query, 50))]

    def own_count(_pair: int) -> int:
        return browsing.count_products(workspace, query)

    def raw_count(_pair: int) -> int:
        return int(raw.one(f"SELECT COUNT(*) {matching}", *parameters)[0])

    _same(bench, [own_count(0), *own_page(0)], [raw_count(0), *(row[0] for row in raw.all(page, *parameters))], "filter")
    count = paired(own_count, raw_count, bench.pairs(9))
    rows = paired(own_page, lambda _pair: raw.all(page, *parameters), bench.pairs(9))
    return [finding(count, part="count"), finding(rows, part="page by name")]


@operation(
    "open a product sheet: inheritance, completeness",
    goal=at_most(3),
    control="row and document of a variant and of its model, orjson.loads, merged; its stored completeness",
)
def sheet(bench: Bench) -> list[Finding]:
    chosen = bench.variants[: bench.repeats(100)]
    raw = bench.raw
    select = "SELECT p.*, d.document FROM product p JOIN product_document d ON d.product_id=p.id WHERE p."

    def measured(_pair: int) -> list[Any]:
        for _id, uid, _sku in chosen:
            view = browsing.view_product(bench.workspace, uid=uid)
        return sorted((key, list(value) if isinstance(value, tuple) else value) for key, value in view.values.items())

    def control(_pair: int) -> list[Any]:
        for _id, uid, _sku in chosen:
            own = raw.one(f"{select}uid=?", uid)
            above = raw.one(f"{select}id=?", own[5])
            raw.all("SELECT * FROM stock WHERE product_id=?", own[0])
            raw.all("SELECT * FROM completeness WHERE product_id=?", own[0])
            values = orjson.loads(above[-1])["values"] | orjson.loads(own[-1])["values"]
        return sorted(values.items())

    _same(bench, measured(0), control(0), "sheet")
    return [finding(paired(measured, control, bench.pairs(15)), count=len(chosen))]


@operation("facets: products by value", goal=at_most(2), control="one prepared GROUP BY each over the same tables")
def facets(bench: Bench) -> list[Finding]:
    colour, workspace, raw = bench.field("base_colour"), bench.workspace, bench.raw
    conditions = (Condition("completeness", ">=", ("80",)),)
    statements = {
        "an option, over everything": (
            Query(), "base_colour", "SELECT value, COUNT(*) FROM index_option WHERE field_id=? GROUP BY value", (colour,)
        ),
        "family, over everything": (Query(), "family", "SELECT family, COUNT(*) FROM product GROUP BY family", ()),
        "an option, under a filter": (
            Query(conditions=conditions), "base_colour",
            "SELECT o.value, COUNT(*) FROM index_option o JOIN product p ON p.id=o.product_id"  # noqa: ISC004
            " WHERE o.field_id=? AND p.completeness>=80 GROUP BY o.value", (colour,),
        ),
    }  # fmt: skip
    found = []
    for part, (query, field, sql, parameters) in statements.items():

        def measured(_pair: int, query: Query = query, field: str = field) -> dict[str, int]:
            return browsing.facet(workspace, query, field)

        def control(_pair: int, sql: str = sql, parameters: tuple[object, ...] = parameters) -> dict[str, int]:
            return dict(raw.all(sql, *parameters))

        _same(bench, sorted(measured(0).items()), sorted(control(0).items()), part)
        found.append(finding(paired(measured, control, bench.pairs(9)), part=part))
    return found
