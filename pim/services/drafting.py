"""Drafts: what somebody was typing when the program ended, so that it is there again when it is opened."""

from __future__ import annotations

from collections.abc import Mapping

from pim.catalog.convention import PLAIN, Convention
from pim.catalog.errors import CatalogError
from pim.services.editing import parsed_part
from pim.services.workspace import Workspace
from pim.storage import drafts
from pim.storage.drafts import Draft
from pim.storage.products import load_products

__all__ = ["Draft", "keep_drafts", "waiting_drafts"]


def keep_drafts(workspace: Workspace, texts: Mapping[tuple[str, str], str | None]) -> None:
    """Keeps typed texts by (uid, part key), so that they survive whatever happens next; None takes one away.

    No step of history: nothing of the catalogue is changed. Does nothing while it is open for reading only.
    """
    if texts and workspace.writable:
        drafts.keep(workspace.store, texts)


def waiting_drafts(workspace: Workspace, convention: Convention = PLAIN) -> list[Draft]:
    """The drafts that say something else than what is stored, oldest first."""
    with workspace.reading() as connection:
        found = drafts.of_products(connection)
        products = load_products(connection, list({draft.uid for draft in found}))
    waiting = []
    for draft in found:
        try:
            key, value = parsed_part(workspace.structure, draft.key, draft.text, convention)
            stored = products[draft.uid].part(key)
            is_stored = (stored["value"] if stored and "#" in key else stored) == value
        except CatalogError:
            is_stored = False  # no value (yet), but somebody typed it
        if not is_stored:
            waiting.append(draft)
    return waiting
