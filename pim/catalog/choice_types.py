"""Attribute types of choices: yes or no, one option, several options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pim.catalog.attribute_type import AttributeType, Value, split_list
from pim.catalog.convention import Convention
from pim.catalog.errors import InvalidValue
from pim.i18n import _

if TYPE_CHECKING:
    from pim.catalog.attribute import Attribute


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
        parts = value if isinstance(value, tuple) else (str(value),)
        if not any(sign in part for part in parts for sign in ",;"):
            return ",".join(parts)
        return "|".join(parts) + "|" * (len(parts) == 1)

    def is_stored_form(self, value: Any) -> bool:
        return isinstance(value, (tuple, list)) and bool(value) and all(isinstance(part, str) for part in value)
