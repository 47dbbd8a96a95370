"""The catalogue's folder as a disk sees it: names made durable, leftovers swept, and words for what a disk refuses."""

from __future__ import annotations

import os
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import orjson

from pim.i18n import _
from pim.storage.errors import DamagedCatalog, DiskRefused, damaged

DATABASE = "catalog.db"
BUILDING = "catalog.new"  # a database before it becomes the catalogue's, so that a crash leaves no half one
FOUNDING = f"{BUILDING}-founding"  # says that all in the folder was made by a creation that has not ended
BALLAST = f"{BUILDING}-ballast"  # room that is kept for taking back what is being written
INCOMING = "media/.incoming"  # images before they have their names
SET_ASIDE = "before-restore-"
FOLDERS = ("media", "publications", "backups")
_LEASE = "lease"
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)
_MISSING = (sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS)  # bytes that should be there are not
_DAMAGE_SIGNS = ("malformed JSON", "Could not decode to UTF-8")  # these come without a code of their own


def sync_folder(folder: Path) -> None:
    """Makes the names in `folder` survive a power cut; Windows does so by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_in_place(folder: Path) -> None:
    """Makes the database that was built the catalogue's, by one rename. Raises `DiskRefused` while some of it lies in a log."""
    building = folder / BUILDING
    if Path(f"{building}-wal").exists():  # closing does not raise when the disk refuses the last of it
        raise DiskRefused(_("The new catalogue could not be written whole. Nothing was changed."))
    building.replace(folder / DATABASE)
    sync_folder(folder)


def sweep(folder: Path) -> None:
    """Removes what an interrupted intake, backup or restore left in a catalogue whose lease we hold."""
    shutil.rmtree(folder / INCOMING, ignore_errors=True)
    for path in chain(folder.glob(f"{BUILDING}*"), (folder / "backups").glob(".*.part*")):
        path.unlink(missing_ok=True)
    for index in (folder / "backups").glob("*.backup-shm"):  # of a log that is gone: the disk refused to remove it
        if not index.with_name(index.name.replace("-shm", "-wal")).exists():
            index.unlink(missing_ok=True)
    for aside in (folder / "backups").glob(f"{SET_ASIDE}*"):
        if any(live.exists() and aside.samefile(live) for live in (folder / DATABASE, folder / f"{DATABASE}-wal")):
            aside.unlink()  # a second name of what is still the catalogue: it would change with it


def is_unfinished(folder: Path) -> bool:
    """Whether a folder holds nothing but what an interrupted creation or restore leaves; true of an empty one."""
    names = {path.name for path in folder.iterdir()}
    return all(name in (_LEASE, *FOLDERS) or name.startswith(BUILDING) for name in names)


def begin_founding(folder: Path) -> None:
    """Makes the folders of a new catalogue, empty also where a creation was interrupted that had put files there."""
    mark = folder / FOUNDING
    for name in FOLDERS:
        if mark.exists():
            shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(exist_ok=True)
    mark.touch()


def end_founding(folder: Path) -> None:
    """After the database is in its place; `sweep` does it where this was not reached."""
    (folder / FOUNDING).unlink()


@contextmanager
def refusals() -> Iterator[None]:
    """Turns what the database says about a disk that refuses into `DiskRefused`, and about bytes that are not as it
    wrote them into `DamagedCatalog`; other errors pass."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if (refused := refusal(error) or damage(error)) is None:
            raise
        raise refused from error
    except (orjson.JSONDecodeError, zlib.error) as error:  # what is stored was written by us
        raise damaged(error) from error


def damage(error: sqlite3.DatabaseError) -> DamagedCatalog | None:
    """The sentence for an error that damaged bytes are the reason of; None for other errors."""
    code = getattr(error, "sqlite_errorcode", 0)
    if code & 0xFF not in _DAMAGE and code not in _MISSING and not any(sign in str(error) for sign in _DAMAGE_SIGNS):
        return None
    return damaged(error)


def refusal(error: sqlite3.DatabaseError) -> DiskRefused | None:
    """The sentence for an error that the disk is the reason of; None for other errors."""
    code = getattr(error, "sqlite_errorcode", 0)
    if code in _MISSING:
        return None  # that is damage
    texts = {
        sqlite3.SQLITE_FULL: _("the disk is full"),
        sqlite3.SQLITE_IOERR: _("the disk reports an error"),
        sqlite3.SQLITE_READONLY: _("the files may not be written"),
        sqlite3.SQLITE_CANTOPEN: _("a file cannot be opened"),
        sqlite3.SQLITE_PERM: _("a file may not be opened"),
        sqlite3.SQLITE_BUSY: _("another program holds the files"),
    }
    text = texts.get(code & 0xFF)
    if text is None:
        return None
    said = _("{reason} ({detail}). Nothing was changed.")
    if code & 0xFF == sqlite3.SQLITE_FULL:
        said = _("{reason} ({detail}). Nothing was changed. Make room on the disk and try again.")
    return DiskRefused(said.format(reason=text, detail=getattr(error, "sqlite_errorname", "")))


def half_written() -> DiskRefused:
    """The sentence for a large edit that the disk lets be neither written nor taken back."""
    return DiskRefused(
        _(
            "Half of a change is written, and the disk does not let it be taken back."
            " Make room on the disk and open the catalogue again: it is taken back then."
        )
    )
