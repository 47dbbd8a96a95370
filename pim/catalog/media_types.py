"""Attribute types of files: a file, an image, several images of the media store."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pim.catalog.attribute_type import AttributeType, Value, split_list
from pim.catalog.convention import Convention
from pim.catalog.errors import InvalidValue
from pim.i18n import _

if TYPE_CHECKING:
    from pim.catalog.attribute import Attribute

_SHA256 = re.compile(r"[0-9a-f]{64}")


class File(AttributeType):
    """A file of the media store, by the SHA-256 of its content."""

    code = "file"
    is_media = True

    def parse(self, text: str, attribute: Attribute, convention: Convention) -> Value:
        if not _SHA256.fullmatch(text.strip()):
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
