"""How a generation comes to be shown: by one swapped link, or by copies where links do not exist."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from pim.services import durable_files as durable
from pim.storage.disk import sync_folder

MANIFEST = "manifest.json"
_CURRENT = "current"
_NEW, _OLD = ".new-", ".old-"


def can_link(folder: Path) -> bool:
    """Whether symbolic links can be made in `folder`."""
    trial = folder / ".link-trial"
    try:
        _unlink(trial)
        trial.symlink_to("nowhere")
    except (OSError, NotImplementedError):
        return False
    _unlink(trial)
    return True


class ShownByLinks:
    """`current` is swapped in one step; everything else leads through it."""

    def current(self, folder: Path) -> str:
        """The name of the generation shown, "" when there is none."""
        link = folder / _CURRENT
        return link.readlink().name if link.is_symlink() else ""

    def has_begun(self, folder: Path, channels: Sequence[str]) -> bool:
        """Copies of an earlier run without links may stand half-way; links never do."""
        return any((folder / name).exists() for channel in channels for name in ShownByCopies.traces(channel))

    def show(self, folder: Path, generation: Path, channels: Sequence[str], known: Sequence[str]) -> None:
        """Shows `generation`, which has `channels`; `known` are all that may stand in the folder."""
        for name in (*channels, MANIFEST):
            if not (folder / name).exists() or (folder / name).is_symlink():
                _point(folder / name, f"{_CURRENT}/{name}")
        _point(folder / _CURRENT, f"{generation.parent.name}/{generation.name}")
        sync_folder(folder)
        for name in (*channels, MANIFEST):
            if not (folder / name).is_symlink():
                _remove(folder / name)
                _point(folder / name, f"{_CURRENT}/{name}")
        for name in set(known) - set(channels):
            _remove(folder / name)
        sync_folder(folder)

    def tidy(self, folder: Path, channels: Sequence[str]) -> None:
        """Removes what an interrupted swap left."""
        for path in folder.glob(f"{_NEW}*"):
            if path.is_symlink():
                _unlink(path)
        for path in folder.iterdir():
            if path.is_symlink() and not path.exists() and path.name in (*channels, MANIFEST):
                _unlink(path)


class ShownByCopies:
    """Each channel is replaced by a rename, the manifest last; an interrupted run is finished by the next."""

    @staticmethod
    def names_for(channel: str) -> tuple[str, ...]:
        return (channel, _NEW + channel, _OLD + channel)

    @staticmethod
    def traces(channel: str) -> tuple[str, ...]:
        return (_NEW + channel, _OLD + channel)

    def current(self, folder: Path) -> str:
        """Copies do not say where they come from; the marker does."""
        link = folder / _CURRENT
        return link.readlink().name if link.is_symlink() else ""

    def has_begun(self, folder: Path, channels: Sequence[str]) -> bool:
        """A swap that was announced is brought to its end; the new generation is whole by then."""
        return True

    def show(self, folder: Path, generation: Path, channels: Sequence[str], known: Sequence[str]) -> None:
        """Shows `generation`, which has `channels`; `known` are all that may stand in the folder."""
        for name in channels:
            _remove(folder / (_NEW + name))
            shutil.copytree(generation / name, folder / (_NEW + name))
            durable.sync_tree(folder / (_NEW + name))
        for name in channels:
            _remove(folder / (_OLD + name))
            if (folder / name).is_symlink():
                _unlink(folder / name)
            elif (folder / name).exists():
                (folder / name).rename(folder / (_OLD + name))
            (folder / (_NEW + name)).rename(folder / name)
        for name in set(known) - set(channels):
            _remove(folder / name)
        durable.replace(folder / MANIFEST, (generation / MANIFEST).read_bytes())
        _unlink(folder / _CURRENT)
        for name in channels:
            _remove(folder / (_OLD + name))
        sync_folder(folder)

    def tidy(self, folder: Path, channels: Sequence[str]) -> None:
        """Removes what an interrupted swap left."""
        for name in (*channels, MANIFEST):
            for trace in self.traces(name):
                _remove(folder / trace)


def _point(link: Path, target: str) -> None:
    """Makes or swaps a link in one step."""
    if link.is_symlink() and link.readlink().as_posix() == target:
        return
    temporary = link.with_name(_NEW + link.name)
    _unlink(temporary)
    temporary.symlink_to(target)
    os.replace(temporary, link)  # noqa: PTH105  # one name for both kinds of swap, which tests interrupt


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        _unlink(path)


def _unlink(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
