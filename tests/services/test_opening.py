"""Opening for a person: the catalogue, or why not and what helps."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from pim.services import backing_up, opening
from pim.services.workspace import Workspace, create_catalog


def test_a_catalogue_opens(tmp_path: Path) -> None:
    create_catalog(tmp_path / "a.pim").close()
    found = opening.try_open(tmp_path / "a.pim", who="Léa")
    assert isinstance(found, Workspace)
    assert found.who == "Léa"
    found.close()


def test_what_is_in_use_opens_for_reading(tmp_path: Path, monkeypatch) -> None:
    with create_catalog(tmp_path / "a.pim"):
        refused = opening.try_open(tmp_path / "a.pim")
        assert isinstance(refused, opening.Refusal)
        assert refused.kind == opening.IN_USE
        reader = opening.try_open(tmp_path / "a.pim", read_only=True)
        assert isinstance(reader, Workspace)
        assert not reader.writable
        reader.close()


def test_a_damaged_one_names_the_newest_sound_backup(tmp_path: Path) -> None:
    folder = tmp_path / "a.pim"
    with create_catalog(folder) as workspace:
        sound = backing_up.back_up(workspace)
    (folder / "backups" / "20990101T000000-r9.backup").write_bytes(b"not a database")
    (folder / "catalog.db").write_bytes(b"not a database either")
    refused = opening.try_open(folder)
    assert isinstance(refused, opening.Refusal)
    assert refused.kind == opening.DAMAGED
    assert refused.backup is not None
    assert refused.backup.path == sound


def test_a_newer_one_and_none_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "a.pim"
    create_catalog(folder).close()
    connection = sqlite3.connect(folder / "catalog.db")
    connection.execute("PRAGMA user_version=9999")
    connection.close()
    newer, nothing = opening.try_open(folder), opening.try_open(tmp_path / "gone.pim")
    assert isinstance(newer, opening.Refusal) and newer.kind == opening.NEWER
    assert isinstance(nothing, opening.Refusal) and nothing.kind == opening.NOT_A_CATALOG
    assert opening.is_catalog(folder)
    assert not opening.is_catalog(tmp_path)


def test_opening_and_listing_need_nothing_that_makes_tables() -> None:
    """SQLAlchemy alone takes as long to load as a window to open."""
    program = "import sys, pim.services.opening, pim.services.browsing; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
