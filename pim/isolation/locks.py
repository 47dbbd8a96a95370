"""Lock files: held while a process works, let go of by the system when it ends, however it ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class Busy(Exception):
    """Another process holds the lock."""


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[None]:
    """Holds the lock file `path` (kept afterwards). Raises `Busy` when somebody else holds it.

    `shared` with others who ask so; it waits for the one who does not. Windows has no such lock, and takes none.
    """
    with path.open("a+b") as file:
        if not shared:
            _lock(file)
        elif os.name != "nt":
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_SH)
        yield


def _lock(file: IO[bytes]) -> None:
    """The system lets go of the lock when the file is closed, after a crash too."""
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Busy from error
