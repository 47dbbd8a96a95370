"""Families: which attributes a product has, which are required, how its variants are told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pim.catalog.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantStructure(Record):
    """How the products below a model differ.

    `levels` holds one or two tuples of axis attribute codes: `(("color",), ("size",))` is two levels.
    `own` holds, per level, the attributes a product of that level usually sets itself (axes excluded).
    """

    kind: ClassVar[str] = "variant_structure"

    levels: tuple[tuple[str, ...], ...] = ()
    own: tuple[tuple[str, ...], ...] = ()

    @property
    def axes(self) -> tuple[str, ...]:
        """All axes, upper level first."""
        return tuple(axis for level in self.levels for axis in level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family(Record):
    """`attributes` in the order of the form; `required` maps a channel code (or "*") to required codes.

    A required code is an attribute code or `role:NAME`, the attribute that plays that standard-field role.
    """

    kind: ClassVar[str] = "family"

    attributes: tuple[str, ...] = ()
    required: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    variants: tuple[VariantStructure, ...] = ()
    position: int = 0

    @classmethod
    def _thawed(cls, name: str, value: Any) -> Any:
        if name == "variants":
            return tuple(v if isinstance(v, VariantStructure) else VariantStructure.from_json(v) for v in value)
        return value

    def variant_structure(self, code: str | None) -> VariantStructure | None:
        """The structure with that code; None when there is none."""
        return next((structure for structure in self.variants if structure.code == code), None)

    def required_for(self, channel: str) -> tuple[str, ...]:
        """What the family requires on `channel`, in order, without repeats."""
        return tuple(dict.fromkeys((*self.required.get("*", ()), *self.required.get(channel, ()))))
