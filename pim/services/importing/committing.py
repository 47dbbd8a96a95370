"""Writing what was rehearsed, as one edit: the structure it needs first, then the products, models before variants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from pim.catalog.edit import PRODUCT, Edit, Patch
from pim.catalog.identifiers import sku_key
from pim.catalog.product import MODEL, Product
from pim.i18n import format_number, ngettext
from pim.services import backing_up, media
from pim.services.importing.entries import Entry
from pim.services.importing.outcome import Outcome, report_of
from pim.services.importing.rehearsal import Rehearsal, Rejection
from pim.services.importing.report import ImportReport
from pim.services.importing.targets import Target
from pim.services.workspace import OnProgress, Workspace, no_progress
from pim.storage.commit import LARGE
from pim.storage.pacing import WHOLE
from pim.storage.products import chunks, ids_by_sku_key, load_below, load_products, load_where

_CHUNK = 250


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a person takes of a rehearsal: everything but these columns, these rows, given as (file, line), and these
    single values, given as (file, line, value key)."""

    without_columns: frozenset[str] = frozenset()
    without_rows: frozenset[tuple[str, int]] = frozenset()
    without_values: frozenset[tuple[str, int, str]] = frozenset()


EVERYTHING = Acceptance()
_FIELD_KEYS = {"categories": ".categories", "enabled": ".enabled", "family": ".family", "stock": ".stock."}


def commit(
    workspace: Workspace, rehearsal: Rehearsal, accept: Acceptance = EVERYTHING, on_progress: OnProgress = no_progress
) -> ImportReport:
    """Writes a rehearsed import as one undoable edit and says what it did. A cancel or an error takes all of it back.

    Raises `Conflict` when the catalogue has changed since the rehearsal in what the import changes. What people change
    while a large one is written stays: such values are counted in the report, and rows of products that cannot be written
    because of it (deleted, their SKU given to another) are among its rejections.
    """
    return _Committing(workspace, rehearsal, accept, on_progress).run()


class _Committing:
    """One commit under way."""

    def __init__(self, workspace: Workspace, rehearsal: Rehearsal, accept: Acceptance, on_progress: OnProgress) -> None:
        self._workspace, self._rehearsal, self._accept, self._on_progress = workspace, rehearsal, accept, on_progress
        self._left_out = tuple(_keys_of(rehearsal, accept.without_columns))
        self._without_images = any(t.field == "images" for t in _targets(rehearsal, accept.without_columns))
        self._kept: dict[tuple[str, int], set[str]] = {}  # line -> value keys that stay as they are
        for file, line, key in accept.without_values:
            self._kept.setdefault((file, line), set()).add(key)
        self._out = Outcome()

    def run(self) -> ImportReport:
        entries = self._rehearsal.to_write
        since, is_large = self._workspace.revision(), entries > LARGE // WHOLE
        # The backup of a large catalogue takes minutes. Where somebody may edit meanwhile, a few rows are written as many
        # are: beside those edits, and leaving to them what they changed.
        is_large = is_large or (since > 1 and self._workspace.give_way is not None)
        if since > 1 and entries and not is_large:
            backing_up.backup_before(self._workspace, "import")
        self._take_images()
        self._resolve_links()
        structure = self._rehearsal.growth.patches()
        edit = Edit(label=self._label(), patches=(), source="import", details=self._details())
        if is_large:
            patches = chain(structure, self._patches())
            first = next(patches, None)  # images that are missing and links that lead nowhere change nothing after all
            number = None if first is None else self._apply_large(edit, chain((first,), patches), since)
        else:
            number = self._apply_small(edit, (*structure, *self._patches()))
        return report_of(self._rehearsal, self._out, number)

    def _apply_large(self, edit: Edit, patches: Iterable[Patch], since: int) -> int:
        def back_up() -> None:
            if since > 1:
                backing_up.backup_before(self._workspace, "import")

        changed = self._workspace.apply_large(
            edit, patches, total=self._rehearsal.to_write, on_progress=self._on_progress, since=since, before=back_up
        )
        self._out.values_left = changed.left.values
        if reasons := dict(changed.left.records):
            for entry in self._rehearsal.entries.walk():
                if entry.uid in reasons:
                    self._leave(entry, reasons[entry.uid])
        return changed.revision

    def _leave(self, entry: Entry, reason: str) -> None:
        """The product is not as the file has it: its rows are refused after all."""
        self._out.refused += [Rejection(entry.file, line, "", entry.sku, reason) for line in entry.lines]
        self._out.created -= entry.is_new
        self._out.updated -= not entry.is_new

    def _apply_small(self, edit: Edit, patches: tuple[Patch, ...]) -> int | None:
        if not patches:
            return None
        whole = Edit(label=edit.label, patches=patches, source=edit.source, details=edit.details)
        return self._workspace.apply(whole).revision

    def _label(self) -> str:
        used = self._rehearsal.counts.used
        return ngettext("Import, {count} row", "Import, {count} rows", used).format(count=format_number(used))

    def _details(self) -> dict[str, Any]:
        inspection = self._rehearsal.inspection
        return {
            "files": [file.info.file for file in inspection.files], "format": inspection.format,
            "options": inspection.options.to_json(),
        }  # fmt: skip

    def _entries(self) -> Iterator[Entry]:
        """The entries that are taken; a variant goes with its model."""
        gone: set[str] = set()
        for entry in self._rehearsal.entries.walk():
            rows = self._accept.without_rows
            if entry.parent in gone or (rows and any((entry.file, line) in rows for line in entry.lines)):
                gone.add(entry.uid)
                self._out.skipped += len(entry.lines)
                continue
            kept = (
                {key for line in entry.lines for key in self._kept.get((entry.file, line), ())} if self._kept else set()
            )
            yield self._reduced(entry, kept) if self._left_out or kept else entry

    def _reduced(self, entry: Entry, kept: set[str]) -> Entry:
        """The entry without the parts of columns that are not taken, and without those in `kept`."""

        def is_out(key: str) -> bool:
            return key in kept or self._is_out(key)

        if entry.record is None:
            return entry._replace(changes=[change for change in entry.changes if not is_out(change[0])])
        record = {k: v for k, v in entry.record.items() if not is_out(f".{k}")}
        for name in ("values", "exceptions"):
            if name in record:
                record[name] = {key: value for key, value in record[name].items() if not is_out(key)}
        if "stock" in record:
            record["stock"] = {k: v for k, v in record["stock"].items() if not is_out(f".stock.{k}")}
        return entry._replace(
            record={k: v for k, v in record.items() if v not in ({}, [])} | {"enabled": record.get("enabled", True)}
        )

    def _is_out(self, key: str) -> bool:
        return key.partition("#")[0] in self._left_out or any(
            part.endswith(".") and key.startswith(part) for part in self._left_out
        )

    def _take_images(self) -> None:
        """Puts the images that were found into the media store; what cannot be read counts as missing."""
        if self._without_images or not self._rehearsal.has_images:
            return
        pictures = self._rehearsal.pictures
        wanted: dict[str, str] = {}
        for entry in self._rehearsal.entries.walk():
            for source, _alt in entry.images:
                path = pictures.find(entry.file, source)
                if path is not None:
                    wanted.setdefault(str(path), source)
        files = [(name, Path(name)) for name in wanted]
        if files:
            self._out.digests, problems = media.take_images(self._workspace, files, self._on_image)
            for name, reason in problems.items():
                pictures.refuse(wanted[name], reason)

    def _on_image(self, done: int, total: int, name: str) -> None:
        self._on_progress(done, total, name)
        if self._workspace.give_way is not None:
            self._workspace.give_way()

    def _resolve_links(self) -> None:
        """Finds the uid of every SKU that is linked to, in this import or in the catalogue."""
        wanted = self._rehearsal.linked
        if not wanted:
            return
        with self._workspace.reading() as connection:
            self._out.uids = {key: uid for key, (_id, uid) in ids_by_sku_key(connection, sorted(wanted)).items()}
        for entry in self._rehearsal.entries.walk():
            if (key := sku_key(entry.sku)) in wanted:
                self._out.uids[key] = entry.uid

    def _patches(self) -> Iterator[Patch]:
        families: dict[str, Any] = {}
        for chunk in chunks(self._entries(), _CHUNK):
            stored = self._with_images(chunk)
            for entry in chunk:
                patches = self._entry_patches(entry, stored.get(entry.uid))
                families.update((patch.uid, patch.after) for patch in patches if patch.key == ".family")
                yield from patches
        if families:
            yield from self._following(families)

    def _following(self, families: dict[str, Any]) -> Iterator[Patch]:
        """What is below models that got another family, and not in the file itself, gets it as well."""
        with self._workspace.reading() as connection:
            rows = [row for chunk in chunks(families, _CHUNK) for row in load_where(connection, "uid", chunk)]
            below = load_below(connection, [row.id for row in rows if row.product.kind == MODEL])
        found = {row.id: families[row.product.uid] for row in rows}
        for row in below:  # upper level first
            family = found.setdefault(row.id, found[row.parent_id or 0])
            if row.product.uid not in families and row.product.family != family:
                families[row.product.uid] = family
                yield Patch(PRODUCT, row.product.uid, ".family", row.product.part(".family"), family)

    def _with_images(self, entries: Iterable[Entry]) -> dict[str, Product]:
        """The existing products whose images or links have to be compared, by uid."""
        uids = [entry.uid for entry in entries if entry.record is None and (entry.images or entry.links)]
        if not uids:
            return {}
        with self._workspace.reading() as connection:
            return load_products(connection, uids)

    def _entry_patches(self, entry: Entry, before: Product | None) -> list[Patch]:
        images = self._images(entry, before)
        links = {code: uids for code, skus in entry.links.items() if (uids := self._uids(skus))}
        if entry.record is not None:
            record = entry.record | ({"images": images} if images else {}) | ({"associations": links} if links else {})
            self._out.created += 1
            self._out.exceptions += len(record.get("exceptions", ()))
            return [Patch(PRODUCT, entry.uid, "", None, record)]
        parts = {f".associations.{code}": uids for code, uids in links.items()} | (
            {".images": images} if images else {}
        )
        patches = [Patch(PRODUCT, entry.uid, key, old, new) for key, old, new in entry.changes]
        if before is not None:
            patches += [
                Patch(PRODUCT, entry.uid, k, before.part(k), v) for k, v in parts.items() if before.part(k) != v
            ]
        self._out.updated += bool(patches)
        self._out.unchanged += not patches
        self._out.exceptions += sum("#" in patch.key and patch.after is not None for patch in patches)
        return patches

    def _uids(self, skus: list[str]) -> list[str]:
        found = (self._out.uids.get(sku_key(sku)) for sku in skus)
        return list(dict.fromkeys(uid for uid in found if uid))

    def _images(self, entry: Entry, before: Product | None) -> list[dict[str, Any]]:
        """The images of a product in the order of the file, the first as the main one; alt texts it has are kept."""
        if self._without_images:
            return []
        locale = self._rehearsal.inspection.options.locale or self._workspace.structure.main_locale
        known = {image.sha256: dict(image.alt) for image in before.images} if before else {}
        found: dict[str, dict[str, Any]] = {}
        for source, alt in entry.images:
            path = self._rehearsal.pictures.find(entry.file, source)
            digest = self._out.digests.get(str(path)) if path is not None else None
            if digest is None or digest in found:
                continue
            alts = {**known.get(digest, {}), **({locale: alt} if alt and locale else {})}
            name = PurePosixPath(source.replace("\\", "/").partition("?")[0]).name
            found[digest] = {"sha256": digest, "name": name, "role": "gallery" if found else "main", "alt": alts}
        return list(found.values())


def _targets(rehearsal: Rehearsal, columns: Iterable[str]) -> Iterator[Target]:
    wanted = frozenset(columns)
    for file in rehearsal.inspection.files:
        yield from (target for name, target in file.mapping.columns.items() if name in wanted)


def _keys_of(rehearsal: Rehearsal, columns: Iterable[str]) -> Iterator[str]:
    for target in _targets(rehearsal, columns):
        key = target.key.partition("#")[0] if target.field == "value" else _FIELD_KEYS.get(target.field, "")
        if key:
            yield key
