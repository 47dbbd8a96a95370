"""What a crash leaves in a catalogue's folder is swept; what the disk refuses is said in words, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pim.services.workspace import Workspace, create_catalog, open_catalog
from pim.storage import copying, dialect, disk, media
from pim.storage.checking import check_database
from pim.storage.errors import DiskRefused, NotACatalog
from pim.storage.lease import Lease, read_holder
from pim.storage.store import Store, create
from tests.builders import CLOCK, a_product, a_workspace

NOW = "2026-11-22T08:30:00.000000Z"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with a_workspace(tmp_path, a_product("A-1", title="Cup", price="5")) as workspace:
        return workspace.folder


def test_opening_sweeps_what_an_interrupted_intake_backup_or_restore_left(folder: Path) -> None:
    kept = [folder / "backups" / "20261122T083000-r2.backup", folder / "media" / "ab" / f"{'ab' * 32}.jpg"]
    left = [
        folder / disk.INCOMING / f"{'cd' * 32}.jpg", folder / disk.BUILDING, folder / f"{disk.BUILDING}-wal",
        folder / disk.BALLAST, folder / "backups" / ".20261122T083000-r3.backup.part",
        folder / "backups" / ".20261122T083000-r3.backup.part-journal",
        folder / "backups" / "20261122T083000-r2-migration.backup-shm",
    ]  # fmt: skip
    for path in (*kept, *left):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"bytes")
    alias = folder / "backups" / "before-restore-20261122T083000.db"
    alias.hardlink_to(folder / disk.DATABASE)
    open_catalog(folder, clock=CLOCK).close()
    assert [path for path in kept if not path.exists()] == []
    assert [path for path in (*left, alias) if path.exists()] == []


def test_another_process_that_only_reads_sweeps_nothing(folder: Path) -> None:
    with open_catalog(folder, clock=CLOCK):
        part = folder / "backups" / ".20261122T083000-r3.backup.part"
        part.write_bytes(b"being written")
        open_catalog(folder, clock=CLOCK, read_only=True, wait=0.0).close()
        assert part.exists()


def test_a_name_that_was_there_already_is_synced_too(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / f"{'ab' * 32}.jpg"
    source.write_bytes(b"picture")
    synced: list[Path] = []
    with open_catalog(folder, clock=CLOCK) as workspace:
        media.put_files(workspace.store, [source])
        monkeypatch.setattr(disk, "sync_folder", synced.append)
        media.put_files(workspace.store, [source])
    assert synced == [folder / "media" / "ab", folder / "media"]
    assert list((folder / disk.INCOMING).iterdir()) == []


def test_an_intake_that_the_disk_refuses_leaves_no_part(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / f"{'ab' * 32}.jpg"
    source.write_bytes(b"picture")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with open_catalog(folder, clock=CLOCK) as workspace:
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            media.put_files(workspace.store, [source])
    assert [path for path in (folder / "media").rglob("*") if path.is_file()] == []


def test_a_full_disk_is_said_in_words_and_the_next_edit_works(folder: Path) -> None:
    with open_catalog(folder, clock=CLOCK) as workspace:
        writer = workspace.store.writer
        assert writer is not None
        pages = writer.execute("PRAGMA page_count").fetchone()[0]
        writer.execute(f"PRAGMA max_page_count={pages}")
        full = pytest.raises(DiskRefused, match="the disk is full .SQLITE_FULL.. Nothing was changed")
        with full, workspace.store.transaction() as connection:
            connection.execute("INSERT INTO catalog VALUES('filler', ?, x'')", ("x" * 1_000_000,))
        with workspace.store.transaction() as connection:
            connection.execute("INSERT INTO catalog VALUES('small', 'x', x'')")


def test_a_copy_needs_no_log_and_leaves_none_beside_whoever_reads_it(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.backup"
    (tmp_path / "copy.backup-shm").mkdir()  # refuses to be the index of a log
    with open_catalog(folder, clock=CLOCK) as workspace:
        copying.copy_database(workspace.store, target)
    (tmp_path / "copy.backup-shm").rmdir()
    assert check_database(target) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.backup", "shop.pim"]
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("SELECT COUNT(*) FROM product").fetchone() == (1,)


def test_a_copy_reaches_the_disk_little_by_little(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise an edit that is saved meanwhile waits until the disk has taken all of it."""
    target, real, synced, steps = tmp_path / "copy.backup", os.fsync, [0], [0]

    def fsync(descriptor: int) -> None:
        real(descriptor)
        synced[0] += os.path.samestat(os.fstat(descriptor), target.stat())

    def on_pages(_done: int, _total: int) -> None:
        steps[0] += 1
        assert synced[0] == steps[0]

    monkeypatch.setattr(copying, "_PAGES", 16)
    with open_catalog(folder, clock=CLOCK) as workspace:
        monkeypatch.setattr(os, "fsync", fsync)
        copying.copy_database(workspace.store, target, on_pages)
    assert steps[0] > 3


def test_what_is_no_fault_of_the_disk_keeps_its_own_error(folder: Path) -> None:
    with open_catalog(folder, clock=CLOCK) as workspace:
        wrong = pytest.raises(sqlite3.OperationalError, match="no such table")
        with wrong, workspace.store.transaction() as connection:
            connection.execute("SELECT * FROM nowhere")


def test_a_creation_that_was_interrupted_can_be_repeated(tmp_path: Path) -> None:
    folder = tmp_path / "new.pim"
    (folder / "media").mkdir(parents=True)
    (folder / disk.BUILDING).write_bytes(b"half")
    (folder / "lease").write_text("")
    with create_catalog(folder, clock=CLOCK) as workspace:
        assert workspace.revision() == 1
    assert not (folder / disk.BUILDING).exists()


def test_a_creation_that_died_after_taking_pictures_in_leaves_no_catalogue_and_can_be_repeated(tmp_path: Path) -> None:
    folder, picture = tmp_path / "new.pim", tmp_path / f"{'ab' * 32}.jpg"
    picture.write_bytes(b"picture")

    def fill_and_die(workspace: Workspace) -> None:
        media.put_files(workspace.store, [picture])
        os._exit(0)

    if (child := os.fork()) == 0:
        create_catalog(folder, clock=CLOCK, fill=fill_and_die)
    os.waitpid(child, 0)
    assert list(folder.glob("media/*/*.jpg"))
    with pytest.raises(NotACatalog):
        open_catalog(folder, clock=CLOCK)
    with create_catalog(folder, clock=CLOCK) as workspace:
        assert workspace.revision() == 1
    assert list(folder.glob("media/*/*.jpg")) == []
    assert {path.name for path in folder.iterdir()} == {"catalog.db", "lease", "media", "publications", "backups"}


@pytest.mark.parametrize("name", ["notes.txt", "media/photo.jpg"])
def test_a_folder_with_files_is_not_taken_for_an_interrupted_creation(tmp_path: Path, name: str) -> None:
    file = tmp_path / "new.pim" / name
    file.parent.mkdir(parents=True)
    file.write_bytes(b"mine")
    with pytest.raises(NotACatalog, match="already exists"):
        create_catalog(tmp_path / "new.pim", clock=CLOCK)
    assert file.read_bytes() == b"mine"


def test_a_creation_that_fails_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(disk, "sync_folder", refuse)
    with pytest.raises(OSError, match="Input/output"):
        create_catalog(tmp_path / "new.pim", clock=CLOCK)
    assert list(tmp_path.iterdir()) == []


def test_what_fills_a_new_catalogue_is_there_from_the_start_or_not_at_all(tmp_path: Path) -> None:
    def fill(store: Store) -> None:
        with store.transaction() as connection:
            connection.execute("INSERT INTO catalog VALUES('filled', 'yes', x'')")
        assert not (tmp_path / "new.pim" / disk.DATABASE).exists()
        if failing:
            raise OSError(5, "Input/output error")

    failing = True
    with pytest.raises(OSError, match="Input/output"):
        create(tmp_path / "new.pim", CLOCK, fill)
    assert list(tmp_path.iterdir()) == []
    failing = False
    store = create(tmp_path / "new.pim", CLOCK, fill)
    with store.reader() as connection:
        assert connection.execute("SELECT value FROM catalog WHERE name='filled'").fetchone() == ("yes",)
    store.close()


def test_a_log_alone_in_a_folder_that_cannot_be_written_is_read_from_a_copy(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_catalog(folder, clock=CLOCK) as workspace:
        with workspace.store.transaction() as connection:
            connection.execute("INSERT INTO catalog VALUES('late', 'in the log', x'')")
        shutil.copytree(folder, tmp_path / "cut.pim", ignore=shutil.ignore_patterns("*-shm"))
    before = {path: path.read_bytes() for path in (tmp_path / "cut.pim").glob("catalog*")}
    assert [path.name for path in sorted(before)] == ["catalog.db", "catalog.db-wal"]
    real = dialect.connect_reader

    def refuse_here(path: Path, *, immutable: bool = False) -> sqlite3.Connection:
        if path.parent == tmp_path / "cut.pim":
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise error
        return real(path, immutable=immutable)

    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setattr(dialect, "connect_reader", refuse_here)
    with open_catalog(tmp_path / "cut.pim", clock=CLOCK) as workspace:
        copy = workspace.store.path
        with workspace.reading() as connection:
            assert connection.execute("SELECT value FROM catalog WHERE name='late'").fetchone() == ("in the log",)
        assert not workspace.writable and workspace.folder == tmp_path / "cut.pim"
    assert not copy.parent.exists()
    assert {path: path.read_bytes() for path in (tmp_path / "cut.pim").glob("catalog*")} == before


def test_a_lease_needs_no_new_block_and_is_given_back_only_once(folder: Path) -> None:
    before = (folder / "lease").stat().st_size
    lease = Lease.take(folder, NOW)
    holder = read_holder(folder)
    assert holder is not None and holder.since == NOW
    assert (folder / "lease").stat().st_size == before
    lease.release()
    other = Lease.take(folder, NOW, wait=0.0)
    lease.release()
    assert read_holder(folder) is not None
    other.release()
    assert read_holder(folder) is None
