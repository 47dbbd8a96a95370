"""Units of measure: families of units and exact conversion between them.

Factors are exact by definition (SI Brochure; NIST Handbook 44, appendix C, for the inch and the pound).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pim.catalog.convention import PLAIN, Convention, format_decimal, parse_decimal
from pim.catalog.errors import InvalidValue
from pim.i18n import _

# unit family -> unit code -> how many base units (the first unit listed) one of it is
UNITS: dict[str, dict[str, Decimal]] = {
    family: {unit: Decimal(factor) for unit, factor in units.items()}
    for family, units in {
        "weight": {"g": "1", "mg": "0.001", "kg": "1000", "t": "1000000", "oz": "28.349523125", "lb": "453.59237"},
        "length": {"mm": "1", "cm": "10", "m": "1000", "km": "1000000", "in": "25.4", "ft": "304.8", "yd": "914.4"},
        "volume": {
            "ml": "1", "cl": "10", "dl": "100", "l": "1000", "m3": "1000000",
            "fl_oz": "29.5735295625", "gal": "3785.411784",
        },
        "area": {"cm2": "1", "mm2": "0.01", "m2": "10000", "sqft": "929.0304"},
        "power": {"w": "1", "mw": "0.001", "kw": "1000"},
        "voltage": {"v": "1", "mv": "0.001", "kv": "1000"},
        "duration": {"s": "1", "ms": "0.001", "min": "60", "h": "3600", "d": "86400"},
        "frequency": {"hz": "1", "khz": "1000", "mhz": "1000000", "ghz": "1000000000"},
        "storage": {"b": "1", "kb": "1000", "mb": "1000000", "gb": "1000000000", "tb": "1000000000000"},
        "piece": {"pc": "1", "dozen": "12"},
    }.items()
}  # fmt: skip

_SYNONYMS = {
    "gram": "g", "grams": "g", "gramme": "g", "grammes": "g", "gr": "g", "kilogram": "kg", "kilograms": "kg",
    "kilogramme": "kg", "kilo": "kg", "kilos": "kg", "kgs": "kg", "pound": "lb", "pounds": "lb", "lbs": "lb",
    "ounce": "oz", "ounces": "oz", "millimeter": "mm", "centimeter": "cm", "meter": "m", "metre": "m",
    "inch": "in", "inches": "in", "\"": "in", "foot": "ft", "feet": "ft", "liter": "l", "litre": "l",
    "liters": "l", "litres": "l", "milliliter": "ml", "millilitre": "ml", "fl oz": "fl_oz", "m²": "m2", "cm²": "cm2",
    "m³": "m3", "watt": "w", "watts": "w", "volt": "v", "volts": "v", "hour": "h", "hours": "h", "pcs": "pc",
    "kilograms (kg)": "kg", "piece": "pc", "pieces": "pc", "gigabyte": "gb", "megabyte": "mb",
}  # fmt: skip

SYMBOLS = {
    "l": "l", "w": "W", "kw": "kW", "mw": "mW", "v": "V", "kv": "kV", "mv": "mV", "hz": "Hz", "khz": "kHz",
    "mhz": "MHz", "ghz": "GHz", "b": "B", "kb": "kB", "mb": "MB", "gb": "GB", "tb": "TB", "m2": "m²", "cm2": "cm²",
    "mm2": "mm²", "m3": "m³", "fl_oz": "fl oz", "sqft": "sq ft",
}  # fmt: skip

_MEASUREMENT = re.compile(r"\s*([+\-\u2212]?[\d.,'\u00a0\u202f\u2009 ]*\d[.,]?)\s*([^\d\s].*?)?\s*")


@dataclass(frozen=True, slots=True)
class Measurement:
    """An amount in a unit. Its stored form is one text, `"0.42 kg"`: immutable, comparable, exact."""

    amount: Decimal
    unit: str

    @staticmethod
    def of(stored: str) -> Measurement:
        """The measurement of a stored text such as `"0.42 kg"`."""
        amount, _space, unit = stored.partition(" ")
        return Measurement(Decimal(amount), unit)

    def __str__(self) -> str:
        return f"{format_decimal(self.amount)} {self.unit}"

    @property
    def display(self) -> str:
        """For people: the amount and the unit's symbol."""
        return f"{format_decimal(self.amount)} {SYMBOLS.get(self.unit, self.unit)}"

    def base_amount(self, unit_family: str) -> Decimal:
        """The amount in the family's base unit (grams, millimetres, millilitres …), for sorting and filters."""
        return self.amount * UNITS[unit_family][self.unit]

    def to(self, unit: str, unit_family: str) -> Measurement:
        """The same quantity in another unit of the family; exact, trailing zeros cut."""
        number = self.base_amount(unit_family) / UNITS[unit_family][unit]
        return Measurement(number.normalize() if number else Decimal(0), unit)


def unit_code(text: str, unit_family: str) -> str | None:
    """The unit of the family that `text` names by code, symbol or common synonym; None when there is none."""
    folded = text.strip().rstrip(".").casefold()
    code = _SYNONYMS.get(folded, folded)
    return code if code in UNITS.get(unit_family, ()) else None


def parse_measurement(text: str, unit_family: str, default_unit: str, convention: Convention = PLAIN) -> Measurement:
    """The measurement written in `text` ("0,42 kg", "12"); without a unit it is in `default_unit`."""
    found = _MEASUREMENT.fullmatch(text)
    if not found:
        raise InvalidValue(_("“{text}” is not a measurement. Write it as 0.42 kg.").format(text=text.strip()), text)
    unit = unit_code(found[2], unit_family) if found[2] else default_unit
    if unit is None:
        raise InvalidValue(_("Unit “{unit}” is unknown.").format(unit=found[2].strip()), text)
    return Measurement(parse_decimal(found[1], convention), unit)


def unit_family_of(unit: str) -> str | None:
    """The first family that knows the unit written as `unit`."""
    return next((family for family in UNITS if unit_code(unit, family)), None)
