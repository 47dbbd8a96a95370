"""Documents of several products, also with those of the models above them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from pim.i18n import _
from pim.storage.bounded import line_above
from pim.storage.document import Document
from pim.storage.errors import damaged
from pim.storage.products import chunks, marks


def stored_documents(connection: sqlite3.Connection, uids: Iterable[str]) -> dict[str, Document]:
    """uid -> document, for the uids that exist."""
    found: dict[str, Document] = {}
    for chunk in chunks(uids):
        rows = connection.execute(
            "SELECT p.uid, d.document FROM product p JOIN product_document d ON d.product_id=p.id"
            f" WHERE p.uid IN ({marks(chunk)})", chunk,
        )  # fmt: skip
        found.update((uid, Document(text)) for uid, text in rows.fetchall())
    return found


def document_lines(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, list[Document]]:
    """id -> the document of that product with those of everything above it, root first. Unknown ids are left out."""
    found = _documents(connection, ids)
    known = dict(found)
    while wanted := {above for above, _document in known.values() if above is not None} - known.keys():
        loaded = _documents(connection, sorted(wanted))
        if len(loaded) < len(wanted):
            raise damaged(_("the model above a product is missing"))
        known.update(loaded)

    def above(each: tuple[int | None, Document]) -> tuple[int | None, Document] | None:
        return None if each[0] is None else known[each[0]]

    return {number: [document for _above, document in line_above(own, above)] for number, own in found.items()}


def _documents(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, tuple[int | None, Document]]:
    """id -> (id of the model above, document)."""
    found: dict[int, tuple[int | None, Document]] = {}
    for chunk in chunks(ids):
        rows = connection.execute(
            "SELECT p.id, p.parent_id, d.document FROM product p JOIN product_document d ON d.product_id=p.id"
            f" WHERE p.id IN ({marks(chunk)}) ORDER BY p.id", chunk,
        )  # fmt: skip
        found.update((number, (above, Document(text))) for number, above, text in rows.fetchall())
    return found
