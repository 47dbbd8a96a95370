"""What a variant inherits is not written into it again: a file that repeats the model's values on every variant's row
leaves the variants inheriting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pim.catalog.product import Product
from pim.services.workspace import Workspace
from pim.storage.products import load_products


class Inheritance:
    """Knows the models above the variants of the catalogue that an import names.

    `as_imported` gives a model as the rows of this import that were read so far leave it.
    """

    def __init__(self, workspace: Workspace, as_imported: Callable[[Product], Product]) -> None:
        self._workspace = workspace
        self._as_imported = as_imported
        self._models: dict[str, Product] = {}

    def learn(self, products: Iterable[Product]) -> None:
        """Reads the models above these products, as far as they are not known yet."""
        wanted = {product.parent for product in products if product.parent} - self._models.keys()
        while wanted:
            with self._workspace.reading() as connection:
                found = load_products(connection, sorted(wanted))
            self._models.update(found)
            wanted = {model.parent for model in found.values() if model.parent} - self._models.keys()

    def own_parts(self, variant: Product, parts: dict[str, Any]) -> dict[str, Any]:
        """`parts` without the values and categories that the variant has not set itself and inherits just so."""
        above = self._above(variant)
        return {key: value for key, value in parts.items() if not _is_inherited(key, value, variant, above)}

    def _above(self, product: Product) -> list[Product]:
        """The models above a product, nearest first."""
        found: list[Product] = []
        uid = product.parent
        while uid in self._models:
            model = self._as_imported(self._models[uid])
            found.append(model)
            uid = model.parent
        return found


def _is_inherited(key: str, value: Any, variant: Product, above: list[Product]) -> bool:
    if not value or "#" in key or (key.startswith(".") and key != ".categories") or variant.part(key):
        return False
    inherited = next((part for model in above if (part := model.part(key))), None)
    return bool(inherited == value)
