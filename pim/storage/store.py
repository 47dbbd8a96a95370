"""An opened catalogue: its folder, its one writing connection, its readers, its structure.

A catalogue is a folder `name.pim/`: `catalog.db`, `media/`, `publications/`, `backups/`, `lease`.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pim.catalog.identifiers import new_uid
from pim.catalog.structure import Structure
from pim.clock import Clock, SystemClock, format_iso
from pim.i18n import _
from pim.isolation.scratch import Scratch
from pim.storage import dialect, disk, history, records
from pim.storage.disk import DATABASE, FOLDERS
from pim.storage.errors import (
    CatalogInUse,
    DamagedCatalog,
    DiskRefused,
    NotACatalog,
    OutdatedCatalog,
    ReadOnlyCatalog,
    damaged_folder,
)
from pim.storage.gate import check_gate
from pim.storage.lease import Lease

if TYPE_CHECKING:
    from pim.storage.migrating import Migrated

# What the read functions of storage take; services only pass it on.
Reading = sqlite3.Connection


class Store:
    """What the rest of `storage` works on. Make one with `create` or `open_store`; `close` ends it."""

    def __init__(
        self, folder: Path, lease: Lease | None, clock: Clock, *, immutable: bool = False, database: Path | None = None
    ) -> None:
        self.folder = folder
        self.path = database or folder / DATABASE
        self.clock = clock
        self.writer: sqlite3.Connection | None = None
        self._lease = lease
        self._immutable = immutable
        self.migrated: Migrated | None = None  # what opening it has done to it
        self.copy: Scratch | None = None  # where `path` lies, when it is not in the folder
        self._idle: list[sqlite3.Connection] = []
        self._readers_lock = threading.Lock()
        self.write_lock = threading.RLock()
        try:
            if lease is not None:
                self._look_first()
                self.writer = dialect.connect_writer(self.path)
            with self.reader() as connection:
                self._read(connection)
        except DamagedCatalog as error:
            self.close()
            raise damaged_folder(folder, error.__cause__ or error) from error
        except (sqlite3.DatabaseError, TypeError, ValueError, KeyError, AttributeError) as error:
            self.close()
            refused = disk.refusal(error) if isinstance(error, sqlite3.DatabaseError) else None
            raise refused or damaged_folder(folder, error) from error
        except BaseException:
            self.close()
            raise

    def _look_first(self) -> None:
        """Reads what opening reads before anything may be written: a damaged catalogue is left as it was found, without a
        log beside it. One that was not closed is not looked at: its log belongs to it, and only a writer may read both."""
        if any(Path(f"{self.path}{ending}").exists() for ending in ("-wal", "-journal")):
            return
        connection = dialect.connect_reader(self.path, immutable=True)
        try:
            self._read(connection)
            history.unfinished(connection)  # which the first thing done with it takes back
        finally:
            connection.close()

    def _read(self, connection: sqlite3.Connection) -> None:
        self.uid = str(connection.execute("SELECT value FROM catalog WHERE name='uid'").fetchone()[0])
        self.schema = int(connection.execute("PRAGMA user_version").fetchone()[0])
        self.structure: Structure = records.load_structure(connection)

    @property
    def writable(self) -> bool:
        return self.writer is not None

    @property
    def is_older(self) -> bool:
        """Whether an older version made it; it is read as it is then."""
        return self.schema < dialect.SCHEMA_VERSION

    def now(self) -> str:
        return format_iso(self.clock.now())

    @contextmanager
    def reader(self) -> Iterator[sqlite3.Connection]:
        """A read-only connection, taken from a small pool; several threads may hold one each."""
        with self._readers_lock:
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            connection = dialect.connect_reader(self.path, immutable=self._immutable)
        try:
            with disk.refusals():
                yield connection
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            with self._readers_lock:
                self._idle.append(connection)

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A reader within one transaction: everything read through it belongs to the same revision."""
        with self.reader() as connection:
            connection.execute("BEGIN")
            connection.execute(
                "SELECT value FROM catalog LIMIT 1"
            ).fetchone()  # SQLite's snapshot starts at the first read
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The writing connection within one transaction: committed at the end, rolled back on any error."""
        with self.write_lock, disk.refusals():
            if self.writer is None:
                raise ReadOnlyCatalog(_("The catalogue is open for reading only, nothing was changed."))
            self.writer.execute("BEGIN IMMEDIATE")
            try:
                yield self.writer
                self.writer.execute("COMMIT")
            except BaseException:
                if self.writer.in_transaction:
                    self.writer.execute("ROLLBACK")
                raise

    def revision(self, connection: sqlite3.Connection | None = None) -> int:
        """The number of the last edit, 0 before the first."""
        if connection is None:
            with self.reader() as connection:
                return self.revision(connection)
        return int(connection.execute("SELECT COALESCE(MAX(id), 0) FROM edit WHERE state='done'").fetchone()[0])

    def close(self) -> None:
        """Ends the connections, then the lease."""
        self.disconnect()
        if self._lease is not None:
            self._lease.release()
            self._lease = None
        if self.copy is not None:
            self.copy.cleanup()

    def disconnect(self) -> None:
        """Readers first, then the writer (which checkpoints)."""
        with self._readers_lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
        if self.writer is not None:
            self.writer.close()
            self.writer = None


def create(folder: Path, clock: Clock | None = None, fill: Callable[[Store], object] = lambda store: None) -> Store:
    """A new catalogue in `folder` (made here; must not exist or be empty), with what `fill` writes into it from the
    start: an interrupted creation leaves none. Raises `NotACatalog`."""
    clock = clock or SystemClock()
    if folder.exists() and (not folder.is_dir() or not disk.is_unfinished(folder) or _holds_files(folder)):
        raise NotACatalog(_("“{path}” already exists. Choose another name.").format(path=folder))
    there = folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    now = format_iso(clock.now())
    lease = None
    try:
        lease = Lease.take(folder, now)
        disk.begin_founding(folder)
        with disk.refusals():
            _build(folder / disk.BUILDING, now)
        store = Store(folder, lease, clock, database=folder / disk.BUILDING)
        try:
            fill(store)
        finally:
            store.disconnect()
        disk.put_in_place(folder)
        disk.sync_folder(folder.parent)
        disk.end_founding(folder)
        return Store(folder, lease, clock)
    except BaseException:
        if lease is not None:
            lease.release()
            _take_away(folder, keep=there)
        raise


def _holds_files(folder: Path) -> bool:
    """Whether there are files that may be somebody's: not only those of an interrupted creation."""
    files = (path for name in FOLDERS for path in (folder / name).rglob("*") if path.is_file())
    return not (folder / disk.FOUNDING).exists() and any(files)


def _build(building: Path, now: str) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{building}{ending}").unlink(missing_ok=True)
    connection = dialect.connect_writer(building)
    try:
        connection.execute("BEGIN IMMEDIATE")
        dialect.create_schema(connection)
        facts = {"uid": new_uid(), "created_at": now, "structure_version": "1", "rule_version": "1", "listing_version": "1"}
        for name, value in facts.items():
            records.save_fact(connection, name, value)
        connection.execute("COMMIT")
    finally:
        connection.close()


def _take_away(folder: Path, *, keep: bool) -> None:
    """Removes a catalogue that could not be made; the folder itself stays when it was there before."""
    shutil.rmtree(folder, ignore_errors=True)
    if keep:
        folder.mkdir(exist_ok=True)


def open_store(
    folder: Path, clock: Clock | None = None, *, read_only: bool = False, wait: float = 2.0,
    on_progress: Callable[[int, int, str], None] = lambda done, total, text: None,
) -> Store:  # fmt: skip
    """Opens a catalogue: for writing when the lease is free, else raises `CatalogInUse` (unless `read_only`).

    A folder that cannot be written opens for reading. One of an older schema is brought up to date first, with
    `on_progress`, which may raise `Cancelled`; with `read_only` it is read as it is, if no half edit is in it. Raises
    `NotACatalog`, `NewerCatalog` or `DamagedCatalog` before anything is touched, `OutdatedCatalog` when it cannot be
    brought up to date.
    """
    clock = clock or SystemClock()
    is_older = check_gate(folder) < dialect.SCHEMA_VERSION
    if not os.access(folder, os.W_OK):
        return _open_unwritable(folder, clock)
    if is_older and read_only:
        from pim.storage import migrating

        if not migrating.is_half_written(folder, clock):
            return Store(folder, None, clock)
    try:
        lease = Lease.take(folder, format_iso(clock.now()), wait=0.0 if read_only else wait)
    except CatalogInUse:
        if read_only:
            return Store(folder, None, clock)
        raise
    try:
        disk.sweep(folder)
        migrated = _bring_up_to_date(folder, lease, clock, on_progress) if is_older else None
        store = Store(folder, lease, clock)
    except BaseException as error:
        lease.release()
        if read_only and isinstance(error, OutdatedCatalog):
            return Store(folder, None, clock)
        raise
    store.migrated = migrated
    return store


def _open_unwritable(folder: Path, clock: Clock) -> Store:
    """Opens for reading where nothing can be written, not even the database's own -shm."""
    log = folder / f"{DATABASE}-wal"
    if not log.exists():
        return Store(folder, None, clock, immutable=True)
    try:
        return Store(folder, None, clock)
    except DiskRefused:
        # After a power cut the log stands alone, and is only read where an index of it can be written: in a copy.
        copy = Scratch("read")
        for path in (folder / DATABASE, log):
            shutil.copyfile(path, copy.folder / path.name)
        store = Store(folder, None, clock, database=copy.folder / DATABASE)
        store.copy = copy  # removed with the store
        return store


def _bring_up_to_date(
    folder: Path, lease: Lease, clock: Clock, on_progress: Callable[[int, int, str], None]
) -> Migrated | None:
    if check_gate(folder) == dialect.SCHEMA_VERSION:
        return None  # another process did it while we waited for the lease
    from pim.storage.migrating import (
        bring_up_to_date,  # brings what checks a catalogue; opening others needs none of it
    )

    return bring_up_to_date(folder, lease, clock, on_progress)
