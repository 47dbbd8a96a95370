"""Why a catalogue cannot be opened or written."""

from __future__ import annotations

from pim.catalog.errors import CatalogError


class NotACatalog(CatalogError):
    """The path is not a catalogue of this program."""


class NewerCatalog(NotACatalog):
    """Made by a newer version of the program; left untouched."""


class DamagedCatalog(CatalogError):
    """The database is damaged; it was left untouched."""


class CatalogInUse(CatalogError):
    """Another process holds the catalogue for writing."""


class ReadOnlyCatalog(CatalogError):
    """The catalogue was opened for reading only."""


class DiskRefused(OSError):
    """The disk is full, or refuses for another reason; `str(error)` is a translated sentence."""
