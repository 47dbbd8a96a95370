"""Images: taking them in, and finding them again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pim.formats.errors import FormatError
from pim.formats.picture import take_in
from pim.isolation import IsolationError, Limits, Worker
from pim.services.workspace import OnProgress, Workspace, no_progress
from pim.storage.media import Medium, add_rows, blob_path, put_files, thumbnail_path

_LIMITS = Limits(memory_mb=2048, seconds=60)
_TOGETHER = 50  # images stored per transaction


def take_images(
    workspace: Workspace, files: Sequence[tuple[str, Path]], on_progress: OnProgress = no_progress
) -> tuple[dict[str, str], dict[str, str]]:
    """Takes image files into the catalogue, decoded in a guarded child process; its products are not changed.

    `files` are (name, path). Returns (name -> SHA-256 of what is kept, name -> why it cannot be read).
    """
    digests: dict[str, str] = {}
    problems: dict[str, str] = {}
    with Worker(_LIMITS) as worker, tempfile.TemporaryDirectory(prefix="pim-images-") as folder:
        waiting: list[tuple[str, dict[str, Any]]] = []
        for done, (name, path) in enumerate(files):
            on_progress(done, len(files), name)
            try:
                waiting.append((name, worker.call(take_in, (str(path), folder), errors=(FormatError,))))
            except (FormatError, IsolationError, OSError) as error:
                problems[name] = str(error)
            if len(waiting) >= _TOGETHER:
                _store(workspace, waiting, digests)
                waiting = []
        _store(workspace, waiting, digests)
        on_progress(len(files), len(files), "")
    return digests, problems


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
