"""What was changed in forms and not saved yet. It outlives the form, the window and the program: nothing typed is lost."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings

from pim.catalog.structure import Structure
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.views.structure.kinds import KINDS, title, uids_of
from pim.gui.widgets.sidebar import SidebarSection
from pim.i18n import _, format_number

State = dict[str, Any]
NEW = ""  # the uid of a record that was never saved


class Drafts:
    """The changed fields per kind and uid of one catalogue, kept in the user's settings at every change."""

    def __init__(self, settings: QSettings, catalog: Path) -> None:
        self._settings = settings
        self._place = "drafts/" + hashlib.sha256(str(catalog.absolute()).encode()).hexdigest()[:16]
        self._kept: dict[str, dict[str, State]] = json.loads(str(settings.value(self._place, "")) or "{}")

    def keep(self, kind: str, uid: str, state: State) -> None:
        """Remember the changed fields of a record (`NEW` for one that is being made)."""
        self._kept.setdefault(kind, {})[uid] = state
        self._write()

    def drop(self, kind: str, uid: str) -> None:
        """They were saved, or taken back."""
        if self._kept.get(kind, {}).pop(uid, None) is not None:
            self._write()

    def get(self, kind: str, uid: str) -> State | None:
        """The changed fields, None for none."""
        return self._kept.get(kind, {}).get(uid)

    def kept(self, kind: str, stored: Collection[str]) -> list[str]:
        """The uids with a draft: those of `stored` records, and `NEW`."""
        return [uid for uid in self._kept.get(kind, {}) if uid == NEW or uid in stored]

    def _write(self) -> None:
        kept = {kind: states for kind, states in self._kept.items() if states}
        if kept:
            self._settings.setValue(self._place, json.dumps(kept))
        else:
            self._settings.remove(self._place)


def show_kinds(side: SidebarSection, structure: Structure, drafts: Drafts) -> None:
    """How many records of each kind there are, and an asterisk where something is not saved."""
    for kind in KINDS:
        uids, entry = uids_of(structure, kind.code), side.entries[kind.code]
        entry.set_count(format_number(len(uids)))
        entry.set_text(f"{title(kind.code)} *" if drafts.kept(kind.code, uids) else title(kind.code))


def tell_drafts(desk: CatalogDesk, drafts: Drafts) -> None:
    """Say, when the window opens, that something from the last time is not saved."""
    waiting = [kind.code for kind in KINDS if drafts.kept(kind.code, uids_of(desk.structure, kind.code))]
    if waiting:
        desk.say(
            _("What you changed in Structure is kept, but not saved yet."), _("Show"),
            lambda: desk.go("structure", kind=waiting[0]), kind="info", milliseconds=12_000,
        )  # fmt: skip
