"""Another type for an attribute: its stored values are converted with it, as one step, after a look at what would fail."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pim.catalog import rich_text
from pim.catalog.attribute import Attribute, Option
from pim.catalog.attribute_types import PLAIN, TYPES, Value
from pim.catalog.edit import Edit, Patch, product_patches, record_patches
from pim.catalog.errors import CatalogError, InvalidValue
from pim.catalog.identifiers import fold_code, fold_text, unique_code
from pim.catalog.measurement import Measurement
from pim.catalog.product import Product
from pim.catalog.structure import Structure
from pim.catalog.value_key import ValueKey, attribute_of, join, parse_key
from pim.i18n import _
from pim.services.workspace import OnProgress, Workspace, no_progress
from pim.storage import usage
from pim.storage.commit import CatalogChanged
from pim.storage.products import chunks, load_where

_SAMPLES = 8
_ROOTS = 100  # top-level products, with all below them, read together
_DECIDING = ("type", "per_locale", "unit_family", "default_unit")


class Failure(NamedTuple):
    """A value that the new type cannot hold: whose it is, which, as text, and why."""

    sku: str
    key: str
    text: str
    reason: str


class RetypePlan(NamedTuple):
    """What another type would do: values converted, values lost (`samples` of them), products touched, new options."""

    converted: int
    failed: int
    products: int
    options: tuple[str, ...]
    samples: tuple[Failure, ...]


def needs_conversion(before: Attribute, after: Attribute) -> bool:
    """Whether stored values have to be looked at when `before` becomes `after`."""
    if before.type != "measurement" and after.type != "measurement":
        return (before.type, before.per_locale) != (after.type, after.per_locale)
    return any(getattr(before, name) != getattr(after, name) for name in _DECIDING)


def plan_retype(workspace: Workspace, after: Attribute, on_progress: OnProgress = no_progress) -> RetypePlan:
    """What would happen to the stored values; nothing is changed. `on_progress` may raise `Cancelled`.

    Raises `CatalogError` when the new attribute is not possible (a price per locale, a measurement without units).
    """
    converter = _converter(workspace, after)
    products = 0
    for batch in _batches(workspace, after.code, on_progress):
        for product in batch:
            products += converter.converted(product) != product
    return converter.plan(products)


def retype(
    workspace: Workspace, after: Attribute, *, drop_failed: bool = False, on_progress: OnProgress = no_progress
) -> CatalogChanged:
    """Changes the attribute and every value of it as one undoable step.

    Values that the new type cannot hold are removed when `drop_failed` says so (undo brings them back); else their
    existence raises `CatalogError` and nothing is changed.
    """
    plan = plan_retype(workspace, after, on_progress)
    if plan.failed and not drop_failed:
        raise CatalogError(
            _("{count} values cannot be converted, {example} for instance: {reason}").format(
                count=plan.failed, example=plan.samples[0].sku, reason=plan.samples[0].reason
            )
        )
    before = workspace.structure.attribute(after.code)
    label = _("{name} becomes {type}").format(name=after.label(), type=after.type.replace("_", " "))
    edit = Edit(label=label, patches=(), source="structure")
    converter = _converter(workspace, after)
    structural = [*record_patches(before, after), *converter.option_patches(plan.options)]
    if not plan.products:
        return workspace.apply(dataclasses.replace(edit, patches=tuple(structural)))
    patches = _patches(workspace, converter, structural)
    return workspace.apply_large(edit, patches, total=plan.products + len(structural), on_progress=on_progress)


def _patches(workspace: Workspace, converter: _Converter, structural: list[Patch]) -> Iterator[Patch]:
    """The structure first, so that every value is derived with the type it has."""
    yield from structural
    for batch in _batches(workspace, converter.after.code, no_progress):
        for product in batch:
            yield from product_patches(product, converter.converted(product))


def _batches(workspace: Workspace, code: str, on_progress: OnProgress) -> Iterator[list[Product]]:
    """Products with values of the attribute, whole families of variants together."""
    with workspace.reading() as connection:
        roots = usage.roots_with_attribute(connection, code)
        done = 0
        for part in chunks(roots, _ROOTS):
            yield [stored.product for stored in load_where(connection, "root_id", part)]
            done += len(part)
            on_progress(done, len(roots), _("Reading values"))


def _converter(workspace: Workspace, after: Attribute) -> _Converter:
    structure = workspace.structure
    before = structure.attribute(after.code)
    kind = TYPES.get(after.type)
    if kind is None:
        raise CatalogError(_("There is no attribute type “{type}”.").format(type=after.type))
    if kind.by_price_list and after.per_locale:
        raise CatalogError(_("A price belongs to a price list and cannot also differ per locale."))
    if after.type == "measurement" and not (after.unit_family and after.default_unit):
        raise CatalogError(_("A measurement needs a kind of unit and a unit to begin with."))
    if after.per_locale and not structure.main_locale:
        raise CatalogError(_("There is no locale. Add one before values can differ per locale."))
    if kind.by_price_list and not structure.main_price_list:
        raise CatalogError(_("There is no price list. Add one before the attribute can be a price."))
    return _Converter(structure, before, after)


class _Converter:
    """Turns the values of one attribute into those of its new form, and counts."""

    def __init__(self, structure: Structure, before: Attribute, after: Attribute) -> None:
        self._structure, self.before, self.after = structure, before, after
        self._known = _option_words(structure, after.code)
        self._new: dict[str, str] = {}  # folded text -> code of an option to make
        self._labels: dict[str, str] = {}
        self._converted, self._failed = 0, 0
        self._samples: list[Failure] = []

    def plan(self, products: int) -> RetypePlan:
        return RetypePlan(self._converted, self._failed, products, tuple(self._labels.values()), tuple(self._samples))

    def option_patches(self, labels: Iterable[str]) -> list[Patch]:
        """The options that the values need; their codes are remembered for the conversion."""
        start = len(self._structure.options.get(self.after.code, {}))
        found: list[Patch] = []
        for position, label in enumerate(labels, start):
            code = self._option(label)
            labels_by_locale = {self._structure.main_locale: label} if self._structure.main_locale else {}
            option = Option(code=code, attribute=self.after.code, labels=labels_by_locale, position=position)
            found.extend(record_patches(None, option))
        return found

    def converted(self, product: Product) -> Product:
        """The product with the attribute's values and exceptions in the new form."""
        own = [key for key in product.values if attribute_of(key) == self.after.code]
        excepted = [key for key in product.exceptions if attribute_of(key) == self.after.code]
        if not own and not excepted:
            return product
        values = {key: value for key, value in product.values.items() if key not in own}
        values.update(self._moved(product, {parse_key(key): product.values[key] for key in own}))
        exceptions = {key: one for key, one in product.exceptions.items() if key not in excepted}
        for channel in dict.fromkeys(parse_key(key).channel for key in excepted):
            originals = {parse_key(key): product.exceptions[key] for key in excepted if parse_key(key).channel == channel}
            moved = self._moved(product, {key: one.value for key, one in originals.items() if one.value is not None})
            first = next(iter(originals.values()))
            exceptions.update({key: first._replace(value=value) for key, value in moved.items()})
        return dataclasses.replace(product, values=values, exceptions=exceptions)

    def _moved(self, product: Product, found: dict[ValueKey, Value]) -> dict[str, Value]:
        """The values under their new keys. Where several become one, that of the main locale or list stays."""
        main = (self._structure.main_locale, self._structure.main_price_list, "")
        ordered = sorted(found.items(), key=lambda pair: (pair[0].locale or pair[0].price_list) not in main)
        moved: dict[str, Value] = {}
        for key, value in ordered:
            target = self._target(key)
            if target in moved:
                self._fail(product, key, value, _("Only the value of the main locale or price list can stay."))
                continue
            try:
                new = self._parsed(value, key.locale)
            except InvalidValue as error:
                self._fail(product, key, value, str(error))
                continue
            if new is not None:
                moved[target] = new
                self._converted += 1
        return moved

    def _target(self, key: ValueKey) -> str:
        kind = self.after.type_of
        price_list = (key.price_list or self._structure.main_price_list) if kind.by_price_list else ""
        locale = (key.locale or self._structure.main_locale) if self.after.per_locale else ""
        return join(self.after.code, locale, price_list, key.channel)

    def _fail(self, product: Product, key: ValueKey, value: Value, reason: str) -> None:
        self._failed += 1
        if len(self._samples) < _SAMPLES:
            self._samples.append(Failure(product.sku, str(key), self._text(value, key.locale), reason))

    def _parsed(self, value: Value, locale: str) -> Value | None:
        if (self.before.type, self.before.unit_family) == (self.after.type, self.after.unit_family):
            return value
        if self.before.type_of.has_options and self.after.type_of.has_options:
            return _as_select(value, self.after)
        text = self._text(value, locale)
        if self.after.type_of.has_options:
            parts = [self._option(part) for part in _split(text, self.after)]
            return tuple(dict.fromkeys(parts)) if self.after.type == "multi_select" else parts[0]
        if self.after.type == "rich_text":
            text = "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.splitlines() if line.strip())
        new = self.after.parse(text)
        if new is not None and not self.after.type_of.is_stored_form(new):
            raise InvalidValue(_("“{text}” does not fit.").format(text=text), text)
        return new

    def _text(self, value: Value, locale: str) -> str:
        """A stored value in words, as the new type's parser may read it."""
        before = self.before
        if before.type_of.has_options:
            codes = value if isinstance(value, tuple) else (str(value),)
            return ", ".join(self._structure.option_label(before.code, code, locale) for code in codes)
        if before.type == "rich_text":
            return rich_text.to_text(str(value))
        if before.type == "measurement" and self.after.type == "number":
            measured = Measurement.of(str(value))
            return str(measured.to(before.default_unit or measured.unit, before.unit_family).amount)
        return before.format(value)

    def _option(self, label: str) -> str:
        folded = fold_text(label)
        if folded not in self._known:
            taken = {*self._known.values(), *self._new.values()}
            self._known[folded] = self._new[folded] = unique_code(fold_code(label, "option"), taken)
            self._labels[folded] = label
        return self._known[folded]


def _option_words(structure: Structure, attribute: str) -> dict[str, str]:
    """Folded label or code -> option code."""
    found: dict[str, str] = {}
    for code, option in structure.options.get(attribute, {}).items():
        for word in (*option.labels.values(), code):
            found.setdefault(fold_text(word), code)
    return found


def _split(text: str, attribute: Attribute) -> list[str]:
    parts = TYPES["multi_select"].parse(text, attribute, PLAIN) if attribute.type == "multi_select" else (text.strip(),)
    found = [part for part in parts if part] if isinstance(parts, tuple) else []
    if not found or any(len(part) > 100 for part in found):
        raise InvalidValue(_("“{text}” is too long for a choice.").format(text=text[:60] + "…"), text)
    return found


def _as_select(value: Value, after: Attribute) -> Value:
    codes = value if isinstance(value, tuple) else (str(value),)
    if after.type == "multi_select":
        return codes
    if len(codes) > 1:
        raise InvalidValue(_("{count} choices, only one is possible.").format(count=len(codes)))
    return codes[0]
