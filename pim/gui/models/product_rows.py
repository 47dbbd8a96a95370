"""The rows of the product list as the screen shows them: read on a worker thread, immutable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from pim.catalog.attribute import Attribute
from pim.catalog.attribute_types import Value
from pim.catalog.completeness import requirements
from pim.catalog.measurement import Measurement
from pim.catalog.rich_text import to_text
from pim.catalog.structure import Structure
from pim.gui.models.product_columns import NAME, Column
from pim.gui.moments import short_day
from pim.i18n import _, format_date, format_number, language
from pim.services.browsing import Row, cell_values
from pim.services.browsing import rows as read_rows
from pim.services.workspace import Workspace


class Cell(NamedTuple):
    """One value: `text` as shown, `state` of `painting.cells.CELL_STATES`, `reason` of a state, `raw` as typed in an
    editor, `number` for sums."""

    text: str
    state: str = "normal"
    reason: str = ""
    raw: str = ""
    number: Decimal | None = None


EMPTY = Cell("", "empty")


class LoadedRow(NamedTuple):
    """A product as the list shows it; `cells` by column code."""

    row: Row
    name: str
    family: str
    updated: str
    cells: Mapping[str, Cell]


def load_rows(workspace: Workspace, ids: Sequence[int], columns: Sequence[Column], locale: str) -> list[LoadedRow]:
    """Rows of up to a few hundred products with the values of these columns. Reader thread."""
    structure = workspace.structure
    found = read_rows(workspace, ids)
    shown = [column for column in columns if column.key]
    axes = {axis for row in found if row.kind == "variant" for axis in _axes(structure, row.family)}
    keys = [*(column.key for column in shown), *axes]
    values = cell_values(workspace, [row.id for row in found], keys) if keys else {}
    name_key = next((column.key for column in shown if column.code == NAME), "")
    needed = {family: required_keys(structure, family) for family in {row.family for row in found}}
    return [
        _loaded(structure, row, values.get(row.id, {}), shown, name_key, locale, needed[row.family])
        for row in found
    ]


def _loaded(
    structure: Structure,
    row: Row,
    values: Mapping[str, tuple[Value, bool]],
    columns: Sequence[Column],
    name_key: str,
    locale: str,
    needed: frozenset[str],
) -> LoadedRow:
    cells = {c.code: _cell(structure, c, values.get(c.key), c.key in needed, row.kind, locale) for c in columns}
    family = structure.families.get(row.family)
    return LoadedRow(
        row, _name(structure, row, values, name_key, locale), family.label(locale) if family else "",
        short_moment(row.updated_at), cells,
    )  # fmt: skip


def _name(
    structure: Structure, row: Row, values: Mapping[str, tuple[Value, bool]], name_key: str, locale: str
) -> str:
    found = values.get(name_key)
    if row.kind == "variant" and (found is None or found[1]):
        axes = [
            structure.display(structure.attributes[axis], values[axis][0], locale)
            for axis in _axes(structure, row.family)
            if axis in values and not values[axis][1]
        ]
        if axes:
            return ", ".join(axes)
    return str(found[0]) if found else row.name


def _axes(structure: Structure, family: str) -> tuple[str, ...]:
    record = structure.families.get(family)
    if record is None:
        return ()
    found = (axis for variants in record.variants for axis in variants.axes if axis in structure.attributes)
    return tuple(dict.fromkeys(found))


def required_keys(structure: Structure, family: str) -> frozenset[str]:
    """The value keys that some channel requires of products of `family`."""
    return frozenset(key for rule in requirements(structure, family) for _attribute, key in rule.wanted)


def _cell(
    structure: Structure,
    column: Column,
    found: tuple[Value, bool] | None,
    required: bool,
    kind: str,
    locale: str,
) -> Cell:
    attribute = column.attribute
    if attribute is None or found is None:
        return Cell("", "missing", _("Required by a channel.")) if required and kind != "model" else EMPTY
    value, inherited = found
    text = shown_value(structure, attribute, value, locale)
    problems = attribute.problems(value)
    state = "invalid" if problems else "inherited" if inherited else "own" if kind == "variant" else "normal"
    raw = typed_text(structure, attribute, value, locale)
    return Cell(text, state, " ".join(problems), raw, _number(attribute, value))


def _number(attribute: Attribute, value: Value) -> Decimal | None:
    if attribute.type_of.index != "number":
        return None
    try:
        return Decimal(str(value).partition(" ")[0])
    except InvalidOperation:
        return None


def shown_value(structure: Structure, attribute: Attribute, value: Value, locale: str = "") -> str:
    """A value for the screen, in the interface language: "34.90", "0,42 kg", "Yes", "12 Nov 2026", option labels."""
    return _SHOWN.get(attribute.type, _shown_plain)(structure, attribute, value, locale)


def _shown_plain(structure: Structure, attribute: Attribute, value: Value, locale: str) -> str:
    return structure.display(attribute, value, locale)


def _shown_number(structure: Structure, attribute: Attribute, value: Value, locale: str) -> str:
    return format_number(Decimal(str(value)))


def _shown_measurement(structure: Structure, attribute: Attribute, value: Value, locale: str) -> str:
    measurement = Measurement.of(str(value))
    return f"{format_number(measurement.amount)} {measurement.display.partition(' ')[2]}"


def _shown_date(structure: Structure, attribute: Attribute, value: Value, locale: str) -> str:
    return format_date(date.fromisoformat(str(value)))


def _shown_images(structure: Structure, attribute: Attribute, value: Value, locale: str) -> str:
    return str(len(value)) if isinstance(value, tuple) else _("1 file")


_SHOWN = {
    "number": _shown_number,
    "price": _shown_number,
    "measurement": _shown_measurement,
    "date": _shown_date,
    "yes_no": lambda structure, attribute, value, locale: _("Yes") if value else _("No"),
    "rich_text": lambda structure, attribute, value, locale: to_text(str(value)),
    "image": _shown_images,
    "gallery": _shown_images,
    "file": _shown_images,
}


def typed_text(structure: Structure, attribute: Attribute, value: Value | None, locale: str = "") -> str:
    """A value as an editor shows it and as `parse_cell` reads it back in the interface language's convention."""
    if value is None:
        return ""
    if attribute.type_of.has_options:
        codes = value if isinstance(value, tuple) else (str(value),)
        return " | ".join(structure.option_label(attribute.code, code, locale) for code in codes)
    text = attribute.format(value)
    if attribute.type_of.index == "number" and language() == "fr":
        return text.replace(".", ",")
    return text


def short_moment(at: str) -> str:
    """When, in few characters: the time today, the day this year, else the date."""
    try:
        moment = datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone()
    except ValueError:
        return ""
    now = datetime.now().astimezone()
    if moment.date() == now.date():
        return f"{moment:%H:%M}"
    return short_day(moment.date(), now.year)
