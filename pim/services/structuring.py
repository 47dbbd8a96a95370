"""Changing the structure: attributes, options, families, categories, channels … each function is one undoable step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pim.catalog.category import subtree
from pim.catalog.edit import Edit, Patch, record_patches
from pim.catalog.errors import CatalogError, Conflict, UnknownRecord
from pim.catalog.record import Record
from pim.catalog.structure import RECORD_TYPES, record_uid
from pim.i18n import _, ngettext
from pim.services.structure_checks import check_record
from pim.services.workspace import Workspace
from pim.storage import lists
from pim.storage import usage as stored_usage
from pim.storage.commit import CatalogChanged


def save_records(
    workspace: Workspace,
    records: Sequence[Record],
    *,
    removed: Sequence[tuple[str, str]] = (),
    label: str = "",
    source: str = "structure",
) -> CatalogChanged:
    """Creates or changes records (by kind and code) as one step; `removed` (kind, uid) go with it, used or not.

    Raises `CatalogError` for a bad code or reference.
    """
    structure = workspace.structure
    gone = [structure.of_kind(kind)[uid] for kind, uid in removed if uid in structure.of_kind(kind)]
    patches: list[Patch] = [patch for record in gone for patch in record_patches(record, None)]
    for record in records:
        before = structure.of_kind(record.kind).get(record_uid(record))
        check_record(structure, record)
        structure = structure.with_record(record.kind, record_uid(record), record)  # the next may refer to it
        patches.extend(record_patches(before, record))
    return workspace.apply(Edit(label=label or _save_label(records or gone), patches=tuple(patches), source=source))


def _save_label(records: Sequence[Record]) -> str:
    named = [record for record in records if record.kind != "option"] or records  # options go with their attribute
    names = ", ".join(dict.fromkeys(record.label() for record in named[:3]))
    if len({record.kind for record in named}) == 1:
        return f"{kind_name(named[0].kind)}: {names}"
    return ngettext("{count} structure record", "{count} structure records", len(records)).format(count=len(records))


def kind_name(kind: str) -> str:
    """What people call a kind of record, singular."""
    return {
        "attribute": _("Attribute"), "option": _("Option"), "family": _("Family"), "category": _("Category"),
        "channel": _("Channel"), "price_list": _("Price list"), "location": _("Location"), "locale": _("Locale"),
        "association_type": _("Link type"), "role": _("Standard field"), "mapping": _("Import mapping"),
        "saved_view": _("View"), "product": _("Product"),
    }[kind]  # fmt: skip


class Usage(NamedTuple):
    """How often a record is used: in products, and by which other records (kind, code)."""

    products: int
    records: tuple[tuple[str, str], ...]

    @property
    def is_used(self) -> bool:
        return bool(self.products or self.records)


def usage(workspace: Workspace, kind: str, uid: str) -> Usage:
    """Where a structure record is used, so that nobody removes it unaware."""
    with workspace.reading() as connection:
        products = lists.usage_count(connection, kind, uid)
    return Usage(products, tuple(_record_usage(workspace, kind, uid)))


def usage_counts(workspace: Workspace, kind: str) -> dict[str, int]:
    """How many products use each record of a kind, by uid (options: `attribute/code`); unused ones are left out."""
    with workspace.reading() as connection:
        return stored_usage.usage_counts(connection, kind)


def _record_usage(workspace: Workspace, kind: str, uid: str) -> Iterable[tuple[str, str]]:
    """Records whose JSON names this code in a field that refers to its kind."""
    for other in workspace.structure:
        for field in _REFERENCES.get(kind, {}).get(other.kind, ()):
            if uid in _flat(other.to_json()[field]):
                yield other.kind, record_uid(other)
                break


# kind -> kind that may refer to it -> fields that do
_REFERENCES: dict[str, dict[str, tuple[str, ...]]] = {
    "attribute": {
        "family": ("attributes", "required", "variants"), "role": ("attribute", "by_family"), "channel": ("required", "mapping"),
    },
    "category": {"category": ("parent",), "channel": ("categories",)},
    "family": {"role": ("by_family",)},
    "price_list": {"channel": ("price_lists",)},
    "location": {"channel": ("stock_locations",)},
    "locale": {"channel": ("locales",), "locale": ("fallback",)},
    "channel": {"family": ("required",)},
}  # fmt: skip


def _flat(value: Any) -> set[Any]:
    if isinstance(value, dict):
        return {part for key, inner in value.items() for part in ({key} | _flat(inner))}
    if isinstance(value, list):
        return {part for inner in value for part in _flat(inner)}
    return {value}


def delete_record(workspace: Workspace, kind: str, uid: str, *, force: bool = False) -> CatalogChanged:
    """Removes a record. Used ones are refused (`Conflict` says where) unless `force`; values of a removed attribute stay in
    the products and come back when the attribute does (undo)."""
    structure = workspace.structure
    record = structure.of_kind(kind).get(uid)
    if record is None:
        raise UnknownRecord(_("{kind} “{code}” does not exist.").format(kind=kind_name(kind), code=uid))
    used = usage(workspace, kind, uid)
    if used.is_used and not force:
        where = ", ".join(f"{kind_name(k)} {code}" for k, code in used.records[:5])
        count = ngettext("{count} product", "{count} products", used.products).format(count=used.products)
        raise Conflict(
            _("“{name}” is used by {count}. {where}").format(name=record.label(), count=count, where=where).strip(),
            (uid,),
        )
    patches = list(record_patches(record, None))
    if kind == "attribute":
        for option in structure.options.get(uid, {}).values():
            patches[:0] = record_patches(option, None)
    if kind == "category":
        below = [code for code in subtree(structure.category_children, uid) if code != uid]
        patches[:0] = [p for code in reversed(below) for p in record_patches(structure.categories[code], None)]
    label = _("{kind} {name} deleted").format(kind=kind_name(kind), name=record.label())
    return workspace.apply(Edit(label=label, patches=tuple(patches), source="structure"))


def move_category(workspace: Workspace, code: str, parent: str, position: int) -> CatalogChanged:
    """Moves a category (with all below it) under `parent` ("" = a tree of its own) to a position among its new sisters."""
    categories = workspace.structure.categories
    if code not in categories:
        raise UnknownRecord(_("There is no category “{code}”.").format(code=code))
    sisters = [c for c in categories.values() if c.parent == parent and c.code != code]
    moved = categories[code].with_field("parent", parent)
    ordered = [*sisters[:position], moved, *sisters[position:]]
    label = _("Category {name} moved").format(name=moved.label())
    return save_records(workspace, [c.with_field("position", n) for n, c in enumerate(ordered)], label=label)


def new_record(kind: str, code: str, **fields: Any) -> Record:
    """A record of a kind by name, for forms. Raises `CatalogError` for an unknown kind."""
    if kind not in RECORD_TYPES:
        raise CatalogError(_("There is no kind of record “{kind}”.").format(kind=kind))
    return RECORD_TYPES[kind].from_json({"code": code, **fields})
