"""The structure that an import needs and the catalogue does not have yet; kept apart until the import is committed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from pim.catalog.attribute import Attribute, Option
from pim.catalog.category import Category
from pim.catalog.channel import AssociationType, Channel, Locale, Location, PriceList, Role
from pim.catalog.edit import Patch, record_patches
from pim.catalog.family import Family, VariantStructure
from pim.catalog.identifiers import fold_code, fold_text, unique_code
from pim.catalog.record import Record
from pim.catalog.roles import STANDARD_FIELDS, role_named
from pim.catalog.structure import Structure, record_uid


class Growth:
    """A structure that grows. Every `…_code` method returns the code of an existing record or of one just made.

    Categories and locations come and go through it in memory only; `patches` are what the commit writes.
    """

    def __init__(self, base: Structure) -> None:
        self._base = base
        self._records: dict[str, dict[str, Record]] = {kind: dict(records) for kind, records in base.records.items()}
        self._touched: dict[tuple[str, str], None] = {}
        self._structure: Structure | None = base
        self._options: dict[str, dict[str, str]] = {}
        self._categories: dict[tuple[str, str], str] = {}
        self._root = ""
        self._kept: frozenset[tuple[str, str]] = frozenset()
        self._axes: dict[str, str] = {}
        for category in base.categories.values():
            self._index_category(category)

    @property
    def structure(self) -> Structure:
        """The structure with everything made so far."""
        if self._structure is None:
            self._structure = Structure(
                records={k: dict(v) for k, v in self._records.items()}, version=self._base.version
            )
        return self._structure

    def get(self, kind: str, uid: str) -> Any:
        """The record of that kind and name; None when there is none."""
        return self._records.get(kind, {}).get(uid)

    def put(self, record: Record) -> str:
        """Adds or replaces a record; returns its code."""
        uid = record_uid(record)
        if self.get(record.kind, uid) != record:
            self._records.setdefault(record.kind, {})[uid] = record
            self._touched[record.kind, uid] = None
            self._structure = None
        if isinstance(record, Category):
            self._index_category(record)
        if isinstance(record, Option):
            self._index_option(record)
        return record.code

    def patches(self) -> list[Patch]:
        """What has to be written so that the catalogue has this structure; what others refer to comes first."""
        found: list[Patch] = []
        for kind, uid in self._touched:
            found.extend(record_patches(self._base.of_kind(kind).get(uid), self.get(kind, uid)))
        return found

    def created(self) -> dict[str, int]:
        """How many records of each kind are new."""
        counts: dict[str, int] = {}
        for kind, uid in self._touched:
            if uid not in self._base.of_kind(kind):
                counts[kind] = counts.get(kind, 0) + 1
        return counts

    def new_options(self) -> dict[str, set[str]]:
        """attribute -> codes of the options that are new, of the attributes that are not."""
        found: dict[str, set[str]] = {}
        for kind, uid in self._touched:
            attribute, _slash, code = uid.partition("/")
            if kind == "option" and uid not in self._base.of_kind(kind) and attribute in self._base.attributes:
                found.setdefault(attribute, set()).add(code)
        return found

    def keep(self) -> None:
        """Says that everything made so far stays, whether a row uses it or not."""
        self._kept = frozenset(self._touched)

    def rows_made(self) -> set[tuple[str, str]]:
        """The new options, categories, families and channels that rows asked for."""
        found = ((kind, uid) for kind, uid in self._touched if (kind, uid) not in self._kept)
        return {(kind, uid) for kind, uid in found if kind in _PRUNED and uid not in self._base.of_kind(kind)}

    def prune(self, used: set[tuple[str, str]]) -> None:
        """Takes back what only rejected rows asked for: everything of `rows_made` that `used` does not name."""
        for code in [uid for kind, uid in used if kind == "category"]:
            while code and (record := self.get("category", code)) is not None:
                used.add(("category", code))
                code = record.parent
        for kind, uid in self.rows_made() - used:
            del self._records[kind][uid], self._touched[kind, uid]
        self._structure, self._options = None, {}

    def attribute(self, attribute: Attribute) -> Attribute:
        """Makes sure the attribute exists; a new one that is a standard field's usual name also plays that role."""
        known = self.get("attribute", attribute.code)
        if known is not None:
            return known  # type: ignore[no-any-return]
        made = dataclasses.replace(attribute, position=len(self._records.get("attribute", ())))
        self.put(made)
        names = (made.code, *made.source_names.values(), *made.labels.values())
        for role in dict.fromkeys(filter(None, map(role_named, names))):
            if self.get("role", role) is None and made.type in STANDARD_FIELDS[role].types and not made.internal:
                self.put(Role(code=role, attribute=made.code))
                break
        return made

    def option_code(self, attribute: str, text: str, *, create: bool, label: str = "") -> str | None:
        """The option that `text` names by code or label; a new one when `create`, else None."""
        known = self._options.get(attribute)
        if known is None:
            known = self._options[attribute] = {}
            for option in self.structure.options.get(attribute, {}).values():
                self._index_option(option)
        folded = fold_text(text)
        code = known.get(text) or known.get(folded)
        if code is None and create:
            made = unique_code(fold_code(text, "option"), _CodesOf(self, attribute))
            labels = {self._base.main_locale: label or text}
            code = self.put(Option(code=made, attribute=attribute, labels=labels, position=len(known)))
        return code

    def answer(self, attribute: str, text: str, code: str) -> None:
        """Takes `text` as the option `code` from now on; as a new option when `code` is ""."""
        if self.option_code(attribute, text, create=not code) is None:
            self._options[attribute][fold_text(text)] = code

    def _index_option(self, option: Option) -> None:
        known = self._options.get(option.attribute)
        if known is not None:
            for name in (option.code, fold_text(option.code), *map(fold_text, option.labels.values())):
                known.setdefault(name, option.code)

    def category_code(self, steps: Sequence[str]) -> str:
        """The category at the end of a path of labels (or codes); missing ones are made below a root category."""
        if len(steps) == 1 and self.get("category", steps[0]) is not None:
            return steps[0]
        first, *rest = steps
        root = self._categories.get(("", fold_text(first)))
        code = root if root is not None else self._below(self._any_root(), first)
        for step in rest:
            code = self._below(code, step)
        return code

    def _below(self, parent: str, label: str) -> str:
        known = self._categories.get((parent, fold_text(label)))
        if known is not None:
            return known
        code = unique_code(fold_code(label, "category"), self._records.get("category", {}))
        position = sum(above == parent for above, _label in self._categories)
        return self.put(Category(code=code, parent=parent, labels={self._base.main_locale: label}, position=position))

    def _any_root(self) -> str:
        """The tree that new categories go to: the first, or one that is made for them."""
        if not self._root:
            roots = [
                c.code for c in self._records.get("category", {}).values() if isinstance(c, Category) and not c.parent
            ]
            self._root = roots[0] if roots else self.put(
                Category(code="catalog", labels={code: _ROOT_LABELS.get(code[:2], "Catalogue") for code in self._base.locales})
            )  # fmt: skip
        return self._root

    def _index_category(self, category: Category) -> None:
        for name in (category.code, *category.labels.values()):
            self._categories.setdefault((category.parent, fold_text(name)), category.code)

    def family_code(self, text: str, *, create: bool, attributes: Iterable[str] = ()) -> str | None:
        """The family that `text` names by code or label; a new one with these attributes when `create`, else None."""
        if self.get("family", text) is not None:
            return text
        wanted = fold_text(text)
        for record in self._records.get("family", {}).values():
            if wanted in (fold_text(record.code), *map(fold_text, record.labels.values())):
                return record.code
        if not create:
            return None
        code = unique_code(fold_code(text, "family"), self._records.get("family", {}))
        labels = {self._base.main_locale: text}
        position = len(self._records.get("family", ()))
        return self.put(Family(code=code, labels=labels, attributes=tuple(attributes), position=position))

    def variant_structure(self, family: str, levels: tuple[tuple[str, ...], ...]) -> str:
        """The family's variant structure with these axes; made (with its attributes added to the family) if missing."""
        record: Family = self.get("family", family)
        for structure in record.variants:
            if structure.levels == levels:
                return structure.code
        axes = [axis for level in levels for axis in level]
        code = unique_code("by_" + "_".join(axes), {s.code for s in record.variants})
        labels = {self._base.main_locale: ", ".join(self.get("attribute", axis).label() for axis in axes)}
        made = VariantStructure(code=code, labels=labels, levels=levels)
        self.put(dataclasses.replace(
            record, variants=(*record.variants, made), attributes=tuple(dict.fromkeys((*record.attributes, *axes))),
        ))  # fmt: skip
        return code

    def axis_attribute(self, name: str, layout: str) -> str:
        """The attribute that tells variants apart by what the source calls `name`; made as a select if missing."""
        if name not in self._axes:
            self._axes[name] = self._axis(name, layout)
        return self._axes[name]

    def _axis(self, name: str, layout: str) -> str:
        folded, words = fold_code(name), fold_text(name)
        for attribute in self.structure.attributes.values():
            names = (attribute.code, *map(fold_text, attribute.labels.values()))
            usable = attribute.type in ("simple_select", "text") and not attribute.per_locale
            if (
                usable
                and attribute.code not in self.structure.roles.values()
                and (folded == attribute.code or words in names)
            ):
                return attribute.code
        code = unique_code(folded, self._records.get("attribute", {}))
        return self.attribute(Attribute(
            code=code, type="simple_select", labels={self._base.main_locale: name}, source_names={layout: name},
        )).code  # fmt: skip

    def widen_family(self, family: str, attributes: Iterable[str]) -> None:
        """Adds attributes to a family."""
        record: Family | None = self.get("family", family)
        if record is not None:
            wide = tuple(dict.fromkeys((*record.attributes, *attributes)))
            if wide != record.attributes:
                self.put(dataclasses.replace(record, attributes=wide))

    def price_list(self, code: str, currency: str) -> str:
        """Makes sure the price list exists."""
        if self.get("price_list", code) is None:
            self.put(PriceList(code=code, currency=currency, position=len(self._records.get("price_list", ()))))
        return code

    def locale(self, code: str) -> str:
        """Makes sure the locale exists."""
        if self.get("locale", code) is None:
            self.put(Locale(code=code, position=len(self._records.get("locale", ()))))
        return code

    def location_code(self, text: str) -> str:
        """The location that `text` names by code or label; "" stands for the first one. A missing one is made."""
        locations = self._records.get("location", {})
        if not text:
            return next(iter(self.structure.locations), "") or self.put(
                Location(code="main", labels={code: _STOCK_LABELS.get(code[:2], "Main stock") for code in self._base.locales})
            )  # fmt: skip
        for record in locations.values():
            if fold_text(text) in (fold_text(record.code), *map(fold_text, record.labels.values())):
                return record.code
        code = unique_code(fold_code(text, "location"), locations)
        return self.put(Location(code=code, labels={self._base.main_locale: text}, position=len(locations)))

    def link_type(self, text: str) -> str:
        """The association type of that code; made if missing."""
        code = fold_code(text, "link") if self.get("association_type", text) is None else text
        if self.get("association_type", code) is None:
            self.put(AssociationType(code=code, labels={self._base.main_locale: text}))
        return code

    def channel(self, code: str) -> str:
        """Makes sure a channel exists, for the exceptions that a file declares for it."""
        if self.get("channel", code) is None:
            structure = self.structure
            self.put(Channel(
                code=code, adapter="csv", locales=tuple(structure.locales), price_lists=tuple(structure.price_lists),
                labels={self._base.main_locale: code.replace("_", " ").capitalize()}, position=len(structure.channels),
            ))  # fmt: skip
        return code


class _CodesOf:
    """The option codes of one attribute, as something to look a code up in."""

    def __init__(self, growth: Growth, attribute: str) -> None:
        self._growth, self._attribute = growth, attribute

    def __contains__(self, code: object) -> bool:
        return self._growth.get("option", f"{self._attribute}/{code}") is not None


_PRUNED = frozenset(("option", "category", "family", "channel"))
# Labels of product data, kept in the catalogue per locale.
_ROOT_LABELS = {"fr": "Catalogue", "en": "Catalogue", "de": "Katalog"}
_STOCK_LABELS = {"fr": "Stock principal", "en": "Main stock", "de": "Hauptlager"}
