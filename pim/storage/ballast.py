"""Room on the disk that is kept aside while a large edit is written, so that it can be taken back when the disk is full.

It is a file whose blocks are taken: what is merely free may be gone when it is needed, because other programs write too.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pim.i18n import _
from pim.storage import disk
from pim.storage.errors import DiskRefused
from pim.storage.store import Store

# Taking back first needs room for what the log holds and the database does not yet, then for transactions of its own;
# each is at most as large as the log.
_TIMES = 2
_LEAST = 1 << 18  # bytes, before anything is in the log
_FULL = (errno.ENOSPC, errno.EDQUOT)
_CANNOT = (errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSYS)  # the file system does not give blocks beforehand


@contextmanager
def kept(store: Store) -> Iterator[Callable[[], None]]:
    """What it gives is called before each batch, and takes as much room as taking the batches so far back may need; it
    raises `DiskRefused`. The room is given back at the end."""
    path, log, held = store.folder / disk.BALLAST, Path(f"{store.path}-wal"), 0

    def keep() -> None:
        nonlocal held
        wanted = max(_LEAST, _TIMES * (log.stat().st_size if log.exists() else 0))
        if wanted > held:
            _take(path, held, wanted)
            held = wanted

    try:
        yield keep
    finally:
        with suppress(OSError):  # what the disk refuses to remove is swept when the catalogue is opened next
            path.unlink(missing_ok=True)


def empty_log(store: Store) -> None:
    """Brings what the log holds into the database, as far as nobody reads something older: the next transaction then takes
    its place in the log, and no more of the disk."""
    with (
        store.write_lock,
        suppress(sqlite3.OperationalError),
    ):  # where even this is refused, the next transaction is too
        if store.writer is not None:
            store.writer.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _take(path: Path, held: int, wanted: int) -> None:
    try:
        with path.open("ab") as file:
            if not _has_allocated(file.fileno(), held, wanted - held) and _free(path) < wanted:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as error:
        if error.errno not in _FULL:
            raise
        megabytes = [f"{bytes_ / 1_000_000:,.1f}" for bytes_ in (wanted, held + _free(path))]
        text = _(
            "The disk is full: {needed} MB must be free so that this change can be taken back, {free} MB are."
            " Nothing was changed. Make room on the disk and try again."
        )
        raise DiskRefused(text.format(needed=megabytes[0], free=megabytes[1])) from error


def _free(path: Path) -> int:
    return shutil.disk_usage(path.parent).free


def _has_allocated(descriptor: int, start: int, size: int) -> bool:
    """Whether the blocks are taken; not every system can do so without writing them."""
    if not hasattr(os, "posix_fallocate"):
        return False
    try:
        os.posix_fallocate(descriptor, start, size)
    except OSError as error:
        if error.errno not in _CANNOT:
            raise
        return False
    return True
