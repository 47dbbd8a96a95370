"""Changing products: each function is one undoable step. Products are named by uid; `browsing.uid_of` finds it by SKU."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from pim.catalog.category import path_label
from pim.catalog.channel import Location
from pim.catalog.convention import PLAIN, Convention, format_decimal, parse_date, parse_decimal
from pim.catalog.edit import Edit, record_patches
from pim.catalog.errors import CatalogError, InvalidValue, UnknownRecord
from pim.catalog.identifiers import clean_identifier
from pim.catalog.product import DeclaredException, ImageUse, Stock
from pim.catalog.structure import Structure
from pim.i18n import _, format_number, ngettext
from pim.services.cells import parse_cell
from pim.services.part_patches import part_patches
from pim.services.tree_families import families_of_trees
from pim.services.workspace import OnProgress, Workspace, no_progress
from pim.storage.commit import LARGE, CatalogChanged
from pim.storage.document_lines import stored_documents
from pim.storage.products import chunks, in_stored_order

_TOGETHER = 250  # products of a large edit that are read at a time: edits wait for it


class CellChange(NamedTuple):
    """What to write where: `key` is a value key or `.sku`, `.enabled`, `.family`; `text` as a person writes it."""

    uid: str
    key: str
    text: str


def set_value(
    workspace: Workspace, *, uid: str, key: str, text: str, convention: Convention = PLAIN, source: str = "form"
) -> CatalogChanged:
    """Sets one value from what was typed; blank text takes the value away (a variant then inherits again).

    Raises `InvalidValue` with the reason; nothing is changed then.
    """
    return set_values(workspace, [CellChange(uid, key, text)], convention=convention, source=source)


def set_values(
    workspace: Workspace,
    changes: Sequence[CellChange],
    *,
    convention: Convention = PLAIN,
    source: str = "grid",
    label: str = "",
    on_progress: OnProgress = no_progress,
) -> CatalogChanged:
    """Sets many values in one step (a paste, a fill, a form). All or nothing: raises `InvalidValue` for the first bad one."""
    structure = workspace.structure
    parts: dict[str, dict[str, Any]] = {}
    for change in changes:
        key, value = parsed_part(structure, change.key, change.text, convention)
        parts.setdefault(change.uid, {})[key] = value
    families = {uid: changed[".family"] for uid, changed in parts.items() if ".family" in changed}
    for uid, family in families_of_trees(workspace, families).items() if families else ():
        parts.setdefault(uid, {})[".family"] = family
    return change_parts(workspace, parts, label=label, source=source, on_progress=on_progress)


def parsed_part(structure: Structure, key: str, text: str, convention: Convention = PLAIN) -> tuple[str, Any]:
    """The full part key and the JSON value of a typed text. Raises `InvalidValue` or `UnknownRecord`."""
    if key.startswith("."):
        if key not in _FIXED_PARSERS:
            known = ", ".join(name[1:] for name in _FIXED_PARSERS)
            raise UnknownRecord(_("“{key}” cannot be set like this. Known: {known}.").format(key=key, known=known))
        return key, _FIXED_PARSERS[key](structure, text)
    full = structure.complete_key(key)
    value = parse_cell(structure, structure.attributes[full.attribute], text, convention)
    return str(full), list(value) if isinstance(value, tuple) else value


def _parse_sku(structure: Structure, text: str) -> str:
    sku = clean_identifier(text)
    if not sku:
        raise InvalidValue(_("A product needs a SKU."), text)
    return sku


def _parse_enabled(structure: Structure, text: str) -> bool:
    words = {"1": True, "yes": True, "true": True, "oui": True, "0": False, "no": False, "false": False, "non": False}
    if text.strip().casefold() not in words:
        raise InvalidValue(_("“{text}” is neither yes nor no.").format(text=text), text)
    return words[text.strip().casefold()]


def _parse_family(structure: Structure, text: str) -> str:
    if text and text not in structure.families:
        raise UnknownRecord(_("There is no family “{code}”.").format(code=text))
    return text


def _parse_categories(structure: Structure, text: str) -> list[str]:
    codes = [code.strip() for code in text.replace("|", ",").split(",") if code.strip()]
    for code in codes:
        if code not in structure.categories:
            raise UnknownRecord(_("There is no category “{code}”.").format(code=code))
    return list(dict.fromkeys(codes))


_FIXED_PARSERS: dict[str, Callable[[Structure, str], Any]] = {
    ".sku": _parse_sku,
    ".enabled": _parse_enabled,
    ".family": _parse_family,
    ".categories": _parse_categories,
}


def change_parts(
    workspace: Workspace,
    parts: Mapping[str, Mapping[str, Any]],
    *,
    label: str = "",
    source: str = "form",
    on_progress: OnProgress = no_progress,
) -> CatalogChanged:
    """Sets parts (part key -> JSON value, None takes away) of products by uid, as one step.

    What is already so is left out; more than 2,000 products are written in batches, and the result says what was `left`
    because it was changed meanwhile. Raises `UnknownRecord`.
    """
    uids = list(parts)
    label = label or _label(workspace.structure, parts)
    if len(uids) <= LARGE:
        patches = part_patches(workspace, uids, parts)
        return workspace.apply(Edit(label=label, patches=tuple(patches), source=source))
    with workspace.reading() as connection:
        uids = in_stored_order(connection, uids)
    every = (patch for some in chunks(uids, _TOGETHER) for patch in part_patches(workspace, some, parts, with_gone=True))
    edit = Edit(label=label, patches=(), source=source)
    return workspace.apply_large(edit, every, total=len(uids), on_progress=on_progress)


def _label(structure: Structure, parts: Mapping[str, Mapping[str, Any]]) -> str:
    keys = list(dict.fromkeys(key for changed in parts.values() for key in changed))
    names = ", ".join(part_name(structure, key) for key in keys[:3])
    if len(keys) > 3:
        names += " …"
    if len(parts) == 1:
        return names
    return ngettext("{names}, {count} product", "{names}, {count} products", len(parts)).format(
        names=names, count=format_number(len(parts))
    )


def part_name(structure: Structure, key: str) -> str:
    """What people call a part of a product: the attribute's label with its scope, "Stock in Shop Lyon" …"""
    if key.startswith("."):
        name, _dot, member = key[1:].partition(".")
        words = _PART_NAMES[name]()
        record = structure.locations.get(member) or structure.association_types.get(member)
        return f"{words} {record.label() if record else member}".strip()
    base, _hash, channel = key.partition("#")
    code = base.partition("@")[0].partition(":")[0]
    attribute = structure.attributes.get(code)
    scope = base[len(code) + 1 :]
    name = (attribute.label() if attribute else code) + (f" {scope}" if scope else "")
    if not channel:
        return name
    sold = structure.channels.get(channel)
    return _("{name} on {channel}").format(name=name, channel=sold.label() if sold else channel)


_PART_NAMES: dict[str, Callable[[], str]] = {
    "sku": lambda: _("SKU"),
    "kind": lambda: _("Kind"),
    "family": lambda: _("Family"),
    "parent": lambda: _("Model"),
    "variant_structure": lambda: _("Variant structure"),
    "enabled": lambda: _("Status"),
    "categories": lambda: _("Categories"),
    "images": lambda: _("Images"),
    "stock": lambda: _("Stock"),
    "associations": lambda: _("Links"),
}


def change_family(
    workspace: Workspace, uids: Sequence[str], family: str, *, on_progress: OnProgress = no_progress
) -> CatalogChanged:
    """Moves products (with everything below them) to another family. Values stay, even those the family does not have."""
    _parse_family(workspace.structure, family)
    every = families_of_trees(workspace, dict.fromkeys(uids, family))
    name = workspace.structure.families[family].label() if family else _("none")
    parts = {uid: {".family": family} for uid in every}
    return change_parts(workspace, parts, label=_("Family: {name}").format(name=name), source="grid", on_progress=on_progress)


def move_to_category(
    workspace: Workspace,
    uids: Sequence[str],
    category: str,
    *,
    away_from: str = "",
    on_progress: OnProgress = no_progress,
) -> CatalogChanged:
    """Puts products into a category, and takes them out of `away_from` when that is given, as one step."""
    structure = workspace.structure
    _parse_categories(structure, category)
    parts = {}
    for chunk in chunks(uids):
        with workspace.reading() as connection:
            documents = stored_documents(connection, chunk)
        for uid, document in documents.items():
            kept = [code for code in document.rest().get("categories", ()) if code not in (away_from, category)]
            parts[uid] = {".categories": [*kept, category] if category else kept}
    label = _("Category: {path}").format(path=path_label(structure.categories, category))
    return change_parts(workspace, parts, label=label, source="grid", on_progress=on_progress)


def set_stock(
    workspace: Workspace,
    *,
    uid: str,
    quantities: Mapping[str, str],
    convention: Convention = PLAIN,
    source: str = "form",
    create_locations: bool = False,
) -> CatalogChanged:
    """Sets the stock of a product at locations (code -> typed quantity, blank takes it away), counted now.

    Raises `UnknownRecord` for an unknown location, unless `create_locations` makes it in the same step.
    """
    new = [Location(code=code) for code in quantities if code not in workspace.structure.locations]
    if new and not create_locations:
        raise UnknownRecord(_("There is no location “{code}”.").format(code=new[0].code))
    parts: dict[str, Any] = {}
    for location, text in quantities.items():
        counted = (
            Stock(format_decimal(parse_decimal(text, convention)), workspace.store.now()) if text.strip() else None
        )
        parts[f".stock.{location}"] = counted.to_json() if counted else None
    patches = [patch for location in new for patch in record_patches(None, location)]
    patches += part_patches(workspace, [uid], {uid: parts})
    label = _label(workspace.structure, {uid: parts})
    return workspace.apply(Edit(label=label, patches=tuple(patches), source=source))


def set_images(workspace: Workspace, *, uid: str, images: Sequence[ImageUse], label: str = "") -> CatalogChanged:
    """Replaces the ordered images of a product; the first main one (or else the first) is what lists show."""
    ordered = sorted(images, key=lambda image: image.role != "main")
    return change_parts(workspace, {uid: {".images": [i.to_json() for i in ordered]}}, label=label or _("Images"))


def set_links(workspace: Workspace, *, uid: str, kind: str, targets: Sequence[str]) -> CatalogChanged:
    """Replaces the products (uids, in order) that a product is linked to by association type `kind`."""
    if kind not in workspace.structure.association_types:
        raise UnknownRecord(_("There is no link type “{code}”.").format(code=kind))
    return change_parts(workspace, {uid: {f".associations.{kind}": list(targets) or None}})


def declare_exception(
    workspace: Workspace,
    *,
    uid: str,
    key: str,
    text: str,
    reason: str,
    until: str = "",
    convention: Convention = PLAIN,
    source: str = "form",
) -> CatalogChanged:
    """Declares that a value differs on one channel (`title@en_US#shopify`), with the reason and perhaps a last day.

    Blank `text` ends the exception. Raises `CatalogError` without a reason.
    """
    full, value = parsed_exception(workspace, key, text, reason=reason, until=until, convention=convention)
    return change_parts(workspace, {uid: {full: value}}, source=source)


def parsed_exception(
    workspace: Workspace, key: str, text: str, *, reason: str, until: str = "", convention: Convention = PLAIN
) -> tuple[str, Any]:
    """The part key and JSON value of a declared exception, None for blank text. Raises `CatalogError` without a reason."""
    full = workspace.structure.complete_key(key)
    if not full.channel:
        raise CatalogError(_("“{key}” names no channel. Write attribute@locale#channel.").format(key=key))
    if not text.strip():
        return str(full), None
    if not reason.strip():
        raise CatalogError(_("A value that differs on one channel needs a reason."))
    value = parse_cell(workspace.structure, workspace.structure.attributes[full.attribute], text, convention)
    if value is None:
        raise InvalidValue(_("The value is empty."), text)
    last_day = parse_date(until, convention).isoformat() if until.strip() else ""
    return str(full), DeclaredException(value, reason.strip(), workspace.who, last_day).to_json()


def restore_part(workspace: Workspace, *, uid: str, key: str, value: Any) -> CatalogChanged:
    """Sets one part back to a value that history shows (a JSON value, None for none)."""
    label = _("Restore {name}").format(name=part_name(workspace.structure, key))
    return change_parts(workspace, {uid: {key: value}}, label=label, source="history")
