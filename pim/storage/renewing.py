"""Derived data brought up to date after the structure changed: whole products, or their completeness where that is all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any, NamedTuple

import orjson

from pim.catalog.completeness import Completeness
from pim.catalog.product import MODEL
from pim.i18n import _
from pim.storage.bounded import line_above
from pim.storage.derive import Rules, percent_of
from pim.storage.errors import damaged
from pim.storage.products import chunks, load_where, marks
from pim.storage.records import version
from pim.storage.write import ProductWriter
from pim.storage.write_derived import DerivedWriter

# The catalogue's version of the rules under which products were last to be derived whole; since then, if the present
# version is a later one, nothing but requirements changed.
WHOLE_VERSION = "whole_version"
_LIGHTER = 4  # completeness of so many products is counted in the time that one is derived in

_SELECT = (
    "SELECT p.id, p.parent_id, p.kind, p.family, p.completeness, d.document FROM product p"
    " JOIN product_document d ON d.product_id=p.id"
)


def is_stale(connection: sqlite3.Connection) -> bool:
    """Whether any product was derived under older rules."""
    row = connection.execute(
        "SELECT 1 FROM product WHERE rule_version<? LIMIT 1", (version(connection, "rule_version"),)
    ).fetchone()
    return row is not None


def renew_some(connection: sqlite3.Connection, rules: Rules, rule_version: int, now: str, limit: int) -> int:
    """Derives up to `limit` products again that are older than `rule_version`, or counts four times as many.

    Returns how many were renewed: 0 when everything is up to date.
    """
    rows = connection.execute(
        "SELECT id, rule_version FROM product WHERE rule_version<? ORDER BY rule_version, id LIMIT ?",
        (rule_version, limit * _LIGHTER),
    ).fetchall()
    since = version(connection, WHOLE_VERSION)
    whole = [number for number, derived_with in rows if not since or derived_with < since]
    if whole:
        stored = load_where(connection, "id", whole[:limit])
        ProductWriter(connection, rules, 0, now, rule_version).renew(stored)
        return len(stored)
    _count(connection, rules, rule_version, [number for number, _version in rows])
    return len(rows)


_NONE: dict[str, Any] = {}


class _Counted(NamedTuple):
    """What completeness looks at of a product: of its own `values` the keys only."""

    id: int
    parent_id: int | None
    kind: str
    family: str
    percent: int
    values: dict[str, Any]
    has_images: bool
    variant_structure: str


def _count(connection: sqlite3.Connection, rules: Rules, rule_version: int, ids: Sequence[int]) -> None:
    """Completeness alone: which of the required keys have a value."""
    found = _load(connection, ids)
    every = {one.id: one for one in found}
    while wanted := {one.parent_id for one in every.values() if one.parent_id is not None} - every.keys():
        above = _load(connection, sorted(wanted))
        if len(above) < len(wanted):
            raise damaged(_("the model above a product is missing"))
        every.update((one.id, one) for one in above)
    cells = [(one.id, _cells(one, every, rules)) for one in found]
    writer = DerivedWriter(connection)
    writer.write_cells(cells)
    writer.drop_given_up(ids)
    percents = {id(matrix): percent_of(matrix) for matrix in {id(each): each for _id, each in cells}.values()}
    shares = [
        (percents[id(matrix)], one.id)
        for one, (_id, matrix) in zip(found, cells, strict=True)
        if percents[id(matrix)] != one.percent
    ]
    connection.executemany("UPDATE product SET completeness=? WHERE id=?", shares)
    for chunk in chunks(ids):
        connection.execute(f"UPDATE product SET rule_version=? WHERE id IN ({marks(chunk)})", (rule_version, *chunk))


def _load(connection: sqlite3.Connection, ids: Iterable[int]) -> list[_Counted]:
    rows = (connection.execute(f"{_SELECT} WHERE p.id IN ({marks(chunk)})", chunk).fetchall() for chunk in chunks(ids))
    found = []
    for number, parent_id, kind, family, percent, document in chain.from_iterable(rows):
        part = orjson.loads(document).get
        values, variants = part("values", _NONE), part("variant_structure", "")
        found.append(_Counted(number, parent_id, kind, family, percent, values, bool(part("images")), variants))
    return found


def _cells(one: _Counted, every: Mapping[int, _Counted], rules: Rules) -> tuple[Completeness, ...]:
    line = line_above(one, lambda each: None if each.parent_id is None else every[each.parent_id])
    values = one.values
    if len(line) > 1:
        values = reduce(or_, [each.values for each in line])
    model = (line[0].variant_structure, len(line)) if one.kind == MODEL else None
    has_images = any(each.has_images for each in line)
    return rules.matrices.cells(line[0].family, values, has_images=has_images, model=model)
