"""What has not changed is not written again; what might have is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pim.catalog.channel import Channel
from pim.catalog.product import DeclaredException
from pim.services import editing, exporting, readiness, snapshot
from pim.services.browsing import uid_of
from pim.services.export_report import ExportReport
from pim.services.workspace import Workspace
from tests.builders import a_family_of_variants, a_product, a_workspace, publications_of

SHOP = Channel(code="shop", adapter="shopify_json", locales=("en_GB",), price_lists=("EUR",), position=2)
DAY = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    model, *variants = a_family_of_variants(values={"title@en_GB": "Mug", "price:EUR": "9.00", "price:USD": "10.00"})
    ends = {"title@en_GB#web": DeclaredException("Alpha today", "a trial", until="2026-06-20")}
    products = (
        a_product("A", title="Alpha", price="12.00", exceptions=ends),
        a_product("B", title="Beta", price="7.00"),
        a_product("C", title="Gamma", family="mug"),  # without a price: held
        model,
        *variants,
    )
    with a_workspace(tmp_path, *products, records=[SHOP]) as made:
        yield made


def export(workspace: Workspace, tmp_path: Path, day: datetime = DAY, folder: str = "out") -> ExportReport:
    report = exporting.run_export(workspace, to=tmp_path / folder, as_of=day, channels=("web", "shop"))
    assert [(channel.status, channel.error) for channel in report.channels] == [("ok", "")] * 2
    return report


def files(folder: Path) -> dict[str, bytes]:
    current = folder / "current"
    return {str(path.relative_to(current)): path.read_bytes() for path in current.rglob("*") if path.is_file()}


def is_taken_over(report: ExportReport) -> bool:
    taken = {bool(channel.unchanged) for channel in report.channels}
    assert len(taken) == 1
    return taken.pop()


def same_as_full(workspace: Workspace, tmp_path: Path, report: ExportReport, day: datetime = DAY) -> bool:
    """Whether files and report are those of an export into an empty folder."""
    full = export(workspace, tmp_path, day, f"full-{report.operation}")
    assert not is_taken_over(full)
    assert report.to_json()["channels"] == full.to_json()["channels"]
    assert [channel.parity for channel in report.channels] == [channel.parity for channel in full.channels]
    return files(report.folder) == files(full.folder)


def test_what_has_not_changed_is_taken_over_as_it_is(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = export(workspace, tmp_path)
    assert not is_taken_over(first)
    assert any(channel.held for channel in first.channels)
    before = files(first.folder)
    with monkeypatch.context() as patched:
        patched.setattr(snapshot, "trees", None)  # no product is read
        again = export(workspace, tmp_path)
        third = export(workspace, tmp_path)
    assert is_taken_over(again) and is_taken_over(third)
    assert files(first.folder) == before
    assert [channel.unchanged for channel in third.channels] == [first.operation] * 2
    assert same_as_full(workspace, tmp_path, third)


def test_the_ledger_has_every_export_and_the_standings_stay(workspace: Workspace, tmp_path: Path) -> None:
    readiness.renew_all(workspace)
    export(workspace, tmp_path)
    counted = readiness.counts(workspace)
    again = export(workspace, tmp_path)
    assert is_taken_over(again)
    kept = [p for p in publications_of(workspace) if p.operation == again.operation]
    assert {p.channel: p.summary["products"] for p in kept} == {c.channel: c.products for c in again.channels}
    assert len(publications_of(workspace)) == 4
    assert readiness.counts(workspace) == counted


def test_any_edit_and_its_undo_are_written(workspace: Workspace, tmp_path: Path) -> None:
    export(workspace, tmp_path)
    editing.set_value(workspace, uid=uid_of(workspace, "B"), key="title@en_GB", text="Better")
    changed = export(workspace, tmp_path)
    assert not is_taken_over(changed) and same_as_full(workspace, tmp_path, changed)
    workspace.undo()
    assert not is_taken_over(export(workspace, tmp_path))


def test_a_day_on_which_something_ends_is_a_change(workspace: Workspace, tmp_path: Path) -> None:
    export(workspace, tmp_path)
    last = export(workspace, tmp_path, datetime(2026, 6, 20, 23, 59, tzinfo=UTC))
    assert is_taken_over(last) and same_as_full(workspace, tmp_path, last, datetime(2026, 6, 20, 23, 59, tzinfo=UTC))
    export(workspace, tmp_path)
    over = export(workspace, tmp_path, datetime(2026, 6, 21, tzinfo=UTC))
    assert not is_taken_over(over)
    assert b"Alpha today" not in b"".join(files(over.folder).values())
    assert not is_taken_over(export(workspace, tmp_path, DAY - timedelta(days=1)))


def test_a_file_that_is_not_ours_any_more_is_written_again(workspace: Workspace, tmp_path: Path) -> None:
    first = export(workspace, tmp_path)
    path = first.folder / first.channels[0].files[0]["path"]
    good = path.read_bytes()
    path.write_bytes(good + b" ")
    again = export(workspace, tmp_path)
    assert not is_taken_over(again)
    assert path.read_bytes() == good


def test_a_note_that_cannot_be_read_is_no_reason_to_fail(workspace: Workspace, tmp_path: Path) -> None:
    first = export(workspace, tmp_path)
    notes = list(first.folder.glob(".generations/*.notes/*"))
    assert len(notes) == 2
    for note in notes:
        note.write_bytes(b"{")
    assert not is_taken_over(export(workspace, tmp_path))


def test_what_another_folder_received_since_is_not_taken_for_published(workspace: Workspace, tmp_path: Path) -> None:
    export(workspace, tmp_path)
    export(workspace, tmp_path, datetime(2026, 7, 1, tzinfo=UTC), "other")
    assert not is_taken_over(export(workspace, tmp_path))
