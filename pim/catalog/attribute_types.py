"""The attribute types: how each parses what people write, formats what is stored and says what is wrong.

A stored value is a JSON value and immutable: text, number and date as text ("12.50", "2026-11-30"), yes/no as a
boolean, a select as the option's code, a multi select as a tuple of codes, a measurement as "0.42 kg", an image or
file as the SHA-256 of its content, a gallery as a tuple of those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from pim.catalog import rich_text
from pim.catalog.convention import PLAIN, Convention, format_decimal, parse_date, parse_decimal
from pim.catalog.errors import InvalidValue
from pim.catalog.identifiers import clean_identifier, gtin_problem
from pim.catalog.measurement import Measurement, parse_measurement
from pim.i18n import _

if TYPE_CHECKING:
    from pim.catalog.attribute import Attribute

Value = str | bool | tuple[str, ...]

_LINE_BREAK = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class AttributeType:
    """One type. `index` names the typed index its values go to: text, number, date, option or none."""

    code: ClassVar[str] = ""
    index: ClassVar[str] = ""
    indexed_from_start: ClassVar[bool] = False
    has_options: ClassVar[bool] = False
    is_media: ClassVar[bool] = False
    by_price_list: ClassVar[bool] = False
    can_be_axis: ClassVar[bool] = False

    def parse(self, text: str, attribute: Attribute, convention: Convention) -> Value:
        """The stored value of what somebody wrote. Raises `InvalidValue` with the reason."""
        raise NotImplementedError

    def format(self, value: Value) -> str:
        """The value as text that `parse` (plain convention) reads back."""
        return str(value)

    def problems(self, value: Value, attribute: Attribute) -> Iterator[str]:
        """What is wrong with a stored value under the attribute's rules; translated sentences."""
        return iter(())

    def is_stored_form(self, value: Any) -> bool:
        """Whether `value` has the shape this type stores (used on data from outside)."""
        return isinstance(value, str) and value != ""

    def number(self, value: Value, attribute: Attribute) -> Decimal | None:
        """The value as a number for sorting and filters, in base units; None where it is none."""
        return None


class Text(AttributeType):
    """One line of text."""

    code = "text"
    index = "text"
    can_be_axis = True

    def parse(self, text: str, attribute: Attribute, convention: Convention) -> Value:
        return _LINE_BREAK.sub(" ", _CONTROL.sub("", text)).strip()

    def problems(self, value: Value, attribute: Attribute) -> Iterator[str]:
        rules = attribute.rules
        if (limit := rules.get("max_length")) and len(str(value)) > limit:
            yield _("{count} characters, at most {limit} are allowed.").format(count=len(str(value)), limit=limit)
        if (pattern := rules.get("pattern")) and not re.fullmatch(pattern, str(value)):
            yield _("“{text}” does not have the form {pattern}.").format(text=value, pattern=pattern)


class TextArea(Text):
    """Several lines of plain text."""

    code = "text_area"
    index = ""
    can_be_axis = False

    def parse(self, text: str, attribute: Attribute, convention: Convention) -> Value:
        return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class RichText(TextArea):
    """Minimal HTML, cleaned as it is parsed, so that the catalogue never holds a script."""

    code = "rich_text"

    def parse(self, text: str, attribute: Attribute, convention: Convention) -> Value:
        return rich_text.clean(str(super().parse(text, attribute, convention)))


class Identifier(Text):
    """A code of the outside world, kept as text: leading zeros stay. Rule `gtin` checks the check digit."""

    code = "identifier"
    indexed_from_start = True
    can_be_axis = False

    def parse(self, text: str, attribute: Attribute, convention: Convention) -> Value:
        return clean_identifier(_CONTROL.sub("", text))

    def problems(self, value: Value, attribute: Attribute) -> Iterator[str]:
        yield from super().problems(value, attribute)
        if attribute.rules.get("gtin") and (problem := gtin_problem(str(value))):
            yield problem


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
        return Measurement.of(str(value)).base_amount(attribute.unit_family)


class YesNo(AttributeType):
    """Yes or no; not set is a third state."""

    code = "yes_no"
    index = "option"
    indexed_from_start = True
    can_be_axis = True
    _WORDS: ClassVar[dict[str, bool]] = {
        **dict.fromkeys(("1", "yes", "true", "y", "on", "oui", "vrai", "x", "ja", "wahr"), True),
        **dict.fromkeys(("0", "no", "false", "n", "off", "non", "faux", "nein", "falsch"), False),
    }

    def parse(self, text: str, attribute: Attribute, convention: Convention) -> Value:
        found = self._WORDS.get(text.strip().casefold())
        if found is None:
            raise InvalidValue(_("“{text}” is neither yes nor no.").format(text=text.strip()), text)
        return found

    def format(self, value: Value) -> str:
        return "1" if value else "0"

    def is_stored_form(self, value: Any) -> bool:
        return isinstance(value, bool)


class Date(AttributeType):
    """A calendar day, ISO 8601."""

    code = "date"
    index = "date"
    indexed_from_start = True

    def parse(self, text: str, attribute: Attribute, convention: Convention) -> Value:
        return parse_date(text, convention).isoformat()

    def is_stored_form(self, value: Any) -> bool:
        return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


class SimpleSelect(AttributeType):
    """One of the attribute's options, by code. Text is resolved to a code by whoever knows the options."""

    code = "simple_select"
    index = "option"
    indexed_from_start = True
    has_options = True
    can_be_axis = True

    def parse(self, text: str, attribute: Attribute, convention: Convention) -> Value:
        return text.strip()


class MultiSelect(SimpleSelect):
    """Any of the attribute's options, as a tuple of codes in the order given."""

    code = "multi_select"
    can_be_axis = False

    def parse(self, text: str, attribute: Attribute, convention: Convention) -> Value:
        return tuple(dict.fromkeys(part for part in split_list(text) if part))

    def format(self, value: Value) -> str:
        return ",".join(value) if isinstance(value, tuple) else str(value)

    def is_stored_form(self, value: Any) -> bool:
        return isinstance(value, (tuple, list)) and bool(value) and all(isinstance(part, str) for part in value)


class Link(Text):
    """An http or https address."""

    code = "link"
    index = ""
    can_be_axis = False

    def problems(self, value: Value, attribute: Attribute) -> Iterator[str]:
        try:
            parts = urlsplit(str(value))
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.netloc:
            yield _("“{text}” is not a web address. It starts with https:// or http://.").format(text=value)


class File(AttributeType):
    """A file of the media store, by the SHA-256 of its content."""

    code = "file"
    is_media = True

    def parse(self, text: str, attribute: Attribute, convention: Convention) -> Value:
        if not self.is_stored_form(text.strip()):
            raise InvalidValue(
                _("“{text}” is not a file of this catalogue. Add the file first.").format(text=text), text
            )
        return text.strip()

    def is_stored_form(self, value: Any) -> bool:
        return isinstance(value, str) and _SHA256.fullmatch(value) is not None


class Image(File):
    """An image of the media store."""

    code = "image"


class Gallery(Image):
    """Several images of the media store, in order."""

    code = "gallery"

    def parse(self, text: str, attribute: Attribute, convention: Convention) -> Value:
        parts = [part for part in split_list(text) if part]
        return tuple(str(super(Gallery, self).parse(part, attribute, convention)) for part in parts)

    def format(self, value: Value) -> str:
        return ",".join(value) if isinstance(value, tuple) else str(value)

    def is_stored_form(self, value: Any) -> bool:
        return (
            isinstance(value, (tuple, list))
            and bool(value)
            and all(super(Gallery, self).is_stored_form(v) for v in value)
        )


def split_list(text: str) -> list[str]:
    """The members of a list cell: separated by '|', else ';', else ',' or line breaks; each trimmed."""
    separator = next((sign for sign in "|;\n" if sign in text), ",")
    return [part.strip() for part in text.split(separator)]


TYPES: dict[str, AttributeType] = {
    kind.code: kind
    for kind in (
        Identifier(), Text(), TextArea(), RichText(), Number(), MeasurementType(), Price(), YesNo(), Date(),
        SimpleSelect(), MultiSelect(), Image(), Gallery(), File(), Link(),
    )
}  # fmt: skip

__all__ = ["PLAIN", "TYPES", "AttributeType", "Value", "split_list"]
