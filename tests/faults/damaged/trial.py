"""What is done with a damaged catalogue: opened, listed, verified; runs in a guarded child, which it might kill."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from pim.catalog.errors import CatalogError
from pim.catalog.filters import Query
from pim.services import browsing, checking, opening
from pim.services.workspace import Workspace
from tests.faults.damaged.material import DAMAGES, DATABASE

_BESIDES = ("-wal", "-shm", "-journal")
Dump = dict[str, list[Any]]


def run(base: str, first: int, count: int, seed: int, folder: str) -> Iterator[dict[str, Any]]:
    """Damages copies of the catalogue `base`, one after the other, and says what came of each."""
    sound = dump(Path(base) / DATABASE)
    for number in range(first, first + count):
        chance = Random(f"{seed}/damage/{number}")
        copy = Path(folder, f"{number}.pim")
        shutil.copytree(base, copy)
        damage = DAMAGES[number % len(DAMAGES)]
        how = damage(copy, chance)
        answer = {"number": number, "kind": damage.__name__, "how": how}
        yield answer | {"begun": True}
        changed = changes(sound, dump(copy / DATABASE))
        yield answer | {"changed": changed, "sqlite": found_by_sqlite(copy / DATABASE)} | attempt(copy)
        shutil.rmtree(copy)


def attempt(folder: Path) -> dict[str, Any]:
    """{"answer": opened, a kind of refusal or failed, "found": whether anything was noticed, "backup", "touched", "why"}."""
    before, files = _digest(folder / DATABASE), _files(folder)
    try:
        answer, found, backup, why = _look(folder)
    except CatalogError as error:
        answer, found, backup, why = "refused while it was read", True, True, str(error)
    except Exception:  # noqa: BLE001 - this is what is looked for
        answer, found, backup, why = "failed", True, True, traceback.format_exc(limit=-12)
    touched = "its bytes" if _digest(folder / DATABASE) != before else ", ".join(sorted(_files(folder) - files))
    return {"answer": answer, "found": found, "backup": backup, "touched": touched, "why": why}


def _look(folder: Path) -> tuple[str, bool, bool, str]:
    opened = opening.try_open(folder)
    if not isinstance(opened, Workspace):
        assert opened.message, "refused without a word"
        offers = opened.kind != opening.DAMAGED or opened.backup is not None
        return f"refused: {opened.kind}", True, offers, opened.message
    refused = ""
    with opened as workspace:
        try:
            ids = browsing.product_ids(workspace, Query(sort=("title",)))
            browsing.rows(workspace, list(ids[:400]))
            browsing.quick_search(workspace, "warm")
        except CatalogError as error:
            refused = str(error)
        problems = checking.verify(workspace)["problems"]
    answer = "opened, a list was refused" if refused else "opened"
    return answer, bool(problems or refused), True, "; ".join([refused, *problems[:3]])


def _files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name.startswith(DATABASE)}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def dump(path: Path) -> Dump:
    """Every row of every table as raw values; a table that cannot be read to the end has the row "unreadable"."""
    found: Dump = {}
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            connection.text_factory = bytes
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall():
                if not name.startswith((b"sqlite_", b"search_short", b"search_text")):
                    found[name.decode("utf-8", "replace")] = _rows(connection, name)
            found["search"] = [_rows(connection, b"search_short_data"), _rows(connection, b"search_text_data")]
    except sqlite3.DatabaseError:
        found["schema"] = ["unreadable"]
    return found


def _rows(connection: sqlite3.Connection, name: bytes) -> list[Any]:
    try:
        return sorted(connection.execute(f'SELECT * FROM "{name.decode()}"').fetchall(), key=repr)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return ["unreadable"]


def changes(sound: Dump, now: Dump) -> list[str]:
    """The tables that do not hold any more what they held."""
    return sorted(name for name in {*sound, *now} if sound.get(name) != now.get(name))


def found_by_sqlite(path: Path) -> bool:
    """Whether the database's own check notices anything."""
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            return connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok"
    except sqlite3.DatabaseError:
        return True
