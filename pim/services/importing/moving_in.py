"""Structure files of another system (attributes, options, families, categories …) as records of this catalogue."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

import orjson

from pim.catalog.attribute import Attribute, Option
from pim.catalog.category import Category
from pim.catalog.channel import AssociationType, ImportMapping
from pim.catalog.errors import CatalogError
from pim.catalog.family import Family, VariantStructure
from pim.catalog.identifiers import fold_code
from pim.catalog.measurement import unit_code, unit_family_of
from pim.catalog.roles import STANDARD_FIELDS, role_named
from pim.catalog.structure import Structure
from pim.formats.source import SourceStructure
from pim.i18n import _
from pim.services.importing.growth import Growth
from pim.services.importing.guarded import ImportRefused
from pim.services.importing.options import ImportOptions
from pim.services.importing.targets import SKIP, Mapping, Target

SOURCE = "akeneo_csv"
_TYPES = {"select": "simple_select"}
_POSITION = re.compile(r"[0-9]{1,9}")
_PARTS_OF_A_PRODUCT = frozenset(("identifier", "image"))  # the SKU and the images have places of their own


class Mover:
    """Takes source structure records into a growing structure. `take` raises `CatalogError` where a record is no good."""

    def __init__(self, growth: Growth, options: ImportOptions) -> None:
        self._growth = growth
        self._options = options
        self._families: list[SourceStructure] = []

    def settle(self) -> None:
        """Takes families and variant structures again, when the attributes that products brought along exist."""
        for record in self._families:
            _TAKERS[record.kind](self, record)

    def take(self, record: SourceStructure) -> None:
        """Makes or changes the record that a row of a structure file describes."""
        take = _TAKERS.get(record.kind)
        if take is not None:
            take(self, record)
            if record.kind in ("family", "family_variant"):
                self._families.append(record)

    def attribute_code(self, name: str) -> str:
        """The code that an attribute of the source has here; "" for those that are parts of a product."""
        if name in ("sku", "identifier"):
            return ""
        for code, attribute in self._growth.structure.attributes.items():
            if attribute.source_names.get(SOURCE) == name:
                return code
        return fold_code(name)

    def _own_attribute(self, name: str) -> str:
        """The code of an attribute that must be one here. Raises `CatalogError`."""
        code = self.attribute_code(name)
        if not code:
            raise CatalogError(
                _("“{name}” is what products are called by: it has no options and tells no variants apart.").format(name=name)
            )
        return code

    def _labels(self, labels: dict[str, str]) -> dict[str, str]:
        return {self._growth.locale(locale): text for locale, text in labels.items()}

    def take_attribute(self, record: SourceStructure) -> None:
        """An attribute: the one that plays the same standard field, else one of its own."""
        data, kind = record.data, _TYPES.get(record.data["type"], record.data["type"])
        if kind in _PARTS_OF_A_PRODUCT or kind == "file":
            return
        known = self._alias(record.code, kind) or self._growth.get("attribute", fold_code(record.code))
        if known is not None:
            names = {**known.source_names, SOURCE: record.code}
            labels = {**self._labels(data["labels"]), **known.labels}
            self._growth.put(dataclasses.replace(known, source_names=names, labels=labels))
            return
        unit = _unit(data["default_unit"])
        family = unit_family_of(unit) or "" if kind == "measurement" else ""
        self._growth.attribute(Attribute(
            code=fold_code(record.code), type=kind if kind != "measurement" or family else "text",
            labels=self._labels(data["labels"]), group=data["group"], per_locale=data["localizable"] and kind != "price",
            unit_family=family, default_unit=unit_code(unit, family) or "" if family else "", source_names={SOURCE: record.code},
        ))  # fmt: skip

    def _alias(self, name: str, kind: str) -> Attribute | None:
        """The attribute that already plays the standard field of that name, if it can hold such values."""
        role = role_named(name)
        code = self._growth.structure.role_attribute(role) if role else ""
        known: Attribute | None = self._growth.get("attribute", code) if code else None
        if role is None or known is None:
            return None
        texts = ("text", "text_area", "rich_text")
        same = known.type == kind or (known.type in texts and kind in texts)
        return known if same and kind in (*STANDARD_FIELDS[role].types, *texts) else None

    def take_option(self, record: SourceStructure) -> None:
        """An option; its attribute must be a select."""
        code = self._own_attribute(record.data["attribute"])
        attribute: Attribute | None = self._growth.get("attribute", code)
        if attribute is None:
            attribute = self._growth.attribute(Attribute(
                code=code, type="simple_select", labels=self._labels({}), source_names={SOURCE: record.data["attribute"]},
            ))  # fmt: skip
        if not attribute.type_of.has_options:
            raise CatalogError(
                _("“{attribute}” is not a select, so it has no options.").format(attribute=attribute.label())
            )
        order = record.data["sort_order"]
        position = int(order) if _POSITION.fullmatch(order) else 0
        known = self._growth.get("option", f"{code}/{record.code}")
        labels = {**(known.labels if known else {}), **self._labels(record.data["labels"])}
        self._growth.put(Option(code=record.code, attribute=code, labels=labels, position=position))

    def take_family(self, record: SourceStructure) -> None:
        """A family with its attributes and what each channel requires."""
        data = record.data
        known: Family | None = self._growth.get("family", record.code)
        required = {
            fold_code(channel, "channel"): tuple(self._known(codes)) for channel, codes in data["requirements"].items()
        }
        required = {code: codes for code, codes in required.items() if self._growth.get("channel", code) is not None}
        attributes = tuple(self._known(data["attributes"]))
        base = known or Family(code=record.code, position=len(self._growth.structure.families))
        self._growth.put(dataclasses.replace(
            base, labels={**base.labels, **self._labels(data["labels"])}, required={**base.required, **required},
            attributes=tuple(dict.fromkeys((*base.attributes, *attributes))),
        ))  # fmt: skip

    def _known(self, names: Iterable[str]) -> list[str]:
        """The codes of the attributes that exist; the others are made by the products that use them."""
        return [
            code for code in map(self.attribute_code, names) if code and self._growth.get("attribute", code) is not None
        ]

    def take_family_variant(self, record: SourceStructure) -> None:
        """A variant structure; its family and its axes are made where no other file describes them."""
        data = record.data
        family: Family | None = self._growth.get("family", data["family"])
        if not data["family"] or not data["axes"]:
            raise CatalogError(_("A family variant needs a family and at least one axis."))
        if family is None:
            family = Family(code=data["family"], position=len(self._growth.structure.families))
        levels = tuple(tuple(self._axis(name) for name in level) for level in data["axes"])
        own = tuple(tuple(self._known(level)) for level in data["attributes"])
        made = VariantStructure(code=record.code, labels=self._labels(data["labels"]), levels=levels, own=own)
        others = tuple(structure for structure in family.variants if structure.code != record.code)
        attributes = dict.fromkeys((*family.attributes, *made.axes, *(code for level in own for code in level)))
        self._growth.put(dataclasses.replace(family, variants=(*others, made), attributes=tuple(attributes)))

    def _axis(self, name: str) -> str:
        code = self._own_attribute(name)
        attribute = self._growth.attribute(
            Attribute(code=code, type="simple_select", labels={}, source_names={SOURCE: name})
        )
        if not attribute.type_of.can_be_axis:
            raise CatalogError(_("“{attribute}” cannot tell variants apart.").format(attribute=attribute.label()))
        return code

    def take_category(self, record: SourceStructure) -> None:
        """A category; its parent comes before it, or is made and gets its labels later."""
        parent = record.data["parent"]
        if parent and self._growth.get("category", parent) is None:
            self._growth.put(Category(code=parent, position=len(self._growth.structure.categories)))
        known: Category | None = self._growth.get("category", record.code)
        base = known or Category(code=record.code, position=len(self._growth.structure.categories))
        labels = {**base.labels, **self._labels(record.data["labels"])}
        self._growth.put(dataclasses.replace(base, labels=labels, parent=parent))

    def take_association_type(self, record: SourceStructure) -> None:
        """A kind of link between products."""
        code = self._growth.link_type(record.code)
        known = self._growth.get("association_type", code)
        labels = {**known.labels, **self._labels(record.data["labels"])}
        self._growth.put(AssociationType(code=code, labels=labels, position=known.position))

    def take_channel(self, record: SourceStructure) -> None:
        """A channel's locales, currencies and labels; a channel of our own with that code gets the labels."""
        for currency in record.data["currencies"]:
            self._growth.price_list(currency, currency)
        for locale in record.data["locales"]:
            self._growth.locale(locale)
        known = self._growth.get("channel", fold_code(record.code, "channel"))
        if known is not None:
            self._growth.put(dataclasses.replace(known, labels={**known.labels, **self._labels(record.data["labels"])}))

    def take_group(self, record: SourceStructure) -> None:
        """A product group becomes an option of the attribute `groups`."""
        self._growth.attribute(Attribute(code="groups", type="multi_select", source_names={SOURCE: "groups"}))
        self._growth.put(Option(code=record.code, attribute="groups", labels=self._labels(record.data["labels"])))


_TAKERS: dict[str, Callable[[Mover, SourceStructure], None]] = {
    "attribute": Mover.take_attribute,
    "option": Mover.take_option,
    "family": Mover.take_family,
    "family_variant": Mover.take_family_variant,
    "category": Mover.take_category,
    "association_type": Mover.take_association_type,
    "channel": Mover.take_channel,
    "group": Mover.take_group,
}


def _unit(name: str) -> str:
    """A unit of the source in words that measurements know: `KILOGRAM`, `SQUARE_METER`, `CUBIC_METER`."""
    return name.casefold().replace("square_meter", "m2").replace("cubic_meter", "m3").replace("_", " ")


def saved_mapping(structure: Structure, wanted: Path | str | None) -> Mapping | None:
    """The mapping of a file, or the saved one of that code; None when none was asked for."""
    if wanted is None:
        return None
    record = structure.mappings.get(str(wanted))
    if record is not None:
        return from_record(record)
    try:
        data: Any = orjson.loads(Path(wanted).read_bytes())
    except OSError as error:
        raise ImportRefused(
            _("The mapping {file} cannot be read: {reason}.").format(file=wanted, reason=error.strerror)
        ) from error
    except orjson.JSONDecodeError as error:
        raise ImportRefused(_("The mapping {file} is not JSON: {reason}.").format(file=wanted, reason=error)) from error
    # What `pim inspect --json` printed may be given as it is.
    inner = data.get("mapping") if isinstance(data, dict) else None
    return Mapping.from_json(inner if isinstance(inner, dict) and isinstance(inner.get("columns"), dict) else data)


def fitting_mapping(structure: Structure, layout: str, names: Collection[str]) -> Mapping | None:
    """The saved mapping whose columns are all in a file, in whatever order and among whatever others; the one that
    knows most of them where several fit, None where none does."""
    found = []
    for record in structure.mappings.values():
        mapping = from_record(record)
        used = [name for name, target in mapping.columns.items() if target.field != SKIP]
        if record.format == layout and used and all(name in names for name in (*used, *filter(None, [mapping.key]))):
            found.append((len(used), mapping))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def to_record(
    code: str, label: str, format_code: str, mapping: Mapping, options: ImportOptions, locale: str
) -> ImportMapping:
    """A mapping as the record that keeps it in the catalogue."""
    data = mapping.to_json()
    kept = {"key": mapping.key, "axes": list(mapping.axes), **options.to_json()}
    return ImportMapping(code=code, labels={locale: label}, format=format_code, columns=data["columns"], options=kept)


def from_record(record: ImportMapping) -> Mapping:
    """The mapping that a record keeps; columns it does not name are proposed afresh."""
    columns = {name: Target.from_json(target) for name, target in record.columns.items()}
    return Mapping(columns=columns, key=str(record.options.get("key", "")), axes=tuple(record.options.get("axes", ())))
