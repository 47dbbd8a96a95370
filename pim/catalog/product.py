"""The product: an immutable value. Every part of it has a key, and edits speak of keys only."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pim.catalog.attribute_types import Value
from pim.catalog.errors import CatalogError
from pim.catalog.record import freeze, freeze_values
from pim.catalog.value_key import parse_key
from pim.i18n import _

SIMPLE, MODEL, VARIANT = "simple", "model", "variant"
KINDS = (SIMPLE, MODEL, VARIANT)


class ImageUse(NamedTuple):
    """An image on a product: `sha256` of its content, file `name`, `role` (main or gallery), `alt` per locale."""

    sha256: str
    name: str
    role: str = "gallery"
    alt: Mapping[str, str] = {}

    def to_json(self) -> dict[str, Any]:
        return {"sha256": self.sha256, "name": self.name, "role": self.role, "alt": dict(self.alt)}


class Stock(NamedTuple):
    """What a location holds: `quantity` as plain decimal text, `at` = when it was counted (ISO 8601, UTC)."""

    quantity: str
    at: str

    def to_json(self) -> dict[str, Any]:
        return {"quantity": self.quantity, "at": self.at}


class DeclaredException(NamedTuple):
    """A value that differs on one channel on purpose. `until` is the last day it holds (ISO date), "" for no end."""

    value: Value
    reason: str
    author: str = ""
    until: str = ""

    def to_json(self) -> dict[str, Any]:
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"value": value, "reason": self.reason, "author": self.author, "until": self.until}

    def holds_on(self, day: str) -> bool:
        """Whether the exception is in force on `day` (ISO date)."""
        return not self.until or day <= self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One record of the catalogue.

    `kind` is simple, model or variant. `family` is a family code. `parent` is the uid of the model above (variants, and
    models of a second level). `variant_structure` is the code of the family's structure that a model's variants
    follow. `values` holds the product's own values by value key; what a variant does not set it inherits.
    `associations` maps an association type to uids. `exceptions` is keyed by value keys with a channel part.
    """

    uid: str
    sku: str
    kind: str = SIMPLE
    family: str = ""
    parent: str = ""
    variant_structure: str = ""
    enabled: bool = True
    categories: tuple[str, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    images: tuple[ImageUse, ...] = ()
    associations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stock: Mapping[str, Stock] = field(default_factory=dict)
    exceptions: Mapping[str, DeclaredException] = field(default_factory=dict)

    @property
    def is_sellable(self) -> bool:
        """A leaf that can be sold: simple or variant."""
        return self.kind != MODEL

    def part(self, key: str) -> Any:
        """The JSON value under a part key, None when there is none.

        Part keys: value keys (`title@en_GB`), value keys with a channel (declared exceptions), `.sku`, `.kind`,
        `.family`, `.parent`, `.variant_structure`, `.enabled`, `.categories`, `.images`, `.stock.LOCATION`,
        `.associations.TYPE`.
        """
        if not key.startswith("."):
            if "#" not in key:
                return _json(self.values.get(key))
            exception = self.exceptions.get(key)
            return exception.to_json() if exception else None
        name, _dot, member = key[1:].partition(".")
        if member:
            return _json(getattr(self, name).get(member))
        return _json(getattr(self, name))

    def with_parts(self, parts: Mapping[str, Any]) -> Product:
        """A copy with these parts replaced; a value of None takes the part away. Values are JSON values."""
        changes: dict[str, Any] = {}
        for key, value in parts.items():
            name, member = _place(key)
            if member is None:
                changes[name] = _PLAIN_PARTS[name](value)
                continue
            if name not in changes:
                changes[name] = dict(getattr(self, name))
            if value is None:
                changes[name].pop(member, None)
            else:
                changes[name][member] = _MEMBER_PARTS[name](value)
        return dataclasses.replace(self, **changes)

    def to_json(self) -> dict[str, Any]:
        """The whole record as JSON values; parts that are empty are left out, so equal products give equal JSON."""
        data: dict[str, Any] = {"uid": self.uid, "sku": self.sku, "kind": self.kind, "enabled": self.enabled}
        for name in ("family", "parent", "variant_structure", "categories", "values", "images", *_OTHER_MEMBERS):
            if part := getattr(self, name):
                data[name] = _json(part)
        return data

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Product:
        """The product of `to_json` data. Raises `CatalogError` where the data has another shape."""
        try:
            parts: dict[str, Any] = {}
            for name, value in data.items():
                if name == "values":
                    parts[name] = freeze_values(value)
                elif name in _PLAIN_PARTS:
                    parts[name] = _PLAIN_PARTS[name](value)
                elif name in _MEMBER_PARTS:
                    read = _MEMBER_PARTS[name]
                    parts[name] = {key: read(member) for key, member in value.items()}
            return Product(uid=str(data["uid"]), **parts)
        except (KeyError, TypeError, AttributeError) as error:
            raise CatalogError(_("A product record is damaged: {detail}").format(detail=error)) from error


def _json(value: Any) -> Any:
    if value.__class__ in _JSON_ALREADY:
        return value
    if isinstance(value, (ImageUse, Stock, DeclaredException)):
        return value.to_json()
    if isinstance(value, tuple):
        return [_json(part) for part in value]
    if isinstance(value, Mapping):
        return {key: _json(value[key]) for key in sorted(value)}
    return value


def _place(key: str) -> tuple[str, str | None]:
    """Which field of the product a part key belongs to, and the member within it."""
    if not key.startswith("."):
        parse_key(key)
        return ("exceptions" if "#" in key else "values"), key
    name, dot, member = key[1:].partition(".")
    if name not in (_MEMBER_PARTS if dot else _PLAIN_PARTS):
        raise CatalogError(_("“{key}” is not a part of a product.").format(key=key))
    return name, member if dot else None


def _image(data: Mapping[str, Any]) -> ImageUse:
    return ImageUse(data["sha256"], data["name"], data.get("role", "gallery"), dict(data.get("alt", {})))


def _stock(data: Mapping[str, Any]) -> Stock:
    return Stock(str(data["quantity"]), str(data.get("at", "")))


def _exception(data: Mapping[str, Any]) -> DeclaredException:
    return DeclaredException(freeze(data["value"]), data["reason"], data.get("author", ""), data.get("until") or "")


_JSON_ALREADY = frozenset((str, bool, type(None)))
_OTHER_MEMBERS = ("associations", "stock", "exceptions")
_PLAIN_PARTS: dict[str, Callable[[Any], Any]] = {
    "sku": str,
    "kind": str,
    "family": lambda value: value or "",
    "parent": lambda value: value or "",
    "variant_structure": lambda value: value or "",
    "enabled": bool,
    "categories": lambda value: tuple(value or ()),
    "images": lambda value: tuple(_image(image) for image in value or ()),
}
_MEMBER_PARTS: dict[str, Callable[[Any], Any]] = {
    "values": freeze,
    "associations": tuple,
    "stock": _stock,
    "exceptions": _exception,
}
