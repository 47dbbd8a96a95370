"""The lease: at most one process writes a catalogue, and the others are told who it is.

An operating-system lock on the lease file is what counts; it ends with its process, so a lease of this computer is
never stale. The file's text says who holds it. A text written by another computer is believed even without a lock,
because locks do not always reach across a network drive.
"""

from __future__ import annotations

import fcntl
import getpass
import json
import logging
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pim.i18n import _
from pim.storage.errors import CatalogInUse

_log = logging.getLogger(__name__)
_SIZE = 512  # characters, all ASCII


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lease, since when (ISO 8601)."""

    host: str
    pid: int
    user: str
    since: str

    def __str__(self) -> str:
        return _("{user} on {host} (process {pid}) since {since}").format(
            user=self.user, host=self.host, pid=self.pid, since=self.since
        )


class Lease:
    """The held lease of one catalogue folder; `release` ends it."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    @staticmethod
    def take(folder: Path, now: str, wait: float = 2.0) -> Lease:
        """Takes the lease, waiting up to `wait` seconds for a short command. Raises `CatalogInUse`, or OSError."""
        descriptor = os.open(folder / "lease", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        file = os.fdopen(descriptor, "r+", encoding="utf-8")
        try:
            _lock(file, folder, wait)
            holder = read_holder(folder)
            if holder and holder.host != socket.gethostname():
                raise CatalogInUse(
                    _("The catalogue is in use by {holder}. If that computer is off, delete the file {path}.").format(
                        holder=holder, path=folder / "lease"
                    )
                )
            _write(file, {"host": socket.gethostname(), "pid": os.getpid(), "user": user_name(), "since": now})
        except BaseException:
            _close(file)
            raise
        return Lease(file)

    def release(self) -> None:
        """Gives the lease back; the file stays, naming nobody, because removing it would race with the next taker.

        Twice is the same as once. A disk that refuses the text does not keep the lease: the lock ends in any case.
        """
        if self._file.closed:
            return
        try:
            _write(self._file, {})
        except OSError as error:
            _log.warning("The lease could not be cleared: %s", error)
        finally:
            _close(self._file)


def _lock(file: IO[str], folder: Path, wait: float) -> None:
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                holder = read_holder(folder)
                who = str(holder) if holder else _("another program")
                raise CatalogInUse(_("The catalogue is in use by {holder}.").format(holder=who)) from None
            time.sleep(0.05)


def _write(file: IO[str], data: dict[str, object]) -> None:
    """Always of the same size or longer, and never truncated first: on a full disk there is no other block to be had."""
    text = json.dumps(data).ljust(_SIZE)
    file.seek(0)
    file.write(text)
    file.flush()
    file.truncate(len(text))


def _close(file: IO[str]) -> None:
    """Closing writes once more what could not be written; the descriptor, and the lock with it, is gone all the same."""
    try:
        file.close()
    except OSError as error:
        _log.warning("The lease could not be written: %s", error)


def user_name() -> str:
    """The name under which this process runs; its number where the system knows no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def read_holder(folder: Path) -> Holder | None:
    """Who the lease file names; None when it is absent, empty or unreadable."""
    try:
        data = json.loads((folder / "lease").read_text(encoding="utf-8"))
        return Holder(str(data["host"]), int(data["pid"]), str(data["user"]), str(data["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
