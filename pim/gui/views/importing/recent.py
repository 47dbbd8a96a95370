"""Files that were imported lately, kept in the settings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSettings

_KEY, _MOST = "import/recent", 6


def recent_imports(settings: QSettings) -> list[tuple[Path, ...]]:
    """What was opened, newest first, each still there."""
    try:
        stored = json.loads(str(settings.value(_KEY, "[]")))
        found = [tuple(Path(str(name)) for name in names) for names in stored]
    except (ValueError, TypeError):
        return []
    return [paths for paths in found if paths and all(path.exists() for path in paths)]


def remember_import(settings: QSettings, paths: Sequence[Path]) -> None:
    """Put these files first."""
    own = tuple(path.absolute() for path in paths)
    others = [known for known in recent_imports(settings) if known != own]
    settings.setValue(_KEY, json.dumps([[str(path) for path in known] for known in [own, *others][:_MOST]]))
