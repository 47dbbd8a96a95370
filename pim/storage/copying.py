"""Copying a database safely: only by SQLite's backup function, never by copying a file that is in use."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pim.catalog.errors import CatalogError
from pim.i18n import _
from pim.storage import dialect, disk
from pim.storage.lease import Lease
from pim.storage.store import Store

_PAGES = 4096  # copied at a time
_LOG_VERSIONS = 18  # where a database file says in two bytes whether it is written and read with a log (2)
OnPages = Callable[[int, int], None]  # pages copied, of how many; may raise `Cancelled`


def backup_path(folder: Path, now: datetime, revision: int, reason: str = "") -> Path:
    """Where an automatic backup of a catalogue lies; `reason` in small letters, "" for the regular ones."""
    ending = f"-{reason}" if reason else ""
    return folder / "backups" / f"{now:%Y%m%dT%H%M%S}-r{revision}{ending}.backup"


def back_up(store: Store, path: Path, on_pages: OnPages = lambda done, total: None) -> None:
    """Writes a checked copy of the open catalogue to `path`; what was there before is only replaced by a sound copy.

    Raises `CatalogError` when the copy is not sound.
    """
    from pim.storage import checking  # here, because opening a catalogue needs none of it

    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        copy_database(store, part, on_pages)
        if problems := checking.check_database(part):
            raise CatalogError(_("The backup is not sound: {problem}").format(problem=problems[0]))
        part.replace(path)
        disk.sync_folder(path.parent)
    finally:
        for ending in ("", "-journal"):
            Path(f"{part}{ending}").unlink(missing_ok=True)


def copy_database(store: Store, target: Path, on_pages: OnPages = lambda done, total: None) -> None:
    """Writes a consistent copy of the open catalogue to `target` (replaced), synced to disk."""
    target.unlink(missing_ok=True)
    with disk.refusals():
        _copy(store, target, on_pages)
    _mark_as_without_log(target)
    sync_file(target)


def sync_file(path: Path) -> None:
    """Makes what a file holds survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy(store: Store, target: Path, on_pages: OnPages) -> None:
    copy = sqlite3.connect(target, isolation_level=None)
    descriptor = -1
    try:
        copy.execute("PRAGMA synchronous=FULL")
        descriptor = os.open(target, os.O_RDONLY)  # closed after SQLite has ended with it: closing it would drop its locks

        def copied(_status: int, left: int, total: int) -> None:
            # Little by little: an edit that is saved meanwhile would wait until all that was copied is on the disk.
            os.fsync(descriptor)
            on_pages(total - left, total)

        # Within one snapshot: otherwise each edit that is committed meanwhile would make SQLite begin anew.
        with store.snapshot() as connection:
            connection.backup(copy, pages=_PAGES, progress=copied)
    finally:
        copy.close()
        if descriptor >= 0:
            os.close(descriptor)


def _mark_as_without_log(copy: Path) -> None:
    """Says in the header of a copy that it has no write-ahead log, so that whoever reads it leaves none beside it.

    SQLite, asked for that, would first begin such a log, and go on without an error where the disk refuses to end it.
    """
    with copy.open("r+b") as file:
        file.seek(_LOG_VERSIONS)
        file.write(b"\1\1")


def settle(path: Path) -> None:
    """Brings what was not checkpointed into a database file that nobody has open, as far as it is not damaged."""
    try:
        connection = dialect.connect_writer(path)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return  # whoever goes on finds the -wal still there, and keeps it beside the database


def take_log_away(path: Path) -> None:
    """Removes the empty log of a settled database, so that none is played into the one that takes its place."""
    for ending in ("-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    disk.sync_folder(path.parent)


@contextmanager
def exclusive(folder: Path, now: str) -> Iterator[None]:
    """Holds a catalogue's lease without opening it. Raises `CatalogInUse`."""
    lease = Lease.take(folder, now)
    try:
        yield
    finally:
        lease.release()
