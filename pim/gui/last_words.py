"""What goes wrong after the last window has closed is told in the next one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings

from pim.catalog.errors import CatalogError
from pim.gui.failures import sentence_for
from pim.i18n import _
from pim.services import backing_up

_log = logging.getLogger(__name__)
_KEY = "session/last_words"


def restore(settings: QSettings, backup: Path, folder: Path) -> None:
    """Makes the closed catalogue in `folder` what a backup holds; why it could not be is left for the next start."""
    try:
        backing_up.restore(backup, folder)
    except (CatalogError, OSError) as error:
        _log.exception("The backup could not be restored")
        sentence = _("The catalogue is as it was, because the backup could not be restored. {reason}")
        settings.setValue(_KEY, sentence.format(reason=sentence_for(error)))
        settings.sync()


def tell(settings: QSettings, say: Callable[[str], object]) -> None:
    """Says what was left, once."""
    if words := str(settings.value(_KEY, "")):
        settings.remove(_KEY)
        say(words)
