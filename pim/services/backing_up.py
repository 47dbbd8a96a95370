"""Backups: automatic, verified, thinned; and going back to one.

A backup is one SQLite file made with the database's own backup function, checked after it was written. Images are not
in it: they stay in the catalogue's media folder, by content, and are never deleted by an edit.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from datetime import datetime, timedelta
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

from pim.catalog.errors import CatalogError
from pim.clock import Clock, SystemClock, format_iso
from pim.i18n import _
from pim.services import durable_files as durable
from pim.services.workspace import Workspace, open_catalog
from pim.storage import copying
from pim.storage.disk import BUILDING, DATABASE, FOLDERS, SET_ASIDE, is_unfinished, sync_folder
from pim.storage.gate import check_gate

EVERY = timedelta(minutes=30)
_NAME = re.compile(r"(\d{8}T\d{6})-r(\d+)(?:-([a-z]+))?\.backup")
_KEEP_ALL = timedelta(hours=24)
_ROOM = 2  # times the database
_ONE_AT_A_TIME = threading.RLock()  # each reads and writes as much as the catalogue holds, which may take minutes
_BUCKETS = ((timedelta(days=30), "%Y-%m-%d"), (timedelta(weeks=12), "%G-%V"), (timedelta(days=366), "%Y-%m"))


class Backup(NamedTuple):
    """One backup file; `at` is an aware datetime, `reason` "" for the regular ones."""

    path: Path
    at: datetime
    revision: int
    reason: str


def backups(workspace: Workspace) -> list[Backup]:
    """The catalogue's automatic backups, newest first."""
    return list_backups(workspace.folder)


def list_backups(folder: Path) -> list[Backup]:
    """The automatic backups in a catalogue folder, newest first; usable when the catalogue itself cannot be opened."""
    found = []
    for path in (folder / "backups").glob("*.backup"):
        if name := _NAME.fullmatch(path.name):
            at = datetime.strptime(f"{name[1]}+0000", "%Y%m%dT%H%M%S%z")
            found.append(Backup(path, at, int(name[2]), name[3] or ""))
    return sorted(found, key=lambda backup: (backup.at, backup.revision), reverse=True)


def back_up(workspace: Workspace, target: Path | None = None, reason: str = "") -> Path:
    """Copies the catalogue's database while it is in use, checks the copy and returns its path.

    Without `target` the copy goes into `backups/`, and old ones are thinned, more of them where the disk is nearly full.
    Raises `CatalogError` when the copy is not sound; a file that was there before is only replaced by a sound copy.
    """
    with _ONE_AT_A_TIME:
        if workspace.is_applying:
            raise CatalogError(_("A large change is being written. Back up again when it is done."))
        now = workspace.store.clock.now()
        path = target or copying.backup_path(workspace.folder, now, workspace.revision(), reason)
        if path.is_dir():
            raise CatalogError(_("“{path}” is a folder. Give the backup a file name.").format(path=path))
        if target is None:
            make_room(workspace.folder, now)
        copying.back_up(workspace.store, path)
        if target is None:
            thin(workspace.folder, now)
    return path


def back_up_if_due(workspace: Workspace) -> Path | None:
    """A regular backup when the catalogue changed and the last one is 30 minutes old; None when none was due, or while
    another one is being made."""
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        return None
    try:
        newest = next(iter(backups(workspace)), None)
        revision = workspace.revision()
        if not workspace.writable or revision == 0 or workspace.is_applying:
            return None
        if newest and (newest.revision == revision or workspace.store.clock.now() - newest.at < EVERY):
            return None
        return back_up(workspace)
    finally:
        _ONE_AT_A_TIME.release()


def protect(workspace: Workspace) -> Workspace:
    """Makes every large edit of this workspace begin with a backup; returns the workspace."""
    workspace.before_large = lambda: backup_before(workspace, "edit")
    return workspace


def backup_before(workspace: Workspace, reason: str) -> Path | None:
    """A backup before something large (`reason`: import, edit, migration, restore); None when the newest is as new, also
    when that one was still being made."""
    with _ONE_AT_A_TIME:
        newest = next(iter(backups(workspace)), None)
        revision = workspace.revision()
        if not workspace.writable or revision == 0 or (newest and newest.revision == revision):
            return None
        return back_up(workspace, reason=reason)


def thin(folder: Path, now: datetime) -> list[Path]:
    """Removes backups that are not needed any more: all of 24 hours stay, then one a day, a week, a month for a year.

    Backups from the future (a clock that was wrong) stay, and so does the newest in any case.
    """
    removed = [backup.path for backup in _spare(folder, now) if now - backup.at > _KEEP_ALL]
    for path in removed:
        path.unlink()
    return removed


def make_room(folder: Path, now: datetime) -> list[Path]:
    """Removes backups of the last 24 hours too, oldest first, while there is no room for another and as much for work:
    those of a large catalogue would fill the disk within a day. The newest stays, and one a day, a week, a month."""
    removed: list[Path] = []
    needed = _ROOM * (folder / DATABASE).stat().st_size
    for backup in reversed(_spare(folder, now)):
        if shutil.disk_usage(folder).free >= needed:
            break
        backup.path.unlink()
        removed.append(backup.path)
    return removed


def _spare(folder: Path, now: datetime) -> list[Backup]:
    """The backups, newest first, that are neither the newest nor the newest of a day, a week or a month, nor of the future."""
    found: list[Backup] = []
    seen: set[tuple[str, str]] = set()
    for position, backup in enumerate(list_backups(folder)):
        age = now - backup.at
        bucket = next(((form, backup.at.strftime(form)) for limit, form in _BUCKETS if age <= limit), None)
        if position and age >= timedelta() and (bucket is None or bucket in seen):
            found.append(backup)
        if bucket is not None:
            seen.add(bucket)
    return found


def restore(backup: Path, folder: Path, clock: Clock | None = None) -> Path | None:
    """Makes `folder` the catalogue that a backup holds. Images that the folder has stay where they are.

    A catalogue that is there already is not lost: its database is kept beside it, and its path returned. Raises
    `CatalogError` when the backup is not sound, or somebody has the catalogue open; nothing is changed then.
    """
    if not backup.is_file():
        raise CatalogError(_("There is no backup “{path}”.").format(path=backup))
    from pim.storage import checking

    if problems := checking.check_database(backup):
        raise CatalogError(_("“{path}” is not a sound backup: {problem}").format(path=backup, problem=problems[0]))
    clock = clock or SystemClock()
    if folder.exists() and not (folder / DATABASE).exists() and not is_unfinished(folder):
        raise CatalogError(_("“{path}” holds other files. Choose a new folder.").format(path=folder))
    there = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for name in FOLDERS:
            (folder / name).mkdir(exist_ok=True)
        with copying.exclusive(folder, format_iso(clock.now())):
            kept = _put_in_place(backup, folder, clock.now())
            copying.settle(folder / DATABASE)  # from now on it is written with a log, as every catalogue
    except BaseException:
        if not there:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    check_gate(folder)
    open_catalog(folder, clock=clock, read_only=True).close()  # one of an older schema waits for whoever opens it next
    return kept


def _put_in_place(backup: Path, folder: Path, now: datetime) -> Path | None:
    """The copy is whole and on the disk before the present database is touched; then one rename decides."""
    part = folder / BUILDING
    try:
        shutil.copyfile(backup, part)
        with part.open("r+b") as file:
            os.fsync(file.fileno())
        kept = _set_aside(folder, now)
        part.replace(folder / DATABASE)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(folder)
    sync_folder(folder.parent)
    return kept


def _set_aside(folder: Path, now: datetime) -> Path | None:
    """Gives the present database a second name in `backups/`, so that restoring can itself be taken back."""
    present = folder / DATABASE
    if not present.exists():
        return None
    copying.settle(present)
    kept = _free_name(folder / "backups", f"{SET_ASIDE}{now:%Y%m%dT%H%M%S}")
    log = Path(f"{present}-wal")
    for source, target in ((log, Path(f"{kept}-wal")), (present, kept)):
        if source.exists():
            durable.link_or_copy(str(source), str(target))
    sync_folder(kept.parent)
    copying.take_log_away(present)  # also what is left of a damaged database
    return kept


def _free_name(folder: Path, stem: str) -> Path:
    names = (folder / f"{stem}{ending}.db" for ending in chain(("",), (f"-{n}" for n in count(2))))
    return next(path for path in names if not path.exists())
