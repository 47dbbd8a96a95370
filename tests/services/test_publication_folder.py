"""Export folders: a reader sees a whole set, whatever happens to the writer."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pim.catalog.errors import CatalogError
from pim.services.publication_folder import GENERATIONS, Draft, begin, current_manifest, refuse_foreign_files

BOTH = pytest.mark.parametrize("links", [True, False], ids=["links", "copies"])


class Killed(BaseException):
    """The process ends here."""


def publish(folder: Path, name: str, *channels: str, links: bool | None = None) -> None:
    with begin(folder, name, links=links) as draft:
        fill(draft, *channels)


def fill(draft: Draft, *channels: str) -> None:
    for channel in channels:
        inner = draft.channel_folder(channel) / "images"
        inner.mkdir()
        (inner / "a.png").write_text(draft.id)
        (inner.parent / "data.txt").write_text(draft.id)
    draft.publish({"id": draft.id, "channels": list(channels)})


def seen(folder: Path) -> dict[str, str]:
    """What a reader finds: file name -> the generation its content is from."""
    found = {"manifest.json": (current_manifest(folder) or {}).get("id", "")}
    for path in folder.glob("*/data.txt"):
        if path.parent.name != "current":
            found[path.parent.name] = path.read_text()
    return {name: text for name, text in found.items() if text}


def visible(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@BOTH
def test_a_generation_is_shown_whole(tmp_path: Path, links: bool) -> None:
    folder = tmp_path / "out"
    publish(folder, "g1", "csv", "shop", links=links)
    assert seen(folder) == {"manifest.json": "g1", "csv": "g1", "shop": "g1"}
    assert (folder / "csv" / "images" / "a.png").read_text() == "g1"
    assert (folder / "current").is_symlink() is links
    publish(folder, "g2", "csv", links=links)
    assert seen(folder) == {"manifest.json": "g2", "csv": "g2"}
    assert visible(folder) == {GENERATIONS, "csv", "manifest.json"} | ({"current"} if links else set())


@BOTH
def test_two_generations_are_kept(tmp_path: Path, links: bool) -> None:
    for name in ("g1", "g2", "g3"):
        publish(tmp_path, name, "csv", links=links)
    assert {path.name for path in (tmp_path / GENERATIONS).iterdir() if path.is_dir()} == {"g2", "g3"}


@BOTH
def test_a_failed_channel_keeps_its_files(tmp_path: Path, links: bool) -> None:
    publish(tmp_path, "g1", "csv", "shop", links=links)
    with begin(tmp_path, "g2", links=links) as draft:
        (draft.channel_folder("shop") / "half").write_text("half-way")
        assert draft.carry_over("shop")
        assert not draft.carry_over("fax")
        fill(draft, "csv")
    assert seen(tmp_path) == {"manifest.json": "g2", "csv": "g2", "shop": "g1"}
    assert not (tmp_path / "shop" / "half").exists()


def test_files_are_described(tmp_path: Path) -> None:
    with begin(tmp_path, "g1") as draft:
        (draft.channel_folder("csv") / "b.txt").write_bytes(b"abc")
        (tmp_path / GENERATIONS / "g1" / "csv" / "a").mkdir()
        (tmp_path / GENERATIONS / "g1" / "csv" / "a" / "c.txt").write_bytes(b"")
        digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        assert draft.files("csv") == [
            {"path": "csv/a/c.txt", "bytes": 0, "sha256": empty}, {"path": "csv/b.txt", "bytes": 3, "sha256": digest},
        ]  # fmt: skip


@BOTH
def test_what_is_not_published_leaves_nothing(tmp_path: Path, links: bool) -> None:
    publish(tmp_path, "g1", "csv", links=links)
    before = seen(tmp_path), visible(tmp_path)
    with pytest.raises(Killed), begin(tmp_path, "g2", links=links) as draft:
        (draft.channel_folder("csv") / "half").write_text("half-way")
        raise Killed
    assert (seen(tmp_path), visible(tmp_path)) == before
    assert not (tmp_path / GENERATIONS / "g2").exists()


@pytest.mark.parametrize("name", ["notes.txt", "csv", "manifest.json", "current"])
def test_a_folder_with_other_files_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(CatalogError, match=f"not from an export .{name}.*empty folder"):
        begin(tmp_path, "g1")
    assert visible(tmp_path) == {name}


@BOTH
def test_a_file_put_into_an_export_folder_is_noticed(tmp_path: Path, links: bool) -> None:
    publish(tmp_path, "g1", "csv", links=links)
    (tmp_path / ".DS_Store").touch()
    refuse_foreign_files(tmp_path)
    (tmp_path / "mine.ods").touch()
    with pytest.raises(CatalogError, match="mine.ods"):
        begin(tmp_path, "g2")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CatalogError, match="is a file"):
        begin(tmp_path / "file", "g1")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CatalogError, match="cannot be written"):
        begin(tmp_path / "file" / "out", "g1")


def test_a_link_of_somebody_else_is_foreign(tmp_path: Path) -> None:
    (tmp_path / "etc").symlink_to("/etc")
    with pytest.raises(CatalogError, match="etc"):
        begin(tmp_path, "g1")


def test_two_exports_at_once_are_refused(tmp_path: Path) -> None:
    with begin(tmp_path, "g1") as first:
        with pytest.raises(CatalogError, match="Another export"):
            begin(tmp_path, "g2")
        fill(first, "csv")
    publish(tmp_path, "g2", "csv")


@pytest.mark.parametrize("name", ["current", "manifest.json", "..", "a/b", ""])
def test_a_channel_cannot_take_our_names(tmp_path: Path, name: str) -> None:
    with begin(tmp_path, "g1") as draft, pytest.raises(CatalogError, match="exported under the name"):
        draft.channel_folder(name)


def test_a_damaged_marker_is_named(tmp_path: Path) -> None:
    publish(tmp_path, "g1", "csv")
    (tmp_path / GENERATIONS / "folder.json").write_text("{")
    with pytest.raises(CatalogError, match=r"damaged .folder.json"):
        begin(tmp_path, "g2")


def test_a_damaged_manifest_is_named(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(CatalogError, match="manifest .* is damaged"):
        current_manifest(tmp_path)


@pytest.mark.parametrize("order", [(True, False, True), (False, True, False)])
def test_links_may_come_and_go(tmp_path: Path, order: tuple[bool, ...]) -> None:
    for number, links in enumerate(order):
        publish(tmp_path, f"g{number}", "csv", "shop", links=links)
        assert seen(tmp_path) == dict.fromkeys(("manifest.json", "csv", "shop"), f"g{number}")


@pytest.fixture
def no_sync(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disks are slow, and a test cannot cut the power anyway."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


def _interrupt(monkeypatch: pytest.MonkeyPatch, after: int) -> Callable[[], int]:
    """Every step that changes the disk counts; the process "ends" before step `after`."""
    done = 0

    def wrap(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def step(*args: Any, **options: Any) -> Any:
            nonlocal done
            done += 1
            if done > after:
                raise Killed
            return real(*args, **options)

        monkeypatch.setattr(owner, name, step)

    for owner, name in (
        (os, "replace"), (os, "fsync"), (Path, "symlink_to"), (Path, "rename"), (Path, "unlink"),
        (shutil, "copytree"), (shutil, "rmtree"),
    ):  # fmt: skip
        wrap(owner, name)
    return lambda: done


@BOTH
@pytest.mark.usefixtures("no_sync")
def test_a_kill_at_any_step_leaves_a_whole_set(tmp_path: Path, links: bool) -> None:
    kills = 0
    for after in range(400):
        folder = tmp_path / str(after)
        publish(folder, "g0", "csv", "gone", links=links)
        publish(folder, "g1", "csv", "gone", links=links)
        draft = begin(folder, "g2", links=links)
        with pytest.MonkeyPatch.context() as monkeypatch:
            _interrupt(monkeypatch, after)
            try:
                fill(draft, "csv", "fresh")
                finished = True
            except Killed:
                finished = False
        draft._open.close()  # the system frees the lock of a dead process
        old = {"manifest.json": "g1", "csv": "g1", "gone": "g1"}
        new = {"manifest.json": "g2", "csv": "g2", "fresh": "g2"}
        if links:
            assert seen(folder) in (old, new), after
        with begin(folder, "g3", links=links):
            assert seen(folder) in (old, new), after
            assert visible(folder) == {GENERATIONS, *seen(folder)} | ({"current"} if links else set())
        assert seen(folder) in (old, new)
        publish(folder, "g4", "csv", links=links)
        assert seen(folder) == {"manifest.json": "g4", "csv": "g4"}
        assert len([path for path in (folder / GENERATIONS).iterdir() if path.is_dir()]) == 2
        if finished:
            break
        kills += 1
    assert finished and kills > 15


@BOTH
@pytest.mark.usefixtures("no_sync")
def test_a_kill_of_the_very_first_export(tmp_path: Path, links: bool) -> None:
    for after in range(400):
        folder = tmp_path / str(after)
        draft = begin(folder, "g1", links=links)
        with pytest.MonkeyPatch.context() as monkeypatch:
            _interrupt(monkeypatch, after)
            try:
                fill(draft, "csv")
                finished = True
            except Killed:
                finished = False
        draft._open.close()
        new = {"manifest.json": "g1", "csv": "g1"}
        with begin(folder, "g2", links=links):
            assert seen(folder) in ({}, new), after
        publish(folder, "g3", "csv", links=links)
        assert seen(folder) == {"manifest.json": "g3", "csv": "g3"}
        if finished:
            break
    assert finished and after > 10


def test_the_manifest_is_readable_json(tmp_path: Path) -> None:
    with begin(tmp_path, "g1") as draft:
        draft.publish({"sku": "Ünïcode"})
    assert json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8")) == {"sku": "Ünïcode"}
