"""Bringing a catalogue of an older schema up to date: backed up, changed in a copy, verified, put in place by one rename.

Until that rename the old database is what it was, whatever happens; after it the new one is there whole.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pim.catalog.errors import CatalogError
from pim.clock import Clock
from pim.i18n import _
from pim.isolation import Cancelled
from pim.storage import checking, copying, dialect, disk, history
from pim.storage.disk import BUILDING, DATABASE
from pim.storage.errors import DamagedCatalog, DiskRefused, OutdatedCatalog, damaged
from pim.storage.lease import Lease
from pim.storage.schema_steps import STEPS
from pim.storage.store import Store

OnProgress = Callable[[int, int, str], None]  # done, of how many (0: unknown), what; may raise `Cancelled`
_ROOM = 3  # times the database: its backup, its copy, and what tables that are written anew take before the old ones go
_CHUNK = 1 << 23  # bytes copied at a time
_NAMED = 3  # problems that are named in a refusal


class Migrated(NamedTuple):
    """What was done when a catalogue was opened: schemas before and after, the backup of how it was, and how many things
    `verify` finds that were not as they should be before either."""

    before: int
    after: int
    backup: Path
    problems: int


def bring_up_to_date(folder: Path, lease: Lease, clock: Clock, on_progress: OnProgress) -> Migrated:
    """Makes the catalogue in `folder`, whose `lease` is held and which nobody has open, one of the present schema.

    Raises `OutdatedCatalog` when that fails, `DamagedCatalog` when it is because of damage, `Cancelled` when `on_progress`
    does: the catalogue is as it was then, and no backup of it is left.
    """
    try:
        with _in_words(folder), disk.refusals():
            return _bring_up_to_date(folder, lease, clock, on_progress)
    finally:
        for path in folder.glob(f"{BUILDING}*"):
            path.unlink(missing_ok=True)


def is_half_written(folder: Path, clock: Clock) -> bool:
    """Whether a crash left a large edit half written in an older catalogue; only one of the present schema can be rid of it."""
    store = Store(folder, None, clock)
    try:
        with store.reader() as connection:
            return bool(history.unfinished(connection))
    finally:
        store.close()


@contextmanager
def _in_words(folder: Path) -> Iterator[None]:
    try:
        yield
    except (Cancelled, DamagedCatalog):
        raise
    except (CatalogError, OSError, sqlite3.Error) as error:
        raise OutdatedCatalog(
            _(
                "“{path}” was made by an older version and could not be brought up to date: {reason}"
                " It is as it was and can be opened for reading."
            ).format(path=folder, reason=_sentence(error))
        ) from error


def _sentence(error: Exception) -> str:
    text = str(error).strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _bring_up_to_date(folder: Path, lease: Lease, clock: Clock, on_progress: OnProgress) -> Migrated:
    _check_room(folder)
    backup, before = _back_up(folder, clock, on_progress)
    building, is_placing = folder / BUILDING, False
    try:
        _copy_file(backup, building, on_progress)
        _change(building, before, on_progress)
        problems = _verify(folder, lease, clock, before, on_progress)
        if _has_log(folder):
            copying.settle(folder / DATABASE)
        if _log_size(folder):
            raise DiskRefused(_("The last changes before could not be written to the database."))
        copying.sync_file(building)
        copying.take_log_away(folder / DATABASE)
        is_placing = True
        disk.put_in_place(folder)
    except BaseException:
        if not is_placing or building.exists():  # else what was there before is only in the backup
            backup.unlink(missing_ok=True)
        raise
    return Migrated(before, dialect.SCHEMA_VERSION, backup, problems)


def _has_log(folder: Path) -> bool:
    return any((folder / f"{DATABASE}{ending}").exists() for ending in ("-wal", "-journal"))


def _log_size(folder: Path) -> int:
    log = folder / f"{DATABASE}-wal"
    return log.stat().st_size if log.exists() else 0


def _check_room(folder: Path) -> None:
    needed = _ROOM * ((folder / DATABASE).stat().st_size + _log_size(folder))
    free = shutil.disk_usage(folder).free
    if free < needed:
        megabytes = [f"{bytes_ / 1_000_000:,.1f}" for bytes_ in (needed, free)]
        text = _("the disk is full: {needed} MB are needed for a while, {free} MB are free.")
        raise DiskRefused(text.format(needed=megabytes[0], free=megabytes[1]))


def _back_up(folder: Path, clock: Clock, on_progress: OnProgress) -> tuple[Path, int]:
    """(the backup, its schema). Reads what opening reads before anything is written, so that damage is named as such."""
    store = _unwritten(folder, clock)
    try:
        path = copying.backup_path(folder, clock.now(), store.revision(), "migration")
        copying.back_up(store, path, lambda done, total: on_progress(done, total, _("Backing up the catalogue")))
        return path, store.schema
    except CatalogError as error:
        raise error if isinstance(error, DamagedCatalog) else damaged(error) from error
    finally:
        store.close()


def _unwritten(folder: Path, clock: Clock) -> Store:
    """The old database, for reading. Nobody writes it while we hold the lease, so it needs no log that it has not yet."""
    return Store(folder, None, clock, immutable=not _has_log(folder))


def _copy_file(source: Path, target: Path, on_progress: OnProgress) -> None:
    total, done = source.stat().st_size, 0
    with source.open("rb") as reading, target.open("wb") as writing:
        while part := reading.read(_CHUNK):
            done += writing.write(part)
            on_progress(done, total, _("Copying the catalogue"))


def _change(building: Path, before: int, on_progress: OnProgress) -> None:
    """Takes the copy through all steps. It needs no journal: whatever fails, it is thrown away."""
    connection = sqlite3.connect(building, isolation_level=None)
    try:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "trusted_schema=OFF", "cell_size_check=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN EXCLUSIVE")
        for version in range(before, dialect.SCHEMA_VERSION):
            STEPS[version](
                connection, lambda done, total: on_progress(done, total, _("Bringing the catalogue up to date"))
            )
            connection.execute(f"PRAGMA user_version={version + 1}")
        connection.execute("COMMIT")
    finally:
        connection.close()
    copying.sync_file(building)


def _verify(folder: Path, lease: Lease, clock: Clock, before: int, on_progress: OnProgress) -> int:
    """How many problems the new database has that the old one had too; raises `OutdatedCatalog` for any of its own."""
    new = Store(folder, lease, clock, database=folder / BUILDING)
    try:
        found = list(checking.problems(new, on_progress))
        with new.reader() as connection:
            unfinished = len(history.unfinished(connection))  # no fault: whoever opens it takes it back
    finally:
        new.disconnect()
    if not found:
        return 0
    old = _unwritten(folder, clock)
    try:
        known = set(checking.problems(old, on_progress))
    finally:
        old.close()
    # The search indexes of a catalogue that is only read are not compared; no step but their own touches them.
    if own := [problem for problem in found if problem not in known]:
        raise CatalogError(" ".join(_sentence(CatalogError(problem)) for problem in own[:_NAMED]))
    return len(found) - unfinished
