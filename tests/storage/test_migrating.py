"""Catalogues of older schemas: everything in them is there afterwards, and until then nothing has happened."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from pim.isolation import Cancelled
from pim.services import backing_up, browsing, checking, editing, exporting
from pim.services.opening import OUTDATED, Refusal, try_open
from pim.services.workspace import open_catalog
from pim.storage import dialect, disk, migrating, schema_steps
from pim.storage.checking import check_database
from pim.storage.errors import CatalogInUse, DamagedCatalog, OutdatedCatalog, ReadOnlyCatalog
from pim.storage.lease import Lease
from tests.builders import CLOCK
from tests.fixtures import catalogs
from tests.storage.afresh import assert_derived_is_fresh

NOW = "2026-11-22T09:00:00.000000Z"
OLDER = [version for version in catalogs.versions() if version < dialect.SCHEMA_VERSION]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return catalogs.unpacked(1, tmp_path)[0]


def files(folder: Path) -> dict[str, bytes]:
    """Everything in the folder but what says who holds it, and the empty log of those who read."""
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    reading = {"catalog.db-shm"} | ({"catalog.db-wal"} if found.get("catalog.db-wal") == b"" else set())
    return {name: data for name, data in found.items() if name != "lease" and name not in reading}


def written(folder: Path, *statements: str) -> None:
    """Changes behind the program's back."""
    with closing(sqlite3.connect(folder / disk.DATABASE)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_of_every_released_schema_there_is_a_catalogue_and_a_step_to_the_next() -> None:
    released = list(range(dialect.OLDEST_SCHEMA, dialect.SCHEMA_VERSION + 1))
    assert catalogs.versions() == released
    assert sorted(schema_steps.STEPS) == released[:-1]


@pytest.mark.parametrize("unfinished", [False, True])
@pytest.mark.parametrize("version", catalogs.versions())
def test_everything_is_there_afterwards(version: int, unfinished: bool, tmp_path: Path) -> None:
    folder, seen = catalogs.unpacked(version, tmp_path, unfinished=unfinished)
    assert dialect.read_header(folder / disk.DATABASE)[2] == version
    with open_catalog(folder, clock=CLOCK) as workspace:
        assert [step.label for step in workspace.recovered] == (["brand, washable, 60 products"] if unfinished else [])
        assert catalogs.shown(workspace) == seen
        assert checking.verify(workspace)["problems"] == []
        assert_derived_is_fresh(workspace)
        assert workspace.store.is_older is False
        assert (workspace.store.migrated is None) == (version == dialect.SCHEMA_VERSION)
        if done := workspace.store.migrated:
            assert (done.before, done.after, done.problems) == (version, dialect.SCHEMA_VERSION, 0)
    assert dialect.read_header(folder / disk.DATABASE)[2] == dialect.SCHEMA_VERSION
    with open_catalog(folder, clock=CLOCK) as again:
        assert again.store.migrated is None
        assert catalogs.shown(again) == seen


@pytest.mark.parametrize("version", OLDER)
def test_work_goes_on_afterwards(version: int, tmp_path: Path) -> None:
    folder, seen = catalogs.unpacked(version, tmp_path)
    with open_catalog(folder, clock=CLOCK) as workspace:
        workspace.undo()  # what the program of that time did
        workspace.redo()
        assert catalogs.shown(workspace)["products"] == seen["products"]
        editing.set_value(workspace, uid=browsing.uid_of(workspace, "B-2"), key="title@en_GB", text="Bowl of today")
        report = exporting.run_export(workspace, to=tmp_path / "out", channels=("web",))
        assert (report.has_failed, report.parity.differences) == (False, 0)
        assert "Bowl of today" in (tmp_path / "out" / "current" / "web" / "products.csv").read_text(encoding="utf-8")
        assert checking.verify(workspace)["problems"] == []


@pytest.mark.parametrize("version", OLDER)
def test_the_backup_holds_what_was_there_before(version: int, tmp_path: Path) -> None:
    folder, seen = catalogs.unpacked(version, tmp_path)
    with open_catalog(folder, clock=CLOCK) as workspace:
        assert workspace.store.migrated is not None
        backup = workspace.store.migrated.backup
    (listed,) = backing_up.list_backups(folder)
    assert (listed.path, listed.reason, listed.revision) == (backup, "migration", len(seen["history"]))
    assert dialect.read_header(backup)[2] == version
    backing_up.restore(backup, tmp_path / "back.pim", CLOCK)
    with open_catalog(tmp_path / "back.pim", clock=CLOCK, read_only=True) as workspace:
        shown = catalogs.shown(workspace)
        assert {name for name in seen if shown[name] != seen[name]} == set()
        assert workspace.store.is_older


@pytest.mark.parametrize("version", OLDER)
def test_who_only_reads_leaves_it_as_it_is(version: int, tmp_path: Path) -> None:
    folder, seen = catalogs.unpacked(version, tmp_path)
    before = (folder / disk.DATABASE).read_bytes()
    with open_catalog(folder, clock=CLOCK, read_only=True) as workspace:
        assert (workspace.writable, workspace.store.is_older, workspace.store.migrated) == (False, True, None)
        assert catalogs.shown(workspace) == seen
        assert checking.verify(workspace)["problems"] == []
        with pytest.raises(ReadOnlyCatalog):
            editing.set_value(workspace, uid=browsing.uid_of(workspace, "A-1"), key="title@en_GB", text="No")
    assert (folder / disk.DATABASE).read_bytes() == before
    assert backing_up.list_backups(folder) == []


@pytest.mark.parametrize("version", OLDER)
def test_who_only_reads_does_not_see_half_an_edit(
    version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can only be taken back in a catalogue of the present schema; where that cannot be had, reading goes on."""
    folder, seen = catalogs.unpacked(version, tmp_path, unfinished=True)
    with monkeypatch.context() as full:
        full.setattr(migrating.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 0}))
        with open_catalog(folder, clock=CLOCK, read_only=True) as workspace:
            assert (workspace.writable, catalogs.shown(workspace) == seen) == (False, False)
    with open_catalog(folder, clock=CLOCK, read_only=True) as workspace:
        assert workspace.store.migrated is not None and len(workspace.recovered) == 1
        assert catalogs.shown(workspace) == seen


def test_a_folder_that_cannot_be_written_is_read(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(old)
    monkeypatch.setattr("pim.storage.store.os.access", lambda path, mode: False)
    with open_catalog(old, clock=CLOCK) as workspace:
        assert (workspace.writable, workspace.store.is_older) == (False, True)
        assert browsing.totals(workspace).products == 69 - 5
    assert files(old) == before


def test_what_was_not_checkpointed_comes_along(old: Path) -> None:
    """Of a program that was killed: the last edits are in the log only."""
    with closing(sqlite3.connect(old / disk.DATABASE)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("INSERT INTO catalog VALUES('late', 'in the log')")
        connection.commit()
        log = (old / "catalog.db-wal").read_bytes()
        database = (old / disk.DATABASE).read_bytes()
    (old / disk.DATABASE).write_bytes(database)
    (old / "catalog.db-wal").write_bytes(log)
    with open_catalog(old, clock=CLOCK) as workspace, workspace.reading() as connection:
        assert connection.execute("SELECT value FROM catalog WHERE name='late'").fetchone() == ("in the log",)


def refused(folder: Path) -> str:
    """Tries to open it for writing, which must leave everything as it was, readable, without leftovers."""
    before = files(folder)
    with pytest.raises(OutdatedCatalog) as error:
        open_catalog(folder, clock=CLOCK)
    assert files(folder) == before
    refusal = try_open(folder)
    assert isinstance(refusal, Refusal) and refusal.kind == OUTDATED
    assert files(folder) == before
    with open_catalog(folder, clock=CLOCK, read_only=True) as workspace:
        assert browsing.totals(workspace).products == 69 - 5
    return str(error.value)


def test_without_room_it_is_not_begun(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = (old / disk.DATABASE).stat().st_size
    usage = type("Usage", (), {"free": 3 * size - 1})
    with monkeypatch.context() as small:
        small.setattr(migrating.shutil, "disk_usage", lambda folder: usage)
        assert "the disk is full: 1.5 MB are needed" in refused(old)
    open_catalog(old, clock=CLOCK).close()


@pytest.mark.parametrize(
    ("what", "name"),
    [(migrating.copying, "back_up"), (migrating, "_copy_file"), (migrating, "_change"), (migrating.checking, "problems"),
     (migrating.disk, "put_in_place")],
)  # fmt: skip
def test_whatever_fails_it_is_as_it_was(what: Any, name: str, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: Any, **_more: Any) -> Any:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(what, name, fail)
        assert "No space left on device. It is as it was and can be opened for reading." in refused(old)
    with open_catalog(old, clock=CLOCK) as workspace:
        assert workspace.store.migrated is not None


@pytest.mark.parametrize(
    "harm",
    ["DELETE FROM change WHERE id=(SELECT MAX(id) FROM change)", "UPDATE change SET hash=x'00' WHERE id=3",
     "UPDATE product SET sku=sku||'x'", "CREATE TABLE more(x)", "DROP INDEX change_by_uid"],
)  # fmt: skip
def test_a_step_that_goes_wrong_is_found_by_verify(harm: str, old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = schema_steps.STEPS[1]

    def wrong(connection: sqlite3.Connection, on_rows: schema_steps.OnRows) -> None:
        right(connection, on_rows)
        connection.execute(harm)

    monkeypatch.setitem(schema_steps.STEPS, 1, wrong)
    assert "is not what was saved" in (text := refused(old)) or "does not" in text


def test_what_was_wrong_before_stays_and_is_counted(old: Path) -> None:
    written(old, "UPDATE product SET name='Not its title' WHERE sku='B-2'")
    with open_catalog(old, clock=CLOCK) as workspace:
        assert workspace.store.migrated is not None and workspace.store.migrated.problems == 1
        assert len(checking.verify(workspace)["problems"]) == 1


def test_damaged_pages_are_called_damage(old: Path) -> None:
    path = old / disk.DATABASE
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name='change_by_uid'").fetchone()
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    data = bytearray(path.read_bytes())
    data[(page - 1) * size : page * size] = bytes(size)
    path.write_bytes(data)
    before = files(old)
    with pytest.raises(DamagedCatalog):
        open_catalog(old, clock=CLOCK)
    assert files(old) == before


def test_it_can_be_cancelled_at_any_report(old: Path) -> None:
    before = files(old)
    reports: list[str] = []

    def stopping_at(number: int) -> Callable[[int, int, str], None]:
        def on_progress(done: int, total: int, text: str) -> None:
            reports.append(text)
            if len(reports) == number:
                raise Cancelled

        return on_progress

    for number in range(1, 40):
        reports.clear()
        try:
            open_catalog(old, clock=CLOCK, on_progress=stopping_at(number)).close()
        except Cancelled:
            assert files(old) == before
        else:
            break
    assert list(dict.fromkeys(reports)) == [
        "Backing up the catalogue", "Copying the catalogue", "Bringing the catalogue up to date", "Checking products",
        "Checking the history", "Checking images",
    ]  # fmt: skip
    assert check_database(old / disk.DATABASE) == []


def test_somebody_who_has_it_open_keeps_it(old: Path) -> None:
    lease = Lease.take(old, NOW)
    before = files(old)
    try:
        with pytest.raises(CatalogInUse):
            open_catalog(old, clock=CLOCK, wait=0.0)
        assert files(old) == before
    finally:
        lease.release()


def test_a_reader_who_is_at_it_reads_on(old: Path) -> None:
    with open_catalog(old, clock=CLOCK, read_only=True) as reader:
        shown = catalogs.shown(reader)
        with open_catalog(old, clock=CLOCK) as writer:
            editing.set_value(writer, uid=browsing.uid_of(writer, "A-1"), key="title@en_GB", text="New")
            assert catalogs.shown(reader) == shown
        assert catalogs.shown(reader) == shown


def test_who_waited_while_another_process_did_it_does_not_do_it_again(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Lease.take

    def slow(folder: Path, now: str, wait: float = 2.0) -> Lease:
        monkeypatch.setattr(Lease, "take", real)
        open_catalog(folder, clock=CLOCK).close()
        return real(folder, now, wait)

    monkeypatch.setattr(Lease, "take", slow)
    with open_catalog(old, clock=CLOCK) as workspace:
        assert workspace.writable and workspace.store.migrated is None
    assert len(backing_up.list_backups(old)) == 1


def test_a_catalogue_of_the_days_before_the_release_has_the_tables_already(tmp_path: Path) -> None:
    folder, seen = catalogs.unpacked(2, tmp_path)
    written(folder, "PRAGMA user_version=1")
    with open_catalog(folder, clock=CLOCK) as workspace:
        assert workspace.store.migrated is not None
        assert catalogs.shown(workspace) == seen


def test_a_schema_that_never_was_is_damage(old: Path) -> None:
    written(old, "PRAGMA user_version=0")
    before = files(old)
    with pytest.raises(DamagedCatalog, match="there is no schema 0"):
        open_catalog(old, clock=CLOCK)
    assert files(old) == before
