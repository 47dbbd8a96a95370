"""The user's preferences while the program runs: changed at one place, stored at once, told to whoever cares."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from pim import settings as stored
from pim.i18n import _
from pim.settings import Settings

SCALES = (80, 90, 100, 110, 125, 150, 175, 200)


class Preferences(QObject):
    """`now` are the settings; `change(theme="dark")` stores and emits `changed(names)`; `failed(sentence)`."""

    changed = Signal(object)
    failed = Signal(str)

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        self._path = path
        loaded = stored.load(path)
        self.now: Settings = loaded.settings
        self.problem = loaded.problem

    def change(self, **fields: Any) -> None:
        """Take other values; what cannot be written is said and still holds until the program ends."""
        before, self.now = self.now, replace(self.now, **fields)
        if self.now == before:
            return
        try:
            stored.save(self.now, self._path)
        except OSError as error:
            self.failed.emit(_("Your settings could not be stored: {reason}").format(reason=error))
        self.changed.emit(frozenset(fields))

    def opened(self, catalog: Path) -> None:
        """Remember a catalogue as the newest of the recent ones."""
        self.change(recent=self.now.with_recent(str(catalog.absolute())).recent)

    def forget(self, catalog: str) -> None:
        """Take a catalogue out of the recent ones."""
        self.change(recent=self.now.without_recent(catalog).recent)

    def next_scale(self, step: int) -> int:
        """The next larger (1) or smaller (-1) scale in per cent."""
        if step > 0:
            return next((scale for scale in SCALES if scale > self.now.scale), SCALES[-1])
        return next((scale for scale in reversed(SCALES) if scale < self.now.scale), SCALES[0])
