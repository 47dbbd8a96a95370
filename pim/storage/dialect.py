"""Everything that only one database understands: full-text search tables, file header fields, connection settings."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pim.catalog.identifiers import fold_text

APPLICATION_ID = 0x50494D31  # "PIM1", in the file header: what kind of file this is
SCHEMA_VERSION = 3  # each older one is brought up to date by a step in `schema_steps`
OLDEST_SCHEMA = 1

# Two indexes over `search_source`, folded by us: any part of a word in short texts, word prefixes in all texts.
_SEARCH_TABLES = (
    ("CREATE VIRTUAL TABLE search_short USING fts5(short, content='search_source', content_rowid='product_id',"
    " tokenize='trigram', detail='none')"),
    ("CREATE VIRTUAL TABLE search_text USING fts5(body, content='search_source', content_rowid='product_id',"
    " tokenize='unicode61 remove_diacritics 0', prefix='2 3', detail='column')"),
)


def connect_writer(path: Path) -> sqlite3.Connection:
    """The one connection that writes and checkpoints: WAL, and FULL so that an acknowledged edit survives a power cut."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512, timeout=5)
    for pragma in (
        "journal_mode=WAL", "synchronous=FULL", "secure_delete=OFF", "journal_size_limit=67108864",
        "wal_autocheckpoint=4000", f"cache_size=-{_WRITER_CACHE}", *_SETTINGS,
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("pim_fold", 1, _fold, deterministic=True)
    return connection


def connect_reader(path: Path, *, immutable: bool = False) -> sqlite3.Connection:
    """A connection that can only read and never checkpoints. `immutable`: the folder cannot be written at all."""
    flags = "mode=ro&immutable=1" if immutable else "mode=ro"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{flags}", uri=True, isolation_level=None, check_same_thread=False,
        cached_statements=256, timeout=5,
    )  # fmt: skip
    for pragma in ("query_only=ON", "wal_autocheckpoint=0", f"cache_size=-{_READER_CACHE}", *_SETTINGS):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("pim_fold", 1, _fold, deterministic=True)
    return connection


def _fold(value: object) -> str | None:
    return None if value is None else fold_text(str(value))


# KB of pages. A large edit comes back to the same pages, so the writer keeps many. Readers are several, each keeps its
# own, and the system has the file in memory already: with half of this they count and filter more slowly. (A bound for all
# together, SQLite's `soft_heap_limit`, saves 40 MB beside a window, but takes the pages from the writer: an import read 300 GB.)
_WRITER_CACHE, _READER_CACHE = 65536, 16384

# trusted_schema and cell_size_check: a catalogue may come from a stranger (sqlite.org, "Defense Against The Dark Arts").
_SETTINGS = ("temp_store=MEMORY", "trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0")


def create_schema(connection: sqlite3.Connection) -> None:
    """Makes every table in an empty database and stamps the file; inside the caller's transaction."""
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.schema import CreateIndex, CreateTable

    from pim.storage.tables import metadata

    dialect = sqlite.dialect()
    for table in metadata.sorted_tables:
        connection.execute(str(CreateTable(table).compile(dialect=dialect)))
        for index in sorted(table.indexes, key=lambda i: str(i.name)):
            connection.execute(str(CreateIndex(index).compile(dialect=dialect)))
    for statement in _SEARCH_TABLES:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")


def read_header(path: Path) -> tuple[bool, int, int]:
    """(is a SQLite file, application id, schema version), read from the first 100 bytes of a file.

    Only for a file that this process has not opened through SQLite: closing it would drop SQLite's locks.
    """
    with path.open("rb") as file:
        header = file.read(100)
    is_sqlite = len(header) == 100 and header.startswith(b"SQLite format 3\x00")
    return is_sqlite, int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big")


SEARCH_DELETE = {
    "search_short": "INSERT INTO search_short(search_short, rowid, short) VALUES('delete', ?, ?)",
    "search_text": "INSERT INTO search_text(search_text, rowid, body) VALUES('delete', ?, ?)",
}
SEARCH_INSERT = {
    "search_short": "INSERT INTO search_short(rowid, short) VALUES(?, ?)",
    "search_text": "INSERT INTO search_text(rowid, body) VALUES(?, ?)",
}


def trigram_match(word: str) -> str:
    """The FTS5 expression for texts that hold `word` (three characters or more): all its trigrams."""
    grams = dict.fromkeys(word[i : i + 3] for i in range(len(word) - 2))
    return " AND ".join(f'"{gram.replace(chr(34), chr(34) * 2)}"' for gram in grams)


def prefix_match(words: list[str]) -> str:
    """The FTS5 expression for texts that have a word beginning with each of `words`."""
    return " AND ".join(f'"{word.replace(chr(34), chr(34) * 2)}"*' for word in words)
