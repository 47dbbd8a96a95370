"""The account of a rehearsal: every row once, cells before and after, what may be refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from pim.services import importing
from pim.services.importing import accounting, answering, gathering, paging
from pim.services.importing.guarded import ImportRefused
from pim.services.workspace import Workspace, create_catalog
from pim.storage.products import load_by_sku

FIRST = "sku,name,price,color\nA,Mug,10,red\nB,Jug,20,blue\nC,Pot,30,red\n"
SECOND = "sku,name,price,color\nA,Mug,5,red\n\n,,,\nB,Jar,20,green\nC,Pot,30,red\nD,Pan,n/a,red\nB,Jar,21,\n"


@pytest.fixture
def workspace(tmp_path: Path):
    with create_catalog(tmp_path / "a.pim") as made:
        (tmp_path / "first.csv").write_text(FIRST, encoding="utf-8")
        importing.run_import(made, [tmp_path / "first.csv"], importing.ImportOptions(create_attributes=True))
        yield made


def rehearsed(workspace: Workspace, folder: Path, **options: object) -> importing.Rehearsal:
    file = folder / "second.csv"
    file.write_text(SECOND, encoding="utf-8")
    chosen = importing.ImportOptions(create_attributes=True, **options)  # type: ignore[arg-type]
    return importing.rehearse(workspace, importing.inspect(workspace.structure, [file], chosen))


def price(workspace: Workspace, sku: str) -> object:
    with workspace.reading() as connection:
        return load_by_sku(connection, sku).product.part("price:EUR")


def test_every_row_is_in_the_account_once(workspace: Workspace, tmp_path: Path) -> None:
    with rehearsed(workspace, tmp_path) as rehearsal:
        account = accounting.account_of(rehearsal)
        assert sum(account.counts.values()) == rehearsal.counts.read
        assert account.counts["rejected"] == 1 and account.counts["unchanged"] == 1 and account.counts["changed"] == 2
        assert [line.line for line in account.lines] == sorted(line.line for line in account.lines)
        assert [(fall.line, fall.key) for fall in account.falls] == [(2, "price:EUR")]
        assert account.new_options == {("color", "green"): 1}


def test_a_page_has_the_cells_before_and_after(workspace: Workspace, tmp_path: Path) -> None:
    with rehearsed(workspace, tmp_path) as rehearsal:
        account = accounting.account_of(rehearsal)
        rows = {row.sku: row for row in paging.page(workspace, rehearsal, account, range(len(account.lines)))}
        assert rows["A"].cells["price:EUR"] == paging.Cell("10", "5", paging.DOUBTFUL)
        assert rows["C"].cells["price:EUR"] == paging.Cell("30", None, paging.SAME)
        assert rows["D"].cells["price:EUR"].kind == paging.WRONG and "n/a" in rows["D"].reason


def test_single_values_can_be_refused(workspace: Workspace, tmp_path: Path) -> None:
    with rehearsed(workspace, tmp_path) as rehearsal:
        fall = accounting.account_of(rehearsal).falls[0]
        accept = importing.Acceptance(without_values=frozenset({(fall.file, fall.line, fall.key)}))
        report = importing.commit(workspace, rehearsal, accept)
    assert price(workspace, "A") == "10" and price(workspace, "B") == "21"
    assert (report.updated, report.unchanged) == (1, 2)


def test_an_answer_maps_the_option(workspace: Workspace, tmp_path: Path) -> None:
    with rehearsed(workspace, tmp_path) as rehearsal:
        (question,) = [q for q in answering.asked(rehearsal, accounting.account_of(rehearsal)) if q.kind == "option"]
        inspection = answering.with_option(rehearsal.inspection, question, "blue")
    with importing.rehearse(workspace, inspection) as again:
        assert not accounting.account_of(again).new_options
        importing.commit(workspace, again)
    assert "green" not in workspace.structure.options["color"]


def test_nothing_that_looks_alike_is_proposed_for_a_strange_word() -> None:
    near = (("red", "Red"), ("blue", "Blue"))
    assert answering.Asked("option", subject="Rad", near=near).alike == (("red", "Red"),)
    assert answering.Asked("option", subject="Stoneware", near=near).alike == ()


def test_gathering_sorts_tables_and_images(tmp_path: Path) -> None:
    table, photos = tmp_path / "a.csv", tmp_path / "photos"
    table.write_text(FIRST, encoding="utf-8")
    photos.mkdir()
    found = gathering.gather([photos, table])
    assert (found.tables, found.images) == ((table,), photos)
    with pytest.raises(ImportRefused, match="several places"):
        gathering.gather([table, photos, tmp_path])
    with pytest.raises(ImportRefused, match="no table"):
        gathering.gather([photos])


def test_a_table_inside_an_archive_is_unpacked_under_its_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("lists/articles.csv", FIRST)
    found = gathering.gather([tmp_path / "all.zip"])
    assert [path.name for path in found.tables] == ["articles.csv"] and found.images == tmp_path / "all.zip"
    folder = found.tables[0].parent
    found.close()
    assert not folder.exists()


def test_a_product_on_several_rows_counts_once(workspace: Workspace, tmp_path: Path) -> None:
    """The rehearsal says what the report says afterwards: products; the account still has every row."""
    with rehearsed(workspace, tmp_path) as rehearsal:
        account = accounting.account_of(rehearsal)
        assert [line.state for line in account.lines][-1] == "repeated"
        assert account.counts["changed"] == rehearsal.updated == len(account.writes) == 2
        assert account.counts["repeated"] == 1 and sum(account.counts.values()) == rehearsal.counts.read
        report = importing.commit(workspace, rehearsal)
        assert (report.created, report.updated, report.unchanged) == (0, 2, 1)


def test_a_dry_run_says_what_the_import_will_do(workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "second.csv"
    file.write_text(SECOND + "E,Cup,1,red\n e ,Cup,2,red\n", encoding="utf-8")
    reports = [
        importing.run_import(workspace, [file], importing.ImportOptions(create_attributes=True, dry_run=dry))
        for dry in (True, False)
    ]
    found = [(report.rows, report.created, report.updated, report.unchanged) for report in reports]
    assert found[0] == found[1] and found[0][1] == 1


def test_texts_in_a_locale_that_nobody_speaks_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="no region “XX”"):
        rehearsed(workspace, tmp_path, locale="en_XX")
