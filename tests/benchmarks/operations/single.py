"""One edit by a person, durable: what is felt at every cell."""

from __future__ import annotations

from hashlib import blake2b
from itertools import count
from typing import Any

import orjson

from pim.catalog.identifiers import fold_text, new_uid
from pim.services import editing
from pim.services.editing import CellChange
from pim.storage import dialect
from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import paired
from tests.benchmarks.operation import Finding, at_most, finding, operation
from tests.benchmarks.raw import differing_tables

_AT = "2026-02-01T08:00:00.000000Z"


@operation(
    "one edit (title and price): all derived data, history, FULL",
    goal=at_most(3),
    control="the same rows, typed index, both search indexes, content hash and history in prepared statements, FULL",
)
def one_edit(bench: Bench) -> list[Finding]:
    repeats = bench.repeats(20)
    pairs = bench.pairs(9)
    field, turn = bench.field("price:EUR"), count()
    tasks = [
        (uid, f"Renamed {next(turn)} linen {sku}", f"{10 + place % 80}.50")
        for place, (_id, uid, sku) in enumerate(bench.leaves[: repeats * (pairs + 1)])
    ]

    def part(pair: int) -> list[tuple[str, str, str]]:
        return tasks[pair * repeats : (pair + 1) * repeats]

    def measured(pair: int) -> None:
        for uid, title, price in part(pair):
            changes = [CellChange(uid, "title", title), CellChange(uid, "price", price)]
            editing.set_values(bench.workspace, changes, source="grid")

    def control(pair: int) -> None:
        for uid, title, price in part(pair):
            _edit(bench, field, uid, title, price)

    found = paired(measured, control, pairs)
    if bench.smoke:
        with bench.workspace.reading() as connection:
            compared = ("product_document", "index_number", "search_source", "completeness")
            if differing := differing_tables(connection, bench.raw.connection, compared):
                raise AssertionError(f"the control stored something else in {differing}")
    return [finding(found, count=repeats)]


def _edit(bench: Bench, field: int, uid: str, title: str, price: str) -> None:
    run, one = bench.raw.connection.execute, bench.raw.one
    number, document, short, body = one(
        "SELECT p.id, d.document, s.short, s.body FROM product p JOIN product_document d ON d.product_id=p.id"
        " JOIN search_source s ON s.product_id=p.id WHERE p.uid=?", uid,
    )  # fmt: skip
    data: dict[str, Any] = orjson.loads(document)
    values = data["values"]
    old_title, old_price = values["title@en_GB"], values["price:EUR"]
    values["title@en_GB"], values["price:EUR"] = title, price
    text = orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
    old, new = fold_text(old_title), fold_text(title)
    short_now, body_now = short.replace(old, new), body.replace(old, new)
    patches = orjson.dumps([["title@en_GB", old_title, title], ["price:EUR", old_price, price]])
    run("BEGIN IMMEDIATE")
    revision, change = one("SELECT (SELECT MAX(id) FROM edit)+1, (SELECT MAX(id) FROM change)+1")
    edit = (revision, new_uid(), new_uid(), "Title, Price", "bench", "grid", _AT, None, None, None, "done", 1, "{}")
    run("INSERT INTO edit VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)", edit)
    digest = blake2b(text, digest_size=16).digest()
    run(
        "UPDATE product SET name=?, name_fold=?, price=?, updated_at=?, revision=?, tree_revision=?, hash=? WHERE id=?",
        (title, new, float(price), _AT, revision, revision, digest, number),
    )
    run("UPDATE product_document SET document=? WHERE product_id=?", (text.decode(), number))
    run("DELETE FROM index_number WHERE field_id=? AND value=? AND product_id=?", (field, float(old_price), number))
    run("INSERT INTO index_number VALUES(?,?,?)", (field, float(price), number))
    run(dialect.SEARCH_DELETE["search_short"], (number, short))
    run(dialect.SEARCH_DELETE["search_text"], (number, body))
    run("UPDATE search_source SET short=?, body=? WHERE product_id=?", (short_now, body_now, number))
    run(dialect.SEARCH_INSERT["search_short"], (number, short_now))
    run(dialect.SEARCH_INSERT["search_text"], (number, body_now))
    mark = blake2b(f"{change} {revision} product {uid} ".encode() + patches, digest_size=8).digest()
    run("INSERT INTO change VALUES(?,?,'product',?,?,?)", (change, revision, uid, patches, mark))
    run("COMMIT")
