"""The tab of values: groups of fields; built once per family and locale, filled again for every product."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pim.catalog.attribute import Attribute
from pim.catalog.value_key import parse_key
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.views.products.sheet_parts.exception_dialog import ExceptionDialog
from pim.gui.views.products.sheet_parts.group_box import GroupBox
from pim.gui.views.products.sheet_parts.images_strip import ImagesStrip
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.gui.views.products.sheet_parts.stock_group import CategoriesGroup, StockGroup
from pim.gui.views.products.sheet_parts.value_field import NARROW, ValueField
from pim.gui.widgets.layouts import scroll_of
from pim.gui.widgets.notices import Banner
from pim.i18n import _, ngettext


class AttributesTab(QWidget):
    """`show_product(shown)`; `filter_to(channel)` and `set_only_missing(on)` hide fields that are filled."""

    images_wanted = Signal()

    def __init__(self, desk: CatalogDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: Any = None  # the product shown; nothing is asked of it before there is one
        self._shape: Any = None
        self.fields: dict[str, ValueField] = {}
        self._groups: dict[str, tuple[GroupBox, list[ValueField]]] = {}
        self._rows: list[tuple[QWidget, list[ValueField]]] = []
        self.only_missing, self._channel = False, ""
        self._banner = Banner(desk.theme, "warn", "", icon="circle-half")
        self._banner.acted.connect(lambda: self.set_only_missing(not self.only_missing))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        holder = QVBoxLayout()
        holder.setContentsMargins(16, 10, 14, 2)
        holder.addWidget(self._banner)
        layout.addLayout(holder)
        self._place = QVBoxLayout()
        layout.addLayout(self._place, 1)
        self._area: QScrollArea | None = None

    # -- building -----------------------------------------------------------------------------------
    def _build(self, shown: Shown) -> None:
        """Fields for the family's attributes, in groups."""
        if self._area is not None:
            self._place.removeWidget(self._area)
            self._area.deleteLater()
        self.fields, self._groups, self._rows = {}, {}, []
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 4, 14, 14)
        column.setSpacing(0)
        for name, attributes in self._grouped(shown).items():
            group = GroupBox(self._desk.theme, group_title(name))
            self._groups[name] = (group, self._fill_group(group, attributes, shown))
            column.addWidget(group)
        self._stock, self._categories = StockGroup(self._desk), CategoriesGroup(self._desk)
        self._images = GroupBox(self._desk.theme, _("Images"))
        self._strip = ImagesStrip(self._desk)
        self._strip.more_wanted.connect(self.images_wanted)
        self._images.body.addWidget(self._strip)
        for group in (self._stock, self._categories, self._images):
            column.addWidget(group)
        column.addStretch(1)
        self._area = scroll_of(content, "surface")
        self._place.addWidget(self._area)

    def _grouped(self, shown: Shown) -> dict[str, list[Attribute]]:
        structure = self._desk.structure
        codes = list(structure.family_attributes(shown.product.family))
        codes += [c for c in dict.fromkeys(parse_key(key).attribute for key in shown.view.values) if c not in codes]
        groups: dict[str, list[Attribute]] = {}
        for code in codes:
            attribute = structure.attributes.get(code)
            if attribute is not None and not attribute.type_of.is_media:
                groups.setdefault(attribute.group, []).append(attribute)
        return groups

    def _fill_group(self, group: GroupBox, attributes: list[Attribute], shown: Shown) -> list[ValueField]:
        found: list[ValueField] = []
        line: list[ValueField] = []
        for attribute in attributes:
            made = self._fields_of(attribute, shown)
            found += made
            plain = [field for field in made if not parse_key(field.key).channel]
            if attribute.type not in NARROW:
                self._add_rows(group, line)
                line = []
                for field in made:
                    group.body.addWidget(field)
                continue
            if line and (len(line) + len(plain) > 3 or _shelf(line[0].attribute) != _shelf(attribute)):
                self._add_rows(group, line)
                line = []
            line += plain
            for field in made[len(plain) :]:
                group.body.addWidget(field)
        self._add_rows(group, line)
        return found

    def _add_rows(self, group: GroupBox, line: list[ValueField]) -> None:
        """Small fields side by side, at most three."""
        for start in range(0, len(line), 3):
            part = line[start : start + 3]
            row = QWidget()
            layout = QHBoxLayout(row)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(8)
            for field in part:
                layout.addWidget(field, 1)
            if len(part) == 1:
                layout.addStretch(1)
            group.body.addWidget(row)
            self._rows.append((row, part))

    def _fields_of(self, attribute: Attribute, shown: Shown) -> list[ValueField]:
        structure = self._desk.structure
        keys = structure.scopes(attribute, (shown.locale,), tuple(structure.price_lists))
        made = []
        for key in keys:
            prices = structure.price_lists.get(parse_key(key).price_list)
            label = f"{attribute.label(shown.locale)} {prices.currency}" if prices else ""
            made.append(self._field(attribute, key, label))
        for key in shown.product.exceptions:
            parts = parse_key(key)
            if parts.base() in keys and parts.channel in structure.channels:
                name = structure.channels[parts.channel].label(shown.locale)
                label = _("{field} on {channel}").format(field=attribute.label(shown.locale), channel=name)
                made.append(self._field(attribute, key, label))
        return made

    def _field(self, attribute: Attribute, key: str, label: str) -> ValueField:
        field = ValueField(self._desk, attribute, key, label)
        field.typed.connect(self._write)
        field.exception_wanted.connect(self._ask_exception)
        self.fields[key] = field
        return field

    # -- showing ------------------------------------------------------------------------------------
    def show_product(self, shown: Shown) -> None:
        """Fill the form; it is built again only for another family, locale, structure or set of exceptions."""
        self._shown = shown
        extra = frozenset(parse_key(key).attribute for key in shown.view.values)
        own = extra - set(self._desk.structure.family_attributes(shown.product.family))
        shape = (
            shown.product.family, shown.locale, self._desk.structure.version, tuple(shown.product.exceptions), own,
        )  # fmt: skip
        if shape != self._shape:
            self._shape = shape
            self._build(shown)
        missing = shown.missing()
        for field in self.fields.values():
            field.show_product(shown, dict(missing))
        self._stock.show_product(shown)
        self._categories.show_product(shown)
        self._strip.show_product(shown)
        self._show_missing()

    def _show_missing(self) -> None:
        missing = self._shown.missing(self._channel)
        for group, fields in self._groups.values():
            count = sum(1 for field in fields if field.key in missing)
            group.head.set_state(count, count == 0 and self._asks_something(fields))
        self._images.head.set_state(1 if "role:main_image" in missing else 0, False)
        count = len(missing)
        self._banner.setVisible(count > 0)
        words = ngettext(
            "{count} required value missing for {locale}", "{count} required values missing for {locale}", count
        ).format(count=count, locale=self._shown.locale)
        self._banner.set_text(words, "", _("Show all") if self.only_missing else _("Show only these"))
        for field in self.fields.values():
            field.setVisible(not self.only_missing or field.key in missing)
        for row, fields in self._rows:
            row.setVisible(not self.only_missing or any(field.key in missing for field in fields))
        for group, fields in self._groups.values():
            group.setVisible(not self.only_missing or any(field.key in missing for field in fields))
        for other in (self._stock, self._categories):
            other.setVisible(not self.only_missing and (other is not self._stock or self._shown.product.is_sellable))

    def _asks_something(self, fields: list[ValueField]) -> bool:
        from pim.gui.models.product_rows import required_keys

        needed = required_keys(self._desk.structure, self._shown.product.family)
        return any(field.key in needed for field in fields)

    def set_only_missing(self, on: bool, channel: str = "") -> None:
        """Ctrl+M, or a cell of the matrix: only what is required and missing (on one channel)."""
        self.only_missing, self._channel = on, channel
        if self._shown is not None:
            self._show_missing()

    def commit_open(self) -> None:
        """Ctrl+S: take what is being typed."""
        for field in self.fields.values():
            if field.isAncestorOf(self.focusWidget()) if self.focusWidget() else False:
                field.commit()

    # -- writing ------------------------------------------------------------------------------------
    def _write(self, key: str, text: str) -> None:
        if parse_key(key).channel:
            self._write_exception(key, text)
        else:
            self._shown.edits.set(self._shown.uid, key, text)

    def _write_exception(self, key: str, text: str) -> None:
        exception = self._shown.product.exceptions.get(key)
        if exception is not None:
            dialog = ExceptionDialog(self._desk, self._shown, key, self)
            dialog.write(text, exception.reason, exception.until)

    def _ask_exception(self, key: str) -> None:
        ExceptionDialog(self._desk, self._shown, key, self.window()).open()


def _shelf(attribute: Attribute) -> str:
    """Small fields stand side by side with their like."""
    return attribute.type if attribute.type in ("price", "measurement") else "short"


def group_title(code: str) -> str:
    """What a group of attributes is called."""
    known = {
        "": _("Attributes"), "identity": _("Identity"), "marketing": _("Marketing"), "texts": _("Texts"),
        "price": _("Price"), "prices": _("Prices"), "features": _("Features"), "measures": _("Dimensions and weight"),
    }  # fmt: skip
    return known.get(code, code.replace("_", " ").capitalize())
