"""Folders for what a piece of work writes for itself. Those of a program that was killed are swept at the next start."""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from pim.isolation.locks import Busy, locked

_LOCK = "in-use"
_YOUNG = 60.0  # seconds: another program may be about to lock a folder that it has just made


class Scratch:
    """A new folder in the system's folder for temporary files, `folder`; removed by `cleanup` or on leaving the context."""

    def __init__(self, purpose: str) -> None:
        """`purpose` (a word) stands in its name. Raises OSError when it cannot be made."""
        self._whole = tempfile.TemporaryDirectory(prefix=f"pim-{purpose}-")
        self.folder = Path(self._whole.name, "files")
        self.folder.mkdir()
        self._held = ExitStack()
        self._held.enter_context(locked(self.folder.with_name(_LOCK)))

    def cleanup(self) -> None:
        self._held.close()  # before, because Windows removes no open file
        self._whole.cleanup()

    def __enter__(self) -> Path:
        return self.folder

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cleanup()


def sweep() -> None:
    """Removes the scratch folders that nobody holds any more."""
    for lock in Path(tempfile.gettempdir()).glob(f"pim-*/{_LOCK}"):
        try:
            if time.time() - lock.stat().st_mtime < _YOUNG:
                continue
            with locked(lock):
                shutil.rmtree(lock.parent / "files", ignore_errors=True)
            shutil.rmtree(lock.parent, ignore_errors=True)
        except (Busy, OSError):
            continue  # in use, somebody else's, or swept by another program that starts now
