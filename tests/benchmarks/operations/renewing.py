"""What is derived, brought up to date: completeness after a requirement changed, readiness on every channel."""

from __future__ import annotations

from hashlib import blake2b
from itertools import islice

import orjson

from pim.catalog.completeness import requirements
from pim.catalog.edit import Edit, record_patches
from pim.services import readiness
from tests.benchmarks.bench import Bench
from tests.benchmarks.measuring import Cost, timed
from tests.benchmarks.operation import PER_SECOND, Finding, operation, over

_TOGETHER = 5_000


@operation(
    "completeness after a requirement changed",
    goal=over(15_000, PER_SECOND),
    control="a loop over all documents that counts required keys and writes completeness and its share, 5,000 in one transaction",
)
def requirement(bench: Bench) -> list[Finding]:
    own: list[Cost] = []
    raw: list[Cost] = []
    peak = 0.0
    for turn in range(bench.long_pairs()):
        required = ("role:title", "season") if turn % 2 == 0 else ("role:title",)
        cost, highest = timed(lambda _n, required=required: _require(bench, required))
        own.append(cost)
        peak = max(peak, highest)
        raw.append(timed(lambda _n: _raw_completeness(bench))[0])
    return [Finding(measured=own, control=raw, unit=PER_SECOND, count=bench.products, peak_mb=peak)]


def _require(bench: Bench, required: tuple[str, ...]) -> None:
    channel = bench.workspace.structure.channels["csv"]
    patches = tuple(record_patches(channel, channel.with_field("required", list(required))))
    bench.workspace.apply(Edit(label="Requirement", patches=patches, source="structure"))
    while bench.workspace.renew(500):
        pass


def _raw_completeness(bench: Bench) -> None:
    connection, structure = bench.raw.connection, bench.workspace.structure
    scopes = {(c, loc): n for n, c, loc in bench.query("SELECT id, channel, locale FROM completeness_scope")}
    rules = {
        family: [
            (scopes[rule.channel, rule.locale], tuple(key.partition("@")[0] for _attribute, key in rule.wanted))
            for rule in requirements(structure, family)
        ]
        for family in structure.families
    }
    models: dict[int, set[str]] = {}
    rows = iter(
        connection.execute(
            "SELECT p.id, p.parent_id, p.family, p.kind, d.document FROM product p"
            " JOIN product_document d ON d.product_id=p.id ORDER BY p.id"
        ).fetchall()
    )
    while some := list(islice(rows, _TOGETHER)):
        cells, shares = [], []
        for number, parent, family, kind, document in some:
            keys = {key.partition("@")[0] for key in orjson.loads(document)["values"]}
            if kind == "model":
                models[number] = keys
            if parent is not None:
                keys |= models[parent]
            counted = [(number, scope, sum(key in keys for key in wanted), len(wanted)) for scope, wanted in rules[family]]
            cells.extend(counted)
            shares.append((100 * sum(c[2] for c in counted) // (sum(c[3] for c in counted) or 1), number))
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT OR REPLACE INTO completeness VALUES(?,?,?,?)", cells)
        connection.executemany("UPDATE product SET completeness=?, rule_version=rule_version+1 WHERE id=?", shares)
        connection.execute("COMMIT")


@operation(
    "readiness of every product on its channels",
    control="a loop over all documents that hashes one text per product and channel and writes a state row for each",
)
def standings(bench: Bench) -> list[Finding]:
    def again() -> None:
        with bench.workspace.store.transaction() as connection:
            connection.execute("DELETE FROM channel_state")

    own: list[Cost] = []
    raw: list[Cost] = []
    peak = 0.0
    for _pair in range(bench.long_pairs()):
        again()
        cost, highest = timed(lambda _n: readiness.renew_all(bench.workspace))
        own.append(cost)
        peak = max(peak, highest)
        raw.append(timed(lambda _n: _raw_states(bench))[0])
    count = bench.query("SELECT COUNT(*) FROM product WHERE parent_id IS NULL")[0][0]
    return [Finding(measured=own, control=raw, unit=PER_SECOND, count=count, peak_mb=peak)]


def _raw_states(bench: Bench) -> None:
    connection, channels = bench.raw.connection, list(bench.workspace.structure.channels)
    rows = iter(
        connection.execute(
            "SELECT p.root_id, p.parent_id, d.document FROM product p JOIN product_document d ON d.product_id=p.id"
            " ORDER BY p.root_id, p.id"
        ).fetchall()
    )
    while some := list(islice(rows, _TOGETHER)):
        states = []
        for root, parent, document in some:
            data = orjson.loads(document)
            digests = [blake2b(orjson.dumps([channel, data]), digest_size=16).digest() for channel in channels]
            if parent is None:
                found = zip(channels, digests, strict=True)
                states += [(root, channel, "new", "[]", digest, 1, 1, "9999-12-31") for channel, digest in found]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT OR REPLACE INTO channel_state VALUES(?,?,?,?,?,?,?,?)", states)
        connection.execute("COMMIT")
