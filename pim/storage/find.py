"""Finding products: search, filters and sorting, as SQL over the narrow product row and the typed indexes.

Column and table names come from fixed maps only; whatever a user wrote is a bound parameter.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from pim.catalog.attribute import Attribute
from pim.catalog.category import subtree
from pim.catalog.errors import CatalogError
from pim.catalog.filters import Condition, Query
from pim.catalog.identifiers import sku_key
from pim.catalog.structure import Structure
from pim.i18n import _
from pim.storage.conditions import (
    COLUMNS,
    SORTED_BY,
    Sql,
    among,
    among_all,
    column_condition,
    document_condition,
    document_value,
    index_condition,
)
from pim.storage.derive import INDEX_TABLES
from pim.storage.ordering import IndexOrder, read_ids
from pim.storage.products import marks
from pim.storage.searching import search_condition


class Finder:
    """Turns queries into SQL for one structure; `fields` gives the field ids of indexed value keys when they are needed."""

    def __init__(self, structure: Structure, fields: Callable[[], Mapping[str, int]]) -> None:
        self._structure = structure
        self._read_fields = fields

    @cached_property
    def _fields(self) -> Mapping[str, int]:
        return self._read_fields()

    def unindexed(self, query: Query) -> list[str]:
        """The value keys a query filters or sorts by that could be indexed but are not yet."""
        names = [c.field for c in query.conditions] + [name.removeprefix("-") for name in query.sort]
        found = []
        for name in dict.fromkeys(names):
            if name not in COLUMNS and name.partition("#")[0] not in _SPECIAL:
                key, attribute = self._key(name)
                if attribute.type_of.index and key not in self._fields:
                    found.append(key)
        return found

    def ids(self, connection: sqlite3.Connection, query: Query, limit: int | None = None) -> array[int]:
        """The ids of all products that match, in order, or the first `limit` of them."""
        order = self._index_order(query.sort)
        if order is None:
            return read_ids(connection, self.statement(query, limit))
        matching = self._matching(query)
        return order.ids(connection, None if matching.text == _ALL else matching, limit)

    def _index_order(self, sort: tuple[str, ...]) -> IndexOrder | None:
        """What one indexed value alone sorts by; None when the order is another."""
        name = sort[0].removeprefix("-") if len(sort) == 1 else ""
        if not name or name in COLUMNS:
            return None
        key, attribute = self._key(name)
        kind, field = attribute.type_of.index, self._fields.get(key)
        return IndexOrder(kind, field, sort[0].startswith("-")) if kind and field is not None else None

    def count(self, connection: sqlite3.Connection, query: Query) -> int:
        """How many products match."""
        sql = self._matching(query)
        return int(connection.execute(f"SELECT COUNT(*) FROM ({sql.text})", sql.parameters).fetchone()[0])

    def statement(self, query: Query, limit: int | None = None) -> Sql:
        """The ids of a query in its order."""
        order, joins, (joined, ordered) = self._order(query.sort)
        tail = f" LIMIT {int(limit)}" if limit is not None else ""
        where = self._where(query)
        if query.roots_only and where.text:
            matching = self._matching(query)
            where = Sql(f" WHERE p.id IN ({matching.text})", matching.parameters)
        elif query.roots_only:
            # With the + the parent is no reason to choose an index: the one of the order gives all in their order.
            is_indexed = bool(query.sort) and COLUMNS.get(query.sort[0].removeprefix("-")) in SORTED_BY
            where = Sql(f" WHERE {'+' if is_indexed else ''}p.parent_id IS NULL")
        text = f"SELECT p.id FROM product p{joins}{where.text} ORDER BY {order}{tail}"
        return Sql(text, (*joined, *where.parameters, *ordered))

    def _matching(self, query: Query) -> Sql:
        """The ids that match, without order; roots instead of what is below them when the query asks for roots."""
        where = self._where(query)
        if not where.text:
            return Sql(_ALL_ROOTS if query.roots_only else _ALL)
        found = "DISTINCT p.root_id" if query.roots_only else "p.id"
        return Sql(f"SELECT {found} FROM product p{where.text}", where.parameters)

    def _where(self, query: Query) -> Sql:
        """What a query asks of each product `p`; empty when it asks nothing."""
        parts = [self._condition(condition) for condition in query.conditions]
        if query.category:
            parts.append(self._category(Condition("category", "=", (query.category,))))
        if query.search.strip():
            parts.append(search_condition(query.search))
        if not parts:
            return Sql("")
        if sets := [part for part in parts if part.ids]:
            parts = [among_all(sets), *(part for part in parts if not part.ids)]
        where = " AND ".join(f"({part.text})" for part in parts)
        return Sql(f" WHERE {where}", tuple(value for part in parts for value in part.parameters))

    def facet(self, connection: sqlite3.Connection, query: Query, name: str) -> dict[str, int]:
        """How many of the products of a query have each value of a field: a column, or a select whose index is ready.

        With `roots_only` a model counts for every value it or a variant of it has, as a filter on that value finds it.
        Empty for fields that have no such values.
        """
        where, counted = self._where(query), f"COUNT(DISTINCT {_counted(query)})" if query.roots_only else "COUNT(*)"
        if name in _FACET_COLUMNS:
            sql = f"SELECT p.{COLUMNS[name]}, {counted} FROM product p{where.text} GROUP BY 1"
            return dict(connection.execute(sql, where.parameters).fetchall())
        if name in COLUMNS or name.partition("#")[0] in _SPECIAL:
            return {}
        key, attribute = self._key(name)
        field = self._fields.get(key)
        if field is None or attribute.type_of.index != "option":
            return {}
        # Without conditions the index alone answers: one walk along it, and no product row is looked at.
        joined = " JOIN product p ON p.id=o.product_id" if where.text or query.roots_only else ""
        asked = where.text.replace(" WHERE ", " AND ", 1)
        sql = f"SELECT o.value, {counted} FROM index_option o{joined} WHERE o.field_id=?{asked} GROUP BY o.value"
        return dict(connection.execute(sql, (field, *where.parameters)).fetchall())

    def _order(self, sort: tuple[str, ...]) -> tuple[str, str, tuple[tuple[Any, ...], tuple[Any, ...]]]:
        """ORDER BY terms, joins, and the parameters of the joins and of the terms. Products without a value come last."""
        terms: list[str] = []
        joins = ""
        joined: list[Any] = []
        ordered: list[Any] = []
        for position, name in enumerate(sort):
            direction = " DESC" if name.startswith("-") else ""
            name = name.removeprefix("-")
            if name in COLUMNS:
                terms.append(f"p.{COLUMNS[name]}{direction}{_NULLS_LAST.get(name, '')}")
                continue
            key, attribute = self._key(name)
            field, kind = self._fields.get(key), attribute.type_of.index
            if field is None or not kind:
                value, parameters, _ids = document_value(key)
                terms.append(f"{value}{direction} NULLS LAST")
                ordered.extend(parameters)
                continue
            # A product may have several options: the first decides.
            joins += (
                f" LEFT JOIN (SELECT product_id, MIN(value) AS value FROM {INDEX_TABLES[kind]} WHERE field_id=?"
                f" GROUP BY product_id) s{position} ON s{position}.product_id=p.id"
            )
            joined.append(field)
            terms.append(f"s{position}.value IS NULL, s{position}.value{direction}")
        last = " DESC" if sort and sort[-1].startswith("-") else ""
        return ", ".join([*terms, f"p.id{last}"]), joins, (tuple(joined), tuple(ordered))

    def _key(self, name: str) -> tuple[str, Attribute]:
        key = self._structure.complete_key(name)
        return key.base(), self._structure.attributes[key.attribute]

    def _condition(self, condition: Condition) -> Sql:
        special = _SPECIAL.get(condition.field.partition("#")[0])
        if special is not None:
            return special(self, condition)
        if condition.field in COLUMNS:
            return column_condition(condition)
        key, attribute = self._key(condition.field)
        kind, field = attribute.type_of.index, self._fields.get(key)
        if kind and field is not None:
            return index_condition(condition, attribute, kind, field)
        return document_condition(condition, key)

    def _category(self, condition: Condition) -> Sql:
        if condition.operator in ("empty", "notempty"):
            negated = "NOT " if condition.operator == "empty" else ""
            return Sql(f"p.id {negated}IN (SELECT product_id FROM product_category)")
        codes = [code for value in condition.values for code in self._subtree(value)]
        ids = f"SELECT product_id FROM product_category WHERE category IN ({marks(codes)})"
        return Sql(f"p.id NOT IN ({ids})", tuple(codes)) if condition.operator == "!=" else among(ids, tuple(codes))

    def _subtree(self, code: str) -> list[str]:
        if code not in self._structure.categories:
            raise CatalogError(_("There is no category “{code}”.").format(code=code))
        return list(subtree(self._structure.category_children, code))

    def _parent(self, condition: Condition) -> Sql:
        if condition.operator in ("empty", "notempty"):
            return Sql(f"p.parent_id IS {'NOT ' if condition.operator == 'notempty' else ''}NULL")
        keys = [sku_key(value) for value in condition.values]
        below = f"p.parent_id IN (SELECT id FROM product WHERE sku_key IN ({marks(keys)}))"
        return Sql(f"({below}) IS NOT TRUE" if condition.operator == "!=" else below, tuple(keys))

    def _readiness(self, condition: Condition) -> Sql:
        channel = condition.field.partition("#")[2]
        if channel not in self._structure.channels:
            raise CatalogError(_("There is no channel “{code}”.").format(code=channel))
        negated = "NOT " if condition.operator == "!=" else ""
        return Sql(
            f"p.root_id {negated}IN (SELECT root_id FROM channel_state WHERE channel=? AND state IN ({marks(condition.values)}))",
            (channel, *condition.values),
        )

    def _incomplete(self, condition: Condition) -> Sql:
        """`missing#CHANNEL = LOCALE` (or `notempty` for any locale): something required is missing there."""
        channel = condition.field.partition("#")[2]
        locale = " AND s.locale=?" if condition.value else ""
        wanted = (channel, condition.value) if condition.value else (channel,)
        negated = "NOT " if condition.operator in ("empty", "!=") else ""
        return Sql(
            f"p.id {negated}IN (SELECT c.product_id FROM completeness c JOIN completeness_scope s ON s.id=c.scope_id"
            f" WHERE c.filled<c.required AND s.channel=?{locale})", wanted,
        )  # fmt: skip


def _counted(query: Query) -> str:
    return "p.root_id" if query.roots_only else "p.id"


_FACET_COLUMNS = ("family", "kind", "enabled")
_ALL = "SELECT p.id FROM product p"
_ALL_ROOTS = "SELECT p.id FROM product p WHERE p.parent_id IS NULL"
_NULLS_LAST = {"stock": " NULLS LAST"}
_SPECIAL: dict[str, Callable[[Finder, Condition], Sql]] = {
    "category": Finder._category,
    "parent": Finder._parent,
    "readiness": Finder._readiness,
    "missing": Finder._incomplete,
}
