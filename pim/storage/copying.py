"""Copying a database safely: only by SQLite's backup function, never by copying a file that is in use."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pim.storage import dialect, disk
from pim.storage.lease import Lease
from pim.storage.store import Store

_PAGES = 4096  # copied at a time


def copy_database(store: Store, target: Path) -> None:
    """Writes a consistent copy of the open catalogue to `target` (replaced), synced to disk."""
    target.unlink(missing_ok=True)
    with disk.refusals():
        _copy(store, target)
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy(store: Store, target: Path) -> None:
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        copy.execute("PRAGMA synchronous=FULL")
        # Within one snapshot: otherwise each edit that is committed meanwhile would make SQLite begin anew.
        with store.snapshot() as connection:
            connection.backup(copy, pages=_PAGES)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()


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


@contextmanager
def exclusive(folder: Path, now: str) -> Iterator[None]:
    """Holds a catalogue's lease without opening it. Raises `CatalogInUse`."""
    lease = Lease.take(folder, now)
    try:
        yield
    finally:
        lease.release()
