"""The rules of an attribute, those that its type knows."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QWidget

from pim.catalog.attribute_types import TYPES, AttributeType, Number, Price, Text
from pim.catalog.convention import Convention, format_decimal, parse_decimal
from pim.catalog.errors import InvalidValue
from pim.gui.theme.theme import Theme
from pim.gui.views.structure.form_parts import CheckPart, LinePart, Part, beside
from pim.i18n import _


def _whole(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or int(text) == 0:
        raise ValueError(_("Write a whole number, 150 for instance."))
    return int(text)


def _pattern(text: str) -> str | None:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(_("This is not a regular expression: {reason}").format(reason=error)) from None
    return text or None


class RulesPart(Part):
    """max_length and pattern for texts, min and max for numbers, gtin for identifiers, may_be_zero for prices."""

    def __init__(self, theme: Theme, convention: Convention) -> None:
        super().__init__()
        self._convention = convention
        self._rest: dict[str, Any] = {}
        self._type: AttributeType = TYPES["text"]
        self._parts: dict[str, Part] = {
            "max_length": LinePart(theme, _("At most, characters"), read=_whole, right=True),
            "pattern": LinePart(theme, _("Form"), _("A regular expression, [A-Z]{2}[0-9]+ for instance"), read=_pattern),
            "min": LinePart(theme, _("Not less than"), read=self._number, right=True),
            "max": LinePart(theme, _("Not more than"), read=self._number, right=True),
            "gtin": CheckPart(theme, _("It is a GTIN"), _("8, 12, 13 or 14 digits; the check digit is checked")),
            "may_be_zero": CheckPart(theme, _("0 is allowed"), _("Otherwise a price of 0 is held back")),
        }
        self._fill(
            beside(self._parts["max_length"], self._parts["pattern"]),
            beside(self._parts["min"], self._parts["max"]),
            self._parts["gtin"],
            self._parts["may_be_zero"],
            spacing=8,
        )
        for part in self._parts.values():
            part.changed.connect(self.changed)
        self.show_type("text")

    def _number(self, text: str) -> str | None:
        if not text:
            return None
        try:
            number: Decimal = parse_decimal(text, self._convention)
        except InvalidValue as error:
            raise ValueError(str(error)) from None
        return format_decimal(number)

    def show_type(self, code: str) -> bool:
        """Show the rules that values of this type can have; False when there are none."""
        self._type = TYPES[code]
        for name, part in self._parts.items():
            part.setVisible(self._applies(name))
        return any(self._applies(name) for name in self._parts)

    def _applies(self, name: str) -> bool:
        kind = {"min": Number, "max": Number, "max_length": Text, "pattern": Text, "may_be_zero": Price}
        return self._type.code == "identifier" if name == "gtin" else isinstance(self._type, kind[name])

    def value(self) -> dict[str, Any]:
        found = {name: part.value() for name, part in self._parts.items() if self._applies(name)}
        return {**self._rest, **{name: value for name, value in found.items() if value not in (None, False, "")}}

    def set_value(self, value: Any) -> None:
        rules = dict(value or {})
        for name, part in self._parts.items():
            part.set_value(rules.get(name))
        self._rest = {name: rule for name, rule in rules.items() if name not in self._parts}

    def problem(self) -> str:
        problems = [part.problem() for name, part in self._parts.items() if self._applies(name)]
        low, high = (self._parts[name].value() for name in ("min", "max"))
        if not any(problems) and self._applies("min") and low and high and Decimal(low) > Decimal(high):
            return _("The minimum is greater than the maximum.")
        return next((text for text in problems if text), "")

    def widget(self, name: str) -> QWidget:
        """The part of one rule."""
        return self._parts[name]
