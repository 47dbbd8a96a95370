"""What each column of a file becomes: targets, and the mapping that holds them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import Any, Self

from pim.catalog.attribute import Attribute
from pim.catalog.errors import CatalogError
from pim.catalog.value_key import attribute_of
from pim.i18n import _

SKIP, VALUE = "skip", "value"
# Fields of the product itself. `links`, `stock` and `value` have a key, the others stand alone.
FIELDS = frozenset((
    SKIP, VALUE, "sku", "parent", "family", "family_variant", "enabled", "categories", "images", "image_alt", "stock",
    "links", "currency", "unit", "compare_at",
))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where one column goes.

    `field` is one of `FIELDS`; `key` the value key, location code or association type. `create` is the attribute to
    make when the catalogue has none of that code. `separator` splits lists; `unit` is the unit of all numbers of the
    column, `unit_column` and `currency_column` name the columns that give them row by row. `decimal` is the decimal
    sign, `day_first` the order of dates. `path` splits a category path. `reason` says why this was proposed.
    """

    field: str
    key: str = ""
    create: Attribute | None = None
    separator: str = ""
    unit: str = ""
    unit_column: str = ""
    currency_column: str = ""
    decimal: str = ""
    day_first: bool = True
    path: str = ""
    reason: str = ""

    @property
    def attribute(self) -> str:
        """The code of the attribute of a value; "" for fields."""
        return attribute_of(self.key) if self.field == VALUE else ""

    def to_json(self) -> dict[str, Any]:
        """Everything that is not the default."""
        data: dict[str, Any] = {"field": self.field}
        for part in dataclasses.fields(self)[1:]:
            value = getattr(self, part.name)
            if value != part.default:
                data[part.name] = value.to_json() if isinstance(value, Attribute) else value
        return data

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """A target from JSON; a bare text is a value key, or a field's name with its key: `stock:paris`, `skip`."""
        if isinstance(data, str):
            return cls._from_text(data)
        try:
            known = {part.name for part in dataclasses.fields(cls)}
            values = {name: value for name, value in data.items() if name in known}
            if isinstance(values.get("create"), Map):
                values["create"] = Attribute.from_json(values["create"])
            target = cls(**values)
        except (TypeError, AttributeError) as error:
            raise CatalogError(_("The mapping is not readable: {detail}").format(detail=error)) from error
        if target.field not in FIELDS:
            raise CatalogError(
                _("The mapping names “{field}”, which is no part of a product.").format(field=target.field)
            )
        return target

    @classmethod
    def _from_text(cls, text: str) -> Self:
        name, _colon, key = text.strip().removeprefix(".").partition(":")
        if name in FIELDS and name != VALUE:
            return cls(field=name, key=key)
        return cls(field=VALUE, key=text.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """The targets of all columns by name. `key` is the column that identifies products ("" = the layout's own),
    `key_reason` why. `axes` are the attributes that tell the variants of a model apart (plain tables only)."""

    columns: Map[str, Target] = field(default_factory=dict)
    key: str = ""
    key_reason: str = ""
    axes: tuple[str, ...] = ()

    def target(self, column: str) -> Target:
        """The target of a column; skip for a column that the mapping does not know."""
        return self.columns.get(column, _SKIPPED)

    def column_of(self, field_name: str) -> str:
        """The first column with that field; "" when there is none."""
        return next((name for name, target in self.columns.items() if target.field == field_name), "")

    @property
    def left_out(self) -> tuple[str, ...]:
        """The columns that are not imported."""
        return tuple(name for name, target in self.columns.items() if target.field == SKIP and name != self.key)

    def with_target(self, column: str, target: Target) -> Mapping:
        """A copy with one column's target replaced."""
        return dataclasses.replace(self, columns={**self.columns, column: target})

    def to_json(self) -> dict[str, Any]:
        """The mapping as JSON values: what a mapping file holds."""
        columns = {name: target.to_json() for name, target in self.columns.items()}
        return {"key": self.key, "key_reason": self.key_reason, "axes": list(self.axes), "columns": columns}

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """The mapping of a mapping file: `to_json`, or only `{"Column": "value key"}`."""
        if not isinstance(data, dict):
            raise CatalogError(_("A mapping file holds one JSON object with a target for each column."))
        columns = data.get("columns", data if "key" not in data else {})
        if not isinstance(columns, dict):
            raise CatalogError(_("A mapping file holds one JSON object with a target for each column."))
        return cls(
            columns={name: Target.from_json(target) for name, target in columns.items()},
            key=str(data.get("key", "")) if "columns" in data else "",
            key_reason=str(data.get("key_reason", "")) if "columns" in data else "",
            axes=tuple(data.get("axes", ())) if "columns" in data else (),
        )


_SKIPPED = Target(field=SKIP)
