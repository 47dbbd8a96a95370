"""What a layout makes of the rows of a file: source items, structures and rejections.

Source items speak the source's language: its column names, its codes, its text. What they become
in the catalogue is decided by the mapping, elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Protocol, Self, runtime_checkable

from pim.formats.table import CellProblem, Row, RowCount, TableInfo

Kind = Literal["simple", "model", "variant"]


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column and what the layout knows about it.

    `target` is a hint: sku, parent, family, family_variant, enabled, categories, groups, images,
    image_alts, image_position, variant_image, stock, tags, role:<role>, unit (of `unit_of`),
    association:<type>:<products|product_models|groups|quantities>, option_name:<n>,
    option_value:<n>, attribute, ignore, or None when nothing is known.
    `attribute` is the source's own code of the attribute (`name` of the column `name-en_US`),
    `label` its name for people, `type` a hint at its type (text, rich_text, number, price,
    measurement, yes_no, date, select, multi_select, image, file, identifier) if the layout knows it.
    `unit` is a fixed unit of the whole column (`g`), `unit_of` names the amount column it gives units to.
    `separator` splits a cell of several values. `market` names the market of a market price.
    `level`: product, variant, image or any.
    `internal` marks costs and the like, which no channel may ever see.
    """

    name: str
    index: int
    target: str | None = None
    attribute: str | None = None
    label: str | None = None
    type: str | None = None
    locale: str | None = None
    currency: str | None = None
    channel: str | None = None
    unit: str | None = None
    unit_of: str | None = None
    separator: str | None = None
    market: str | None = None
    level: str = "any"
    internal: bool = False

    def to_json(self) -> dict[str, Any]:
        """The column as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The column from `to_json`."""
        return cls(**data)


@dataclass(frozen=True, slots=True)
class SourceImage:
    """An image as the source names it (URL, path or file name), its alt text and its place from 1."""

    source: str
    alt: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class SourceItem:
    """One product, model or variant of the source.

    `key` identifies it inside the file: the SKU, or handle and option values where there is none
    (`has_sku` False). `cells` holds every non-ignored column by its name; a column that is absent
    says nothing, an empty text is an empty cell. `axes` are the option names with this item's
    values; a model has the names with empty values. `lines` are all records used, the first is `line`.
    """

    file: str
    line: int
    kind: Kind
    key: str
    parent_key: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)
    images: tuple[SourceImage, ...] = ()
    axes: tuple[tuple[str, str], ...] = ()
    lines: tuple[int, ...] = ()
    has_sku: bool = True
    problems: tuple[tuple[str, CellProblem], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The item as a JSON object, without the parts that are empty."""
        # Written out because millions cross the process border: `asdict` copies deeply, and what is empty need not cross.
        data: dict[str, Any] = {
            "file": self.file, "line": self.line, "kind": self.kind, "key": self.key, "cells": self.cells, "lines": self.lines,
        }  # fmt: skip
        if self.parent_key:
            data["parent_key"] = self.parent_key
        if self.images:
            data["images"] = [[image.source, image.alt, image.position] for image in self.images]
        if self.axes:
            data["axes"] = [list(axis) for axis in self.axes]
        if not self.has_sku:
            data["has_sku"] = False
        if self.problems:
            data["problems"] = [[name, list(problem)] for name, problem in self.problems]
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The item from `to_json`."""
        return cls(
            data["file"], data["line"], data["kind"], data["key"], data.get("parent_key", ""), data["cells"],
            tuple(SourceImage(*image) for image in data["images"]) if "images" in data else (),
            tuple((name, value) for name, value in data["axes"]) if "axes" in data else (),
            tuple(data["lines"]), data.get("has_sku", True),
            tuple((name, CellProblem(*problem)) for name, problem in data["problems"]) if "problems" in data else (),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceStructure:
    """A record that describes the catalogue instead of a product.

    `kind`: attribute, attribute_group, option, family, family_variant, category, group,
    association_type, channel, locale, currency. `data` is listed with each layout.
    """

    kind: str
    code: str
    data: dict[str, Any]
    line: int = 0
    file: str = ""

    def to_json(self) -> dict[str, Any]:
        """The record as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The record from `to_json`."""
        return cls(**data)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that cannot be used: where, which value, why. `row` is the record as it was read."""

    file: str
    line: int
    column: str
    value: str
    reason: str
    row: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The rejection as a JSON object."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The rejection from `to_json`."""
        return cls(**{**data, "row": tuple(data["row"])})


Outcome = SourceItem | SourceStructure | Rejection


@dataclass(frozen=True, slots=True)
class KnownCodes:
    """Codes that exist already (in the catalogue or in files read before): they decide ambiguous headers.

    `attributes` maps an attribute's code to its type hint ("" if unknown).
    """

    attributes: Mapping[str, str] = field(default_factory=dict)
    locales: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    currencies: frozenset[str] = frozenset()
    association_types: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, Any]:
        """The codes as a JSON object."""
        return {
            "attributes": dict(self.attributes),
            "locales": sorted(self.locales),
            "channels": sorted(self.channels),
            "currencies": sorted(self.currencies),
            "association_types": sorted(self.association_types),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The codes from `to_json`."""
        sets = {name: frozenset(values) for name, values in data.items() if name != "attributes"}
        return cls(attributes=dict(data.get("attributes", {})), **sets)


NO_CODES = KnownCodes()


@runtime_checkable
class Layout(Protocol):
    """How one system arranges products in a table.

    `code` is its name on the command line, `label` its name on screen.
    """

    code: str

    @property
    def label(self) -> str:
        """The name on screen."""

    def detect(self, info: TableInfo) -> float:
        """How surely the table follows this layout: 0 no, 1 certain."""

    def order(self, info: TableInfo) -> int:
        """Files given together are read in ascending order: structures before the products that use them."""

    def columns(self, info: TableInfo, codes: KnownCodes = NO_CODES) -> tuple[SourceColumn, ...]:
        """Every column of the table with what this layout knows about it."""

    def items(
        self, rows: Iterable[Row], info: TableInfo, columns: tuple[SourceColumn, ...], count: RowCount
    ) -> Iterator[Outcome]:
        """The items in file order; `count` accounts for every record and is final at the end."""
