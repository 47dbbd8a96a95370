"""A disk that loses power: replays what the shim wrote down and keeps only what was synced, plus chance.

What counts as synced is what POSIX promises, no more: a file's bytes by fsync of the file, a name by fsync of its
folder. Of the rest each write is kept, lost or torn at a sector of 512 bytes; names are lost from the end, either in the
order of the whole disk (a journal) or folder by folder. A rename is never half done: the file has its old name or its new.
"""

from __future__ import annotations

import os
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

_HEAD = struct.Struct("<cQqIII")
_SECTOR = 512


class Record(NamedTuple):
    """One line of the shim's log; see `note` in shim.c. Kind "A" is an acknowledgement, `offset` its number."""

    kind: str
    inode: int
    offset: int
    path: str
    second: str
    data: bytes


def records(log: Path) -> Iterator[Record]:
    """Everything in the log, in order; the last one may be missing its end."""
    data = log.read_bytes()
    place = 0
    while place + _HEAD.size <= len(data):
        kind, inode, offset, *lengths = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        parts = []
        for length in lengths:
            parts.append(data[place : place + length])
            place += length
        yield Record(kind.decode(), inode, offset, os.fsdecode(parts[0]), os.fsdecode(parts[1]), parts[2])


@dataclass(eq=False)
class File:
    """Bytes on the disk, and writes (offset, bytes) and cuts (size, None) that were not synced."""

    data: bytearray = field(default_factory=bytearray)
    waiting: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        for change in self.waiting:
            _apply(self.data, *change)
        self.waiting.clear()

    def after_cut(self, chance: random.Random) -> bytes:
        data = bytearray(self.data)
        kept = chance.choice((0.0, 0.5, 0.5, 1.0))
        for offset, written in self.waiting:
            if chance.random() < 0.2 and written is not None:
                written = written[: chance.randrange(0, len(written) + 1, _SECTOR)]
            elif chance.random() >= kept:
                continue
            _apply(data, offset, written)
        return bytes(data)


def _apply(data: bytearray, offset: int, written: bytes | None) -> None:
    if written is None:
        del data[offset:]
        data.extend(bytes(offset - len(data)))
        return
    if len(data) < offset:
        data.extend(bytes(offset - len(data)))
    data[offset : offset + len(written)] = written


class Link(NamedTuple):
    """A symbolic link."""

    target: str


@dataclass(frozen=True)
class Naming:
    """A name that a folder gained (or, with None, lost) at moment `at`; `only_with` is where a rename put it instead."""

    at: int
    name: str
    node: Node | None
    only_with: Folder | None = None


@dataclass(eq=False)
class Folder:
    """Names as the program sees them, names on the disk, and those that were not synced."""

    names: dict[str, Node] = field(default_factory=dict)
    durable: dict[str, Node] = field(default_factory=dict)
    waiting: list[Naming] = field(default_factory=list)

    def sync(self) -> None:
        self.durable = dict(self.names)
        self.waiting.clear()


Node = File | Folder | Link


class Disk:
    """A disk that begins with what lies in `root`, all of it synced, and follows a log of what was done there."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._by_inode: dict[int, Node] = {}
        self._moment = 0
        self._last_sync = 0
        self.top = self._taken(root)

    def _taken(self, path: Path) -> Folder:
        folder = Folder()
        for entry in path.iterdir():
            node: Node
            if entry.is_symlink():
                node = Link(os.readlink(entry))
            elif entry.is_dir():
                node = self._taken(entry)
            else:
                node = File(bytearray(entry.read_bytes()))
            self._by_inode[entry.lstat().st_ino] = node
            folder.names[entry.name] = folder.durable[entry.name] = node
        self._by_inode[path.stat().st_ino] = folder
        return folder

    def follow(self, record: Record) -> None:
        """Does what the program did."""
        self._moment += 1
        match record.kind:
            case "W" | "T":
                node = self._by_inode[record.inode]
                assert isinstance(node, File), record.path
                node.waiting.append((record.offset, record.data if record.kind == "W" else None))
            case "S":
                self._sync(self._by_inode[record.inode])
            case "C" | "D" | "L":
                made = File() if record.kind == "C" else Folder() if record.kind == "D" else Link(record.second)
                self._by_inode[record.inode] = made
                self._name(record.path, made)
            case "H":
                folder, name = self._place(record.second)
                self._name(record.path, folder.names[name])
            case "U":
                self._name(record.path, None)
            case "R":
                self._rename(record.path, record.second)

    def _sync(self, node: Node) -> None:
        if isinstance(node, File):
            node.sync()
        elif isinstance(node, Folder):
            node.sync()
            self._last_sync = self._moment

    def _place(self, path: str) -> tuple[Folder, str]:
        *above, name = os.path.relpath(path, self._root).split("/")
        folder = self.top
        for part in above:
            node = folder.names[part]
            assert isinstance(node, Folder), path
            folder = node
        return folder, name

    def _name(self, path: str, node: Node | None, only_with: Folder | None = None) -> None:
        folder, name = self._place(path)
        if node is None:
            del folder.names[name]
        else:
            folder.names[name] = node
        folder.waiting.append(Naming(self._moment, name, node, only_with))

    def _rename(self, path: str, second: str) -> None:
        folder, name = self._place(path)
        target, new = self._place(second)
        node = folder.names.pop(name)
        target.names[new] = node
        target.waiting.append(Naming(self._moment, new, node, folder if folder is target else None))
        folder.waiting.append(Naming(self._moment, name, None, target))

    def cut(self, chance: random.Random, root: Path) -> None:
        """Writes what the disk holds after the power went now into the new folder `root`."""
        journal = chance.randint(self._last_sync, self._moment) if chance.random() < 0.5 else None
        _Survival(chance, journal).write(self.top, root)


class _Survival:
    """What of one disk survives one cut. `journal`: names up to that moment do; None: each folder for itself."""

    def __init__(self, chance: random.Random, journal: int | None) -> None:
        self._chance, self._journal = chance, journal
        self._until: dict[int, int] = {}
        self._written: dict[int, Path] = {}

    def write(self, folder: Folder, into: Path) -> None:
        into.mkdir()
        for name, node in self._names(folder).items():
            path = into / name
            if isinstance(node, Folder):
                self.write(node, path)
            elif isinstance(node, Link):
                path.symlink_to(node.target)
            elif id(node) in self._written:
                path.hardlink_to(self._written[id(node)])
            else:
                path.write_bytes(node.after_cut(self._chance))
                self._written[id(node)] = path

    def _names(self, folder: Folder) -> dict[str, Node]:
        names = dict(folder.durable)
        until = self._moment(folder)
        for naming in folder.waiting:
            if naming.at > until:
                break
            if naming.node is not None:
                names[naming.name] = naming.node
            elif naming.only_with is None or naming.only_with is folder or self._arrived(naming):
                names.pop(naming.name, None)
        return names

    def _arrived(self, naming: Naming) -> bool:
        """Whether the folder that a file was renamed into knows of it; else the old name is still there."""
        assert naming.only_with is not None
        synced = all(waiting.at != naming.at for waiting in naming.only_with.waiting)
        return synced or naming.at <= self._moment(naming.only_with)

    def _moment(self, folder: Folder) -> int:
        """Up to when this folder's names survive."""
        if self._journal is not None:
            return self._journal
        if id(folder) not in self._until:
            moments = [0, *(naming.at for naming in folder.waiting)]
            self._until[id(folder)] = self._chance.choice(moments)
        return self._until[id(folder)]
