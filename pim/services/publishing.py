"""The ledger: what each channel received. Written beside the catalogue first, so that a nightly export needs no lease,
and folded into the tables by whoever holds it (see `services.folding`)."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from pim.i18n import _
from pim.isolation import Cancelled
from pim.isolation.locks import locked
from pim.services import durable_files as durable
from pim.services.export_report import OK, ExportReport
from pim.services.folding import LOCK, fold
from pim.services.spool import Spool
from pim.services.workspace import OnProgress, Workspace, no_progress

if TYPE_CHECKING:
    from pim.services.snapshot import Snapshot

_DETAILS = 200


def keep(
    workspace: Workspace,
    report: ExportReport,
    snapshot: Snapshot | None = None,
    on_progress: OnProgress = no_progress,
) -> str:
    """Writes an export's ledger files into `publications/`, synced, and folds them in when this process may write.
    Without a snapshot every channel was taken over unchanged.

    A catalogue that cannot be written at all keeps no ledger; the manifest beside the files remains. Returns "", or why
    the ledger could not be kept: the files are shown by now, so that this is no failure of the export. Neither is it when
    `on_progress` raises `Cancelled`: what is not folded in then is folded in later.
    """
    folder = workspace.folder / "publications"
    published = {r.channel: snapshot.channels[r.channel] for r in report.channels if r.status == OK} if snapshot else {}
    held = {r.channel: {sku for sku, _reasons in r.held} for r in report.channels}
    if not any(r.status == OK for r in report.channels):
        return ""  # no channel received anything
    if not os.access(folder, os.W_OK):
        return ""  # a read-only catalogue: exporting from it is allowed, changing it is not
    try:
        with locked(folder / LOCK, shared=True):
            for code, spool in published.items():
                _copy(spool, folder / f"{report.operation}.{code}.listings", held[code])
            durable.replace(folder / f"{report.operation}.json", orjson.dumps(_entry(workspace, report), default=str))
        if workspace.writable:
            with suppress(Cancelled):
                fold(workspace, on_progress)
    except OSError as error:
        return _("The files are published, but the catalogue could not take note of it: {reason}").format(reason=error)
    return ""


def _copy(spool: Spool, target: Path, held: set[str]) -> None:
    """The listings as the gate let them through; those held as a whole later were not published."""
    with target.open("wb") as file:
        for body in spool.bodies():
            if not held or orjson.loads(body)["root"]["sku"] not in held:
                file.write(body + b"\n")
        file.flush()
        os.fsync(file.fileno())  # whoever folds it in believes every line


def _entry(workspace: Workspace, report: ExportReport) -> dict[str, Any]:
    return {
        "operation": report.operation, "revision": report.revision, "as_of": report.as_of, "at": workspace.store.now(),
        "folder": str(report.folder.absolute()), "parity": {**report.parity.to_json(), "details": []},
        "matrix": matrix(report), "details": _details(report),
        "channels": [{**r.to_json(), "held": len(r.held), "unchanged": r.unchanged} for r in report.channels],
    }  # fmt: skip


def matrix(report: ExportReport) -> list[dict[str, Any]]:
    """The parity matrix: one entry per field and channel with its counts per kind."""
    return [
        {"field": name, "channel": channel, **counts}
        for (name, channel), counts in sorted(report.parity.by_field.items())
    ]


def _details(report: ExportReport) -> list[dict[str, Any]]:
    """The differences and exceptions of a report, up to `_DETAILS` a channel: what a later look at it can still name."""
    found: list[dict[str, Any]] = []
    for channel in report.channels:
        named = [detail for detail in channel.parity.details if detail.kind in ("difference", "exception")]
        named.sort(key=lambda detail: detail.kind != "difference")
        found += [detail.to_json() for detail in named[:_DETAILS]]
    return found
