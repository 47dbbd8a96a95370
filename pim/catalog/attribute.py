"""Attributes and their options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pim.catalog.attribute_types import TYPES, AttributeType, Value
from pim.catalog.convention import PLAIN, Convention
from pim.catalog.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute(Record):
    """What a product can be described by.

    `type` is a code of `TYPES`. `per_locale`: one value per locale (never for prices). `internal`: no adapter ever
    sees it. `rules`: max_length (characters), pattern (regular expression), min, max, gtin (bool), may_be_zero (bool).
    `unit_family` and `default_unit` belong to measurements. `source_names` keeps, per format, the name the attribute
    had in the file it came from.
    """

    kind: ClassVar[str] = "attribute"

    type: str = "text"
    group: str = ""
    per_locale: bool = False
    internal: bool = False
    rules: Mapping[str, Any] = field(default_factory=dict)
    unit_family: str = ""
    default_unit: str = ""
    source_names: Mapping[str, str] = field(default_factory=dict)
    position: int = 0

    @property
    def type_of(self) -> AttributeType:
        return TYPES[self.type]

    def parse(self, text: str, convention: Convention = PLAIN) -> Value | None:
        """The stored value of `text`, None for blank text. Raises `InvalidValue`."""
        value = self.type_of.parse(text, self, convention) if text.strip() else None
        return None if value in ("", ()) else value

    def format(self, value: Value) -> str:
        """The value as text; `parse` (plain convention) reads it back."""
        return self.type_of.format(value)

    def problems(self, value: Value) -> list[str]:
        """What is wrong with a stored value; translated sentences, empty when nothing is."""
        return list(self.type_of.problems(value, self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Option(Record):
    """One choice of a select attribute. In history its name is `attribute/code` (see `uid`)."""

    kind: ClassVar[str] = "option"

    attribute: str
    position: int = 0

    @property
    def uid(self) -> str:
        return f"{self.attribute}/{self.code}"
