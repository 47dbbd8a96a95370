"""Exporting again what has not changed: the files shown now are the files that a full export would write.

Beside a channel's files, where no receiver sees it, stands what they were made of and what their proof found. They are
taken over when that is still the catalogue's last edit, on a day on which no sale or exception has begun or ended since,
with the same adapter; when every file still has its checksum; and when nothing outside the catalogue played a part.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson

from pim import __version__
from pim.catalog.moments import Span
from pim.catalog.parity import Tally
from pim.catalog.record import thaw
from pim.catalog.structure import Structure
from pim.channels import ADAPTERS
from pim.clock import format_iso
from pim.i18n import _, language
from pim.services import guards
from pim.services.export_report import OK, ChannelReport
from pim.services.media import file_finder
from pim.services.publication_folder import Draft
from pim.services.snapshot import Snapshot, chosen
from pim.services.workspace import OnProgress, Workspace
from pim.storage import publications
from pim.storage.records import load_structure

_FORM = 1  # of what is kept


class Standing(NamedTuple):
    """The catalogue as an export finds it: `edit` is the uid of its last edit, `codes` are the channels asked for."""

    structure: Structure
    codes: list[str]
    revision: int
    edit: str


def standing(workspace: Workspace, channels: Sequence[str]) -> Standing:
    """Where the catalogue stands now. Raises `UnknownRecord` for a channel that there is not."""
    with workspace.reading() as connection:
        structure = load_structure(connection)
        revision, edit = workspace.store.revision(connection), publications.last_edit(connection)
    return Standing(structure, chosen(structure, channels), revision, edit)


def unchanged(
    workspace: Workspace, draft: Draft, now: Standing, as_of: datetime, on_progress: OnProgress
) -> list[ChannelReport]:
    """Takes the files of the channels over from the generation shown now; none when one of them has to be written.

    All or none, so that every channel shows the same revision. `on_progress` may raise `Cancelled`.
    """
    codes, structure = now.codes, now.structure
    kept = {code: found for code in codes if (found := _kept(draft, code))}
    if len(kept) < len(codes):
        return []
    with workspace.reading() as connection:
        known = all(publications.is_shown(connection, code, kept[code]["operation"]) for code in codes)
        pictures = publications.used_pictures(connection)
    image_file = file_finder(workspace)
    if not (known and all(_is_same(workspace, now, code, kept[code], as_of) for code in codes)):
        return []
    if not all(image_file(sha256) for sha256 in pictures):
        return []
    reports = []
    for done, code in enumerate(codes):
        on_progress(done, len(codes), _("Comparing"))
        reports.append(_taken_over(draft, structure, code, kept[code]))
    return [report for report in reports if report] if all(reports) else []


def _is_same(workspace: Workspace, now: Standing, code: str, kept: dict[str, Any], as_of: datetime) -> bool:
    """Whether a full export at `as_of` would write what was kept."""
    made_of = _made_of(workspace, now.structure, code, now.edit, as_of)
    if kept["made_of"] != made_of or not _span(kept, now.structure).holds_on(as_of.date().isoformat()):
        return False
    products = kept["products"]
    return not guards.collapse(now.structure.channels[code].options, products, products)


def remember(workspace: Workspace, draft: Draft, report: ChannelReport, snapshot: Snapshot, operation: str) -> None:
    """Keeps what a channel's files were made of and what their proof found, when that says all about them."""
    by_the_gate = len(snapshot.held[report.channel])
    if report.status != OK or report.parity.differences or len(report.held) != by_the_gate or not snapshot.edit:
        return
    span = snapshot.span
    data = {
        "operation": operation, "day": span.day, "before": span.before, "until": span.until,
        "made_of": _made_of(workspace, snapshot.structure, report.channel, snapshot.edit, snapshot.as_of),
        "products": report.products, "items": report.items, "held": report.held, "files": report.files,
        "parity": report.parity.to_record(),
    }  # fmt: skip
    draft.note(report.channel, orjson.dumps(data, default=thaw))


def _made_of(workspace: Workspace, structure: Structure, code: str, edit: str, as_of: datetime) -> list[Any]:
    """What the files of a channel follow from, besides the day: the last edit stands for products and structure."""
    adapter = ADAPTERS.find(structure.channels[code].adapter)
    if adapter is None:
        return []
    moment = format_iso(as_of) if adapter.shows_moment else ""
    return [_FORM, __version__, language(), workspace.store.uid, edit, adapter.code, adapter.version, moment]


def _kept(draft: Draft, code: str) -> dict[str, Any] | None:
    """What was kept; None when nothing was, or it cannot be read: then the channel is simply written."""
    try:
        found = orjson.loads(draft.noted(code) or b"null")
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) and found.get("made_of", [None])[:1] == [_FORM] else None


def _span(kept: dict[str, Any], structure: Structure) -> Span:
    span = Span(structure, kept["day"])
    span.before, span.until = kept["before"], kept["until"]
    return span


def _taken_over(draft: Draft, structure: Structure, code: str, kept: dict[str, Any]) -> ChannelReport | None:
    if not draft.carry_over(code) or draft.files(code) != kept["files"]:
        return None
    held = [(sku, tuple(reasons)) for sku, reasons in kept["held"]]
    return ChannelReport(
        code, structure.channels[code].adapter, products=kept["products"], items=kept["items"], held=held,
        files=kept["files"], parity=Tally.of_record(kept["parity"]), unchanged=kept["operation"],
    )  # fmt: skip
