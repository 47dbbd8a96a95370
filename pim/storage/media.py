"""The media store: files by the SHA-256 of their content. The blob is on disk, synced, before a row names it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from pim.storage import disk
from pim.storage.records import content_hash, has_hashes
from pim.storage.store import Store


class Medium(NamedTuple):
    """One file of the store. `width` and `height` in pixels, 0 for what is no image; `added_at` ISO 8601."""

    sha256: str
    name: str
    format: str
    bytes: int
    width: int
    height: int
    added_at: str
    details: dict[str, Any]


_ENDINGS = ("jpg", "png", "webp", "gif", "tif", "bin")


def media_folder(store: Store) -> Path:
    return store.folder / "media"


def blob_path(store: Store, sha256: str) -> Path | None:
    """The file with that content; None when it is missing."""
    folder = media_folder(store) / sha256[:2]
    return next((path for ending in _ENDINGS if (path := folder / f"{sha256}.{ending}").is_file()), None)


def thumbnail_path(store: Store, sha256: str) -> Path | None:
    """Its 256-pixel JPEG; None when there is none."""
    path = media_folder(store) / sha256[:2] / f"{sha256}.thumb.jpg"
    return path if path.is_file() else None


def put_files(store: Store, files: Iterable[Path]) -> None:
    """Copies files named by their content into the store: under `.incoming`, synced, renamed, folders synced."""
    incoming = store.folder / disk.INCOMING
    incoming.mkdir(exist_ok=True)
    folders = set()
    for source in files:
        folder = media_folder(store) / source.name[:2]
        folder.mkdir(exist_ok=True)
        # Also of a file that is there: an intake that was interrupted may not have come to syncing its name.
        folders.add(folder)
        if not (folder / source.name).exists():
            _put(source, incoming / source.name, folder / source.name)
    for folder in (*sorted(folders), media_folder(store)):
        disk.sync_folder(folder)


def _put(source: Path, part: Path, target: Path) -> None:
    try:
        with source.open("rb") as reading, part.open("wb") as writing:
            shutil.copyfileobj(reading, writing)
            writing.flush()
            os.fsync(writing.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def add_rows(store: Store, found: Iterable[Medium]) -> None:
    """Names blobs in the database; those already known keep their first name."""
    rows = [(*m[:7], orjson.dumps(m.details).decode()) for m in found]
    hashed = [(*row, content_hash(row)) for row in rows]
    with store.transaction() as connection:
        connection.executemany("INSERT INTO media VALUES(?,?,?,?,?,?,?,?,?) ON CONFLICT(sha256) DO NOTHING", hashed)


def all_media(store: Store) -> Iterator[Medium]:
    """Every known file, in order of addition."""
    with store.reader() as connection:
        for row in connection.execute("SELECT * FROM media ORDER BY added_at, sha256"):
            yield Medium._make((*row[:7], orjson.loads(row[7])))


def unsound_rows(connection: sqlite3.Connection) -> list[str]:
    """The names of the files whose row is not what was written."""
    if not has_hashes(connection, "media"):
        return []
    rows = connection.execute("SELECT * FROM media ORDER BY added_at, sha256")
    return [row[1] for row in rows if content_hash(row[:8]) != row[8]]
