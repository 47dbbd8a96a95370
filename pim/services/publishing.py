"""The ledger: what each channel received. Written beside the catalogue first, so that a nightly export needs no lease,
and folded into the tables by whoever holds it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from pim.i18n import _
from pim.isolation.locks import Busy, locked
from pim.services import durable_files as durable
from pim.services.spool import Spool
from pim.services.workspace import Workspace
from pim.storage import publications
from pim.storage.publications import Publication

if TYPE_CHECKING:
    from pim.services.export_report import ExportReport
    from pim.services.snapshot import Snapshot

_OK = "ok"
_DETAILS = 200
_LOCK = "lock"


def keep(workspace: Workspace, report: ExportReport, snapshot: Snapshot | None = None) -> str:
    """Writes an export's ledger files into `publications/`, synced, and folds them in when this process may write.
    Without a snapshot every channel was taken over unchanged.

    A catalogue that cannot be written at all keeps no ledger; the manifest beside the files remains. Returns "", or why
    the ledger could not be kept: the files are shown by now, so that this is no failure of the export.
    """
    folder = workspace.folder / "publications"
    published = {r.channel: snapshot.channels[r.channel] for r in report.channels if r.status == _OK} if snapshot else {}
    held = {r.channel: {sku for sku, _reasons in r.held} for r in report.channels}
    if not os.access(folder, os.W_OK):
        return ""  # a read-only catalogue: exporting from it is allowed, changing it is not
    try:
        with locked(folder / _LOCK, shared=True):
            for code, spool in published.items():
                _copy(spool, folder / f"{report.operation}.{code}.listings", held[code])
            durable.replace(folder / f"{report.operation}.json", orjson.dumps(_entry(workspace, report), default=str))
        if workspace.writable:
            fold(workspace)
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


def fold(workspace: Workspace) -> int:
    """Takes every ledger file that is not in the tables yet into them; returns how many exports were taken in.

    A file that cannot be read is set aside with the ending `.damaged`.
    """
    folder = workspace.folder / "publications"
    done = 0
    for path in sorted(folder.glob("*.json")):
        with workspace.reading() as connection:
            known = publications.has_publication(connection, path.stem)
        if not known:
            done += _fold_one(workspace, path)
        for spool in folder.glob(f"{path.stem}.*.listings"):
            spool.unlink(missing_ok=True)
    _sweep(folder)
    return done


def _sweep(folder: Path) -> None:
    """Removes what an interrupted export left, unless another process is writing its ledger at this moment."""
    with suppress(Busy), locked(folder / _LOCK):
        for path in folder.glob(".new-*"):
            path.unlink(missing_ok=True)
        for path in folder.glob("*.listings"):
            if not (folder / f"{path.name.partition('.')[0]}.json").exists():
                path.unlink(missing_ok=True)


def _fold_one(workspace: Workspace, path: Path) -> int:
    try:
        entry = orjson.loads(path.read_bytes())
        found = [(_publication(entry, channel), channel["channel"]) for channel in entry["channels"]]
    except (ValueError, KeyError, TypeError):
        shutil.move(path, path.with_suffix(".damaged"))
        return 0
    with workspace.store.transaction() as connection:
        for publication, code in found:
            listings = path.parent / f"{path.stem}.{code}.listings"
            if publication.summary.get("unchanged"):
                publications.record(connection, publication, None)
            elif publication.summary["status"] == _OK and listings.exists():
                publications.record(connection, publication, _listings(listings))
                publications.compare_states(connection, code)
    return 1


def _publication(entry: dict[str, Any], channel: dict[str, Any]) -> Publication:
    details = [detail for detail in entry.get("details", []) if detail["channel"] == channel["channel"]]
    shared = {"parity": {**entry["parity"], "details": details}, "matrix": entry.get("matrix", [])}
    return Publication(
        entry["operation"], channel["channel"], entry["revision"], entry["as_of"], entry["at"], entry["folder"],
        {**channel, **shared},
    )  # fmt: skip


def _listings(path: Path) -> Iterator[tuple[str, str, bytes, bytes]]:
    with path.open("rb") as file:
        for line in file:
            body = line.rstrip(b"\n")
            root = orjson.loads(body)["root"]
            yield root["uid"], root["sku"], blake2b(body, digest_size=16).digest(), body
