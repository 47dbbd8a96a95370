"""Creating and duplicating products: each function is one undoable step."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from pim.catalog.convention import PLAIN, Convention
from pim.catalog.edit import Edit, Patch, product_patches
from pim.catalog.errors import CatalogError, Conflict, UnknownRecord
from pim.catalog.identifiers import new_uid, sku_key
from pim.catalog.product import KINDS, MODEL, VARIANT, Product
from pim.catalog.structure import Structure
from pim.i18n import _
from pim.services.editing import parsed_part
from pim.services.workspace import Workspace
from pim.storage.products import ids_by_sku_key, load_below, load_products, load_where


def add_product(
    workspace: Workspace,
    *,
    sku: str,
    kind: str = "simple",
    family: str = "",
    parent: str = "",
    variant_structure: str = "",
    values: Mapping[str, str] | None = None,
    categories: Sequence[str] = (),
    convention: Convention = PLAIN,
    source: str = "form",
) -> str:
    """Creates a product and returns its uid. `parent` is the uid of the model above; `values` are typed texts by key.

    Raises `InvalidValue`, `Conflict` (SKU taken), `UnknownRecord`, or `CatalogError` for variants whose axes are missing
    or the same as a sister's.
    """
    structure = workspace.structure
    parsed = dict(parsed_part(structure, key, text, convention) for key, text in (values or {}).items())
    product = Product(
        uid=new_uid(), sku=parsed_part(structure, ".sku", sku)[1], kind=VARIANT if parent and kind == "simple" else kind,
        family=parsed_part(structure, ".family", family)[1], parent=parent, variant_structure=variant_structure,
        categories=tuple(parsed_part(structure, ".categories", ",".join(categories))[1]),
    )  # fmt: skip
    if product.kind not in KINDS:
        raise CatalogError(_("A product is simple, a model or a variant, not “{kind}”.").format(kind=kind))
    if product.kind == VARIANT and not parent:
        raise CatalogError(_("A variant needs a model above it. Choose one."))
    if parent:
        with workspace.reading() as connection:
            above = load_products(connection, [parent]).get(parent)
        if above is None or above.kind != MODEL:
            raise UnknownRecord(_("Variants belong under a model. Choose a model first."))
        product = dataclasses.replace(product, family=above.family)
    product = product.with_parts({key: value for key, value in parsed.items() if value is not None})
    if product.variant_structure:
        _check_variant_structure(structure, product)
    check_sku_free(workspace, product.sku)
    if parent:
        check_axes(workspace, product)
    label = _("New product {sku}").format(sku=product.sku)
    workspace.apply(Edit(label=label, patches=tuple(product_patches(None, product)), source=source))
    return product.uid


def _check_variant_structure(structure: Structure, product: Product) -> None:
    family = structure.families.get(product.family)
    if family is None or family.variant_structure(product.variant_structure) is None:
        known = ", ".join(found.code for found in family.variants) if family else ""
        raise UnknownRecord(
            _("There is no variant structure “{code}” in the family. Known: {known}.").format(
                code=product.variant_structure, known=known or "-"
            )
        )


def check_sku_free(workspace: Workspace, sku: str, uid: str = "") -> None:
    """Raises `Conflict` when another product than `uid` has this SKU, in any spelling that folds to the same key."""
    with workspace.reading() as connection:
        found = ids_by_sku_key(connection, [sku_key(sku)])
    if any(taken != uid for _id, taken in found.values()):
        raise Conflict(_("SKU “{sku}” is already used. Choose another.").format(sku=sku), (sku,))


def check_axes(workspace: Workspace, product: Product) -> None:
    """Raises `CatalogError` when a variant (or lower model) lacks an axis value or has the same ones as a sister."""
    with workspace.reading() as connection:
        parents = load_where(connection, "uid", (product.parent,))
        sisters = [s.product for s in load_below(connection, [parents[0].id]) if s.product.parent == product.parent]
        grandparent = load_products(connection, [parents[0].product.parent]) if parents[0].product.parent else {}
    level = 1 if grandparent else 0
    root = next(iter(grandparent.values()), parents[0].product)
    family = workspace.structure.families.get(root.family)
    found = family.variant_structure(root.variant_structure) if family else None
    axes = found.levels[level] if found and level < len(found.levels) else ()
    missing = [axis for axis in axes if axis not in product.values]
    if missing:
        names = ", ".join(workspace.structure.attribute(axis).label() for axis in missing)
        raise CatalogError(
            _("Variants of {sku} differ in {names}: give each a value.").format(sku=root.sku, names=names)
        )
    own = tuple(product.values[axis] for axis in axes)
    for sister in sisters:
        if axes and sister.uid != product.uid and tuple(sister.values.get(axis) for axis in axes) == own:
            raise CatalogError(_("“{sku}” has the same values already.").format(sku=sister.sku))


def duplicate_product(workspace: Workspace, *, uid: str, sku: str, with_variants: bool = True) -> str:
    """Copies a product (a model with everything below it, whose SKUs get the new SKU as prefix); returns the copy's uid.

    Identifiers (GTIN …) and stock are not copied: they belong to one product only.
    """
    with workspace.reading() as connection:
        rows = load_where(connection, "uid", (uid,))
        if not rows:
            raise UnknownRecord(_("There is no such product any more."))
        below = load_below(connection, [rows[0].id]) if with_variants else []
    original = rows[0].product
    uids = {p.uid: new_uid() for p in (original, *(b.product for b in below))}
    patches: list[Patch] = []
    for product in (original, *(b.product for b in below)):
        new_sku = sku if product is original else _copied_sku(product.sku, original.sku, sku)
        check_sku_free(workspace, new_sku)
        copy = dataclasses.replace(
            product, uid=uids[product.uid], sku=parsed_part(workspace.structure, ".sku", new_sku)[1], stock={}, exceptions={},
            parent=uids.get(product.parent, product.parent), values=_without_identifiers(workspace.structure, product),
        )  # fmt: skip
        patches.extend(product_patches(None, copy))
    label = _("Duplicate {sku}").format(sku=original.sku)
    workspace.apply(Edit(label=label, patches=tuple(patches), source="form"))
    return uids[uid]


def _copied_sku(sku: str, old: str, new: str) -> str:
    return new + sku[len(old) :] if sku.startswith(old) else f"{new}-{sku}"


def _without_identifiers(structure: Structure, product: Product) -> dict[str, Any]:
    kept = {}
    for key, value in product.values.items():
        attribute = structure.attributes.get(key.partition("@")[0].partition(":")[0])
        if attribute is None or attribute.type != "identifier":
            kept[key] = value
    return kept
