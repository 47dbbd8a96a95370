"""From what a person writes in a cell to a stored value, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pim.catalog.attribute import Attribute
from pim.catalog.attribute_types import Value
from pim.catalog.convention import PLAIN, Convention
from pim.catalog.errors import InvalidValue
from pim.catalog.identifiers import fold_text
from pim.catalog.measurement import Measurement
from pim.catalog.structure import Structure
from pim.catalog.value_key import attribute_of
from pim.i18n import _


def parse_cell(structure: Structure, attribute: Attribute, text: str, convention: Convention = PLAIN) -> Value | None:
    """The stored value of a cell's text, None when it is blank. Selects take an option's code or label, in any locale.

    Raises `InvalidValue` with the reason. A value that breaks a rule of the attribute (a price of 0, a wrong check
    digit) is a value all the same: `problems` tells, and channels are blocked by it.
    """
    value = attribute.parse(text, convention)
    if value is None or not attribute.type_of.has_options:
        return value
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(option_code(structure, attribute.code, part) for part in value))
    return option_code(structure, attribute.code, str(value))


def option_code(structure: Structure, attribute: str, text: str) -> str:
    """The code of the option that `text` names by code or by label. Raises `InvalidValue` when there is none."""
    options = structure.options.get(attribute, {})
    if text in options:
        return text
    wanted = fold_text(text)
    for code, option in options.items():
        if fold_text(code) == wanted or any(fold_text(label) == wanted for label in option.labels.values()):
            return code
    raise InvalidValue(
        _("“{text}” is not an option of {attribute}. Add it in Structure, or choose another.").format(
            text=text, attribute=structure.attributes[attribute].label()
        ),
        text,
    )


def cell_text(structure: Structure, attribute: Attribute, value: Value | None) -> str:
    """The text that `parse_cell` reads back as `value`; "" for no value."""
    return "" if value is None else attribute.format(value)


def value_json(attribute: Attribute, value: Value) -> Any:
    """A value as `--json` shows it: measurements as amount and unit, lists as lists, the rest as stored."""
    if attribute.type == "measurement":
        measurement = Measurement.of(str(value))
        return {"amount": str(value).partition(" ")[0], "unit": measurement.unit}
    return list(value) if isinstance(value, tuple) else value


def values_json(structure: Structure, values: Mapping[str, Value]) -> dict[str, Any]:
    """`value_json` of each value key whose attribute is known."""
    attributes = structure.attributes
    return {
        key: value_json(attributes[attribute_of(key)], value)
        for key, value in values.items()
        if attribute_of(key) in attributes
    }
