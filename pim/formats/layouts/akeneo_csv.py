"""Akeneo CSV: products, product models and all structure files, told apart by their columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pim.formats.layouts.akeneo_columns import columns_of, looks_scoped
from pim.formats.layouts.akeneo_structure import BUILDERS
from pim.formats.layouts.rejecting import PRODUCTS, fatal_rejection, named_problems, reject
from pim.formats.source import (
    NO_CODES,
    Kind,
    KnownCodes,
    Outcome,
    SourceColumn,
    SourceImage,
    SourceItem,
    SourceStructure,
)
from pim.formats.table import Row, RowCount, TableInfo
from pim.i18n import _


class Sort(NamedTuple):
    """A sort of file: what it must have, what tells it apart, and whether other columns rule it out."""

    name: str
    needed: frozenset[str]
    any_of: frozenset[str] = frozenset()
    allowed: frozenset[str] | None = None


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# In reading order: what others refer to comes first. The first that fits wins.
SORTS: tuple[Sort, ...] = (
    Sort("channel", _set("code currencies locales tree")),
    Sort("association_type", _set("code"), _set("is_two_way is_quantified")),
    Sort(
        "attribute",
        _set("code type"),
        _set("localizable scopable unique metric_family useable_as_grid_filter"),
    ),
    Sort("attribute_group", _set("code attributes sort_order"), allowed=_set("code attributes sort_order")),
    Sort("option", _set("code attribute"), allowed=_set("code attribute sort_order")),
    Sort("family_variant", _set("code family variant-axes_1")),
    Sort("family", _set("code attributes"), _set("attribute_as_label attribute_as_image")),
    Sort("group", _set("code type"), allowed=_set("code type axis")),
    Sort("category", _set("code parent"), allowed=_set("code parent")),
    Sort("product_model", _set("code family_variant")),
)
_ORDER: Mapping[str, int] = {
    name: place
    for place, name in enumerate(
        (
            "channel",
            "attribute_group",
            "attribute",
            "option",
            "family",
            "family_variant",
            "category",
            "group",
            "association_type",
            "product_model",
        )
    )
}
_PRODUCT_SIGNS = _set("family categories enabled groups parent uuid")


def sort_of(info: TableInfo) -> str:
    """The sort of an Akeneo file (`product`, `family`, …), or nothing if it is none."""
    names = frozenset(info.names)
    plain = frozenset(name for name in names if not name.startswith("label-"))
    labelled = len(plain) < len(names)
    for sort in SORTS:
        if not sort.needed <= names or (sort.any_of and not sort.any_of & names):
            continue
        if sort.allowed is None or (plain <= sort.allowed and labelled):
            return sort.name
    signs = len(_PRODUCT_SIGNS & names)
    return "product" if signs >= 2 and any(map(looks_scoped, names)) else ""


class AkeneoCsv:
    """Every file of an Akeneo export; codes known from the structure files resolve the product headers.

    Items: `sku` is the identifier (products) or code (models), `parent_key` the model. A model's axes
    follow from its `family_variant`, which structure files define; cells of several codes are separated
    by commas. Structures: see akeneo_structure.
    """

    code = "akeneo_csv"

    @property
    def label(self) -> str:
        """The name on screen."""
        return _("Akeneo CSV")

    def detect(self, info: TableInfo) -> float:
        """Sure if the columns are those of one sort of file."""
        return 0.9 if info.has_header and sort_of(info) else 0.0

    def order(self, info: TableInfo) -> int:
        """Structures in the order they refer to each other, then models, then products."""
        return _ORDER.get(sort_of(info), PRODUCTS)

    def columns(self, info: TableInfo, codes: KnownCodes = NO_CODES) -> tuple[SourceColumn, ...]:
        """The columns of products and models resolved against `codes`; those of structures as they are."""
        sort = sort_of(info)
        if sort in BUILDERS:
            return tuple(SourceColumn(c.name, c.index, "structure", label=c.name) for c in info.columns)
        return columns_of(
            info.columns, codes, _identifier(info, codes) if sort != "product_model" else "code"
        )

    def items(
        self, rows: Iterable[Row], info: TableInfo, columns: tuple[SourceColumn, ...], count: RowCount
    ) -> Iterator[Outcome]:
        """Structure records, or one item per product or model."""
        sort = sort_of(info)
        for row in rows:
            count.read += 1
            rejection = fatal_rejection(info, row)
            if rejection is None and row.blank:
                count.skip("blank")
                continue
            outcome = rejection or self._outcome(sort, row, info, columns)
            count.rejected += not isinstance(outcome, SourceItem | SourceStructure)
            count.used += isinstance(outcome, SourceItem | SourceStructure)
            yield outcome

    def _outcome(self, sort: str, row: Row, info: TableInfo, columns: tuple[SourceColumn, ...]) -> Outcome:
        """What one row becomes."""
        if sort in BUILDERS:
            return _structure(sort, row, info)
        return _item(sort, row, info, columns)


def _identifier(info: TableInfo, codes: KnownCodes) -> str:
    """The header of the product's identifier: the identifier attribute, else `sku`, else the first column."""
    identifiers = [name for name in info.names if codes.attributes.get(name) == "identifier"]
    usual = [name for name in ("sku", "identifier", "uuid") if name in info.names]
    return (identifiers or usual or [info.names[0]])[0]


def _structure(sort: str, row: Row, info: TableInfo) -> Outcome:
    """The record of a structure file, or why the row is none."""
    cells = {name: cell.strip() for name, cell in zip(info.names, row.cells, strict=True)}
    code = cells.get("code", "")
    if not code:
        return reject(info, row, "code", "", _("The code is missing."))
    if sort == "option" and not cells["attribute"]:
        return reject(info, row, "attribute", "", _("The option does not say which attribute it belongs to."))
    return SourceStructure(sort, code, BUILDERS[sort](cells), row.line, info.file)


def _item(sort: str, row: Row, info: TableInfo, columns: tuple[SourceColumn, ...]) -> Outcome:
    """The product or model of a row, or why the row is none."""
    at = {column.target: column for column in columns if column.target in ("sku", "parent")}
    key = row.cells[at["sku"].index].strip() if "sku" in at else ""
    if not key:
        name = at["sku"].name if "sku" in at else ""
        return reject(info, row, name, "", _("The identifier is missing."))
    parent = row.cells[at["parent"].index].strip() if "parent" in at else ""
    kind: Kind = "model" if sort == "product_model" else "variant" if parent else "simple"
    images = tuple(
        SourceImage(row.cells[column.index].strip(), position=place)
        for place, column in enumerate(
            (c for c in columns if c.target == "images" and row.cells[c.index].strip()), start=1
        )
    )
    cells = {column.name: row.cells[column.index] for column in columns}
    return SourceItem(
        info.file,
        row.line,
        kind,
        key,
        parent,
        cells,
        images,
        (),
        (row.line,),
        True,
        named_problems(info, row),
    )
