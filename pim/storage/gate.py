"""The open gate: what the header of a file says, before anything is opened or written."""

from __future__ import annotations

from pathlib import Path

from pim.i18n import _
from pim.storage import dialect
from pim.storage.disk import DATABASE
from pim.storage.errors import NewerCatalog, NotACatalog, damaged_folder


def check_gate(folder: Path) -> int:
    """The schema of a catalogue, by its header alone. Raises `NotACatalog`, `NewerCatalog` or `DamagedCatalog`."""
    path = folder / DATABASE
    if not folder.is_dir() or not path.is_file():
        raise NotACatalog(_("“{path}” is not a catalogue. Make one with: pim new {path}").format(path=folder))
    is_sqlite, application, version = dialect.read_header(path)
    if not is_sqlite or application != dialect.APPLICATION_ID:
        raise NotACatalog(_("“{path}” does not hold a catalogue, or its database is damaged.").format(path=folder))
    if version > dialect.SCHEMA_VERSION:
        raise NewerCatalog(
            _("“{path}” was made by a newer version (schema {version}). Update the program to open it.").format(
                path=folder, version=version
            )
        )
    if version < dialect.OLDEST_SCHEMA:
        raise damaged_folder(folder, _("there is no schema {version}").format(version=version))
    return version
