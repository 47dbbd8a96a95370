"""One attribute of every product (of the first 100,000) changed, and that taken back: against set-based SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pim.catalog.identifiers import new_uid
from pim.services import editing
from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import Cost, timed
from tests.benchmarks.operation import SECONDS, Finding, at_most, operation
from tests.benchmarks.raw import differing_tables

_KEY = "price:EUR"
_CONTROL = (
    "set-based SQL over the same products in one transaction: documents by json_set, typed index, list rows with their"
    " indexes, history"
)


@operation("bulk edit of every product, and undo of it", goal=at_most(2.5), control=_CONTROL)
def bulk_edit(bench: Bench) -> list[Finding]:
    own: list[list[Cost]] = [[], []]
    raw: list[list[Cost]] = [[], []]
    peaks = [0.0, 0.0]
    for _pair in range(bench.long_pairs()):
        parts = _dearer(bench)
        steps: tuple[tuple[Callable[[], object], Callable[[Bench], None]], ...] = (
            (partial(editing.change_parts, bench.workspace, parts, source="grid"), _raw_edit),
            (bench.workspace.undo, _raw_undo),
        )
        for place, (work, control) in enumerate(steps):
            cost, peak = timed(lambda _n, work=work: work())
            own[place].append(cost)
            peaks[place] = max(peaks[place], peak)
            raw[place].append(timed(lambda _n, control=control: control(bench))[0])
            _check(bench)
    names = (f"change {len(parts):,}", f"undo {len(parts):,}")
    return [
        Finding(measured=own[n], control=raw[n], unit=SECONDS, peak_mb=peaks[n], part=names[n]) for n in range(2)
    ]


def _dearer(bench: Bench) -> Mapping[str, Mapping[str, Any]]:
    rows = bench.query(
        "SELECT p.uid, json_extract(d.document, '$.values.\"price:EUR\"') FROM product p"
        " JOIN product_document d ON d.product_id=p.id WHERE p.id<=?", bench.at_once,
    )  # fmt: skip
    return {uid: {_KEY: f"{float(price) + 1:.2f}"} for uid, price in rows if price is not None}


def _raw_edit(bench: Bench) -> None:
    run = bench.raw.connection.execute
    run("BEGIN IMMEDIATE")
    run(
        "CREATE TEMP TABLE turn AS SELECT p.id, p.uid, json_extract(d.document, '$.values.\"price:EUR\"') AS old"
        " FROM product p JOIN product_document d ON d.product_id=p.id WHERE p.id<=?", (bench.at_once,),
    )  # fmt: skip
    run("ALTER TABLE temp.turn ADD COLUMN new")
    run("UPDATE temp.turn SET new=printf('%.2f', old+1)")
    _write_turn(bench, None)


def _raw_undo(bench: Bench) -> None:
    run = bench.raw.connection.execute
    edit = bench.raw.one("SELECT MAX(id) FROM edit")[0]
    run("BEGIN IMMEDIATE")
    run(
        "CREATE TEMP TABLE turn AS SELECT p.id, p.uid, json_extract(CAST(c.patches AS TEXT), '$[0][2]') AS old,"
        " json_extract(CAST(c.patches AS TEXT), '$[0][1]') AS new FROM change c JOIN product p ON p.uid=c.uid"
        " WHERE c.edit_id=?", (edit,),
    )  # fmt: skip
    _write_turn(bench, edit)


def _write_turn(bench: Bench, undoes: int | None) -> None:
    """Gives every product of the table `turn` its new price, with all that belongs to it, and commits."""
    run, one = bench.raw.connection.execute, bench.raw.one
    field, at = bench.field(_KEY), bench.workspace.store.now()
    revision, change = one("SELECT (SELECT MAX(id) FROM edit)+1, (SELECT MAX(id) FROM change)")
    edit = (revision, new_uid(), new_uid(), "Dearer", "bench", "grid", at, undoes, None, None, "done", bench.at_once, "{}")
    run("INSERT INTO edit VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)", edit)
    run(
        "INSERT INTO change SELECT ?+row_number() OVER (ORDER BY id), ?, 'product', uid,"
        " CAST(json_array(json_array('price:EUR', old, new)) AS BLOB), randomblob(8) FROM temp.turn", (change, revision),
    )  # fmt: skip
    run(
        "UPDATE product_document SET document=json_set(document, '$.values.\"price:EUR\"', t.new) FROM temp.turn t"
        " WHERE t.id=product_id"
    )
    run(
        "DELETE FROM index_number WHERE (field_id, value, product_id) IN"
        " (SELECT ?, CAST(old AS REAL), id FROM temp.turn)", (field,),
    )  # fmt: skip
    run("INSERT INTO index_number SELECT ?, CAST(new AS REAL), id FROM temp.turn ORDER BY 2, 3", (field,))
    run(
        "UPDATE product SET price=CAST(t.new AS REAL), updated_at=?, revision=?, tree_revision=?, hash=randomblob(16)"
        " FROM temp.turn t WHERE t.id=product.id", (at, revision, revision),
    )  # fmt: skip
    run("DROP TABLE temp.turn")
    run("COMMIT")


def _check(bench: Bench) -> None:
    if bench.smoke:
        with bench.workspace.reading() as connection:
            if differing := differing_tables(connection, bench.raw.connection, ("product_document", "index_number")):
                raise AssertionError(f"the control stored something else in {differing}")
