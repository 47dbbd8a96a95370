"""Files that survive a power cut: written, synced, put in place in one step, and locked while somebody writes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


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


def sync_folder(folder: Path) -> None:
    """Makes the names in `folder` durable; Windows does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
def locked(path: Path) -> Iterator[None]:
    """Holds the lock file `path` (kept afterwards). Raises `Busy` when somebody else holds it."""
    with path.open("a+b") as file:
        _lock(file)
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
