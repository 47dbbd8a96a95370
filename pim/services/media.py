"""Images: taking them in, and finding them again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Self

from pim.formats.errors import FormatError
from pim.isolation import IsolationError, Limits, Worker
from pim.isolation.scratch import Scratch
from pim.services.workspace import OnProgress, Workspace, no_progress
from pim.storage.media import Medium, add_rows, blob_path, put_files, thumbnail_path

_LIMITS = Limits(memory_mb=2048, seconds=60)
_TOGETHER = 50  # images stored per transaction
_SIDE_BY_SIDE = 4  # children at most: each may use the memory of `_LIMITS`


def take_images(
    workspace: Workspace, files: Sequence[tuple[str, Path]], on_progress: OnProgress = no_progress
) -> tuple[dict[str, str], dict[str, str]]:
    """Takes image files into the catalogue, decoded in guarded child processes; its products are not changed.

    `files` are (name, path). Returns (name -> SHA-256 of what is kept, name -> why it cannot be read). As many are
    decoded at a time as there are processors, at most four; they are stored in their order.
    """
    digests: dict[str, str] = {}
    problems: dict[str, str] = {}
    with Scratch("images") as temporary, _Decoders(len(files)) as decoders:
        for start in range(0, len(files), _TOGETHER):
            # Decoded files wait here until they are stored: never more of them than one transaction's.
            (folder := temporary / str(start)).mkdir()
            some = files[start : start + _TOGETHER]
            taken: list[tuple[str, dict[str, Any]]] = []
            for (name, _path), found in zip(some, decoders.take_in(some, folder), strict=True):
                on_progress(len(digests) + len(problems) + len(taken), len(files), name)
                if isinstance(found, str):
                    problems[name] = found
                else:
                    taken.append((name, found))
            _store(workspace, taken, digests)
            shutil.rmtree(folder)
    on_progress(len(files), len(files), "")
    return digests, problems


class _Decoders:
    """Guarded children that decode images side by side. On leaving, what has not begun never begins."""

    def __init__(self, wanted: int) -> None:
        children = max(1, min(os.cpu_count() or 1, _SIDE_BY_SIDE, wanted))
        self._workers = [Worker(_LIMITS) for _ in range(children)]
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(children, "images")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.close()

    def take_in(self, files: Sequence[tuple[str, Path]], folder: Path) -> Iterator[dict[str, Any] | str]:
        """What `picture.take_in` tells of each file, in order; the reason where it cannot be read.

        Each file has a folder of its own below `folder`: two may have the same content, and so the same name.
        """
        return self._threads.map(self._take_one, (path for _name, path in files), map(folder.joinpath, map(str, count())))

    def _take_one(self, path: Path, folder: Path) -> dict[str, Any] | str:
        worker = self._idle.get()
        try:
            folder.mkdir()
            from pim.formats.picture import take_in  # here, because whoever only looks at images needs no Pillow

            found: dict[str, Any] = worker.call(take_in, (str(path), str(folder)), errors=(FormatError,))
            return found
        except (FormatError, IsolationError, OSError) as error:
            return str(error)
        finally:
            self._idle.put(worker)


def _store(workspace: Workspace, taken: list[tuple[str, dict[str, Any]]], digests: dict[str, str]) -> None:
    if not taken:
        return
    put_files(workspace.store, [Path(info[part]) for _name, info in taken for part in ("thumbnail", "blob")])
    now = workspace.store.now()
    add_rows(
        workspace.store,
        [
            Medium(
                info["sha256"],
                Path(name).name,
                info["format"],
                info["bytes"],
                info["width"],
                info["height"],
                now,
                {"converted": info["converted"], "notes": info["notes"]},
            )
            for name, info in taken
        ],
    )
    digests.update({name: info["sha256"] for name, info in taken})


def image_file(workspace: Workspace, sha256: str) -> Path | None:
    """The local file of an image; None when it is missing."""
    return blob_path(workspace.store, sha256)


def thumbnail(workspace: Workspace, sha256: str) -> Path | None:
    """The 256-pixel JPEG of an image; None when there is none."""
    return thumbnail_path(workspace.store, sha256)


def file_finder(workspace: Workspace) -> Callable[[str], Path | None]:
    """`image_file` for one workspace, as adapters want it."""
    store = workspace.store
    return lambda sha256: blob_path(store, sha256)
