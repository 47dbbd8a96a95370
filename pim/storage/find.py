"""Finding products: search, filters and sorting, as SQL over the narrow product row and the typed indexes.

Column and table names come from fixed maps only; whatever a user wrote is a bound parameter.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pim.catalog.attribute import Attribute
from pim.catalog.category import subtree
from pim.catalog.convention import parse_date, parse_decimal
from pim.catalog.errors import CatalogError, InvalidValue
from pim.catalog.filters import Condition, Query
from pim.catalog.identifiers import fold_text, sku_key
from pim.catalog.structure import Structure
from pim.i18n import _
from pim.storage import dialect
from pim.storage.derive import INDEX_TABLES
from pim.storage.products import marks

_COLUMNS = {
    "sku": "sku_key", "name": "name_fold", "family": "family", "kind": "kind", "enabled": "enabled",
    "completeness": "completeness", "stock": "stock", "updated": "updated_at", "created": "created_at", "image": "image",
    "revision": "revision", "variants": "variants",
}  # fmt: skip
_COMPARISONS = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class Sql(NamedTuple):
    """A piece of SQL with its parameters."""

    text: str
    parameters: tuple[Any, ...] = ()


class Finder:
    """Turns queries into SQL for one structure; `fields` maps indexed value keys to field ids."""

    def __init__(self, structure: Structure, fields: Mapping[str, int]) -> None:
        self._structure = structure
        self._fields = fields

    def unindexed(self, query: Query) -> list[str]:
        """The value keys a query filters or sorts by that could be indexed but are not yet."""
        names = [c.field for c in query.conditions] + [name.removeprefix("-") for name in query.sort]
        found = []
        for name in dict.fromkeys(names):
            if name not in _COLUMNS and name not in _SPECIAL:
                key, attribute = self._key(name)
                if attribute.type_of.index and key not in self._fields:
                    found.append(key)
        return found

    def ids(self, connection: sqlite3.Connection, query: Query) -> array[int]:
        """The ids of all products that match, in order: 8 bytes each."""
        sql = self.statement(query)
        found: array[int] = array("q")
        cursor = connection.execute(sql.text, sql.parameters)
        while rows := cursor.fetchmany(4096):
            found.extend([row[0] for row in rows])
        return found

    def count(self, connection: sqlite3.Connection, query: Query) -> int:
        """How many products match."""
        sql = self._matching(query)
        return int(connection.execute(f"SELECT COUNT(*) FROM ({sql.text})", sql.parameters).fetchone()[0])

    def statement(self, query: Query, limit: int | None = None) -> Sql:
        """The ids of a query in its order."""
        order, joins, join_parameters = self._order(query.sort)
        matching = self._matching(query)
        tail = f" LIMIT {int(limit)}" if limit is not None else ""
        if matching.text == _ALL:
            where, parameters = "", ()
        elif matching.text == _ALL_ROOTS:
            where, parameters = " WHERE p.parent_id IS NULL", ()
        else:
            where, parameters = f" WHERE p.id IN ({matching.text})", matching.parameters
        return Sql(f"SELECT p.id FROM product p{joins}{where} ORDER BY {order}{tail}", (*join_parameters, *parameters))

    def _matching(self, query: Query) -> Sql:
        """The ids that match, without order; roots instead of what is below them when the query asks for roots."""
        parts = [self._condition(condition) for condition in query.conditions]
        if query.category:
            parts.append(self._category(Condition("category", "=", (query.category,))))
        if query.search.strip():
            parts.append(search_condition(query.search))
        column = "p.root_id" if query.roots_only else "p.id"
        if not parts:
            return Sql(_ALL_ROOTS if query.roots_only else _ALL)
        where = " AND ".join(f"({part.text})" for part in parts)
        parameters = tuple(value for part in parts for value in part.parameters)
        return Sql(f"SELECT DISTINCT {column} FROM product p WHERE {where}", parameters)

    def _order(self, sort: tuple[str, ...]) -> tuple[str, str, tuple[Any, ...]]:
        terms: list[str] = []
        joins, parameters = "", []
        for position, name in enumerate(sort):
            direction = " DESC" if name.startswith("-") else ""
            name = name.removeprefix("-")
            if name in _COLUMNS:
                terms.append(f"p.{_COLUMNS[name]}{direction}")
                continue
            key, attribute = self._key(name)
            field, kind = self._fields.get(key), attribute.type_of.index
            if field is None or not kind:
                raise CatalogError(_("Products cannot be sorted by {field}.").format(field=name))
            # A product may have several options: the first decides.
            joins += (
                f" LEFT JOIN (SELECT product_id, MIN(value) AS value FROM {INDEX_TABLES[kind]} WHERE field_id=?"
                f" GROUP BY product_id) s{position} ON s{position}.product_id=p.id"
            )
            parameters.append(field)
            terms.append(f"s{position}.value IS NULL, s{position}.value{direction}")
        last = " DESC" if terms and terms[-1].endswith(" DESC") else ""
        return ", ".join([*terms, f"p.id{last}"]), joins, tuple(parameters)

    def _key(self, name: str) -> tuple[str, Attribute]:
        key = self._structure.complete_key(name)
        return key.base(), self._structure.attributes[key.attribute]

    def _condition(self, condition: Condition) -> Sql:
        special = _SPECIAL.get(condition.field.partition("#")[0])
        if special is not None:
            return special(self, condition)
        if condition.field in _COLUMNS:
            return _column_condition(condition)
        key, attribute = self._key(condition.field)
        kind, field = attribute.type_of.index, self._fields.get(key)
        if kind and field is not None:
            return _index_condition(condition, attribute, kind, field)
        return _document_condition(condition, key)

    def _category(self, condition: Condition) -> Sql:
        if condition.operator in ("empty", "notempty"):
            negated = "NOT " if condition.operator == "empty" else ""
            return Sql(f"p.id {negated}IN (SELECT product_id FROM product_category)")
        codes = [code for value in condition.values for code in self._subtree(value)]
        negated = "NOT " if condition.operator == "!=" else ""
        text = f"p.id {negated}IN (SELECT product_id FROM product_category WHERE category IN ({marks(codes)}))"
        return Sql(text, tuple(codes))

    def _subtree(self, code: str) -> list[str]:
        if code not in self._structure.categories:
            raise CatalogError(_("There is no category “{code}”.").format(code=code))
        return list(subtree(self._structure.categories, code))

    def _parent(self, condition: Condition) -> Sql:
        if condition.operator in ("empty", "notempty"):
            return Sql(f"p.parent_id IS {'NOT ' if condition.operator == 'notempty' else ''}NULL")
        keys = [sku_key(value) for value in condition.values]
        negated = "NOT " if condition.operator == "!=" else ""
        return Sql(f"p.parent_id {negated}IN (SELECT id FROM product WHERE sku_key IN ({marks(keys)}))", tuple(keys))

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


_ALL = "SELECT p.id FROM product p"
_ALL_ROOTS = "SELECT p.id FROM product p WHERE p.parent_id IS NULL"
_SPECIAL: dict[str, Callable[[Finder, Condition], Sql]] = {
    "category": Finder._category,
    "parent": Finder._parent,
    "readiness": Finder._readiness,
    "missing": Finder._incomplete,
}


def _column_condition(condition: Condition) -> Sql:
    column, convert = f"p.{_COLUMNS[condition.field]}", _COLUMN_VALUES.get(condition.field, str)
    if condition.operator in ("empty", "notempty"):
        empty = f"({column} IS NULL OR {column}='')"
        return Sql(empty if condition.operator == "empty" else f"NOT {empty}")
    if condition.operator == "contains":
        return Sql(f"{column} LIKE ? ESCAPE '\\'", (f"%{_escaped(str(convert(condition.value)))}%",))
    values = tuple(convert(value) for value in condition.values)
    if condition.operator == "in":
        return Sql(f"{column} IN ({marks(values)})", values)
    return Sql(f"{column} {_COMPARISONS[condition.operator]} ?", values)


def _yes_no(text: str) -> int:
    if text.casefold() not in ("1", "0", "yes", "no", "true", "false", "oui", "non"):
        raise InvalidValue(_("“{text}” is neither yes nor no.").format(text=text))
    return int(text.casefold() in ("1", "yes", "true", "oui"))


_COLUMN_VALUES: dict[str, Callable[[str], Any]] = {
    "sku": sku_key,
    "name": fold_text,
    "enabled": _yes_no,
    "completeness": lambda text: float(parse_decimal(text.rstrip(" %"))),
    "stock": lambda text: float(parse_decimal(text)),
    "revision": lambda text: float(parse_decimal(text)),
}


def _index_condition(condition: Condition, attribute: Attribute, kind: str, field: int) -> Sql:
    table = INDEX_TABLES[kind]
    base = f"SELECT product_id FROM {table} WHERE field_id=?"
    if condition.operator in ("empty", "notempty"):
        return Sql(f"p.id {'NOT ' if condition.operator == 'empty' else ''}IN ({base})", (field,))
    if condition.operator == "contains":
        return Sql(
            f"p.id IN ({base} AND value LIKE ? ESCAPE '\\')", (field, f"%{_escaped(fold_text(condition.value))}%")
        )
    values = tuple(_INDEX_VALUES[kind](text, attribute) for text in condition.values)
    if condition.operator == "in":
        return Sql(f"p.id IN ({base} AND value IN ({marks(values)}))", (field, *values))
    if condition.operator == "!=":
        return Sql(f"p.id NOT IN ({base} AND value=?)", (field, *values))
    return Sql(f"p.id IN ({base} AND value{_COMPARISONS[condition.operator]}?)", (field, *values))


def _number(text: str, attribute: Attribute) -> float:
    value = attribute.parse(text)
    number = attribute.type_of.number(value, attribute) if value is not None else None
    return float(number or 0)


_INDEX_VALUES: dict[str, Callable[[str, Attribute], Any]] = {
    "text": lambda text, attribute: fold_text(text),
    "number": _number,
    "date": lambda text, attribute: parse_date(text).isoformat(),
    "option": lambda text, attribute: text if attribute.type_of.has_options else str(_yes_no(text)),
}


def _document_condition(condition: Condition, key: str) -> Sql:
    """For texts without a typed index: a scan of the documents, own value or the value of what is above."""
    path = f'$.values."{key}"'
    value = (
        "(SELECT COALESCE(json_extract(d.document, ?), json_extract(e.document, ?), json_extract(f.document, ?))"
        " FROM product_document d LEFT JOIN product_document e ON e.product_id=p.parent_id"
        " LEFT JOIN product_document f ON f.product_id=p.root_id WHERE d.product_id=p.id)"
    )
    paths = (path, path, path)
    if condition.operator in ("empty", "notempty"):
        return Sql(f"{value} IS {'NOT ' if condition.operator == 'notempty' else ''}NULL", paths)
    if condition.operator == "contains":
        return Sql(f"{value} LIKE ? ESCAPE '\\'", (*paths, f"%{_escaped(condition.value)}%"))
    if condition.operator == "in":
        return Sql(f"{value} IN ({marks(condition.values)})", (*paths, *condition.values))
    return Sql(f"{value} {_COMPARISONS[condition.operator]} ?", (*paths, condition.value))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def short_search(text: str) -> Sql:
    """Products whose SKU, GTIN or title (any locale) holds every word of `text`, anywhere in a word."""
    parts, parameters = [], []
    words = fold_text(text).split()
    grams = [dialect.trigram_match(word) for word in words if len(word) >= 3]
    if grams:
        parts.append("s.product_id IN (SELECT rowid FROM search_short WHERE search_short MATCH ?)")
        parameters.append(" AND ".join(grams))
    for word in words:
        parts.append("s.short LIKE ? ESCAPE '\\'")
        parameters.append(f"%{_escaped(word)}%" if len(word) >= 3 else f"{_escaped(word)}%")
    where = " AND ".join(parts) or "0"
    return Sql(f"SELECT s.product_id FROM search_source s WHERE {where}", tuple(parameters))


def text_search(text: str) -> Sql:
    """Products in whose texts every word of `text` begins some word."""
    words = [word for word in _words(text) if len(word) >= 2]
    if not words:
        return Sql("SELECT 0 WHERE 0")
    return Sql("SELECT rowid FROM search_text WHERE search_text MATCH ?", (dialect.prefix_match(words),))


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in fold_text(text)).split()


def search_condition(text: str) -> Sql:
    """Both searches as one condition on `p.id`."""
    short, full = short_search(text), text_search(text)
    return Sql(f"p.id IN ({short.text} UNION {full.text})", (*short.parameters, *full.parameters))
