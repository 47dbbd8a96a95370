"""Filter conditions as SQL over the narrow product row `p`, the typed indexes, or the documents.

Column and table names come from fixed maps only; whatever a user wrote is a bound parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pim.catalog.attribute import Attribute
from pim.catalog.convention import parse_date, parse_decimal
from pim.catalog.errors import CatalogError, InvalidValue
from pim.catalog.filters import Condition
from pim.catalog.identifiers import fold_text, sku_key
from pim.i18n import _
from pim.storage.derive import INDEX_TABLES, MAX_INDEXED
from pim.storage.products import marks

COLUMNS = {
    "sku": "sku_key", "name": "name_fold", "family": "family", "kind": "kind", "enabled": "enabled",
    "completeness": "completeness", "stock": "stock", "updated": "updated_at", "created": "created_at", "image": "image",
    "revision": "revision", "variants": "variants",
}  # fmt: skip
# The columns of a product row that have an index for lists to be read along (`tables` makes them; whoever only looks at
# lists does not load what makes tables).
SORTED_BY = ("sku_key", "name_fold", "price", "stock", "completeness", "updated_at", "created_at", "family")
_LONGEST = 10_000  # characters; the database refuses endless patterns
# A product without a value is not equal to any.
COMPARISONS = {"=": "=", "!=": "IS NOT", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class Sql(NamedTuple):
    """A piece of SQL with its parameters.

    Where all that `text` asks is that `p` is among the products that a select of `product_id` finds, `ids` is that select;
    it ends within its WHERE.
    """

    text: str
    parameters: tuple[Any, ...] = ()
    ids: str = ""


def among(ids: str, parameters: tuple[Any, ...]) -> Sql:
    """`p` is among the products that the select `ids` finds."""
    return Sql(f"p.id IN ({ids})", parameters, ids)


def among_all(sets: Sequence[Sql]) -> Sql:
    """`p` is among all of these sets of `among`. The first is walked through and the others are looked up in, so that no
    product row is sought that one of them leaves out."""
    text = " AND product_id IN (".join(one.ids for one in sets) + ")" * (len(sets) - 1)
    return among(text, tuple(value for one in sets for value in one.parameters))


def column_condition(condition: Condition) -> Sql:
    """A condition on a column of the product row."""
    column, convert = f"p.{COLUMNS[condition.field]}", _COLUMN_VALUES.get(condition.field, str)
    if condition.operator in ("empty", "notempty"):
        empty = f"({column} IS NULL OR {column}='')"
        return Sql(empty if condition.operator == "empty" else f"NOT {empty}")
    if condition.operator == "contains":
        return Sql(f"{column} LIKE ? ESCAPE '\\'", (f"%{escaped(str(convert(condition.value)))}%",))
    values = tuple(convert(value) for value in condition.values)
    if condition.operator == "in":
        return Sql(f"{column} IN ({marks(values)})", values)
    return Sql(f"{column} {COMPARISONS[condition.operator]} ?", values)


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


def index_condition(condition: Condition, attribute: Attribute, kind: str, field: int) -> Sql:
    """A condition on an indexed value key, `field` its id in the index table of `kind`."""
    table = INDEX_TABLES[kind]
    base = f"SELECT product_id FROM {table} WHERE field_id=?"
    if condition.operator == "empty":
        return Sql(f"p.id NOT IN ({base})", (field,))
    if condition.operator == "notempty":
        return among(base, (field,))
    if condition.operator == "contains":
        return among(f"{base} AND value LIKE ? ESCAPE '\\'", (field, f"%{escaped(fold_text(condition.value))}%"))
    values = tuple(_INDEX_VALUES[kind](text, attribute) for text in condition.values)
    if condition.operator == "in":
        return among(f"{base} AND value IN ({marks(values)})", (field, *values))
    if condition.operator == "!=":
        return Sql(f"p.id NOT IN ({base} AND value=?)", (field, *values))
    return among(f"{base} AND value{COMPARISONS[condition.operator]}?", (field, *values))


def _number(text: str, attribute: Attribute) -> float:
    value = attribute.parse(text)
    number = attribute.type_of.number(value, attribute) if value is not None else None
    return float(number or 0)


_INDEX_VALUES: dict[str, Callable[[str, Attribute], Any]] = {
    "text": lambda text, attribute: fold_text(text)[:MAX_INDEXED],
    "number": _number,
    "date": lambda text, attribute: parse_date(text).isoformat(),
    "option": lambda text, attribute: text if attribute.type_of.has_options else str(_yes_no(text)),
}


def document_value(key: str) -> Sql:
    """The folded text under a value key, own or inherited, read from the documents of `p` and what is above it."""
    path = f'$.values."{key}"'
    text = (
        "(SELECT pim_fold(COALESCE(json_extract(d.document, ?), json_extract(e.document, ?), json_extract(f.document, ?)))"
        " FROM product_document d LEFT JOIN product_document e ON e.product_id=p.parent_id"
        " LEFT JOIN product_document f ON f.product_id=p.root_id WHERE d.product_id=p.id)"
    )
    return Sql(text, (path, path, path))


def document_condition(condition: Condition, key: str) -> Sql:
    """A condition on a text without a typed index: a scan of the documents, that folds as the index would."""
    value, paths, _ids = document_value(key)
    if condition.operator in ("empty", "notempty"):
        return Sql(f"{value} IS {'NOT ' if condition.operator == 'notempty' else ''}NULL", paths)
    if condition.operator == "contains":
        return Sql(f"{value} LIKE ? ESCAPE '\\'", (*paths, f"%{escaped(fold_text(condition.value))}%"))
    values = tuple(fold_text(text) for text in condition.values)
    if condition.operator == "in":
        return Sql(f"{value} IN ({marks(values)})", (*paths, *values))
    return Sql(f"{value} {COMPARISONS[condition.operator]} ?", (*paths, *values))


def escaped(text: str) -> str:
    """Text whose %, _ and \\ a LIKE takes as they are (with ESCAPE '\\'). Raises `CatalogError` for endless texts."""
    if len(text) > _LONGEST:
        raise CatalogError(_("“{text}…” is too long to look for.").format(text=text[:30]))
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
