"""The one snapshot an export stands on: every channel's resolved listings, read within one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from pim.catalog.errors import UnknownRecord
from pim.catalog.moments import Span
from pim.catalog.readiness import Gate, Reason
from pim.catalog.structure import Structure
from pim.i18n import _
from pim.services.spool import Spool
from pim.services.workspace import OnProgress, Workspace, no_progress
from pim.storage import publications
from pim.storage.records import load_structure
from pim.storage.snapshot import Tree, trees

Held = list[tuple[str, tuple[Reason, ...]]]


@dataclass(slots=True)
class Snapshot:
    """Everything one export stands on: the structure and the resolved listings of each channel, at one revision.

    `span` are the days on which they stay so, `edit` is the uid of the last edit, "" before the first.
    """

    revision: int
    as_of: datetime
    structure: Structure
    channels: dict[str, Spool]
    held: dict[str, Held]
    span: Span
    edit: str


def take_snapshot(
    workspace: Workspace, channels: Sequence[str], as_of: datetime, folder: Path, on_progress: OnProgress = no_progress
) -> Snapshot:
    """Reads the whole catalogue within one transaction and spools each channel's listings into `folder`."""
    with workspace.reading() as connection:
        structure = load_structure(connection)
        codes = chosen(structure, channels)
        span = Span(structure, as_of.date().isoformat())
        held: dict[str, Held] = {code: [] for code in codes}
        revision, edit = workspace.store.revision(connection), publications.last_edit(connection)
        found = Snapshot(revision, as_of, structure, {}, held, span, edit)
        gates = [(code, Gate(structure, code, as_of)) for code in codes]
        writers = {code: Spool.create(folder / f"{code}.listings") for code in codes}
        known: dict[tuple[Reason, ...], tuple[Reason, ...]] = {}  # many are held back for the same reasons
        try:
            for done, tree in enumerate(trees(connection)):
                on_progress(done, 0, _("Reading products"))
                note_dates(span, tree)
                for code, gate in gates:
                    outcome = gate.judge(tree.lines, tree.skus)
                    found.held[code].extend((sku, known.setdefault(reasons, reasons)) for sku, reasons in outcome.held)
                    if outcome.listing is not None:
                        writers[code].add(outcome.listing)
        finally:  # also when somebody cancels
            found.channels = {code: writer.finished() for code, writer in writers.items()}
    return found


def chosen(structure: Structure, channels: Sequence[str]) -> list[str]:
    """The codes of these channels, all when none is named. Raises `UnknownRecord`."""
    for code in channels:
        if code not in structure.channels:
            known = ", ".join(structure.channels) or "-"
            raise UnknownRecord(_("There is no channel “{code}”. Known: {known}.").format(code=code, known=known))
    return list(channels) or list(structure.channels)


def note_dates(span: Span, tree: Tree) -> None:
    """Notes the dates of every product of a tree."""
    family = tree.root.product.family
    span.note(tree.root.product, family)
    for line in tree.lines[1:]:
        for product in line[1:]:
            span.note(product, family)


def sentences(held: Sequence[tuple[str, tuple[Reason, ...]]], structure: Structure) -> list[tuple[str, tuple[str, ...]]]:
    """What is held back, with the reasons in words; the same tuple of them for the same reasons."""

    @cache
    def said(reasons: tuple[Reason, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(reason.sentence(structure) for reason in reasons))

    return [(sku, said(reasons)) for sku, reasons in held]
