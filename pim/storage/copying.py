"""Copying a database safely: only by SQLite's backup function, never by copying a file that is in use."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pim.storage.lease import Lease
from pim.storage.store import Store

_PAGES = 4096  # copied at a time; writers go on in between


def copy_database(store: Store, target: Path) -> None:
    """Writes a consistent copy of the open catalogue to `target` (replaced), synced to disk."""
    target.unlink(missing_ok=True)
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        copy.execute("PRAGMA synchronous=FULL")
        with store.reader() as connection:
            connection.backup(copy, pages=_PAGES)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def exclusive(folder: Path, now: str) -> Iterator[None]:
    """Holds a catalogue's lease without opening it. Raises `CatalogInUse`."""
    lease = Lease.take(folder, now)
    try:
        yield
    finally:
        lease.release()
