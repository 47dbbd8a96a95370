"""Attribute types of text: one line, several lines, rich text, identifiers, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pim.catalog import rich_text
from pim.catalog.attribute_type import AttributeType, Value
from pim.catalog.convention import Convention
from pim.catalog.identifiers import clean_identifier, gtin_problem
from pim.i18n import _

if TYPE_CHECKING:
    from pim.catalog.attribute import Attribute

_LINE_BREAK = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


class Text(AttributeType):
    """One line of text."""

    code = "text"
    index = "text"
    can_be_axis = True

    def parse(self, text: str, attribute: Attribute, convention: Convention) -> Value:
        if text.isprintable():  # most are: no line break, no control character
            return text.strip()
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
        if text.isprintable():
            return text.strip()
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
