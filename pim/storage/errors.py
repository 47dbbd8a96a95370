"""Why a catalogue cannot be opened or written."""

from __future__ import annotations

from pathlib import Path

from pim.catalog.errors import CatalogError
from pim.i18n import _


class NotACatalog(CatalogError):
    """The path is not a catalogue of this program."""


class NewerCatalog(NotACatalog):
    """Made by a newer version of the program; left untouched."""


class OutdatedCatalog(CatalogError):
    """Made by an older version, and could not be brought up to date; left as it was, it can be read."""


class DamagedCatalog(CatalogError):
    """The database is damaged; it was left untouched."""


def damaged(detail: object) -> DamagedCatalog:
    """The error for bytes that nobody wrote; `detail` says what is wrong with them."""
    return DamagedCatalog(
        _("The catalogue is damaged ({detail}). Restore a backup with: pim restore").format(detail=detail)
    )


def check_hash(sku: str, found: bytes, saved: bytes) -> None:
    """Raises `DamagedCatalog` when a product that is about to be changed is not what was saved: written anew, with a hash
    of its own, the damage could never be found again."""
    if found != saved:
        raise damaged(_("product {sku} is not what was saved").format(sku=sku))


def damaged_folder(folder: Path, detail: object) -> DamagedCatalog:
    """The error for a catalogue that cannot be opened because of its bytes; `detail` says what is wrong with them."""
    return DamagedCatalog(
        _("The catalogue “{path}” is damaged ({detail}). Restore a backup with: pim restore").format(
            path=folder, detail=detail
        )
    )


class CatalogInUse(CatalogError):
    """Another process holds the catalogue for writing."""


class ReadOnlyCatalog(CatalogError):
    """The catalogue was opened for reading only."""


class DiskRefused(OSError):
    """The disk is full, or refuses for another reason; `str(error)` is a translated sentence."""
