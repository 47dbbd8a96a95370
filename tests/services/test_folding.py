"""Folding ledgers in: step by step, beside edits, from the beginning after an interruption, with the same result."""

from __future__ import annotations

import itertools
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from pim.services import browsing, editing, folding, publishing, readiness
from pim.services.exporting import run_export
from pim.services.renewal import Renewal
from pim.services.standings import set_held
from pim.services.workspace import Workspace, open_catalog
from pim.storage import checking, publications
from pim.storage.pacing import Pace
from tests.builders import CLOCK, a_product, a_workspace

NUMBER = 12
_TABLES = ("publication", "published_listing", "listing_content", "channel_state")


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "_READ", 4)
    monkeypatch.setattr(folding, "_MOST", 3)
    monkeypatch.setattr(folding, "_LOOKED_THROUGH", 5)
    monkeypatch.setattr(Pace, "most", 5)
    monkeypatch.setattr(Pace, "least", 1)


@pytest.fixture
def left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A catalogue that published everything, changed, and left the ledger of a second export beside it."""
    products = [a_product(f"P-{n:02}", title=f"Product {n}", price="5") for n in range(NUMBER)]
    with a_workspace(tmp_path, *products) as made:
        readiness.renew_all(made)
        run_export(made, to=tmp_path / "out")
        for n in range(8):
            editing.set_value(made, uid=browsing.uid_of(made, f"P-{n:02}"), key="title@en_GB", text=f"Another {n}")
        set_held(made, "web", browsing.uid_of(made, "P-07"), True)
        readiness.renew_all(made)
        with monkeypatch.context() as patched:
            patched.setattr(publishing, "fold", lambda *_any: 0)
            run_export(made, to=tmp_path / "out")
        folder = made.folder
    yield folder


def opened(folder: Path) -> Workspace:
    return open_catalog(folder, clock=CLOCK, who="ann")


def tables(workspace: Workspace) -> dict[str, list[Any]]:
    with workspace.reading() as connection:
        return {name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall()) for name in _TABLES}


def published(workspace: Workspace, channel: str = "web") -> set[str]:
    with workspace.reading() as connection:
        rows = connection.execute("SELECT sku FROM published_listing WHERE channel=?", (channel,))
        return {row[0] for row in rows}


def ledgers(folder: Path) -> list[str]:
    return sorted(path.suffix for path in (folder / "publications").glob("*.*"))


def test_what_a_channel_does_not_show_any_more_is_forgotten_and_what_it_shows_is_in_sync(left: Path) -> None:
    with opened(left) as workspace:
        assert folding.is_waiting(workspace)
        with open_catalog(left, clock=CLOCK, read_only=True) as reader:
            assert not folding.is_waiting(reader)  # who holds the catalogue does it
        assert "P-07" in published(workspace)
        contents = len(tables(workspace)["listing_content"])
        assert folding.fold(workspace) == 1
        assert published(workspace) == {f"P-{n:02}" for n in range(NUMBER)} - {"P-07"}
        assert len(tables(workspace)["listing_content"]) > contents  # nothing that was ever received is lost
        states = {state: count for state, count in readiness.counts(workspace)["web"].items() if count}
        assert states == {"held": 1, "in_sync": NUMBER - 1}
        before = tables(workspace)["channel_state"]
        with workspace.store.transaction() as connection:
            connection.execute("UPDATE channel_state SET rule_version=0")
        readiness.renew_all(workspace)
        assert tables(workspace)["channel_state"] == before
        assert folding.fold_some(workspace) is None
        assert not folding.is_waiting(workspace)
    assert ledgers(left) == [".json", ".json"]


def test_interrupted_after_any_step_it_begins_anew_and_comes_to_the_same(left: Path, tmp_path: Path) -> None:
    for steps in itertools.count(1):
        folder = tmp_path / f"{steps}.pim"
        shutil.copytree(left, folder)
        with opened(folder) as workspace:
            ended = [folding.fold_some(workspace) for _step in range(steps)]
            assert (len(tables(workspace)["publication"]) == 4) == (1 in ended)  # two channels each time
        with opened(folder) as workspace:
            assert list(checking.problems(workspace.store, lambda done, total, text: None)) == []
            assert folding.fold(workspace) == (0 if 1 in ended else 1)
            found = tables(workspace)
        if steps == 1:
            expected = found
        assert found == expected
        if ended[-1] is None:
            break
    assert steps > NUMBER


def test_a_first_export_that_is_folded_in_by_half_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_workspace(tmp_path, *(a_product(f"P-{n}", title="One", price="5") for n in range(NUMBER))) as workspace:
        monkeypatch.setattr(publishing, "fold", lambda *_any: 0)
        run_export(workspace, to=tmp_path / "out")
        while not published(workspace):
            assert folding.fold_some(workspace) == 0
        assert len(published(workspace)) < NUMBER
        assert list(checking.problems(workspace.store, lambda done, total, text: None)) == []


def test_edits_are_made_between_its_steps_and_no_transaction_is_long(
    left: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(left) as workspace:
        written = [workspace.store.writer.total_changes]  # type: ignore[union-attr]
        titles = iter(range(1000))
        uid = browsing.uid_of(workspace, "P-03")
        while folding.fold_some(workspace) is not None:
            written.append(workspace.store.writer.total_changes)  # type: ignore[union-attr]
            assert written[-1] - written[-2] <= 2 * Pace.most
            editing.set_value(workspace, uid=uid, key="title@en_GB", text=f"Edited {next(titles)}")
            written.append(workspace.store.writer.total_changes)  # type: ignore[union-attr]
        assert next(titles) > 5
        readiness.renew_all(workspace)
        states = {state: count for state, count in readiness.counts(workspace)["web"].items() if count}
        assert states == {"held": 1, "in_sync": NUMBER - 2, "changed": 1}


def test_what_was_received_before_is_not_written_again(left: Path, tmp_path: Path) -> None:
    with opened(left) as workspace:
        folding.fold(workspace)
        run_export(workspace, to=tmp_path / "elsewhere")  # all of it, to another folder: nothing is new
        before = tables(workspace)
        seen: list[str] = []
        workspace.store.writer.set_trace_callback(seen.append)  # type: ignore[union-attr]
        run_export(workspace, to=tmp_path / "and-elsewhere")
        workspace.store.writer.set_trace_callback(None)  # type: ignore[union-attr]
        assert not [text for text in seen if "published_listing VALUES" in text or "listing_content VALUES" in text]
        assert [text for text in seen if text.startswith("INSERT INTO publication ")]
        after = tables(workspace)
    assert (after.pop("publication") != before.pop("publication"), after) == (True, before)


def test_a_listing_whose_content_is_lost_is_kept_again(left: Path, tmp_path: Path) -> None:
    with opened(left) as workspace:
        folding.fold(workspace)
        before = tables(workspace)["listing_content"]
        with workspace.store.transaction() as connection:
            connection.execute("DELETE FROM listing_content")
        run_export(workspace, to=tmp_path / "elsewhere")
        after = tables(workspace)["listing_content"]
    assert after
    assert set(after) < set(before)  # what is shown now


def test_two_ledgers_are_folded_in_by_two_threads_one_after_the_other(left: Path, tmp_path: Path) -> None:
    with open_catalog(left, clock=CLOCK, read_only=True) as reader:
        run_export(reader, to=tmp_path / "third", channels=["web"])
    assert ledgers(left).count(".json") == 3
    with opened(left) as workspace:
        failed: list[Exception] = []

        def work() -> None:
            try:
                folding.fold(workspace)
            except Exception as error:  # noqa: BLE001 - shown by the assertion below
                failed.append(error)

        threads = [threading.Thread(target=work) for _number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed
        assert folding.fold_some(workspace) is None
        with workspace.reading() as connection:
            assert len(publications.publications(connection, "web")) == 3
        assert published(workspace) == {f"P-{n:02}" for n in range(NUMBER)} - {"P-07"}


def test_after_an_error_it_begins_anew(left: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(left) as workspace:
        real = folding.received.keep

        def refuse(*_any: Any) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(folding.received, "keep", refuse)
        with pytest.raises(OSError, match="No space left"):
            folding.fold(workspace)
        monkeypatch.setattr(folding.received, "keep", real)
        assert folding.fold(workspace) == 1


def test_a_ledger_that_an_interrupted_export_began_to_write_is_swept_away(left: Path) -> None:
    folder = left / "publications"
    path = max(folder.glob("*.json"))
    path.rename(folder / f".new-{path.name}")
    with opened(left) as workspace:
        assert folding.fold(workspace) == 0
        assert len(tables(workspace)["publication"]) == 2
    assert sorted(path.suffix for path in folder.iterdir() if path.suffix) == [".json"]


@pytest.mark.parametrize("line", [b"{\n", b"[]\n", b'{"root": {}}\n', b"\xff\xfe\n", b"\n"])
def test_a_ledger_whose_listings_are_damaged_is_set_aside_with_them(left: Path, tmp_path: Path, line: bytes) -> None:
    (path,) = (left / "publications").glob("*.web.listings")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:7], line, *lines[8:]]))
    with opened(left) as workspace:
        assert folding.fold(workspace) == 0
        assert list(checking.problems(workspace.store, lambda done, total, text: None)) == []
        run_export(workspace, to=tmp_path / "next")
        assert published(workspace) == {f"P-{n:02}" for n in range(NUMBER)} - {"P-07"}
    assert ledgers(left) == [".damaged", ".damaged", ".damaged", ".json", ".json"]


def test_a_ledger_under_the_name_of_another_is_set_aside(left: Path) -> None:
    folder = left / "publications"
    shutil.copy(max(folder.glob("*.json")), folder / "0.json")
    with opened(left) as workspace:
        assert folding.fold(workspace) == 1
    assert ledgers(left) == [".damaged", ".json", ".json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", orjson.dumps({"operation": "0", "channels": []})])
def test_a_ledger_that_cannot_be_used_is_set_aside(left: Path, content: bytes) -> None:
    folder = left / "publications"
    (folder / "0.json").write_bytes(content)
    with opened(left) as workspace:
        assert folding.fold(workspace) == 1  # the other one
    assert (folder / "0.damaged").read_bytes() == content
    assert ledgers(left) == [".damaged", ".json", ".json"]


def test_an_export_in_which_no_channel_received_anything_leaves_no_ledger(
    left: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that could never be folded in would be looked at for ever."""
    monkeypatch.setattr("pim.services.exporting.prove", lambda *_any: 1 / 0)
    with opened(left) as workspace:
        folding.fold(workspace)
        report = run_export(workspace, to=tmp_path / "failed")
        assert {channel.status for channel in report.channels} == {"failed"}
        assert folding.fold_some(workspace) is None
    assert ledgers(left) == [".json", ".json"]


def test_standings_of_what_was_changed_just_now_come_before_a_long_ledger(left: Path) -> None:
    with opened(left) as workspace:
        renewal = Renewal(workspace)
        uid = browsing.uid_of(workspace, "P-03")
        assert renewal.some(changed=())  # a step of the ledger
        editing.set_value(workspace, uid=uid, key="title@en_GB", text="Edited")
        assert renewal.some(changed={uid})
        number = browsing.rows_of(workspace, [uid])[0].id
        with workspace.reading() as connection:
            assert {s.state for s in publications.load_states(connection, [number])} == {"changed"}
            assert len(publications.publications(connection, "web")) == 1
        while renewal.some():
            pass
        with workspace.reading() as connection:
            assert len(publications.publications(connection, "web")) == 2


def test_whoever_cancels_while_it_is_folded_in_has_published(left: Path, tmp_path: Path) -> None:
    from pim.isolation import Cancelled

    def cancel(_done: int, _total: int, text: str) -> None:
        if text == "Noting what was published":
            raise Cancelled

    with opened(left) as workspace:
        report = run_export(workspace, to=tmp_path / "new", on_progress=cancel)
        assert report.note == ""
        assert (tmp_path / "new").exists()
        assert folding.fold(workspace) == 2
