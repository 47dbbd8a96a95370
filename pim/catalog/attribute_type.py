"""What every attribute type can do.

A stored value is a JSON value and immutable: text, number and date as text ("12.50", "2026-11-30"), yes/no as a
boolean, a select as the option's code, a multi select as a tuple of codes, a measurement as "0.42 kg", an image or
file as the SHA-256 of its content, a gallery as a tuple of those.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from pim.catalog.convention import Convention

if TYPE_CHECKING:
    from pim.catalog.attribute import Attribute

Value = str | bool | tuple[str, ...]


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


def split_list(text: str) -> list[str]:
    """The members of a list cell: separated by '|', else ';', else ',' or line breaks; each trimmed."""
    separator = next((sign for sign in "|;\n" if sign in text), ",")
    return [part.strip() for part in text.split(separator)]
