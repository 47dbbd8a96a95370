"""The form of one family in one locale: groups of fields, made and filled step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pim.catalog.attribute import Attribute, Option
from pim.catalog.channel import Channel, Location, PriceList
from pim.catalog.value_key import parse_key
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.product_rows import required_keys
from pim.gui.views.products.sheet_parts.group_box import GroupBox
from pim.gui.views.products.sheet_parts.images_strip import ImagesStrip
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.gui.views.products.sheet_parts.stock_group import CategoriesGroup, StockGroup
from pim.gui.views.products.sheet_parts.value_field import NARROW, ValueField
from pim.gui.widgets.layouts import scroll_of
from pim.i18n import _


class Shape(NamedTuple):
    """What a form is built for; products of the same shape share one, also when other things of the structure change."""

    locale: str
    exceptions: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    options: tuple[Mapping[str, Option] | None, ...]
    prices: tuple[PriceList, ...]
    locations: tuple[Location, ...]
    channels: tuple[Channel, ...]


def shape_of(desk: CatalogDesk, shown: Shown) -> Shape:
    """The family's attributes, and those that the product has besides."""
    structure = desk.structure
    family = structure.family_attributes(shown.product.family)
    own = {parse_key(key).attribute for key in shown.view.values}.difference(family)
    codes = [code for code in (*family, *sorted(own)) if code in structure.attributes]
    attributes = [structure.attributes[code] for code in codes if not structure.attributes[code].type_of.is_media]
    return Shape(
        shown.locale, tuple(shown.product.exceptions), tuple(attributes),
        tuple(structure.options.get(attribute.code) for attribute in attributes),
        tuple(structure.price_lists.values()), tuple(structure.locations.values()), tuple(structure.channels.values()),
    )  # fmt: skip


class AttributeForm(QWidget):
    """Fields by value key; `area` scrolls it. `steps(shown)` makes what is not made yet and fills it, a field at a step.

    `typed(field, text)` when somebody has finished with a field; `exception_wanted(key)`; `images_wanted()`.
    """

    typed = Signal(object, str)
    exception_wanted = Signal(str)
    images_wanted = Signal()

    def __init__(self, desk: CatalogDesk, shape: Shape) -> None:
        super().__init__()
        self._shape = shape
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 4, 14, 14)
        self._column.setSpacing(0)
        self.area = scroll_of(self, "surface")
        self._desk = desk
        self.fields: dict[str, ValueField] = {}
        self._groups: list[tuple[GroupBox, list[ValueField]]] = []
        self._rows: list[tuple[QWidget, list[ValueField]]] = []
        self._making: Iterator[ValueField | None] = iter(())
        self._is_begun = False

    # -- step by step -------------------------------------------------------------------------------
    def steps(self, shown: Shown) -> Iterator[None]:
        """Fill with a product; the first time, or where it was interrupted, fields are made as well."""
        missing = shown.missing()
        for field in list(self.fields.values()):
            field.show_product(shown, missing)
            yield
        if not self._is_begun:
            self._is_begun, self._making = True, self._make(shown)
        for field in self._making:
            if field is not None:
                yield  # a rich text takes as long to make as to fill
                field.show_product(shown, missing)
            yield
        for part in (self.stock, self.categories, self.strip):
            part.show_product(shown)
            yield

    def dismantle(self) -> Iterator[None]:
        """Delete it, hidden already, a field at a step: all at once would hold up the window as long as making them."""
        while self.fields:
            field = self.fields.popitem()[1]
            field.deleteLater()
            QCoreApplication.sendPostedEvents(field, QEvent.Type.DeferredDelete)
            yield
        self.area.deleteLater()

    def _make(self, shown: Shown) -> Iterator[ValueField | None]:
        """Makes the fields and yields each; None after other parts."""
        for name, attributes in self._grouped().items():
            group, found = GroupBox(self._desk.theme, group_title(name)), []
            self._groups.append((group, found))
            self._column.addWidget(group)
            for field in self._fill_group(group, attributes, shown):
                found.append(field)
                yield field
        self.stock = StockGroup(self._desk)
        self._column.addWidget(self.stock)
        yield None
        self.categories = CategoriesGroup(self._desk)
        self.images = GroupBox(self._desk.theme, _("Images"))
        self.strip = ImagesStrip(self._desk)
        self.strip.more_wanted.connect(self.images_wanted)
        self.images.body.addWidget(self.strip)
        self._column.addWidget(self.categories)
        self._column.addWidget(self.images)
        self._column.addStretch(1)
        yield None

    def _grouped(self) -> dict[str, list[Attribute]]:
        groups: dict[str, list[Attribute]] = {}
        for attribute in self._shape.attributes:
            groups.setdefault(attribute.group, []).append(attribute)
        return groups

    def _fill_group(self, group: GroupBox, attributes: list[Attribute], shown: Shown) -> Iterator[ValueField]:
        line = _Line(group)
        for attribute in attributes:
            scopes = self._scopes(attribute, shown)
            plain = [key for key in scopes if not parse_key(key).channel]
            if attribute.type in NARROW:
                line.make_room(attribute, len(plain))
            for key, label in scopes.items():
                field = self._field(attribute, key, label)
                if attribute.type in NARROW and key in plain:
                    self._rows += line.add(field)
                else:
                    line.close()
                    group.body.addWidget(field)
                yield field

    def _scopes(self, attribute: Attribute, shown: Shown) -> dict[str, str]:
        """The value keys that get a field, with a label where the attribute's own does not say enough."""
        structure = self._desk.structure
        found = {}
        for key in structure.scopes(attribute, (shown.locale,), tuple(structure.price_lists)):
            prices = structure.price_lists.get(parse_key(key).price_list)
            found[key] = f"{attribute.label(shown.locale)} {prices.currency}" if prices else ""
        for key in shown.product.exceptions:
            parts = parse_key(key)
            if parts.base() in found and parts.channel in structure.channels:
                name = structure.channels[parts.channel].label(shown.locale)
                found[key] = _("{field} on {channel}").format(field=attribute.label(shown.locale), channel=name)
        return found

    def _field(self, attribute: Attribute, key: str, label: str) -> ValueField:
        field = ValueField(self._desk, attribute, key, label)
        field.typed.connect(lambda _key, text: self.typed.emit(field, text))
        field.exception_wanted.connect(self.exception_wanted)
        self.fields[key] = field
        return field

    # -- what is missing ----------------------------------------------------------------------------
    def show_missing(self, shown: Shown, missing: Mapping[str, list[str]], only: bool) -> Iterator[None]:
        """Say in the heads what is `missing`, step by step; `only` hides everything else. The form is whole."""
        needed = required_keys(self._desk.structure, shown.product.family)
        for group, fields in self._groups:
            count = sum(1 for field in fields if field.key in missing)
            group.head.set_state(count, count == 0 and any(field.key in needed for field in fields))
            group.setVisible(not only or count > 0)
        self.images.head.set_state(1 if "role:main_image" in missing else 0, False)
        self.stock.setVisible(not only and shown.product.is_sellable)
        self.categories.setVisible(not only)
        for row, fields in self._rows:
            row.setVisible(not only or any(field.key in missing for field in fields))
        for field in self.fields.values():
            field.setVisible(not only or field.key in missing)
            yield


class _Line:
    """Small fields side by side, at most three and with their like."""

    def __init__(self, group: GroupBox) -> None:
        self._group, self._shelf = group, ""
        self._fields: list[ValueField] = []

    def make_room(self, attribute: Attribute, count: int) -> None:
        """Begin another line unless `count` more fields of this attribute fit."""
        shelf = attribute.type if attribute.type in ("price", "measurement") else "short"
        if self._fields and (len(self._fields) + count > 3 or self._shelf != shelf):
            self.close()
        self._shelf = shelf

    def add(self, field: ValueField) -> list[tuple[QWidget, list[ValueField]]]:
        """Put a field into the line; returns the line with its fields where this one is its first."""
        if len(self._fields) == 3:
            self.close()
        if self._fields:
            self._fields.append(field)
            self._layout.insertWidget(len(self._fields) - 1, field, 1)
            if len(self._fields) == 2:
                self._layout.takeAt(2)  # the room beside a single field
            return []
        self._fields = [field]
        row = QWidget()
        self._layout = QHBoxLayout(row)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(field, 1)
        self._layout.addStretch(1)
        self._group.body.addWidget(row)
        return [(row, self._fields)]

    def close(self) -> None:
        """What comes next stands below."""
        self._fields = []


def group_title(code: str) -> str:
    """What a group of attributes is called."""
    known = {
        "": _("Attributes"), "identity": _("Identity"), "marketing": _("Marketing"), "texts": _("Texts"),
        "price": _("Price"), "prices": _("Prices"), "features": _("Features"), "measures": _("Dimensions and weight"),
    }  # fmt: skip
    return known.get(code, code.replace("_", " ").capitalize())
