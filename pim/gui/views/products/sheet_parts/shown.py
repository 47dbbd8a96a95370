"""The product a sheet shows, and what its parts need to show and change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pim.catalog.attribute_types import Value
from pim.catalog.product import Product
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.cell_edits import CellEdits
from pim.services.browsing import ProductView


@dataclass(frozen=True)
class Shown:
    """One product as it was read, looked at in `locale`; edits go through `edits` (shared with the grid)."""

    desk: CatalogDesk
    edits: CellEdits
    view: ProductView
    locale: str

    @property
    def product(self) -> Product:
        return self.view.product

    @property
    def uid(self) -> str:
        return self.view.product.uid

    @property
    def name(self) -> str:
        """What the product is called in the chosen locale; a variant without a name of its own adds its axes."""
        title = self._title()
        if len(self.view.line) == 1 or any(key in self.product.values for key in self._title_keys()):
            return title
        return ", ".join([title, *self._axes()])

    def _title_keys(self) -> tuple[str, ...]:
        structure = self.desk.structure
        code = structure.role_attribute("title", self.product.family)
        chain = structure.fallback_chain(self.locale)
        return structure.scopes(structure.attributes[code], chain, ()) if code else ()

    def _axes(self) -> list[str]:
        structure, root = self.desk.structure, self.view.line[0]
        family = structure.families.get(root.family)
        variants = family.variant_structure(root.variant_structure) if family else None
        axes = [axis for axis in (variants.axes if variants else ()) if axis in structure.attributes]
        values = self.view.values
        return [structure.display(structure.attributes[a], values[a], self.locale) for a in axes if a in values]

    def _title(self) -> str:
        structure = self.desk.structure
        code = structure.role_attribute("title", self.product.family)
        for key in self._title_keys():
            if key in self.view.values:
                return str(self.view.values[key])
        others = (str(value) for key, value in self.view.values.items() if code and key.partition("@")[0] == code)
        return next(others, self.product.sku)

    def value(self, key: str) -> Value | None:
        """The effective value under a key."""
        return self.view.values.get(key)

    def missing(self, channel: str = "") -> Mapping[str, list[str]]:
        """Missing value key -> channels that require it, in the chosen locale."""
        found: dict[str, list[str]] = {}
        for cell in self.view.completeness:
            if cell.locale != self.locale or (channel and cell.channel != channel):
                continue
            for key in cell.missing:
                found.setdefault(key, []).append(cell.channel)
        return found

    def channel_names(self, codes: list[str]) -> str:
        """Labels of channels, joined."""
        channels = self.desk.structure.channels
        return ", ".join(channels[code].label(self.locale) for code in codes if code in channels)
