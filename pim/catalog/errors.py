"""Errors a person can act upon; every message says what happened and what to do."""

from __future__ import annotations


class CatalogError(Exception):
    """Something the user asked for cannot be done; `str(error)` is a translated sentence."""


class InvalidValue(CatalogError):
    """A text that is not a value of its attribute.

    `text` is what was typed, kept so that a screen can show it again beside the reason.
    """

    def __init__(self, reason: str, text: str = "") -> None:
        super().__init__(reason)
        self.text = text


class UnknownRecord(CatalogError):
    """A code, SKU or uid that names nothing in the catalogue."""


class Conflict(CatalogError):
    """What is stored is no longer what an edit expects; `names` lists the keys concerned."""

    def __init__(self, message: str, names: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.names = names


class NotNow(CatalogError):
    """Waits for the end of a large change that is being written; asked for again after that, it is done."""
