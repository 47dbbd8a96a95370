"""Files that survive a power cut: written, synced, and put in place in one step."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from pim.storage.disk import sync_folder


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
