"""The columns of a channel's table: made from structure, locales and price lists before the first row is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from pim.catalog.attribute import Attribute
from pim.channels.adapter import Context
from pim.channels.list_cell import join_list, split_cell
from pim.i18n import _

_TEXT, _NUMBER, _DATE, _YES_NO, _LIST, _AXES = "text", "number", "date", "yes_no", "list", "axes"
_KINDS = {
    "number": _NUMBER, "price": _NUMBER, "measurement": _NUMBER, "date": _DATE, "yes_no": _YES_NO,
    "multi_select": _LIST, "gallery": _LIST,
}  # fmt: skip


class Column(NamedTuple):
    """`name` is the heading, `field` the fact in it, `kind` how its value becomes a cell.

    `unit` is what a number without one is in; its values may carry it, or another one.
    """

    name: str
    field: str
    kind: str = _TEXT
    unit: str = ""

    @property
    def writer(self) -> Callable[[Any], str]:
        """What makes the cell of a value that has the form of a fact."""
        return _WRITTEN[self.kind]

    def value(self, cell: str) -> Any:
        """The fact of a cell that is not empty."""
        return _READ[self.kind](cell)

    def reread(self, value: Any) -> Any:
        """What a reader finds where the catalogue says `value`."""
        return self.value(self.writer(value))

    @property
    def is_number(self) -> bool:
        return self.kind == _NUMBER

    @property
    def is_yes_no(self) -> bool:
        return self.kind == _YES_NO

    @property
    def is_text(self) -> bool:
        """Whether a cell is the fact, letter by letter."""
        return self.kind in (_TEXT, _NUMBER, _DATE)

    @property
    def keeps_text(self) -> bool:
        """Whether a fact that is a text is the cell, letter by letter."""
        return self.is_text or self.kind == _YES_NO


@dataclass(frozen=True, slots=True)
class Columns:
    """All columns in order, and the attributes that the channel's mapping leaves out."""

    columns: tuple[Column, ...]
    by_field: Mapping[str, Column]
    by_name: Mapping[str, Column]
    left_out: frozenset[str]


PRODUCT = Column("product", "")  # the SKU of the top-level product: the rows of its variants stand together
_FIRST = (
    PRODUCT, Column("sku", ".sku"), Column("parent", ".parent"), Column("family", ".family"),
    Column("categories", ".categories", _LIST), Column("enabled", ".enabled", _YES_NO), Column("axes", ".axes", _AXES),
)  # fmt: skip
IMAGES = ".images"


def columns_of(context: Context) -> Columns:
    """The columns of the channel. Two that would have the same name get the fact's own name added."""
    columns: list[Column] = []
    names: set[str] = set()
    for column in (*_FIRST, *_attributes(context), *_parts(context)):
        if column.name in names:
            column = column._replace(name=f"{column.name} ({column.field})")
        names.add(column.name)
        columns.append(column)
    mapping = context.channel.mapping
    return Columns(
        columns=tuple(columns),
        by_field={column.field: column for column in columns},
        by_name={column.name: column for column in columns},
        left_out=frozenset(code for code, name in mapping.items() if name == ""),
    )


def _attributes(context: Context) -> Iterator[Column]:
    channel, structure = context.channel, context.structure
    for attribute in structure.attributes.values():
        if attribute.internal or channel.mapping.get(attribute.code) == "":
            continue
        keys = structure.scopes(attribute, channel.locales, channel.price_lists)
        kind = _KINDS.get(attribute.type, _TEXT)
        unit = attribute.default_unit if attribute.type == "measurement" else ""
        for key in keys:
            yield Column(_name(attribute, key, channel.mapping, len(keys)), key, kind, unit)


def _name(attribute: Attribute, key: str, mapping: Mapping[str, str], scopes: int) -> str:
    """The value key, or the mapping's name with the scope where there are several."""
    name = mapping.get(attribute.code)
    if name is None:
        return key
    return name if scopes == 1 else name + key[len(attribute.code) :]


def _parts(context: Context) -> Iterator[Column]:
    channel, structure = context.channel, context.structure
    for prices in channel.price_lists:
        yield Column(f"offer_price:{prices}", f".price:{prices}", _NUMBER)
        yield Column(f"compare_at_price:{prices}", f".compare_at:{prices}", _NUMBER)
    for location in channel.stock_locations or structure.locations:
        yield Column(f"stock.{location}", f".stock.{location}", _NUMBER)
    yield Column("images", IMAGES, _LIST)
    for locale in channel.locales:
        yield Column(f"image_alts@{locale}", f".alts@{locale}", _LIST)
    for kind in structure.association_types:
        yield Column(f"associations.{kind}", f".associations.{kind}", _LIST)


def addresses_in(row: Mapping[str, str], columns: Columns) -> tuple[str, ...]:
    """Where the pictures of a row are found."""
    return split_cell(row.get(columns.by_field[IMAGES].name, ""))


def reason_without_column(name: str, columns: Columns) -> str:
    """Why a field has no column."""
    if name.partition("@")[0].partition(":")[0] in columns.left_out:
        return _("left out by the channel's mapping")
    return _("not in the structure of the catalogue")


def _yes_no(value: Any) -> str:
    return ("1" if value else "0") if isinstance(value, bool) else str(value)


def _axes_cell(axes: tuple[tuple[str, Any], ...]) -> str:
    return join_list([f"{code}={_yes_no(value)}" for code, value in axes])


def _axes_value(cell: str) -> tuple[tuple[str, str], ...]:
    pairs = (member.partition("=") for member in split_cell(cell))
    return tuple((code, value) for code, _sign, value in pairs)


_WRITTEN: dict[str, Callable[[Any], str]] = {
    _TEXT: str, _NUMBER: str, _DATE: str, _YES_NO: _yes_no, _LIST: join_list, _AXES: _axes_cell,
}  # fmt: skip
_READ: dict[str, Callable[[str], Any]] = {
    _TEXT: str, _NUMBER: str, _DATE: str, _LIST: split_cell, _AXES: _axes_value,
    _YES_NO: lambda cell: {"1": True, "0": False}.get(cell, cell),
}  # fmt: skip
