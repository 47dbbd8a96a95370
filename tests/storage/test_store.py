"""Opening and closing: the gate, the lease, one writer, snapshots."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from pim.catalog.edit import Edit
from pim.services import browsing, editing
from pim.services.workspace import create_catalog, open_catalog
from pim.storage import dialect
from pim.storage.errors import CatalogInUse, DamagedCatalog, NewerCatalog, NotACatalog, ReadOnlyCatalog
from pim.storage.store import Store
from tests.builders import CLOCK, a_product, a_workspace, creation

HOLD = """
import sys
from pathlib import Path
from pim.services.workspace import open_catalog
workspace = open_catalog(Path(sys.argv[1]), who="bob")
print("open", flush=True)
sys.stdin.readline()
workspace.close()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with a_workspace(tmp_path, a_product("A-1", title="Cup", price="5")) as workspace:
        return workspace.folder


class Holder:
    """Another process that has a catalogue open for writing."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )  # fmt: skip
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "open\n"

    def end(self, *, killed: bool = False) -> None:
        if killed:
            self.process.kill()
        self.process.communicate(None if killed else "\n")


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_new_catalogue_is_a_folder_that_says_what_it_is(tmp_path: Path) -> None:
    with create_catalog(tmp_path / "shop.pim", clock=CLOCK) as workspace:
        assert workspace.name == "shop"
        assert list(workspace.structure.channels) == ["csv", "shopify", "print"]
    assert {path.name for path in (tmp_path / "shop.pim").iterdir()} == {
        "catalog.db", "media", "publications", "backups", "lease",
    }  # fmt: skip
    assert dialect.read_header(tmp_path / "shop.pim" / "catalog.db") == (
        True, dialect.APPLICATION_ID, dialect.SCHEMA_VERSION,
    )  # fmt: skip


def test_a_new_catalogue_goes_nowhere_where_something_is(tmp_path: Path, folder: Path) -> None:
    for place in (folder, tmp_path):
        before = contents(place)
        with pytest.raises(NotACatalog, match="already exists"):
            create_catalog(place)
        assert contents(place) == before


@pytest.mark.parametrize("content", [None, b"", b"not a database at all" * 100, b"SQLite format 3\0" + bytes(4080)])
def test_what_is_no_catalogue_is_refused_untouched(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "catalog.db").write_bytes(content)
    before = contents(tmp_path)
    with pytest.raises(NotACatalog):
        open_catalog(tmp_path)
    assert contents(tmp_path) == before


def test_another_programs_database_is_refused_untouched(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "catalog.db")
    connection.execute("CREATE TABLE product(id)")
    connection.close()
    before = contents(tmp_path)
    with pytest.raises(NotACatalog):
        open_catalog(tmp_path)
    assert contents(tmp_path) == before


def test_a_newer_schema_is_refused_and_not_a_byte_changes(folder: Path) -> None:
    connection = sqlite3.connect(folder / "catalog.db")
    connection.execute(f"PRAGMA user_version={dialect.SCHEMA_VERSION + 1}")
    connection.close()
    before = contents(folder)
    with pytest.raises(NewerCatalog, match=f"schema {dialect.SCHEMA_VERSION + 1}"):
        open_catalog(folder)
    assert contents(folder) == before


def test_a_damaged_database_is_named_and_lets_the_lease_go(folder: Path) -> None:
    path = folder / "catalog.db"
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 40] = bytes(4096 * 39)
    path.write_bytes(bytes(data))
    for _again in range(2):
        with pytest.raises(DamagedCatalog, match="pim restore"):
            open_catalog(folder, wait=0)
    assert path.read_bytes() == bytes(data)


def test_a_cut_database_is_damaged(folder: Path) -> None:
    path = folder / "catalog.db"
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(DamagedCatalog):
        open_catalog(folder, wait=0)


def test_one_connection_writes_and_the_others_cannot(folder: Path) -> None:
    with open_catalog(folder, clock=CLOCK) as workspace:
        store: Store = workspace.store
        with store.reader() as reader:
            for statement in ("DELETE FROM product", "CREATE TABLE x(y)", "PRAGMA user_version=7"):
                with pytest.raises(sqlite3.OperationalError, match="readonly"):
                    reader.execute(statement)
            assert reader.execute("PRAGMA query_only").fetchone()[0] == 1
            assert reader.execute("PRAGMA wal_autocheckpoint").fetchone()[0] == 0
        assert store.writer is not None
        assert store.writer.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert store.writer.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
    assert not list(folder.glob("catalog.db-*")), "the writer closes last and leaves no log"


def test_a_reader_sees_its_snapshot_until_its_end(folder: Path) -> None:
    with open_catalog(folder, clock=CLOCK) as workspace:
        uid = browsing.uid_of(workspace, "A-1")
        with workspace.reading() as connection:
            editing.set_value(workspace, uid=uid, key="title", text="Bowl")
            workspace.apply(Edit(label="More", patches=creation(a_product("B"))))
            assert connection.execute("SELECT group_concat(name) FROM product").fetchone()[0] == "Cup"
            assert workspace.store.revision(connection) == workspace.revision() - 2
        with workspace.reading() as connection:
            assert connection.execute("SELECT group_concat(name) FROM product").fetchone()[0] == "Bowl,"


def test_a_failed_transaction_is_rolled_back(folder: Path) -> None:
    with open_catalog(folder) as workspace:
        with pytest.raises(ZeroDivisionError), workspace.store.transaction() as connection:
            connection.execute("DELETE FROM product")
            raise ZeroDivisionError
        assert browsing.totals(workspace).products == 1


def test_a_second_process_is_told_who_has_the_catalogue_and_may_read(folder: Path) -> None:
    holder = Holder(folder)
    try:
        with pytest.raises(CatalogInUse, match=rf"process {holder.process.pid}\)"):
            open_catalog(folder, wait=0.1)
        with open_catalog(folder, read_only=True) as reading:
            assert not reading.writable
            assert browsing.totals(reading).products == 1
            with pytest.raises(ReadOnlyCatalog):
                editing.set_value(reading, uid=browsing.uid_of(reading, "A-1"), key="title", text="No")
    finally:
        holder.end()
    with open_catalog(folder, wait=0) as again:
        assert again.writable


def test_a_lease_whose_process_died_is_taken_over(folder: Path) -> None:
    holder = Holder(folder)
    holder.end(killed=True)
    assert json.loads((folder / "lease").read_text())["pid"] == holder.process.pid
    with open_catalog(folder, wait=0) as workspace:
        assert workspace.writable


def test_a_lease_of_another_computer_is_believed_without_a_lock(folder: Path) -> None:
    text = json.dumps({"host": "elsewhere", "pid": 1, "user": "eve", "since": "2026-11-22T08:00:00Z"})
    (folder / "lease").write_text(text)
    with pytest.raises(CatalogInUse, match="eve on elsewhere"):
        open_catalog(folder, wait=0)
    assert (folder / "lease").read_text() == text
    with open_catalog(folder, read_only=True) as reading:
        assert not reading.writable


def test_a_lease_file_nobody_can_read_does_not_lock_anybody_out(folder: Path) -> None:
    (folder / "lease").write_bytes(b"\xff\x00 nonsense")
    with open_catalog(folder, wait=0) as workspace:
        assert workspace.writable


def test_a_read_only_opening_beside_a_writer_sees_commits(folder: Path) -> None:
    with open_catalog(folder, clock=CLOCK) as writing, open_catalog(folder, read_only=True) as reading:
        uid = browsing.uid_of(writing, "A-1")
        editing.set_value(writing, uid=uid, key="title", text="Seen")
        assert browsing.view_product(reading, uid=uid).product.values["title@en_GB"] == "Seen"
        assert reading.revision() == writing.revision()


def test_closing_twice_does_no_harm(folder: Path) -> None:
    workspace = open_catalog(folder)
    workspace.close()
    workspace.close()
