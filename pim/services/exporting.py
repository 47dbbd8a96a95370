"""Exporting: one snapshot for every channel, files read back and proven, the whole set shown by one swap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pim.catalog.errors import CatalogError
from pim.catalog.identifiers import new_uid
from pim.catalog.listing import Listing
from pim.catalog.parity import Tally
from pim.channels import ADAPTERS
from pim.channels.adapter import Adapter, Context
from pim.channels.proof import prove
from pim.clock import format_iso
from pim.i18n import _
from pim.isolation import Cancelled
from pim.isolation.scratch import Scratch
from pim.services import guards, publication_folder, publishing
from pim.services.export_report import FAILED, HELD, OK, ChannelReport, ExportReport
from pim.services.media import file_finder
from pim.services.republishing import remember, standing, unchanged
from pim.services.snapshot import Snapshot, sentences, take_snapshot
from pim.services.spool import Spool
from pim.services.workspace import OnProgress, Workspace, no_progress


def run_export(
    workspace: Workspace,
    *,
    to: Path,
    channels: Sequence[str] = (),
    as_of: datetime | None = None,
    on_progress: OnProgress = no_progress,
) -> ExportReport:
    """Writes these channels (default: all) into `to`, reads them back, proves them and shows them together.

    A product whose files differ from the catalogue without a declaration is taken out and named as held. A channel that
    fails keeps its previous files. Raises `CatalogError` when nothing could be done, `Cancelled` from `on_progress`;
    nothing that was shown before changes then.
    """
    if workspace.is_applying:
        raise CatalogError(_("A large change is being written. Export again when it is done."))
    moment = as_of or workspace.store.clock.now()
    now, operation = standing(workspace, channels), new_uid()
    with (
        Scratch("export") as folder,
        publication_folder.begin(to, operation) as draft,
    ):
        snapshot = None
        same = unchanged(workspace, draft, now, moment, on_progress)
        report = ExportReport(now.revision, format_iso(moment), to, operation, same)
        if not same:
            snapshot = take_snapshot(workspace, now.codes, moment, folder, on_progress)
            report = ExportReport(snapshot.revision, format_iso(moment), to, operation)
            for code in snapshot.channels:
                report.channels.append(_export_channel(workspace, snapshot, code, draft, on_progress))
                remember(workspace, draft, report.channels[-1], snapshot, operation)
        _carry_over_others(draft, now.codes)
        draft.publish(_manifest(report, draft))
        report.note = publishing.keep(workspace, report, snapshot, on_progress)
    return report


def context_of(workspace: Workspace, snapshot: Snapshot, code: str, on_progress: OnProgress, total: int) -> Context:
    """What the adapter of a channel may know."""
    return Context(
        structure=snapshot.structure, channel=snapshot.structure.channels[code], as_of=snapshot.as_of,
        revision=snapshot.revision, image_file=file_finder(workspace), on_progress=on_progress, total=total,
    )  # fmt: skip


def _export_channel(
    workspace: Workspace,
    snapshot: Snapshot,
    code: str,
    draft: publication_folder.Draft,
    on_progress: OnProgress,
) -> ChannelReport:
    channel = snapshot.structure.channels[code]
    report = ChannelReport(code, channel.adapter)
    try:
        _write_and_prove(workspace, snapshot, report, draft, on_progress)
    except Cancelled:
        raise
    except Exception as error:  # noqa: BLE001 - one channel's failure, of whatever kind, must not take the others along
        report.status, report.error = FAILED, str(error) or type(error).__name__
        report.products = report.items = 0
        report.files = _files_before(draft, code)
    return report


def _write_and_prove(
    workspace: Workspace,
    snapshot: Snapshot,
    report: ChannelReport,
    draft: publication_folder.Draft,
    on_progress: OnProgress,
) -> None:
    code = report.channel
    adapter = ADAPTERS.get(report.adapter)
    report.held = sentences(snapshot.held[code], snapshot.structure)
    context = context_of(workspace, snapshot, code, on_progress, len(snapshot.channels[code]))
    listings = snapshot.channels[code].view()
    if adapter.has_places():
        listings.arrange(lambda listing: adapter.place(listing, context))
    if _is_guarded(listings, context, draft, report):
        return
    target = draft.channel_folder(code)
    _write(adapter, context, listings.sift(lambda listing: _within_limits(adapter, context, listing, report)), target)
    if _is_guarded(listings, context, draft, report):
        return
    report.parity, differing = prove(adapter, context, listings, target)
    if differing:
        listings = _without(differing, listings, adapter, replace(context, memo={}), draft, report)
    report.products, report.items = len(listings), listings.items
    report.files = draft.files(code)


def _without(
    differing: set[str],
    listings: Spool,
    adapter: Adapter,
    context: Context,
    draft: publication_folder.Draft,
    report: ChannelReport,
) -> Spool:
    """Writes the channel once more without the products that differ, which are named as held; gives what is left."""
    names = _differences(report.parity, [listing for listing in listings if listing.sku in differing])
    report.held += [(sku, names[sku]) for sku in sorted(differing)]
    target = draft.channel_folder(report.channel)
    kept = listings.view()
    _write(adapter, context, kept.sift(lambda listing: None if listing.sku in differing else listing), target)
    tally, still = prove(adapter, context, kept, target)
    if still:
        raise CatalogError(
            _("The files differ from the catalogue even without the products that differed: {skus}.").format(
                skus=", ".join(sorted(still)[:5])
            )
        )
    # The report keeps what was found wrong, although nothing of it was published.
    for detail in report.parity.details:
        if detail.kind == "difference":
            tally.add("difference", detail)
    report.parity = tally
    return kept


def _is_guarded(listings: Spool, context: Context, draft: publication_folder.Draft, report: ChannelReport) -> bool:
    """Whether so little would be left that the channel is held and keeps its files; the report says so then."""
    code = report.channel
    report.error = guards.collapse(context.channel.options, _products_before(draft, code), len(listings))
    if not report.error:
        return False
    report.status = HELD
    report.files = _files_before(draft, code)
    return True


def _files_before(draft: publication_folder.Draft, code: str) -> list[dict[str, Any]]:
    """Puts the files that the channel shows now in the place of what was begun; gives them."""
    with suppress(OSError):
        draft.channel_folder(code).rmdir()
    return draft.files(code) if draft.carry_over(code) else []


def _products_before(draft: publication_folder.Draft, code: str) -> int:
    """How many products the channel's files show now."""
    manifest = publication_folder.current_manifest(draft.folder) or {}
    entries = {entry["channel"]: entry for entry in manifest.get("channels", [])}
    return int(entries.get(code, {}).get("products", 0))


def _write(adapter: Adapter, context: Context, listings: Iterator[Listing], folder: Path) -> None:
    adapter.write((adapter.ready(listing, context) for listing in listings), context, folder)


def _within_limits(adapter: Adapter, context: Context, listing: Listing, report: ChannelReport) -> Listing | None:
    """The listing without what exceeds the format's limits, which is named as held; None when that is all of it."""
    reasons: dict[str, list[str]] = {}
    for limit in adapter.limits(listing, context):
        reasons.setdefault(limit.item or listing.sku, []).append(limit.reason)
    if not reasons:
        return listing if listing.items else None
    report.held += [(sku, tuple(found)) for sku, found in reasons.items()]
    kept = tuple(item for item in listing.items if item.sku not in reasons)
    if listing.sku in reasons or not kept:
        return None
    if len(kept) == len(listing.items):
        return listing
    held = tuple((sku, tuple(found)) for sku, found in reasons.items())
    return replace(listing, items=kept, held=(*listing.held, *held))


def _differences(tally: Tally, differing: Sequence[Listing]) -> dict[str, tuple[str, ...]]:
    """SKU of each listing that differs -> sentences naming the fields, those of its items included."""
    found: dict[str, list[str]] = {}
    for detail in tally.details:
        if detail.kind == "difference":
            text = _("{field} of {sku} read back from the files differs").format(field=detail.field, sku=detail.sku)
            found.setdefault(detail.sku, []).append(text)
    return {
        listing.sku: tuple(
            dict.fromkeys(
                text for sku in (listing.sku, *(item.sku for item in listing.items)) for text in found.get(sku, ())
            )
        )
        for listing in differing
    }


def _carry_over_others(draft: publication_folder.Draft, exported: Sequence[str]) -> None:
    """Channels that this export was not asked for keep the files they have."""
    if draft.previous is None:
        return
    for folder in sorted(draft.previous.iterdir()):
        if folder.is_dir() and folder.name not in exported:
            draft.carry_over(folder.name)


def _manifest(report: ExportReport, draft: publication_folder.Draft) -> dict[str, Any]:
    """What stands beside the files: which revision each channel's files show, and their checksums."""
    before = publication_folder.current_manifest(report.folder) or {}
    entries: dict[str, Any] = {entry["channel"]: entry for entry in before.get("channels", [])}
    for channel in report.channels:
        if channel.status == OK:
            entries[channel.channel] = {
                "channel": channel.channel, "adapter": channel.adapter, "revision": report.revision, "as_of": report.as_of,
                "products": channel.products, "items": channel.items, "files": channel.files,
            }  # fmt: skip
        elif channel.channel in entries:
            entries[channel.channel] = {**entries[channel.channel], "stale": channel.error}
    present = [entry for code, entry in sorted(entries.items()) if (draft.generation / code).is_dir()]
    return {"revision": report.revision, "as_of": report.as_of, "channels": present}
