"""Rehearsing an import: every row is read, compared with the catalogue and spooled; nothing is written."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence

from pim.catalog.errors import CatalogError
from pim.catalog.identifiers import sku_key
from pim.catalog.product import MODEL, Product
from pim.formats.source import Outcome, SourceItem, SourceStructure
from pim.formats.source import Rejection as RowRejection
from pim.formats.table import RowCount
from pim.i18n import _
from pim.services.importing import moving_in
from pim.services.importing.comparing import Comparer, Model, merged_draft, rebased
from pim.services.importing.drafts import Draft, Drafter, RowRefused
from pim.services.importing.growth import Growth
from pim.services.importing.guarded import ImportRefused, Reader
from pim.services.importing.inheriting import Inheritance
from pim.services.importing.inspection import TABLE, FileInspection, Inspection
from pim.services.importing.lineage import Lineage, Seen
from pim.services.importing.matching import match, matching_key
from pim.services.importing.options import REJECT
from pim.services.importing.pictures import Pictures
from pim.services.importing.readers import Policy
from pim.services.importing.refusals import Refusals
from pim.services.importing.rehearsal import Rehearsal, Rejection
from pim.services.importing.targets import VALUE
from pim.services.importing.used_records import used_records
from pim.services.starting import locale_problem
from pim.services.surveying.variants import Survey
from pim.services.workspace import OnProgress, Workspace, no_progress
from pim.storage.products import load_where


def rehearse(workspace: Workspace, inspection: Inspection, on_progress: OnProgress = no_progress) -> Rehearsal:
    """Reads all files and compares them with the catalogue. `on_progress` may raise `Cancelled`.

    Raises `ImportRefused` or another `CatalogError` when the import as a whole makes no sense.
    """
    rehearsal = Rehearsal(inspection, Growth(workspace.structure), _pictures(inspection))
    try:
        _Rehearsing(workspace, rehearsal, on_progress).run()
    except BaseException:
        rehearsal.close()
        raise
    return rehearsal


def _pictures(inspection: Inspection) -> Pictures:
    pictures = Pictures({file.info.file: file.path.resolve().parent for file in inspection.files})
    if inspection.options.images is not None:
        pictures.add(inspection.options.images)
    return pictures


class _Rehearsing:
    """One rehearsal under way."""

    def __init__(self, workspace: Workspace, rehearsal: Rehearsal, on_progress: OnProgress) -> None:
        self._workspace, self._out, self._on_progress = workspace, rehearsal, on_progress
        self._inspection, self._growth = rehearsal.inspection, rehearsal.growth
        self._options = self._inspection.options
        self._refusals = Refusals()
        self._lineage = Lineage(workspace, self._growth, rehearsal.entries, self._refusals)
        self._comparer = Comparer(self._growth, self._lineage.models)
        self._inheritance = Inheritance(workspace, self._as_imported)
        self._mover = moving_in.Mover(self._growth, self._options)
        self._total = sum(file.info.row_estimate for file in self._inspection.files)
        self._has_products = workspace.revision() > 0
        self._match_key = ""

    def run(self) -> None:
        if code := self._options.locale:
            if code not in self._workspace.structure.locales and (problem := locale_problem(code)):
                raise ImportRefused(problem)
            self._growth.locale(code)
        for answer in self._options.answers:
            self._growth.answer(*answer)
        with Reader() as reader:
            for file in self._inspection.files:
                if not file.is_structure:
                    self._growth.keep()
                self._file(reader, file)
        self._mover.settle()
        self._lineage.settle(self._comparer)
        if self._refusals:
            self._growth.prune(used_records(self._out.entries.walk(), self._growth.rows_made()))
        self._count()

    def _file(self, reader: Reader, file: FileInspection) -> None:
        if file.refused:
            self._refuse_file(reader, file)
            return
        handle = self._structures if file.is_structure else self._products(reader, file)
        count = RowCount()
        for outcomes, count in reader.items(file.path, file.info, file.layout, file.columns):
            handle(outcomes)
            text = _("Reading {file}").format(file=file.info.file)
            self._on_progress(self._out.counts.read + count.read, self._total, text)
        if not file.is_structure:
            handle([])
        self._out.counts.add(count)
        if file.is_structure:
            self._out.structure_rows += count.used

    def _refuse_file(self, reader: Reader, file: FileInspection) -> None:
        for row in reader.rows(file.path, file.info):
            self._out.counts.read += 1
            if row.blank:
                self._out.counts.skipped += 1
            else:
                self._out.counts.rejected += 1
                self._out.rejections.append(Rejection(file.info.file, row.line, "", "", file.refused))

    def _structures(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            if isinstance(outcome, RowRejection):
                self._note(outcome)
            elif isinstance(outcome, SourceStructure):
                try:
                    self._mover.take(outcome)
                except CatalogError as error:
                    self._reject(outcome.file, (outcome.line,), "code", outcome.code, str(error))

    def _products(self, reader: Reader, file: FileInspection) -> Callable[[Sequence[Outcome]], None]:
        """What takes the outcomes of a product file, batch by batch; an empty batch is the end."""
        survey, file = self._surveyed(reader, file)
        targets = file.mapping.columns.values()
        fresh = frozenset(target.create.code for target in targets if target.create)
        used = tuple(dict.fromkeys(target.attribute for target in targets if target.field == VALUE))
        policy = Policy(self._options.create_attributes, self._workspace.store.now(), file.info.decimal or ".", used)
        family = self._default_family(used)
        drafter = Drafter(self._growth, file, self._options, policy, survey)
        self._comparer.begin(family, fresh)
        self._match_key = matching_key(file, self._workspace.structure) if self._has_products else ""
        self._out.questions.look_at(file)
        waiting: list[SourceItem] = []

        def take(outcomes: Sequence[Outcome]) -> None:
            for outcome in outcomes:
                if isinstance(outcome, RowRejection):
                    self._note(outcome)
                elif isinstance(outcome, SourceItem):
                    waiting.append(outcome)
            ready, rest = _whole_groups(waiting, last=not outcomes)
            waiting[:] = rest
            self._batch(drafter, ready)

        return take

    def _default_family(self, attributes: tuple[str, ...]) -> str:
        if not self._options.family:
            return ""
        create = self._options.create_attributes
        code = self._growth.family_code(self._options.family, create=create, attributes=attributes)
        if code is None:
            known = ", ".join(self._growth.structure.families) or "-"
            text = _("There is no family “{code}”. Known: {known}.")
            raise ImportRefused(text.format(code=self._options.family, known=known))
        return code

    def _surveyed(self, reader: Reader, file: FileInspection) -> tuple[Survey, FileInspection]:
        """What a table with a parent column says about its variants; the axes found go into the file's mapping."""
        parent = file.mapping.column_of("parent")
        if file.layout != TABLE or not parent or not file.profiles[parent].all_filled:
            return Survey(), file
        attributes = self._growth.structure.attributes
        candidates = {}
        for name, target in file.mapping.columns.items():
            attribute = target.create or attributes.get(target.attribute)
            if attribute is not None and attribute.type_of.can_be_axis and not attribute.per_locale:
                candidates[name] = attribute.code
        survey = reader.survey(file.path, file.info, file.key, parent, list(candidates))
        axes = file.mapping.axes or tuple(candidates[name] for name in survey.axes)
        mapping = type(file.mapping)(columns=file.mapping.columns, key=file.key, axes=axes)
        return survey, dataclasses.replace(file, mapping=mapping)

    def _batch(self, drafter: Drafter, items: Sequence[SourceItem]) -> None:
        drafts = [draft for item in items if (draft := self._drafted(drafter, item)) is not None]
        self._refuse_shared_lines(drafts)
        if self._match_key:
            match(self._workspace, drafts, self._match_key)
        stored = self._stored(drafts)
        for draft in drafts:
            if draft.kind == MODEL and self._refusals.is_model(draft.sku):
                continue
            try:
                self._take(draft, stored)
            except RowRefused as refused:
                self._reject(draft.file, draft.lines, refused.column, refused.value, refused.reason, draft)

    def _refuse_shared_lines(self, drafts: Iterable[Draft]) -> None:
        """A model whose first row was rejected (for its variant) is rejected with it: no row applies by half."""
        for draft in drafts:
            refused = self._refusals.at(draft.file, draft.line)
            if refused is not None and draft.kind == MODEL:
                self._reject(draft.file, draft.lines, refused.column, refused.value, refused.reason, draft)

    def _drafted(self, drafter: Drafter, item: SourceItem) -> Draft | None:
        try:
            return drafter.draft(item)
        except RowRefused as refused:
            lines = item.lines or (item.line,)
            self._reject(item.file, (item.line, *lines), refused.column, refused.value, refused.reason)
            if item.kind == MODEL:
                self._refusals.add_model(item.key)
            return None

    def _stored(self, drafts: Iterable[Draft]) -> dict[str, Product]:
        """The products of the catalogue that these drafts, or their parents, name; by folded SKU."""
        if not self._has_products:
            return {}
        keys = {sku_key(draft.sku) for draft in drafts} | {sku_key(d.parent) for d in drafts if d.parent}
        with self._workspace.reading() as connection:
            found = [row.product for row in load_where(connection, "sku_key", sorted(keys))]
        self._inheritance.learn(found)
        return {sku_key(product.sku): product for product in found}

    def _as_imported(self, model: Product) -> Product:
        """A model of the catalogue as the rows read so far leave it."""
        known = self._lineage.seen.get(sku_key(model.sku))
        return (merged_draft(self._out.entries.read(known.place), model) or model) if known else model

    def _take(self, draft: Draft, stored: dict[str, Product]) -> None:
        key = sku_key(draft.sku)
        known, base = self._lineage.seen.get(key), stored.get(key)
        if known is not None and self._options.duplicates == REJECT:
            text = _("“{sku}” stands in line {line} already.").format(sku=draft.sku, line=known.line)
            raise RowRefused("", draft.sku, text)
        uid = self._lineage.uid_of(key, base)
        parent, parent_uid = self._lineage.parent(draft, stored)
        earlier = self._out.entries.read(known.place) if known else None
        before = merged_draft(earlier, base) if earlier else base
        if before is not None and before.parent:
            draft.parts = self._inheritance.own_parts(before, draft.parts)
        entry = self._comparer.entry(draft, before, uid, parent, parent_uid)
        self._out.questions.compare(entry, self._growth)
        if earlier is not None and known is not None:
            self._out.entries.drop(known.place)
            entry = rebased(earlier, entry, base)
        place = self._out.entries.append(_level(parent, parent_uid), entry)
        self._lineage.add(key, Seen(uid, place, known.line if known else draft.line), parent, parent_uid)

    def _reject(
        self, file: str, lines: Iterable[int], column: str, value: str, reason: str, draft: Draft | None = None
    ) -> None:
        """Rejects rows that the layout had counted as used; a rejected model takes its variants with it."""
        self._refusals.add(file, lines, column, value, reason)
        if draft is not None and draft.kind == MODEL:
            self._refusals.add_model(draft.sku)

    def _note(self, rejection: RowRejection) -> None:
        self._out.rejections.append(
            Rejection(rejection.file, rejection.line, rejection.column, rejection.value, rejection.reason)
        )

    def _count(self) -> None:
        out = self._out
        files = [file.info.file for file in self._inspection.files]
        self._refusals.settle(out.counts, out.rejections, files)
        out.entries.flush()
        tally = out.entries.tally
        out.created, out.updated, out.unchanged = tally.new, tally.changed, tally.unchanged
        out.to_write = tally.to_write
        for entry in out.entries.walk() if tally.with_parts else ():
            out.has_images = out.has_images or bool(entry.images)
            out.linked.update(sku_key(sku) for skus in entry.links.values() for sku in skus)
            for source, _alt in entry.images:
                out.pictures.find(entry.file, source)


def _level(parent: Model | None, parent_uid: str) -> int:
    return 0 if not parent_uid else 2 if parent is not None and parent.depth == 1 else 1


def _whole_groups(items: list[SourceItem], *, last: bool) -> tuple[list[SourceItem], list[SourceItem]]:
    """(items that can be taken, items that wait for the rest of their product).

    A model of Shopify shares its first line with its first variant, so the two are taken or rejected together.
    """
    if last or not items or items[-1].kind == "simple":
        return items[:], []
    start = next((n for n in range(len(items) - 1, -1, -1) if items[n].kind == MODEL), 0)
    return (items[:start], items[start:]) if start or len(items) < 5_000 else (items[:], [])
