"""Filters of the product list: typed conditions, read from text such as `price:EUR >= 10`."""

from __future__ import annotations

import re
from typing import NamedTuple

from pim.catalog.errors import CatalogError
from pim.i18n import _

OPERATORS = ("=", "!=", "<=", ">=", "<", ">", "contains", "empty", "notempty", "in")

# Fields of every product, besides attributes.
CORE_FIELDS = (
    "sku", "name", "family", "kind", "enabled", "category", "parent", "completeness", "stock", "updated", "created", "image",
)  # fmt: skip

_CONDITION = re.compile(
    r"\s*(?P<field>[^\s=!<>]+)\s*(?P<operator>!=|<=|>=|=|<|>|\bcontains\b|\bnotempty\b|\bempty\b|\bin:?)\s*(?P<value>.*?)\s*",
    re.DOTALL,
)


class Condition(NamedTuple):
    """`field` is a core field or a value key; `operator` one of `OPERATORS`; `values` has several for `in`."""

    field: str
    operator: str
    values: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        return self.values[0] if self.values else ""

    def to_json(self) -> list[object]:
        return [self.field, self.operator, list(self.values)]

    def __str__(self) -> str:
        if self.operator == "in":
            return f"{self.field} in:{','.join(self.values)}"
        return f"{self.field} {self.operator} {self.value}".rstrip()


def parse_condition(text: str) -> Condition:
    """The condition written in `text`. Raises `CatalogError` when it has no such form.

    >>> parse_condition("price:EUR >= 10")
    Condition(field='price:EUR', operator='>=', values=('10',))
    >>> parse_condition("color in:red,blue").values, parse_condition("image empty").operator
    (('red', 'blue'), 'empty')
    """
    found = _CONDITION.fullmatch(text)
    if not found:
        raise CatalogError(
            _("“{text}” is not a filter. Write for example: price >= 10, color in:red,blue, image empty.").format(
                text=text
            )
        )
    operator = found["operator"].rstrip(":")
    if operator in ("empty", "notempty"):
        return Condition(found["field"], operator)
    if operator == "in":
        return Condition(
            found["field"], operator, tuple(part.strip() for part in found["value"].split(",") if part.strip())
        )
    return Condition(found["field"], operator, (found["value"],))


class Query(NamedTuple):
    """What the product list shows: full text `search`, `conditions` (all hold), a category with all below it, `sort`.

    `sort` holds field names, "-" before one for descending. `roots_only` hides variants below their models.
    """

    search: str = ""
    conditions: tuple[Condition, ...] = ()
    category: str = ""
    sort: tuple[str, ...] = ()
    roots_only: bool = False
