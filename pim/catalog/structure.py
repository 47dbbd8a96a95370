"""The structure of a catalogue as one immutable value: attributes, options, families, categories, channels …"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pim.catalog.attribute import Attribute, Option
from pim.catalog.attribute_types import Value
from pim.catalog.category import Category, children
from pim.catalog.channel import (
    AssociationType,
    Channel,
    ImportMapping,
    Locale,
    Location,
    PriceList,
    Role,
    SavedView,
)
from pim.catalog.errors import CatalogError, UnknownRecord
from pim.catalog.family import Family
from pim.catalog.record import Record
from pim.catalog.roles import role_named
from pim.catalog.value_key import ValueKey, join, parse_key
from pim.i18n import _

# Every kind of structure record: what a patch's `kind` may be, besides "product". A new kind is one line here
# and one field below; it then has undo, history and conflict checks.
RECORD_TYPES: dict[str, type[Record]] = {
    record.kind: record
    for record in (
        Attribute, Option, Family, Category, Channel, PriceList, Location, Locale, AssociationType, Role,
        ImportMapping, SavedView,
    )
}  # fmt: skip


def record_uid(record: Record) -> str:
    """The name of a structure record within its kind, in edits and in storage: its code; `attribute/code` for options."""
    return record.uid if isinstance(record, Option) else record.code


@dataclass(frozen=True, kw_only=True)
class Structure:
    """All structure records by kind, then by uid. `version` counts structure edits."""

    records: Mapping[str, Mapping[str, Record]] = field(default_factory=dict)
    version: int = 0

    def of_kind(self, kind: str) -> Mapping[str, Record]:
        """The records of one kind by uid; empty when there are none."""
        return self.records.get(kind, {})

    def with_record(self, kind: str, uid: str, record: Record | None) -> Structure:
        """A copy with one record put in, replaced or (None) taken away."""
        kept = dict(self.of_kind(kind))
        kept.pop(uid, None) if record is None else kept.__setitem__(uid, record)
        return Structure(records={**self.records, kind: kept}, version=self.version)

    def with_version(self, version: int) -> Structure:
        return dataclasses.replace(self, version=version)

    def _sorted(self, kind: str) -> dict[str, Record]:
        records = self.of_kind(kind).values()
        return {record_uid(r): r for r in sorted(records, key=lambda r: (getattr(r, "position", 0), r.code))}

    @cached_property
    def attributes(self) -> dict[str, Attribute]:
        return self._sorted("attribute")  # type: ignore[return-value]

    @cached_property
    def families(self) -> dict[str, Family]:
        return self._sorted("family")  # type: ignore[return-value]

    @cached_property
    def categories(self) -> dict[str, Category]:
        return self._sorted("category")  # type: ignore[return-value]

    @cached_property
    def category_children(self) -> dict[str, list[str]]:
        """Codes of categories by the code of their parent, "" for the roots, in their order."""
        return children(self.categories)

    @cached_property
    def channels(self) -> dict[str, Channel]:
        return self._sorted("channel")  # type: ignore[return-value]

    @cached_property
    def price_lists(self) -> dict[str, PriceList]:
        return self._sorted("price_list")  # type: ignore[return-value]

    @cached_property
    def locations(self) -> dict[str, Location]:
        return self._sorted("location")  # type: ignore[return-value]

    @cached_property
    def locales(self) -> dict[str, Locale]:
        return self._sorted("locale")  # type: ignore[return-value]

    @cached_property
    def association_types(self) -> dict[str, AssociationType]:
        return self._sorted("association_type")  # type: ignore[return-value]

    @cached_property
    def saved_views(self) -> dict[str, SavedView]:
        return self._sorted("saved_view")  # type: ignore[return-value]

    @cached_property
    def mappings(self) -> dict[str, ImportMapping]:
        return self._sorted("mapping")  # type: ignore[return-value]

    @cached_property
    def options(self) -> dict[str, dict[str, Option]]:
        """Attribute code -> option code -> option, in order."""
        found: dict[str, dict[str, Option]] = {}
        for option in sorted(self.of_kind("option").values(), key=lambda o: (o.position, o.code)):  # type: ignore[attr-defined]
            assert isinstance(option, Option)
            found.setdefault(option.attribute, {})[option.code] = option
        return found

    @cached_property
    def main_locale(self) -> str:
        """The first locale; "" in a catalogue without locales."""
        return next(iter(self.locales), "")

    @cached_property
    def main_price_list(self) -> str:
        """The first price list that is not internal; "" when there is none."""
        return next((code for code, prices in self.price_lists.items() if not prices.internal), "")

    def attribute(self, code: str) -> Attribute:
        """The attribute with that code. Raises `UnknownRecord`."""
        try:
            return self.attributes[code]
        except KeyError:
            raise UnknownRecord(_("There is no attribute “{code}”.").format(code=code)) from None

    def role_attribute(self, role: str, family: str = "") -> str:
        """The code of the attribute that plays `role` (for products of `family`); "" when none does."""
        place = (role, family)
        if place not in self._played:
            record = self.of_kind("role").get(role)
            code = (record.by_family.get(family) or record.attribute) if isinstance(record, Role) else ""
            self._played[place] = code if code in self.attributes else ""
        return self._played[place]

    @cached_property
    def _played(self) -> dict[tuple[str, str], str]:
        """(role, family) -> attribute code, as it is asked for."""
        return {}

    @cached_property
    def memo(self) -> dict[Any, Any]:
        """What others work out from this structure alone, kept as long as it: each under a key of its own."""
        return {}

    @cached_property
    def roles(self) -> dict[str, str]:
        """Role -> attribute code, families' own choices left aside."""
        return {role: code for role in self.of_kind("role") if (code := self.role_attribute(role))}

    def fallback_chain(self, locale: str) -> tuple[str, ...]:
        """`locale`, then its fallback, then that one's …; ends at a cycle."""
        chain: list[str] = []
        while locale and locale not in chain:
            chain.append(locale)
            record = self.locales.get(locale)
            locale = record.fallback if record else ""
        return tuple(chain)

    def family_attributes(self, family: str) -> tuple[str, ...]:
        """Codes a product of `family` has, in order; every attribute when it has no family."""
        record = self.families.get(family)
        if record is None:
            return tuple(self.attributes)
        return tuple(code for code in record.attributes if code in self.attributes)

    def scopes(self, attribute: Attribute, locales: tuple[str, ...], lists: tuple[str, ...]) -> tuple[str, ...]:
        """The value keys that `attribute` has over these locales and price lists."""
        if attribute.type_of.by_price_list:
            return tuple(join(attribute.code, price_list=code) for code in lists)
        if attribute.per_locale:
            return tuple(join(attribute.code, locale) for locale in locales)
        return (attribute.code,)

    def complete_key(self, text: str) -> ValueKey:
        """The full value key of what somebody wrote: known attribute, locale or list filled in, channel checked.

        `title` means the main locale's title, `price` the main list's price; a standard field's usual name stands for
        the attribute that plays it. Raises `CatalogError` with the reason.
        """
        key = parse_key(text)
        code = key.attribute
        if code not in self.attributes:
            role = role_named(code)
            code = (self.role_attribute(role) if role else "") or code
        attribute = self.attribute(code)
        if key.channel and key.channel not in self.channels:
            raise UnknownRecord(_("There is no channel “{code}”.").format(code=key.channel))
        return ValueKey(code, *self._scope(attribute, key), key.channel)

    def _scope(self, attribute: Attribute, key: ValueKey) -> tuple[str, str]:
        wants_list, wants_locale = attribute.type_of.by_price_list, attribute.per_locale
        if key.price_list and not wants_list:
            raise CatalogError(_("“{code}” is not a price, it has no price list.").format(code=attribute.code))
        if key.locale and not wants_locale:
            raise CatalogError(_("“{code}” is the same in every locale.").format(code=attribute.code))
        if wants_list:
            return "", self._known(key.price_list or self.main_price_list, self.price_lists, _("price list"))
        if wants_locale:
            return self._known(key.locale or self.main_locale, self.locales, _("locale")), ""
        return "", ""

    @staticmethod
    def _known(code: str, records: Mapping[str, Record], what: str) -> str:
        if code not in records:
            known = ", ".join(records) or "-"
            raise UnknownRecord(
                _("There is no {what} “{code}”. Known: {known}.").format(what=what, code=code, known=known)
            )
        return code

    def option_label(self, attribute: str, code: str, locale: str = "") -> str:
        """The label of an option, its code when it is unknown."""
        option = self.options.get(attribute, {}).get(code)
        return option.label(locale) if option else code

    def display(self, attribute: Attribute, value: Value, locale: str = "") -> str:
        """A value in words: option labels instead of codes, units with their symbols."""
        if attribute.type_of.has_options:
            codes = value if isinstance(value, tuple) else (str(value),)
            return ", ".join(self.option_label(attribute.code, code, locale) for code in codes)
        return attribute.format(value)

    def __iter__(self) -> Iterator[Record]:
        for records in self.records.values():
            yield from records.values()
