"""From a draft and what the catalogue has to an entry: a new record, or the parts that change."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from pim.catalog.product import MODEL, VARIANT, Product
from pim.i18n import _
from pim.services.importing.drafts import Draft, RowRefused
from pim.services.importing.entries import Entry
from pim.services.importing.growth import Growth


class Model(NamedTuple):
    """A model that variants of this import belong to: `levels` are the axes of its variant structure, `depth` 0 or 1."""

    uid: str
    sku: str
    family: str
    levels: tuple[tuple[str, ...], ...]
    depth: int

    def axes_below(self) -> tuple[str, ...]:
        """What the products right below it differ in."""
        return self.levels[self.depth] if self.depth < len(self.levels) else ()


class Comparer:
    """Builds entries; remembers models, so that variants get their family and are checked for their axes."""

    def __init__(self, growth: Growth, models: dict[str, Model]) -> None:
        self._growth = growth
        self._models = models
        self._default_family = ""
        self._new_attributes: frozenset[str] = frozenset()
        self._sisters: dict[str, dict[tuple[Any, ...], str]] = {}

    def begin(self, default_family: str, new_attributes: frozenset[str]) -> None:
        """Begins a file: the family of products that name none, and the attributes that are new."""
        self._default_family, self._new_attributes = default_family, new_attributes

    def entry(self, draft: Draft, before: Product | None, uid: str, parent: Model | None, parent_uid: str) -> Entry:
        """The entry of a draft. Raises `RowRefused` when a variant cannot be told from its sisters."""
        if before is not None and before.kind == MODEL and draft.kind == VARIANT:
            reason = _("“{sku}” is a model in the catalogue and cannot become a variant.").format(sku=draft.sku)
            raise RowRefused("", draft.sku, reason)
        family = self._family(draft, before, parent)
        structure = self._structure(draft, before, family, parent)
        fixed: dict[str, Any] = {".family": family}
        if before is None or parent_uid or draft.kind == MODEL:
            fixed |= {".parent": parent_uid, ".variant_structure": structure, ".kind": draft.kind}
        if parent is not None:
            self.check_axes({**(before.values if before else {}), **draft.parts}, uid, parent)
        if draft.kind == MODEL:
            self._remember(draft, uid, family, structure, parent)
        parts = {key: value for key, value in draft.parts.items() if value or value is False or before is not None}
        record = self._record(draft, uid, fixed, parts) if before is None else None
        changes = [] if before is None else self._changes(before, fixed, parts)
        lines = list(draft.lines)
        images = [list(image) for image in draft.images]
        return Entry(uid, draft.sku, draft.file, lines, draft.kind, parent_uid, record, changes, images, draft.links)

    def _family(self, draft: Draft, before: Product | None, parent: Model | None) -> str:
        if parent is not None:
            return parent.family
        if before is not None and before.parent:
            return before.family
        family = draft.family or (before.family if before else "") or self._default_family
        if not family and draft.axes and draft.kind == MODEL:
            family = self._growth.family_code("Products", create=True) or ""
        if family and self._new_attributes:
            self._growth.widen_family(family, self._new_attributes)
        return family

    def _structure(self, draft: Draft, before: Product | None, family: str, parent: Model | None) -> str:
        if draft.kind != MODEL or parent is not None:
            return ""
        if draft.family_variant:
            return draft.family_variant
        if before is not None and before.variant_structure:
            return before.variant_structure
        if draft.axes and family:
            return self._growth.variant_structure(family, (draft.axes,))
        record = self._growth.get("family", family)
        return record.variants[0].code if record is not None and record.variants else ""

    def _remember(self, draft: Draft, uid: str, family: str, structure: str, parent: Model | None) -> None:
        if parent is not None:
            self._models[uid] = parent._replace(uid=uid, sku=draft.sku, depth=1)
            return
        record = self._growth.get("family", family)
        found = record.variant_structure(structure) if record is not None else None
        self._models[uid] = Model(uid, draft.sku, family, found.levels if found else (), 0)

    def check_axes(self, values: Mapping[str, Any], uid: str, parent: Model) -> None:
        """Raises `RowRefused` when a variant with these values lacks an axis, or is the same as a sister."""
        axes = parent.axes_below()
        missing = [axis for axis in axes if values.get(axis) in (None, "")]
        if missing:
            names = ", ".join(self._growth.get("attribute", axis).label() for axis in missing)
            raise RowRefused(
                missing[0],
                "",
                _("Variants of {sku} differ in {names}: give each a value.").format(sku=parent.sku, names=names),
            )
        own = tuple(values[axis] for axis in axes)
        taken = self._sisters.setdefault(parent.uid, {}).setdefault(own, uid) if axes else uid
        if taken != uid:
            raise RowRefused(
                axes[0], str(own[0]), _("Another variant of {sku} has the same values.").format(sku=parent.sku)
            )

    @staticmethod
    def _record(draft: Draft, uid: str, fixed: Mapping[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
        """The whole new product, as `Product.to_json` writes it."""
        record: dict[str, Any] = {"uid": uid, "sku": draft.sku, "kind": draft.kind, "enabled": True}
        values: dict[str, Any] = {}
        for key, value in {**fixed, **parts}.items():
            if key[0] != ".":
                if "#" in key:
                    record.setdefault("exceptions", {})[key] = value
                else:
                    values[key] = value
            elif key.startswith(".stock."):
                record.setdefault("stock", {})[key[7:]] = value
            elif value or key == ".enabled":
                record[key[1:]] = value
        if values:
            record["values"] = values
        return record

    @staticmethod
    def _changes(before: Product, fixed: Mapping[str, Any], parts: dict[str, Any]) -> list[list[Any]]:
        """[key, before, after] of every part that differs. Stock counted again but the same stays as it was."""
        found = []
        for key, value in {**fixed, **parts}.items():
            old = before.part(key)
            if (
                old == value
                or (key == ".family" and not value)
                or (key.startswith(".stock.") and old and value and old["quantity"] == value["quantity"])
            ):
                continue
            found.append([key, old, value])
        return found


def image_names(images: list[list[str]]) -> list[str]:
    """The file names of an entry's images."""
    return [PurePosixPath(source.replace("\\", "/")).name for source, _alt in images]


def merged_draft(entry: Entry, before: Product | None) -> Product | None:
    """The product as an earlier row of the same import leaves it: what a repeated identifier is compared with."""
    if entry.record is not None:
        return Product.from_json(entry.record)
    assert before is not None
    return before.with_parts({key: after for key, _before, after in entry.changes})


def rebased(earlier: Entry, later: Entry, base: Product | None) -> Entry:
    """One entry for two rows of the same product: the later row's parts on top of the earlier one's."""
    lines = [*earlier.lines, *later.lines] if earlier.file == later.file else later.lines
    images, links = later.images or earlier.images, {**earlier.links, **later.links}
    kept = later._replace(lines=lines, images=images, links=links)
    after = merged_draft(earlier, base)
    assert after is not None
    final = after.with_parts({key: value for key, _old, value in later.changes})
    if earlier.record is not None:
        return kept._replace(record=final.to_json(), changes=[])
    assert base is not None
    keys = dict.fromkeys([change[0] for change in (*earlier.changes, *later.changes)])
    changes = [[key, base.part(key), final.part(key)] for key in keys if base.part(key) != final.part(key)]
    return kept._replace(record=None, changes=changes)
