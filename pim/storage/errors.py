"""Why a catalogue cannot be opened or written."""

from __future__ import annotations

from pim.catalog.errors import CatalogError
from pim.i18n import _


class NotACatalog(CatalogError):
    """The path is not a catalogue of this program."""


class NewerCatalog(NotACatalog):
    """Made by a newer version of the program; left untouched."""


class DamagedCatalog(CatalogError):
    """The database is damaged; it was left untouched."""


def damaged(detail: object) -> DamagedCatalog:
    """The error for bytes that nobody wrote; `detail` says what is wrong with them."""
    return DamagedCatalog(
        _("The catalogue is damaged ({detail}). Restore a backup with: pim restore").format(detail=detail)
    )


class CatalogInUse(CatalogError):
    """Another process holds the catalogue for writing."""


class ReadOnlyCatalog(CatalogError):
    """The catalogue was opened for reading only."""


class DiskRefused(OSError):
    """The disk is full, or refuses for another reason; `str(error)` is a translated sentence."""
