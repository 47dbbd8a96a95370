"""Files that survive a power cut: written, synced, put in place in one step, and locked while somebody writes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pim.storage.disk import sync_folder


class Busy(Exception):
    """Another process holds the lock."""


def write(path: Path, data: bytes) -> None:
    """A new file with `data`, on the disk when this returns."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, data: bytes) -> None:
    """Puts a file with `data` in place of `path` in one step."""
    temporary = path.with_name(f".new-{path.name}")
    write(temporary, data)
    os.replace(temporary, path)  # noqa: PTH105  # one name for all swaps, which tests interrupt
    sync_folder(path.parent)


def sync_tree(root: Path) -> None:
    """Makes every file and folder below `root` durable, contents before names."""
    for folder, _folders, names in os.walk(root, topdown=False):
        for name in names:
            with (Path(folder) / name).open("r+b") as file:
                os.fsync(file.fileno())
        sync_folder(Path(folder))


def link_or_copy(source: str, target: str) -> None:
    """A second name for a file that nobody changes any more; a copy where the file system has no second names."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


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
