"""Parity: what a receiver can read in a channel's files is what the catalogue says, field by field.

Every fact of a listing is expected in the files. A fact that is missing or other than expected is a difference, unless
the adapter declares how its format carries it: not at all (with the reason), or under a named formatting rule. A rule
is a pure function, and a value counts as formatted only if applying the rule to the catalogue's value gives exactly
what was read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from pim.catalog.record import freeze
from pim.catalog.value_key import attribute_of

PRODUCT, ITEM, BOTH = "product", "item", "both"


@dataclass(frozen=True, slots=True)
class Rule:
    """A named formatting rule: `apply` turns the catalogue's value into what the channel's file shows."""

    name: str
    apply: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Carried:
    """The format carries the field, as it is or under `rules` (any may match).

    `level` is where: on products, on items, or on both, the product's value and each variant's own.
    """

    level: str = ITEM
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class NotCarried:
    """The format has no place for the field; `reason` says so in words."""

    reason: str


Carriage = Carried | NotCarried


class Detail(NamedTuple):
    """One value that is not simply identical. `kind`: formatted, exception, not_carried or difference."""

    sku: str
    locale: str
    field: str
    channel: str
    kind: str
    expected: Any
    found: Any
    rule: str = ""

    def to_json(self) -> dict[str, Any]:
        return self._asdict()


@dataclass(slots=True)
class Tally:
    """Counts of compared values, and details of all that differ (`differences` complete, the others up to a limit)."""

    compared: int = 0
    identical: int = 0
    formatted: int = 0
    exceptions: int = 0
    not_carried: int = 0
    differences: int = 0
    details: list[Detail] = field(default_factory=list)
    by_field: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    detail_limit: int = 1000

    def add(self, kind: str, detail: Detail) -> None:
        """Counts one value. `kind` is identical, formatted, exception, not_carried or difference."""
        name = _COUNTERS[kind]
        setattr(self, name, getattr(self, name) + 1)
        if kind != "not_carried":
            self.compared += 1
        cell = self.by_field.setdefault((attribute_or_part(detail.field), detail.channel), {})
        cell[kind] = cell.get(kind, 0) + 1
        if kind == "difference" or (kind != "identical" and len(self.details) < self.detail_limit):
            self.details.append(detail)

    def add_identical(self, name: str, channel: str, count: int = 1) -> None:
        """Counts values of one field that are the same on both sides: most are, and need no detail."""
        self.compared += count
        self.identical += count
        cell = self.by_field.setdefault((attribute_or_part(name), channel), {})
        cell["identical"] = cell.get("identical", 0) + count

    def merge(self, other: Tally) -> None:
        """Adds the counts of another tally (another channel) to this one."""
        for name in ("compared", *_COUNTERS.values()):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.details.extend(other.details)
        for key, cell in other.by_field.items():
            mine = self.by_field.setdefault(key, {})
            for kind, count in cell.items():
                mine[kind] = mine.get(kind, 0) + count

    def to_record(self) -> dict[str, Any]:
        """Everything as JSON values; `of_record` gives an equal tally back."""
        cells = [[*place, counts] for place, counts in self.by_field.items()]
        return {**self._counts(), "details": [tuple(detail) for detail in self.details], "by_field": cells}

    @staticmethod
    def of_record(data: Mapping[str, Any]) -> Tally:
        found = Tally(**{name: data[name] for name in ("compared", *_COUNTERS.values())})
        found.details = [Detail(*map(freeze, detail)) for detail in data["details"]]
        found.by_field = {(name, channel): dict(counts) for name, channel, counts in data["by_field"]}
        return found

    def _counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("compared", *_COUNTERS.values())}

    def to_json(self) -> dict[str, Any]:
        counts = self._counts()
        return {**counts, "details": [detail.to_json() for detail in self.details]}


_COUNTERS = {
    "identical": "identical", "formatted": "formatted", "exception": "exceptions", "not_carried": "not_carried",
    "difference": "differences",
}  # fmt: skip


@lru_cache(maxsize=65_536)
def attribute_or_part(name: str) -> str:
    """What a field is grouped by in a matrix: the attribute code of a value key, the part name without its member."""
    if name.startswith("."):
        return "." + attribute_of(name[1:].partition(".")[0])
    return attribute_of(name)
