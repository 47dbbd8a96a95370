"""Attribute types of numbers and days: number, price, measurement, date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pim.catalog.attribute_type import AttributeType, Value
from pim.catalog.convention import Convention, format_decimal, parse_date, parse_decimal
from pim.catalog.errors import InvalidValue
from pim.catalog.measurement import UNITS, Measurement, parse_measurement
from pim.i18n import _

if TYPE_CHECKING:
    from pim.catalog.attribute import Attribute


class Number(AttributeType):
    """An exact decimal number."""

    code = "number"
    index = "number"
    indexed_from_start = True

    def parse(self, text: str, attribute: Attribute, convention: Convention) -> Value:
        return format_decimal(parse_decimal(text, convention))

    def problems(self, value: Value, attribute: Attribute) -> Iterator[str]:
        rules, number = attribute.rules, self.number(value, attribute)
        if number is None:
            return
        if (low := rules.get("min")) is not None and number < Decimal(str(low)):
            yield _("{number} is less than the minimum of {limit}.").format(number=value, limit=low)
        if (high := rules.get("max")) is not None and number > Decimal(str(high)):
            yield _("{number} is more than the maximum of {limit}.").format(number=value, limit=high)

    def is_stored_form(self, value: Any) -> bool:
        if not isinstance(value, str):
            return False
        try:
            return format_decimal(parse_decimal(value)) == value
        except InvalidValue:
            return False

    def number(self, value: Value, attribute: Attribute) -> Decimal | None:
        return Decimal(str(value))


class Price(Number):
    """An amount of money; its currency is that of the price list in the value key."""

    code = "price"
    by_price_list = True

    def problems(self, value: Value, attribute: Attribute) -> Iterator[str]:
        if Decimal(str(value)) <= 0 and not attribute.rules.get("may_be_zero"):
            yield _("Price must be greater than 0.")
        yield from super().problems(value, attribute)


class MeasurementType(Number):
    """An amount in a unit of the attribute's unit family."""

    code = "measurement"
    can_be_axis = True

    def parse(self, text: str, attribute: Attribute, convention: Convention) -> Value:
        return str(parse_measurement(text, attribute.unit_family, attribute.default_unit, convention))

    def is_stored_form(self, value: Any) -> bool:
        return isinstance(value, str) and super().is_stored_form(value.partition(" ")[0]) and " " in value

    def number(self, value: Value, attribute: Attribute) -> Decimal | None:
        measurement = Measurement.of(str(value))
        known = measurement.unit in UNITS.get(attribute.unit_family, ())
        return measurement.base_amount(attribute.unit_family) if known else None


class Date(AttributeType):
    """A calendar day, ISO 8601."""

    code = "date"
    index = "date"
    indexed_from_start = True

    def parse(self, text: str, attribute: Attribute, convention: Convention) -> Value:
        return parse_date(text, convention).isoformat()

    def is_stored_form(self, value: Any) -> bool:
        return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None
