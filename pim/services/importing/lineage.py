"""Which product of an import stands below which model, in whatever order the rows come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pim.catalog.identifiers import new_uid, sku_key
from pim.catalog.product import MODEL, Product
from pim.i18n import _
from pim.services.importing.comparing import Comparer, Model
from pim.services.importing.drafts import Draft, RowRefused
from pim.services.importing.entries import Entries, Entry, Place
from pim.services.importing.growth import Growth
from pim.services.importing.refusals import Refusals
from pim.services.workspace import Workspace
from pim.storage.products import load_where


class Seen(NamedTuple):
    """A product of this import that was met already, and the line of its first row."""

    uid: str
    place: Place
    line: int


class Lineage:
    """`seen` maps folded SKUs to what was met; `models` holds the models by uid, those of the catalogue included."""

    def __init__(self, workspace: Workspace, growth: Growth, entries: Entries, refusals: Refusals) -> None:
        self._workspace, self._growth, self._entries, self._refusals = workspace, growth, entries, refusals
        self.seen: dict[str, Seen] = {}
        self.models: dict[str, Model] = {}
        self._promised: dict[str, str] = {}  # folded SKU of a model that is named before its own row -> its uid
        self._waiting: dict[str, list[str]] = {}  # uid of such a model -> folded SKUs of its variants

    def uid_of(self, key: str, stored: Product | None) -> str:
        """The uid of a product: the one it has, the one it was promised, or a new one."""
        known = self.seen.get(key)
        return known.uid if known else stored.uid if stored else self._promised.get(key) or new_uid()

    def parent(self, draft: Draft, stored: dict[str, Product]) -> tuple[Model | None, str]:
        """(the model above, its uid); the model is None while its own row has not been met.

        Raises `RowRefused` when what the draft names as its parent is rejected, or is no model.
        """
        if not draft.parent:
            return None, ""
        key = sku_key(draft.parent)
        if self._refusals.is_model(draft.parent):
            raise RowRefused("", draft.parent, _("Its model “{sku}” was rejected.").format(sku=draft.parent))
        seen, product = self.seen.get(key), stored.get(key)
        if seen is not None and seen.uid in self.models:
            return self.models[seen.uid], seen.uid
        if seen is not None or (product is not None and key not in self._promised and product.kind != MODEL):
            reason = _("“{sku}” is not a model, so it has no variants.").format(sku=draft.parent)
            raise RowRefused("", draft.parent, reason)
        if product is not None and key not in self._promised:
            self.models[product.uid] = self._stored_model(product)
            return self.models[product.uid], product.uid
        return None, self._promised.setdefault(key, new_uid())

    def add(self, key: str, seen: Seen, parent: Model | None, parent_uid: str) -> None:
        """Remembers a product, and that it waits for its model when that has not been met."""
        self.seen[key] = seen
        if parent is None and parent_uid:
            self._waiting.setdefault(parent_uid, []).append(key)

    def _stored_model(self, product: Product) -> Model:
        root, depth = product, 0
        if product.parent:
            with self._workspace.reading() as connection:
                root, depth = load_where(connection, "uid", [product.parent])[0].product, 1
        family: Any = self._growth.get("family", root.family)
        found = family.variant_structure(root.variant_structure) if family is not None else None
        return Model(product.uid, product.sku, root.family, found.levels if found else (), depth)

    def settle(self, comparer: Comparer) -> None:
        """Gives the variants that came before their model its family, and rejects those that cannot stay."""
        for uid, key, entry in self._late():
            model = self.models.get(uid)
            try:
                if model is None:
                    raise self._without_model(uid)
                self._complete(comparer, model, key, entry)
            except RowRefused as refused:
                self._drop(key, entry, refused)

    def _late(self) -> Iterator[tuple[str, str, Entry]]:
        """(model's uid, folded SKU, entry) of the variants that waited; those below a rejected one come after it."""
        waiting = [uid for uid in self._waiting if uid not in self.models] + [
            u for u in self._waiting if u in self.models
        ]
        for uid in waiting:
            for key in self._waiting[uid]:
                if key in self.seen:
                    yield uid, key, self._entries.read(self.seen[key].place)

    def _without_model(self, uid: str) -> RowRefused:
        name = next((sku for sku, promised in self._promised.items() if promised == uid), "")
        reason = _("Its model “{sku}” is neither in the file nor in the catalogue, or was rejected.")
        return RowRefused("", name, reason.format(sku=name))

    def _complete(self, comparer: Comparer, model: Model, key: str, entry: Entry) -> None:
        if entry.record is None:
            return
        comparer.check_axes(entry.record.get("values", {}), entry.uid, model)
        record = {**entry.record, "family": model.family} if model.family else entry.record
        seen = self.seen[key]
        self._entries.drop(seen.place)
        place = self._entries.append(2 if model.depth == 1 else 1, entry._replace(record=record))
        self.seen[key] = seen._replace(place=place)

    def _drop(self, key: str, entry: Entry, refused: RowRefused) -> None:
        self._entries.drop(self.seen.pop(key).place)
        self.models.pop(entry.uid, None)
        self._refusals.add(entry.file, entry.lines, refused.column, refused.value, refused.reason)
