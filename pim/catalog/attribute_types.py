"""The attribute types by code: how each parses what people write, formats what is stored and says what is wrong."""

from __future__ import annotations

from pim.catalog.attribute_type import AttributeType, Value, split_list
from pim.catalog.choice_types import MultiSelect, SimpleSelect, YesNo
from pim.catalog.convention import PLAIN
from pim.catalog.media_types import File, Gallery, Image
from pim.catalog.number_types import Date, MeasurementType, Number, Price
from pim.catalog.text_types import Identifier, Link, RichText, Text, TextArea

TYPES: dict[str, AttributeType] = {
    kind.code: kind
    for kind in (
        Identifier(), Text(), TextArea(), RichText(), Number(), MeasurementType(), Price(), YesNo(), Date(),
        SimpleSelect(), MultiSelect(), Image(), Gallery(), File(), Link(),
    )
}  # fmt: skip

__all__ = [
    "PLAIN", "TYPES", "AttributeType", "Date", "File", "Gallery", "Identifier", "Image", "Link", "MeasurementType",
    "MultiSelect", "Number", "Price", "RichText", "SimpleSelect", "Text", "TextArea", "Value", "YesNo", "split_list",
]  # fmt: skip
