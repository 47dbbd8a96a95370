"""Writing what is derived of products: typed indexes, completeness, search texts, categories and images."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pim.storage import dialect
from pim.storage.derive import INDEX_TABLES, Derived
from pim.storage.lines import Node
from pim.storage.products import chunks, marks


class Work(NamedTuple):
    """A product of a batch with its derived data before and after, both under the present rules."""

    node: Node
    old: Derived | None
    new: Derived | None

    @property
    def stored(self) -> Derived | None:
        """What is known to be stored: nothing for certain, when it was derived under older rules."""
        return None if self.node.stale else self.old


class DerivedWriter:
    """Writes the derived data of one batch."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._scopes = _load_scopes(connection)

    def write(self, work: Sequence[Work]) -> None:
        """Makes the tables hold what is new of these products, and nothing that was."""
        self._write_entries(work)
        for table, column in (("product_category", "categories"), ("product_image", "images")):
            self._write_sets(table, column, work)
        self._write_cells(work)
        self._write_search(work)

    def _write_cells(self, work: Sequence[Work]) -> None:
        cells = [
            (w.node.id, self._scope(cell.channel, cell.locale), cell.filled, cell.required)
            for w in work
            if w.new is not None and (w.stored is None or w.stored.cells != w.new.cells)
            for cell in w.new.cells
        ]
        self._connection.executemany(
            "INSERT INTO completeness VALUES(?,?,?,?) ON CONFLICT(product_id, scope_id)"
            " DO UPDATE SET filled=excluded.filled, required=excluded.required", cells,
        )  # fmt: skip
        # Channels and locales that were given up since the product was derived.
        self._connection.executemany(
            "DELETE FROM completeness WHERE product_id=? AND scope_id NOT IN (SELECT id FROM completeness_scope)",
            [(w.node.id,) for w in work if w.node.stale],
        )

    def _write_entries(self, work: Sequence[Work]) -> None:
        gone: dict[str, list[tuple[Any, ...]]] = {kind: [] for kind in INDEX_TABLES}
        come: dict[str, list[tuple[Any, ...]]] = {kind: [] for kind in INDEX_TABLES}
        for w in work:
            # An entry depends on its field and value only, and a field whose type changes gets a new id: so what is
            # stored of a stale product is among `old`, but not all of `old` need be stored.
            for kind, field, value in w.old.entries_unlike(w.new) if w.old else ():
                gone[kind].append((field, value, w.node.id))
            for kind, field, value in w.new.entries_unlike(w.stored) if w.new else ():
                come[kind].append((field, value, w.node.id))
        for kind, table in INDEX_TABLES.items():
            if gone[kind]:
                self._connection.executemany(
                    f"DELETE FROM {table} WHERE field_id=? AND value=? AND product_id=?", gone[kind]
                )
            if come[kind]:
                come[kind].sort()
                self._connection.executemany(f"INSERT INTO {table} VALUES(?,?,?) ON CONFLICT DO NOTHING", come[kind])

    def _write_sets(self, table: str, column: str, work: Sequence[Work]) -> None:
        gone: list[tuple[str, int]] = []
        come: list[tuple[str, int]] = []
        for w in work:
            before = getattr(w.old, column) if w.old else frozenset()
            after = getattr(w.new, column) if w.new else frozenset()
            gone.extend((value, w.node.id) for value in before - after)
            come.extend((value, w.node.id) for value in after - before)
        name = "category" if table == "product_category" else "sha256"
        self._connection.executemany(f"DELETE FROM {table} WHERE {name}=? AND product_id=?", gone)
        self._connection.executemany(f"INSERT INTO {table} VALUES(?,?) ON CONFLICT DO NOTHING", come)

    def _write_search(self, work: Sequence[Work]) -> None:
        texts = self._search_texts(w.node.id for w in work if w.node.stale)
        changed = [
            (w.node.id, w.new.short, w.new.body, w.node.before is None)
            for w in work
            if w.new is not None and not _has_texts(w.new, w.stored, texts.get(w.node.id))
        ]
        self.remove_search([number for number, _s, _b, created in changed if not created])
        self._connection.executemany("INSERT INTO search_source VALUES(?,?,?)", [row[:3] for row in changed])
        self._connection.executemany(dialect.SEARCH_INSERT["search_short"], [(row[0], row[1]) for row in changed])
        self._connection.executemany(dialect.SEARCH_INSERT["search_text"], [(row[0], row[2]) for row in changed])

    def _search_texts(self, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
        found: dict[int, tuple[str, str]] = {}
        for chunk in chunks(ids):
            where = f"WHERE product_id IN ({marks(chunk)})"
            rows = self._connection.execute(f"SELECT product_id, short, body FROM search_source {where}", chunk)
            found.update((number, (short, body)) for number, short, body in rows)
        return found

    def remove_search(self, ids: Iterable[int]) -> None:
        """Takes products out of both full-text indexes, by the texts they were put in with."""
        for chunk in chunks(ids):
            where = f"WHERE product_id IN ({marks(chunk)})"
            rows = self._connection.execute(
                f"SELECT product_id, short, body FROM search_source {where}", chunk
            ).fetchall()
            self._connection.executemany(dialect.SEARCH_DELETE["search_short"], [(row[0], row[1]) for row in rows])
            self._connection.executemany(dialect.SEARCH_DELETE["search_text"], [(row[0], row[2]) for row in rows])
            self._connection.execute(f"DELETE FROM search_source {where}", chunk)

    def _scope(self, channel: str, locale: str) -> int:
        if (channel, locale) not in self._scopes:
            number = self._connection.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM completeness_scope").fetchone()[0]
            self._connection.execute("INSERT INTO completeness_scope VALUES(?,?,?)", (number, channel, locale))
            self._scopes[channel, locale] = number
        return self._scopes[channel, locale]


def _has_texts(new: Derived, stored: Derived | None, texts: tuple[str, str] | None) -> bool:
    """Whether the search texts of `new` are stored: as derived data of before, or as the very `texts`."""
    return new.has_texts_of(stored) if stored is not None else (new.short, new.body) == texts


def _load_scopes(connection: sqlite3.Connection) -> dict[tuple[str, str], int]:
    rows = connection.execute("SELECT channel, locale, id FROM completeness_scope")
    return {(channel, locale): number for channel, locale, number in rows}
