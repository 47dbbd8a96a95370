"""Writing what is derived of products: typed indexes, completeness, search texts, categories and images."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable, Sequence
from typing import Any, NamedTuple

from pim.catalog.completeness import Completeness
from pim.storage import dialect
from pim.storage.derive import INDEX_TABLES, Derived, Entry
from pim.storage.lines import Node
from pim.storage.products import chunks, marks

_TAKE_OUT = "DELETE FROM {table} WHERE field_id=? AND value=? AND product_id=?"
_PUT_IN = "INSERT INTO {table} VALUES(?,?,?) ON CONFLICT DO NOTHING"


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
        self.write_cells(
            (w.node.id, w.new.cells)
            for w in work
            if w.new is not None and (w.stored is None or w.stored.cells != w.new.cells)
        )
        self.drop_given_up(w.node.id for w in work if w.node.stale)

    def write_cells(self, cells: Iterable[tuple[int, Sequence[Completeness]]]) -> None:
        """Stores whole matrices, by product id."""
        # By identity, because the same matrix comes many times (see `Matrices`); kept here, so that none is made anew.
        known: dict[int, tuple[Sequence[Completeness], list[tuple[int, int, int]]]] = {}
        rows: list[tuple[int, int, int, int]] = []
        for number, matrix in cells:
            if (place := id(matrix)) not in known:
                known[place] = matrix, [(self._scope(c.channel, c.locale), c.filled, c.required) for c in matrix]
            rows += [(number, *cell) for cell in known[place][1]]
        self._connection.executemany(
            "INSERT INTO completeness VALUES(?,?,?,?) ON CONFLICT(product_id, scope_id)"
            " DO UPDATE SET filled=excluded.filled, required=excluded.required"
            " WHERE filled<>excluded.filled OR required<>excluded.required", rows,
        )  # fmt: skip

    def drop_given_up(self, ids: Iterable[int]) -> None:
        """Takes out the completeness in channels and locales that were given up since these products were derived."""
        for chunk in chunks(ids):
            self._connection.execute(
                f"DELETE FROM completeness WHERE product_id IN ({marks(chunk)})"
                " AND scope_id NOT IN (SELECT id FROM completeness_scope)", chunk,
            )  # fmt: skip

    def _write_entries(self, work: Sequence[Work]) -> None:
        # An entry depends on its field and value only, and a field whose type changes gets a new id: so what is
        # stored of a stale product is among `old`, but not all of `old` need be stored.
        gone = ((w.node.id, w.old.entries_unlike(w.new)) for w in work if w.old)
        come = ((w.node.id, w.new.entries_unlike(w.stored)) for w in work if w.new)
        self.write_entries(gone, come)

    def write_entries(
        self, gone: Iterable[tuple[int, Iterable[Entry]]], come: Iterable[tuple[int, Iterable[Entry]]]
    ) -> None:
        """Takes entries out of the typed indexes and puts others in, by product id."""
        for statement, entries in ((_TAKE_OUT, gone), (_PUT_IN, come)):
            rows: dict[str, list[tuple[Any, ...]]] = {kind: [] for kind in INDEX_TABLES}
            add = {kind: rows[kind].append for kind in INDEX_TABLES}
            for number, found in entries:
                for kind, field, value in found:
                    add[kind]((field, value, number))
            for kind, table in INDEX_TABLES.items():
                if rows[kind]:
                    rows[kind].sort()  # in the order of the index, so that neighbours share its pages
                    self._connection.executemany(statement.format(table=table), rows[kind])

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
        self.write_search(
            (
                (w.node.id, w.new.short, w.new.body)
                for w in work
                if w.new is not None and (w.stored is None or not w.new.has_texts_of(w.stored))
            ),
            {w.node.id for w in work if w.node.before is None},
        )

    def write_search(self, texts: Iterable[tuple[int, str, str]], new: Container[int] = ()) -> None:
        """Makes the search hold these (product id, short text, body); what it holds already stays untouched.

        `new` are products that are known not to be searched yet.
        """
        wanted = list(texts)
        stored = self._search_texts(row[0] for row in wanted if row[0] not in new)
        changed = [row for row in wanted if stored.get(row[0]) != row[1:]]
        run = self._connection.executemany
        for place, table in enumerate(("search_short", "search_text")):
            differing = [row for row in changed if row[0] not in stored or stored[row[0]][place] != row[1 + place]]
            gone = [(row[0], stored[row[0]][place]) for row in differing if row[0] in stored]
            run(dialect.SEARCH_DELETE[table], gone)
            run(dialect.SEARCH_INSERT[table], [(row[0], row[1 + place]) for row in differing])
        run(
            "INSERT INTO search_source VALUES(?,?,?) ON CONFLICT(product_id) DO UPDATE SET short=excluded.short,"
            " body=excluded.body", changed,
        )  # fmt: skip

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


def _load_scopes(connection: sqlite3.Connection) -> dict[tuple[str, str], int]:
    rows = connection.execute("SELECT channel, locale, id FROM completeness_scope")
    return {(channel, locale): number for channel, locale, number in rows}
