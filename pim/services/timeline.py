"""What happened in a catalogue: the edits and the publications by time, and each edit value by value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pim.catalog.edit import PRODUCT, Patch
from pim.catalog.errors import UnknownRecord
from pim.catalog.product import Product
from pim.catalog.structure import Structure
from pim.i18n import _, format_number, ngettext
from pim.services.structuring import kind_name
from pim.services.value_text import field_name, value_text
from pim.services.workspace import OnProgress, Workspace, no_progress
from pim.storage import history, lists, publications
from pim.storage.bounded import onward
from pim.storage.history import Step
from pim.storage.products import load_products, load_where
from pim.storage.publications import Publication

EVERYTHING, PUBLICATIONS, IMPORTS, BULK, STRUCTURE, IMAGES = (
    "everything", "publications", "imports", "bulk", "structure", "images"
)  # fmt: skip
SHOWN = (EVERYTHING, PUBLICATIONS, IMPORTS, BULK, STRUCTURE, IMAGES)
_SOURCES = {IMPORTS: ("import",), STRUCTURE: ("structure", "new", "demo")}
_ALL_PUBLICATIONS = 2_000


class Entry(NamedTuple):
    """One line of the timeline. `number` is the edit's, 0 for a publication (then `operation` names it).

    `undone` says by whom and when an edit was taken back, "" while it stands; `at` ISO 8601.
    """

    number: int
    operation: str
    kind: str
    label: str
    note: str
    who: str
    at: str
    products: int
    undone: tuple[str, str] | None = None
    folder: str = ""

    @property
    def is_publication(self) -> bool:
        return not self.number


class Page(NamedTuple):
    """Some entries, the newest first; `before` asks for the next page, None at the end."""

    entries: tuple[Entry, ...]
    before: int | None


def timeline(
    workspace: Workspace, before: int | None = None, limit: int = 100, *, show: str = EVERYTHING, who: str = ""
) -> Page:
    """The newest edits and publications first. `before` is the `Page.before` of the page above."""
    with workspace.reading() as connection:
        steps = [] if show == PUBLICATIONS else _steps(connection, before, limit, show, who)
        entries = [_entry(connection, step) for step in steps]
        more = steps[-1].number if len(steps) == limit else None
        if show in (EVERYTHING, PUBLICATIONS) and not who:
            newer = history.step(connection, before) if before else None
            until, since = newer.at if newer else "9", steps[-1].at if more and steps else ""
            published = publications.publications(connection, limit=_ALL_PUBLICATIONS)
            entries += [_published(group) for group in _operations(published) if since <= group[0].at < until]
    return Page(tuple(sorted(entries, key=lambda entry: (entry.at, entry.number), reverse=True)), more)


def _steps(connection: Any, before: int | None, limit: int, show: str, who: str) -> list[Step]:
    least = 2 if show == BULK else 0
    if show != IMAGES:
        return history.steps(connection, before, limit, sources=_SOURCES.get(show, ()), who=who, least_products=least)
    found: list[Step] = []
    while len(found) < limit:
        steps = history.steps(connection, before, 200, who=who, least_products=1)
        found += [step for step in steps if _touches_images(connection, step.number)]
        if len(steps) < 200:
            return found[:limit]
        before = steps[-1].number
    return found[:limit]


def _touches_images(connection: Any, number: int) -> bool:
    """Whether the first product that an edit changed had its images changed."""
    first = history.changes(connection, number, limit=1)
    return any(patch.key == ".images" for _place, patches in first for patch in patches)


def _entry(connection: Any, step: Step) -> Entry:
    undone = None
    if step.undone_by is not None and (by := history.step(connection, step.undone_by)) is not None:
        undone = (by.who, by.at)
    count = ngettext("{count} product", "{count} products", step.products).format(count=format_number(step.products))
    note = str(step.details.get("file", "")) or (count if step.products else _("Structure"))
    return Entry(
        step.number, step.operation, step.source or "form", step.label, note, step.who, step.at, step.products, undone
    )


def _operations(published: Sequence[Publication]) -> list[list[Publication]]:
    """The publications of each export together, newest first."""
    found: dict[str, list[Publication]] = {}
    for publication in published:
        found.setdefault(publication.operation, []).append(publication)
    return list(found.values())


def _published(group: list[Publication]) -> Entry:
    first = group[0]
    count = len(group)
    label = ngettext("Published {count} channel", "Published {count} channels", count).format(count=count)
    differences = int(first.summary.get("parity", {}).get("differences", 0))
    proof = (
        ngettext("{count} difference kept back", "{count} differences kept back", differences).format(count=differences)
        if differences
        else _("parity proven")
    )
    note = _("Revision {number}, {proof}").format(number=format_number(first.revision), proof=proof)
    products = sum(int(p.summary.get("products", 0)) for p in group)
    return Entry(0, first.operation, "publication", label, note, "", first.at, products, None, first.folder)


def people(workspace: Workspace) -> list[str]:
    """Everybody who changed something."""
    with workspace.reading() as connection:
        return history.people(connection)


class Change(NamedTuple):
    """One value that an edit changed, in words. `now` is set when it is another one today, with who changed it."""

    uid: str
    sku: str
    name: str
    image: str
    field: str
    before: str | None
    after: str | None
    now: str | None = None
    now_by: str = ""
    now_at: str = ""

    @property
    def has_changed_since(self) -> bool:
        return self.now is not None


class ChangePage(NamedTuple):
    """Some changes; `after` asks for the next page, None at the end."""

    changes: tuple[Change, ...]
    after: int | None


def step_changes(workspace: Workspace, number: int, after: int = 0, limit: int = 100, locale: str = "") -> ChangePage:
    """What edit `number` changed, up to `limit` records. Raises `UnknownRecord` when there is no such edit."""
    structure = workspace.structure
    with workspace.reading() as connection:
        step = history.step(connection, number)
        if step is None:
            raise UnknownRecord(_("There is no step {number}.").format(number=number))
        rows = history.changes(connection, number, after, limit)
        patches = [patch for _place, found in rows for patch in found]
        present = _Present.of(connection, structure, patches)
        found = tuple(_change(connection, structure, present, step, patch, locale) for patch in patches)
    return ChangePage(found, rows[-1][0] if len(rows) == limit else None)


class _Present(NamedTuple):
    """What is stored today of the records that some patches changed."""

    structure: Structure
    products: dict[str, Product]
    rows: dict[str, lists.Row]

    @staticmethod
    def of(connection: Any, structure: Structure, patches: Sequence[Patch]) -> _Present:
        uids = list(dict.fromkeys(patch.uid for patch in patches if patch.kind == PRODUCT))
        ids = [stored.id for stored in load_where(connection, "uid", uids)]
        rows = {row.uid: row for row in lists.rows(connection, ids)} if ids else {}
        return _Present(structure, load_products(connection, uids), rows)

    def value(self, patch: Patch) -> Any:
        """The JSON value that is stored today under the patch's address."""
        if patch.kind == PRODUCT:
            product = self.products.get(patch.uid)
            if product is None:
                return None
            return product.part(patch.key) if patch.key else product.to_json()
        record = self.structure.of_kind(patch.kind).get(patch.uid)
        if record is None:
            return None
        return record.to_json().get(patch.key) if patch.key else record.to_json()


def _change(connection: Any, structure: Structure, present: _Present, step: Step, patch: Patch, locale: str) -> Change:
    row = present.rows.get(patch.uid)
    now, by, at = None, "", ""
    stored = present.value(patch)
    if step.undone_by is None and stored != patch.after:
        now = _text(structure, patch, stored, locale) or _("nothing")
        later = _last_change(connection, patch, step.number)
        by, at = (later.who, later.at) if later else ("", "")
    sku, name = _names(structure, patch, row, locale)
    return Change(
        patch.uid if row else "", sku, name, row.image if row else "", _field(structure, patch),
        _text(structure, patch, patch.before, locale), _text(structure, patch, patch.after, locale), now, by, at,
    )  # fmt: skip


def _last_change(connection: Any, patch: Patch, number: int) -> Step | None:
    """The newest later edit that changed the same part."""
    for step, patches in history.changes_of(connection, patch.uid, 50):
        if step.number <= number:
            return None
        if any(one.kind == patch.kind and (one.key == patch.key or not one.key or not patch.key) for one in patches):
            return step
    return None


def _names(structure: Structure, patch: Patch, row: lists.Row | None, locale: str) -> tuple[str, str]:
    if patch.kind == PRODUCT:
        if row is not None:
            return row.sku, row.name
        whole = patch.after or patch.before
        sku = str(whole["sku"]) if isinstance(whole, dict) and not patch.key else ""
        return sku, _("Deleted product")
    record = structure.of_kind(patch.kind).get(patch.uid)
    return patch.uid, record.label(locale) if record else patch.uid


def _field(structure: Structure, patch: Patch) -> str:
    if patch.kind == PRODUCT:
        return field_name(structure, patch.key) if patch.key else kind_name(PRODUCT)
    kind = kind_name(patch.kind)
    return f"{kind}, {patch.key.replace('_', ' ')}" if patch.key else kind


def _text(structure: Structure, patch: Patch, value: Any, locale: str) -> str | None:
    if value is None or (patch.kind == PRODUCT and patch.key):
        return value_text(structure, patch.key, value, locale)
    if patch.key or not isinstance(value, dict):
        return value_text(structure, "", value, locale)
    if patch.kind != PRODUCT:
        return str(value.get("code", patch.uid))
    count = len(value.get("values", ()))
    return ngettext("{count} value", "{count} values", count).format(count=count)


class StepSummary(NamedTuple):
    """An edit in figures. `changed_since` counts values that are another one today: undoing it would stop at them."""

    products: int
    values: int
    fields: int
    changed_since: int


def step_summary(workspace: Workspace, number: int, on_progress: OnProgress = no_progress) -> StepSummary:
    """Counts what edit `number` changed, and what of it changed since. `on_progress` may raise `Cancelled`."""
    values = since = 0
    fields: set[tuple[str, str]] = set()
    after: int | None = 0
    with workspace.reading() as connection:
        step = history.step(connection, number)
        if step is None:
            raise UnknownRecord(_("There is no step {number}.").format(number=number))
        while after is not None:
            rows = history.changes(connection, number, after, 400)
            patches = [patch for _place, found in rows for patch in found]
            present = _Present.of(connection, workspace.structure, patches)
            values += len(patches)
            fields.update((patch.kind, patch.key.partition("@")[0].partition(":")[0]) for patch in patches)
            if step.undone_by is None:
                since += sum(present.value(patch) != patch.after for patch in patches)
            after = onward(after, rows[-1][0]) if len(rows) == 400 else None
            on_progress(values, 0, "")
    return StepSummary(step.products, values, len(fields), since)
