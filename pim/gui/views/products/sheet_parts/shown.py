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
        """What the product is called in the chosen locale."""
        structure = self.desk.structure
        code = structure.role_attribute("title", self.product.family)
        if code:
            for key in structure.scopes(structure.attributes[code], structure.fallback_chain(self.locale), ()):
                if key in self.view.values:
                    return str(self.view.values[key])
            for key, value in self.view.values.items():
                if key.partition("@")[0] == code:
                    return str(value)
        return self.product.sku

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
