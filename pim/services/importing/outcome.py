"""What an import came to: its counts while it is written, and the report made of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from pim.services.importing.rehearsal import Counts, Rehearsal, Rejection
from pim.services.importing.report import ImportReport


@dataclass(slots=True)
class Outcome:
    """What the entries came to."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    exceptions: int = 0
    skipped: int = 0
    values_left: int = 0  # changed by people while the import was written, and left to them
    refused: list[Rejection] = field(default_factory=list)  # rows of products that could not be written for that reason
    digests: dict[str, str] = field(default_factory=dict)
    uids: dict[str, str] = field(default_factory=dict)


def report_of(rehearsal: Rehearsal, outcome: Outcome | None, edit: int | None) -> ImportReport:
    """The report of a commit, or (without an outcome) of a rehearsal alone."""
    counts, done = rehearsal.counts, outcome or _rehearsed(rehearsal)
    refused = len(done.refused)
    rows = Counts(
        counts.read, counts.used - done.skipped - refused, counts.skipped + done.skipped, counts.rejected + refused
    )
    return ImportReport(
        format=rehearsal.inspection.format, rows=rows, created=done.created, updated=done.updated,
        unchanged=done.unchanged, images_added=len(set(done.digests.values())), images_missing=dict(rehearsal.pictures.missing),
        exceptions=done.exceptions, rejections=(*rehearsal.rejections, *done.refused), edit=edit,
        made=rehearsal.growth.created(), values_left=done.values_left,
        left_out=tuple(dict.fromkeys(c for file in rehearsal.inspection.files for c in file.mapping.left_out)),
        questions=tuple(question.text for question in rehearsal.questions),
    )  # fmt: skip


def _rehearsed(rehearsal: Rehearsal) -> Outcome:
    found = Outcome(rehearsal.created, rehearsal.updated, rehearsal.unchanged)
    for entry in rehearsal.entries.walk():
        found.exceptions += len((entry.record or {}).get("exceptions", ()))
        found.exceptions += sum("#" in key and after is not None for key, _before, after in entry.changes)
        for source, _alt in entry.images:
            path = rehearsal.pictures.find(entry.file, source)
            if path is not None:
                found.digests[str(path)] = str(path)
    return found
