"""Opening a catalogue for a person: the open catalogue, or why not and what can be done about it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pim.catalog.errors import CatalogError
from pim.i18n import _, ngettext
from pim.services import backing_up
from pim.services.backing_up import Backup
from pim.services.workspace import OnProgress, Workspace, no_progress, open_catalog
from pim.storage.errors import CatalogInUse, DamagedCatalog, NewerCatalog, NotACatalog, OutdatedCatalog

IN_USE, DAMAGED, NEWER, NOT_A_CATALOG, OTHER = "in_use", "damaged", "newer", "not_a_catalog", "other"
OUTDATED = "outdated"
_KINDS = (
    (CatalogInUse, IN_USE), (DamagedCatalog, DAMAGED), (NewerCatalog, NEWER), (NotACatalog, NOT_A_CATALOG),
    (OutdatedCatalog, OUTDATED),
)  # fmt: skip


class Refusal(NamedTuple):
    """Why a catalogue was not opened. `backup` is the newest sound one of a damaged catalogue."""

    folder: Path
    kind: str
    message: str
    backup: Backup | None = None


def try_open(
    folder: Path, *, read_only: bool = False, who: str = "", on_progress: OnProgress = no_progress
) -> Workspace | Refusal:
    """The catalogue in `folder`, or the reason; never raises for what a person could have caused, but for `Cancelled`.

    `on_progress` hears of the work that one of an older version makes (see `open_catalog`).
    """
    try:
        return backing_up.protect(open_catalog(folder, read_only=read_only, who=who, on_progress=on_progress))
    except (CatalogError, OSError) as error:
        kind = next((name for cause, name in _KINDS if isinstance(error, cause)), OTHER)
        damaged = kind == DAMAGED or (kind == NOT_A_CATALOG and bool(backing_up.list_backups(folder)))
        backup = newest_sound_backup(folder) if damaged else None
        message = str(error) or _("“{path}” cannot be read.").format(path=folder)
        return Refusal(folder, DAMAGED if damaged else kind, message, backup)


def sentences(workspace: Workspace) -> list[str]:
    """What to tell of a catalogue that was just opened: what was done to it, or why it is only read."""
    found = []
    if (done := workspace.store.migrated) is not None:
        text = _("An older version made this catalogue. It has been brought up to date; a backup of how it was is kept: {path}")
        found.append(text.format(path=done.backup))
        if done.problems:
            text = ngettext(
                "{count} thing in it was not as it was saved, before already. See: pim verify",
                "{count} things in it were not as they were saved, before already. See: pim verify",
                done.problems,
            )
            found.append(text.format(count=done.problems))
    elif workspace.store.is_older:
        found.append(
            _("An older version made this catalogue. It is read as it is; the first change brings it up to date, after a backup.")
        )
    taken_back = _("“{label}” was interrupted before and has been taken back.")
    return found + [taken_back.format(label=step.label) for step in workspace.recovered]


def newest_sound_backup(folder: Path) -> Backup | None:
    """The newest automatic backup that passes the database's own check; None when there is none."""
    return next((b for b in backing_up.list_backups(folder) if is_sound(b)), None)


def is_sound(backup: Backup) -> bool:
    """Whether a backup passes the database's own check."""
    from pim.storage import checking  # here, because whoever opens a sound catalogue needs none of it

    return backup.path.is_file() and not checking.check_database(backup.path)


def is_catalog(path: Path) -> bool:
    """Whether a dropped or remembered folder looks like a catalogue."""
    return path.is_dir() and (path.suffix == ".pim" or (path / "catalog.db").is_file())
