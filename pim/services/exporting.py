"""Exporting: one snapshot for every channel, files read back and proven, the whole set shown by one swap."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pim.catalog.errors import CatalogError, UnknownRecord
from pim.catalog.identifiers import new_uid
from pim.catalog.listing import Listing
from pim.catalog.parity import Tally
from pim.catalog.readiness import Gate, Outcome, Reason
from pim.catalog.structure import Structure
from pim.channels import ADAPTERS
from pim.channels.adapter import Adapter, Context
from pim.channels.proof import prove
from pim.clock import format_iso
from pim.i18n import _
from pim.isolation import Cancelled
from pim.services import publication_folder, publishing
from pim.services.media import file_finder
from pim.services.spool import Spool
from pim.services.workspace import OnProgress, Workspace, no_progress
from pim.storage.products import load_where
from pim.storage.records import load_structure
from pim.storage.snapshot import trees

OK, HELD, FAILED = "ok", "held", "failed"


@dataclass(slots=True)
class ChannelReport:
    """What became of one channel. `status`: ok (published), held (a guard held it whole), failed (`error` says why)."""

    channel: str
    adapter: str
    status: str = OK
    products: int = 0
    items: int = 0
    held: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    parity: Tally = field(default_factory=Tally)
    error: str = ""

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "channel": self.channel, "adapter": self.adapter, "status": self.status, "products": self.products,
            "items": self.items, "held": [{"sku": sku, "reasons": list(reasons)} for sku, reasons in self.held],
            "files": self.files,
        }  # fmt: skip
        return {**data, "error": self.error} if self.error else data


@dataclass(slots=True)
class ExportReport:
    """What an export did. `as_of` is ISO 8601; `folder` the place of the files."""

    revision: int
    as_of: str
    folder: Path
    operation: str
    channels: list[ChannelReport] = field(default_factory=list)

    @property
    def parity(self) -> Tally:
        """The counts over all channels."""
        total = Tally()
        for report in self.channels:
            total.merge(report.parity)
        return total

    @property
    def has_failed(self) -> bool:
        return any(report.status != OK for report in self.channels)

    @property
    def has_held(self) -> bool:
        return any(report.held for report in self.channels)

    def to_json(self) -> dict[str, Any]:
        return {
            "revision": self.revision, "as_of": self.as_of,
            "channels": [report.to_json() for report in self.channels], "parity": self.parity.to_json(),
        }  # fmt: skip


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
    with tempfile.TemporaryDirectory(prefix="pim-export-") as folder:
        snapshot = take_snapshot(workspace, channels, moment, Path(folder), on_progress)
        report = ExportReport(snapshot.revision, format_iso(moment), to, new_uid())
        with publication_folder.begin(to, report.operation) as draft:
            for code in snapshot.channels:
                report.channels.append(_export_channel(workspace, snapshot, code, draft, Path(folder), on_progress))
            _carry_over_others(draft, snapshot.channels)
            draft.publish(_manifest(report, draft))
        publishing.keep(workspace, report, snapshot)
    return report


@dataclass(slots=True)
class Snapshot:
    """Everything one export stands on: the structure and the resolved listings of each channel, at one revision."""

    revision: int
    as_of: datetime
    structure: Structure
    channels: dict[str, Spool]
    held: dict[str, list[tuple[str, tuple[Reason, ...]]]]


def take_snapshot(
    workspace: Workspace, channels: Sequence[str], as_of: datetime, folder: Path, on_progress: OnProgress = no_progress
) -> Snapshot:
    """Reads the whole catalogue within one transaction and spools each channel's listings into `folder`."""
    with workspace.reading() as connection:
        structure = load_structure(connection)
        codes = list(channels) or list(structure.channels)
        unknown = [code for code in codes if code not in structure.channels]
        if unknown:
            known = ", ".join(structure.channels) or "-"
            raise UnknownRecord(_("There is no channel “{code}”. Known: {known}.").format(code=unknown[0], known=known))
        found = Snapshot(workspace.store.revision(connection), as_of, structure, {}, {code: [] for code in codes})
        gates = [(code, Gate(structure, code, as_of)) for code in codes]
        writers = {code: Spool.create(folder / f"{code}.listings") for code in codes}
        for done, tree in enumerate(trees(connection)):
            on_progress(done, 0, _("Reading products"))
            for code, gate in gates:
                outcome = gate.judge(tree.lines, tree.skus)
                found.held[code].extend(outcome.held)
                if outcome.listing is not None:
                    writers[code].add(outcome.listing)
    found.channels = {code: writer.finished() for code, writer in writers.items()}
    return found


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
    folder: Path,
    on_progress: OnProgress,
) -> ChannelReport:
    channel = snapshot.structure.channels[code]
    report = ChannelReport(code, channel.adapter)
    try:
        _write_and_prove(workspace, snapshot, report, draft, folder, on_progress)
    except Cancelled:
        raise
    except Exception as error:  # noqa: BLE001 - one channel's failure, of whatever kind, must not take the others along
        report.status, report.error = FAILED, str(error) or type(error).__name__
        report.products = report.items = 0
        with suppress(OSError):
            draft.channel_folder(code).rmdir()
        report.files = draft.files(code) if draft.carry_over(code) else []
    return report


def _write_and_prove(
    workspace: Workspace,
    snapshot: Snapshot,
    report: ChannelReport,
    draft: publication_folder.Draft,
    folder: Path,
    on_progress: OnProgress,
) -> None:
    code = report.channel
    adapter = ADAPTERS.get(report.adapter)
    report.held = _sentences(snapshot.held[code], snapshot.structure)
    context = context_of(workspace, snapshot, code, on_progress, len(snapshot.channels[code]))
    spool = _within_limits(adapter, context, snapshot.channels[code], folder, report)
    tally, differing = _once(adapter, context, spool, draft.channel_folder(code))
    if differing:
        names = _differences(tally, [listing for listing in spool if listing.sku in differing])
        report.held += [(sku, names[sku]) for sku in sorted(differing)]
        kept = (listing for listing in spool if listing.sku not in differing)
        spool = Spool.of(folder / f"{code}.kept", kept)
        details = tally.details
        tally, still = _once(adapter, replace(context, memo={}), spool, draft.channel_folder(code))
        if still:
            raise CatalogError(
                _("The files differ from the catalogue even without the products that differed: {skus}.").format(
                    skus=", ".join(sorted(still)[:5])
                )
            )
        # The report keeps what was found wrong, although nothing of it was published.
        for detail in details:
            if detail.kind == "difference":
                tally.add("difference", detail)
    report.parity = tally
    report.products, report.items = len(spool), spool.items
    report.files = draft.files(code)


def _once(adapter: Adapter, context: Context, spool: Spool, folder: Path) -> tuple[Tally, set[str]]:
    adapter.write((adapter.item(listing, context) for listing in spool), context, folder)
    return prove(adapter, context, spool, folder)


def _within_limits(adapter: Adapter, context: Context, spool: Spool, folder: Path, report: ChannelReport) -> Spool:
    """The listings without what exceeds the format's limits, which is named as held, in the format's own order."""
    within = Spool.of(folder / f"{report.channel}.within", _limited(adapter, context, spool, report))
    return within.arranged(lambda listing: adapter.place(listing, context))


def _limited(adapter: Adapter, context: Context, spool: Spool, report: ChannelReport) -> Iterator[Listing]:
    for listing in spool:
        reasons: dict[str, list[str]] = {}
        for limit in adapter.limits(listing, context):
            reasons.setdefault(limit.item or listing.sku, []).append(limit.reason)
        report.held += [(sku, tuple(found)) for sku, found in reasons.items()]
        kept = tuple(item for item in listing.items if item.sku not in reasons)
        if listing.sku not in reasons and kept:
            held = tuple((sku, tuple(found)) for sku, found in reasons.items())
            yield (
                listing
                if len(kept) == len(listing.items)
                else replace(listing, items=kept, held=(*listing.held, *held))
            )


def _sentences(
    held: Sequence[tuple[str, tuple[Reason, ...]]], structure: Structure
) -> list[tuple[str, tuple[str, ...]]]:
    return [(sku, tuple(dict.fromkeys(reason.sentence(structure) for reason in reasons))) for sku, reasons in held]


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


def _carry_over_others(draft: publication_folder.Draft, exported: Mapping[str, Any]) -> None:
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


def preview(workspace: Workspace, uid: str, channel: str, as_of: datetime | None = None) -> tuple[Any, list[str]]:
    """The listing of a product (by uid, of itself or of its model) in a channel's own shape, and why it is kept back.

    The shape is None when nothing of it would go out.
    """
    moment = as_of or workspace.store.clock.now()
    structure = workspace.structure
    outcome = outcome_of(workspace, uid, channel, moment)
    reasons = [reason for _sku, found in _sentences(outcome.held, structure) for reason in found]
    if not outcome.sold:
        return None, [_("not sold on this channel")]
    if outcome.listing is None:
        return None, reasons
    record = structure.channels[channel]
    adapter = ADAPTERS.get(record.adapter)
    context = Context(
        structure=structure,
        channel=record,
        as_of=moment,
        revision=workspace.revision(),
        image_file=file_finder(workspace),
    )
    reasons += [limit.reason for limit in adapter.limits(outcome.listing, context)]
    return adapter.item(outcome.listing, context), reasons


def outcome_of(workspace: Workspace, uid: str, channel: str, as_of: datetime) -> Outcome:
    """What a channel makes of one product's top-level product."""
    with workspace.reading() as connection:
        rows = load_where(connection, "uid", (uid,))
        if not rows:
            raise UnknownRecord(_("There is no such product any more."))
        tree = next(trees(connection, [rows[0].root_id]))
    return Gate(workspace.structure, channel, as_of).judge(tree.lines, tree.skus)
