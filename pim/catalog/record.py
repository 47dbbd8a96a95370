"""Structure records as plain JSON values and back: what history, exchange and storage keep of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar, Self

Labels = Mapping[str, str]


def freeze(value: Any) -> Any:
    """JSON lists as tuples, at every depth, so that records stay immutable and comparable."""
    if value.__class__ is str:
        return value
    if isinstance(value, (list, tuple)):
        return tuple([part if part.__class__ is str else freeze(part) for part in value])
    if isinstance(value, Mapping):
        return {key: freeze(part) for key, part in value.items()}
    return value


def freeze_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """A frozen copy of JSON values by key; they are most of a product, and hardly any of them is not a text."""
    found = {**values}
    for key, value in values.items():
        if value.__class__ is not str:
            found[key] = freeze(value)
    return found


def thaw(value: Any) -> Any:
    """The JSON form of a frozen value: tuples as lists, nested records as objects."""
    if isinstance(value, Record):
        return value.to_json()
    if isinstance(value, (list, tuple)):
        return [thaw(part) for part in value]
    if isinstance(value, Mapping):
        return {key: thaw(part) for key, part in value.items()}
    return value


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A structure record. Its `code` is immutable and names it within its `kind`, in history too.

    `labels` maps a locale to the name people see.
    """

    kind: ClassVar[str] = ""

    code: str
    labels: Labels = dataclasses.field(default_factory=dict)

    def label(self, locale: str = "") -> str:
        """The label in `locale`, else in any locale, else the code."""
        return self.labels.get(locale) or next((text for text in self.labels.values() if text), self.code)

    def to_json(self) -> dict[str, Any]:
        """Every field as JSON values; `from_json` gives an equal record back."""
        return {field.name: thaw(getattr(self, field.name)) for field in dataclasses.fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The record of `to_json` data; fields that this version does not know are left out."""
        names = {field.name for field in dataclasses.fields(cls)}
        return cls(**{name: cls._thawed(name, freeze(value)) for name, value in data.items() if name in names})

    @classmethod
    def _thawed(cls, name: str, value: Any) -> Any:
        """Turns one frozen JSON value into the field's own type; overridden where that is a nested record."""
        return value

    def with_field(self, name: str, value: Any) -> Self:
        """A copy with one field, given as a JSON value, replaced."""
        return dataclasses.replace(self, **{name: self._thawed(name, freeze(value))})
