"""`verify` finds whatever is not as it was saved, wherever it stands, and finds nothing in a sound catalogue."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pim.catalog.edit import Edit
from pim.catalog.filters import Condition, Query
from pim.catalog.product import DeclaredException, ImageUse, Product, Stock
from pim.catalog.readiness import HELD
from pim.isolation import Cancelled
from pim.services import browsing, checking, deleting, drafting, editing
from pim.services.workspace import Workspace, open_catalog
from pim.storage import history, publications
from pim.storage.errors import DamagedCatalog
from pim.storage.publications import State
from tests.builders import CLOCK, a_family_of_variants, a_product, a_workspace, change, creation, two_levels


def _products() -> list[Product]:
    other = a_product("B-2", title="Bowl", price="4")
    first = a_product(
        "A-1", title="Mug", price="-1.5", family="mug", categories=("mugs",), stock={"paris": Stock("3", "2026-11-22")},
        values={"description@en_GB": "<p>" + "Warm, heavy and blue. " * 40 + "</p>", "color": "red", "released": "2026-01-31",
                "gtin": "4006381333931"},
        associations={"goes_with": (other.uid,)}, images=(ImageUse("ab" * 32, "a.png", "main"),),
        exceptions={"title@en_GB#web": DeclaredException("Web mug", "shorter", "ann")},
    )  # fmt: skip
    model, *variants = a_family_of_variants("M")
    stocked = [variant.with_parts({".stock.paris": {"quantity": "0.1", "at": ""}}) for variant in variants]
    return [first, other, model, *stocked, *two_levels()]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue of everything there is, closed."""
    products = _products()
    with a_workspace(tmp_path_factory.mktemp("sound"), *products) as workspace:
        change(workspace, products[0], {"title@en_GB": "Blue mug", ".stock.paris": {"quantity": "2", "at": ""}})
        return workspace.folder


@pytest.fixture
def workspace(sound: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copytree(sound, tmp_path / "shop.pim")
    with open_catalog(tmp_path / "shop.pim", clock=CLOCK, who="ann") as workspace:
        yield workspace


def _write(workspace: Workspace, *statements: str) -> None:
    """Damage done behind the program's back."""
    with closing(sqlite3.connect(workspace.folder / "catalog.db")) as connection, connection:
        connection.create_function("hash_of_change", 5, history.hash_of_change)
        for statement in statements:
            connection.execute(statement)


def test_a_sound_catalogue_has_no_problems(workspace: Workspace) -> None:
    assert checking.verify(workspace)["problems"] == []


_AT = "2026-11-22T08:30:00.000000Z"
_STATE = "{root}, 'web', 'held', '[]', NULL, 1, 1, '9999-12-31'"
_FIRST = "(SELECT id FROM product WHERE sku='A-1')"


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (f"UPDATE product_document SET document=replace(document,'Blue','Blux') WHERE product_id={_FIRST}", "A-1 is not what"),
        ("UPDATE product SET kind='model' WHERE sku='B-2'", "product B-2 is not what was saved"),
        ("UPDATE product SET name='Bluf mug' WHERE sku='A-1'", "know of product A-1"),
        ("UPDATE product SET image='cd' WHERE sku='A-1'", "know of product A-1"),
        ("UPDATE product SET variants=1 WHERE sku='B-2'", "know of product B-2"),
        ("UPDATE product SET variants=3 WHERE sku='M'", "know of product M "),
        ("UPDATE product SET stock=0.3 WHERE sku='M'", "know of product M "),
        ("UPDATE product SET revision=2 WHERE sku='A-1'", "history of product"),
        ("UPDATE product SET root_id=2 WHERE sku='M-red'", "know of product M-red"),
        ("UPDATE product SET sku_key='b-3' WHERE sku='B-2'", "know of product B-2"),
        ("UPDATE product SET extras=0 WHERE sku='A-1'", "A-1 is not what was saved"),
        ("UPDATE stock SET quantity='9' WHERE quantity='2'", "A-1 is not what was saved"),
        ("UPDATE association SET position=7", "A-1 is not what was saved"),
        ("UPDATE declared_exception SET channel='wfb'", "A-1 is not what was saved"),
        ("UPDATE declared_exception SET reason='sharter'", "A-1 is not what was saved"),
        ("UPDATE index_text SET value='4006381333930'", "the index of gtin"),
        ("UPDATE index_number SET value=-2 WHERE value=-1.5", "the index of price:EUR"),
        ("UPDATE index_option SET product_id=2 WHERE product_id=1 AND value='red'", "the index of color"),
        ("UPDATE index_date SET value='2026-01-30'", "the index of released"),
        ("UPDATE product_category SET category='mugz'", "the index of product_category"),
        ("UPDATE product_image SET product_id=2", "the index of product_image"),
        (f"UPDATE completeness SET filled=filled+1 WHERE product_id={_FIRST}", "know of product A-1"),
        ("UPDATE search_source SET short='x' WHERE product_id=1", "know of product A-1"),
        ("UPDATE search_text_data SET block=zeroblob(length(block)) WHERE id>10", "the search index search_text"),
        ("DELETE FROM product_document WHERE product_id=1", "A-1 is not what was saved"),
        ("UPDATE product_document SET product_id=99 WHERE product_id=1", "rows of product_document that belong to no product: 1"),
        ("UPDATE attribute SET body=replace(body,'brand','brond')", "attribute brand is not what was saved"),
        ("UPDATE attribute SET uid='brond' WHERE uid='brand'", "attribute brond is not what was saved"),
        ("UPDATE variant_structure SET position=position+2", "variant_structure"),
        ("UPDATE catalog SET value='x' WHERE name='structure_version'", "catalog structure_version"),
        ("UPDATE catalog SET value='y' WHERE name='listing_version'", "catalog listing_version"),
        ("UPDATE edit SET state='dond' WHERE id=3", "edit 3 is not what was saved"),
        ("UPDATE edit SET products=2 WHERE id=3", "edit 3 is not what was saved"),
        ("UPDATE edit SET undone_by=2 WHERE id=3", "edit 3 is not what was saved"),
        ("UPDATE edit SET label='Chance' WHERE id=3", "edit 3 is not what was saved"),
        ("UPDATE edit SET who='anm' WHERE id=3", "edit 3 is not what was saved"),
        ("UPDATE edit SET details='{\"a\":1}' WHERE id=3", "edit 3 is not what was saved"),
        ("UPDATE edit SET at='2026-11-23' WHERE id=3", "edit 3 is not what was saved"),
        ("UPDATE change SET edit_id=77 WHERE edit_id=3", "rows of change that belong to no edit: 1"),
        ("UPDATE change SET patches=CAST(replace(patches,'Mug','Mog') AS BLOB) WHERE edit_id=3", "history of product"),
        ("UPDATE change SET patches=CAST(replace(patches,'\"2\"','\"8\"') AS BLOB) WHERE edit_id=3", "history of product"),
        ("UPDATE change SET patches=substr(patches, 1, 20) WHERE edit_id=2", "history of product"),
        ("UPDATE change SET patches=CAST(replace(patches,'acme','acne') AS BLOB) WHERE kind='mapping'", "history of mapping"),
        ("DELETE FROM change WHERE edit_id=3", "history of product"),
        (f"INSERT INTO channel_state VALUES({_STATE.format(root=99)})", "rows of channel_state that belong to no product: 1"),
        (f"INSERT INTO channel_state VALUES({_STATE.format(root=1).replace('web', 'wfb')})", "1 product stands on channel “wfb”"),
        (f"INSERT INTO channel_state VALUES({_STATE.format(root=1).replace('held', 'helf')})", "as “helf”, which does not exist"),
        (f"INSERT INTO channel_state VALUES({_STATE.format(root=1).replace('[]', '[')})", "how 1 product stands on"),
        (f"INSERT INTO channel_state VALUES({_STATE.format(root=1).replace('held', 'new')})", "how 1 product stands on channel"),
        ("INSERT INTO draft VALUES('nobody', 'title@en_GB', 'Mug', '2026-11-22T08:30:00Z')", "(“title@en_GB”) belongs to no"),
        (f"INSERT INTO draft SELECT uid, 'title@', 'x', '{_AT}' FROM product WHERE sku='A-1'", "typed (“title@”) is not"),
        ("INSERT INTO draft SELECT uid, 'title@en_GB', 'x', '2026' FROM product WHERE sku='A-1'", "typed (“title@en_GB”) is not"),
        ("INSERT INTO index_field VALUES(99, 'titel@en_GB', 'text', '', 0)", "the index of titel@en_GB is one of no attribute"),
        ("INSERT INTO index_field VALUES(99, 'gtin#web', 'text', '', 0)", "the index of gtin#web is not what was saved"),
        ("UPDATE index_field SET used_at='buildinf' WHERE key='gtin'", "the index of gtin is not what was saved"),
        ("CREATE TRIGGER evil AFTER UPDATE ON product BEGIN DELETE FROM stock; END", "trigger evil"),
        ("CREATE VIEW evil AS SELECT 1", "view evil"),
        ("DROP INDEX product_by_family", "index product_by_family"),
    ],
)  # fmt: skip
def test_whatever_is_changed_is_found(workspace: Workspace, statement: str, problem: str) -> None:
    _write(workspace, statement)
    found = checking.verify(workspace)
    assert found["sound"] is False
    assert any(problem in sentence for sentence in found["problems"]), found["problems"]


def test_what_is_published_is_checked_by_its_content(workspace: Workspace) -> None:
    _write(
        workspace, "INSERT INTO listing_content VALUES(x'01', x'02')",
        "INSERT INTO published_listing VALUES('web', 'uid', 'A-1', x'03')",
    )  # fmt: skip
    found = checking.verify(workspace)["problems"]
    assert found == ["the published listing of A-1 is missing", "a published listing is not what was saved"]


def test_an_edit_that_was_taken_back_half_way_is_no_damage(workspace: Workspace) -> None:
    """What somebody changed between two batches stands, though it does not begin where the patches left ends."""
    said = ("o", "l", "ann", "test", "2026-11-22T08:30:00Z", None, None)
    uid = history.uid_of(*said, "{}")
    _write(
        workspace, "UPDATE change SET patches=CAST(replace(patches,'\"Mug\"','\"Mog\"') AS BLOB) WHERE edit_id=3",
        "UPDATE change SET hash=hash_of_change(id, edit_id, kind, uid, patches)",
        f"INSERT INTO edit VALUES(4,'{uid}','o','l','ann','test','{said[4]}',NULL,NULL,NULL,'reverted',0,'{{}}')",
    )  # fmt: skip
    assert checking.verify(workspace)["problems"] == []


def test_a_catalogue_opened_for_reading_is_verified_too(workspace: Workspace) -> None:
    with open_catalog(workspace.folder, read_only=True) as reader:
        assert checking.verify(reader)["problems"] == []


def test_verifying_can_be_cancelled(workspace: Workspace) -> None:
    def cancel(done: int, total: int, text: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        checking.verify(workspace, cancel)


def test_bytes_that_nobody_wrote_are_called_damage_wherever_they_are_met(workspace: Workspace) -> None:
    """Not an error of the program: a list, a filter and an edit say what is wrong and what helps."""
    _write(
        workspace, "UPDATE product_document SET document='{'", "UPDATE product SET name=CAST(x'ff00ff' AS TEXT)",
    )  # fmt: skip
    with pytest.raises(DamagedCatalog, match="pim restore"):
        browsing.rows(workspace, [1, 2])
    with pytest.raises(DamagedCatalog, match="malformed JSON"):
        browsing.product_ids(workspace, Query(conditions=(Condition("title@fr_FR", "=", ("x",)),)))
    assert checking.verify(workspace)["sound"] is False


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE product_document SET document=replace(document, 'heavy', 'heavi')",
        "UPDATE product SET enabled=0 WHERE sku='A-1'",
        "UPDATE stock SET quantity='31' WHERE quantity='2'",
    ],
)
@pytest.mark.parametrize(
    "edit",
    [
        lambda one, uid: editing.set_value(one, uid=uid, key="title@en_GB", text="Another"),
        lambda one, uid: editing.change_parts(one, {uid: {".categories": []}}),
        lambda one, uid: deleting.delete_products(one, [uid]),
    ],
    ids=["value", "part", "removal"],
)
def test_an_edit_does_not_give_damage_a_hash_of_its_own(
    workspace: Workspace, damage: str, edit: Callable[[Workspace, str], object]
) -> None:
    """What nobody saved would be sound ever after, and the backup with what was saved would be thinned one day."""
    uid = browsing.uid_of(workspace, "A-1")
    _write(workspace, damage)
    before = checking.verify(workspace)["problems"]
    assert any("A-1" in problem for problem in before)
    with pytest.raises(DamagedCatalog, match="A-1 is not what was saved"):
        edit(workspace, uid)
    assert checking.verify(workspace)["problems"] == before


def test_refusing_a_damaged_catalogue_leaves_nothing_beside_it(sound: Path, tmp_path: Path) -> None:
    """Not even a write-ahead log: whoever repairs it finds it as it was."""
    folder = tmp_path / "shop.pim"
    shutil.copytree(sound, folder)
    damaged = (folder / "catalog.db").read_bytes()[:20_000]
    (folder / "catalog.db").write_bytes(damaged)
    with pytest.raises(DamagedCatalog, match="shop.pim"):
        open_catalog(folder)
    assert [path.name for path in folder.glob("catalog.db*")] == ["catalog.db"]
    assert (folder / "catalog.db").read_bytes() == damaged


def test_a_structure_that_is_no_json_is_damage(workspace: Workspace) -> None:
    _write(workspace, "UPDATE family SET body='}'")
    workspace.close()
    with pytest.raises(DamagedCatalog, match="damaged"):
        open_catalog(workspace.folder)


def test_what_opening_reads_is_looked_at_before_anything_is_written(sound: Path, tmp_path: Path) -> None:
    """Also the table of edits, in which unfinished ones are looked for: no log stays beside a catalogue that was refused."""
    folder = tmp_path / "shop.pim"
    shutil.copytree(sound, folder)
    with closing(sqlite3.connect(folder / "catalog.db")) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name='edit'").fetchone()[0]
    damaged = bytearray((folder / "catalog.db").read_bytes())
    damaged[(page - 1) * 4_096 : page * 4_096] = bytes(4_096)
    (folder / "catalog.db").write_bytes(damaged)
    with pytest.raises(DamagedCatalog, match="shop.pim"):
        open_catalog(folder)
    assert [path.name for path in folder.glob("catalog.db*")] == ["catalog.db"]
    assert (folder / "catalog.db").read_bytes() == damaged
    with pytest.raises(DamagedCatalog, match="shop.pim"):
        open_catalog(folder)  # and the one that was refused does not hold it


def test_looking_through_pages_that_lead_back_ends(workspace: Workspace) -> None:
    """Rows of the table of products that changed places give numbers that go back: asked once more from the last one, the
    same page would come for ever."""
    _exchange_rows(workspace.folder / "catalog.db")
    assert any("in circles" in problem for problem in checking.verify(workspace)["problems"])


def _exchange_rows(path: Path) -> None:
    """Moves the first pointer of the page that holds all products behind the others."""
    with closing(sqlite3.connect(path)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name='product'").fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    start = (page - 1) * 4_096
    assert data[start] == 13, "the products do not fit into one page"
    end = start + 8 + 2 * int.from_bytes(data[start + 3 : start + 5], "big")
    data[start + 8 : end] = data[start + 10 : end] + data[start + 8 : start + 10]
    path.write_bytes(data)


def test_a_product_that_cannot_be_shown_is_damage(workspace: Workspace) -> None:
    """JSON that is none, JSON of another form, and models in a circle."""
    uid = browsing.uid_of(workspace, "M-red")
    for statement in (
        "UPDATE product_document SET document='{'",
        "UPDATE product_document SET document='[1]'",
        "UPDATE product_document SET document='{\"images\":[{}]}'",
        "UPDATE product_document SET document='{}'",
        "UPDATE product SET parent_id=id WHERE kind='model'",
        "DELETE FROM product WHERE kind='model'",
    ):
        _write(workspace, statement)
        if "'{}'" not in statement:  # that one only makes what comes after it readable again
            with pytest.raises(DamagedCatalog, match="pim restore"):
                browsing.view_product(workspace, uid=uid)


def test_what_refers_to_something_that_is_gone_for_good_does_not_stay(workspace: Workspace) -> None:
    """A standing that was worked out while the product or the channel was removed, a text typed into a product of an import
    that was cancelled; a product that was removed may come back, and what was being typed in it with it."""
    first, removed = browsing.uid_of(workspace, "A-1"), browsing.uid_of(workspace, "M-red")
    deleting.delete_products(workspace, [removed])
    with workspace.store.transaction() as connection:
        states = [
            State(root, channel, HELD, [], None, 1, 1, "9999-12-31") for root in (1, 99) for channel in ("web", "gone")
        ]
        publications.save_states(connection, states)
        assert [(s.root_id, s.channel) for s in publications.load_states(connection, (1, 99))] == [(1, "web")]
    drafting.keep_drafts(workspace, {(uid, "title@en_GB"): "Mu" for uid in (first, removed, "never was")})
    with workspace.reading() as connection:
        kept = {row[0] for row in connection.execute("SELECT record_uid FROM draft")}
    assert kept == {first, removed}
    assert checking.verify(workspace)["problems"] == []


def test_what_was_typed_into_a_product_of_a_cancelled_import_goes_with_it(workspace: Workspace) -> None:
    new = a_product("N-1", title="New")

    def type_and_cancel(done: int, total: int, text: str) -> None:
        drafting.keep_drafts(workspace, {(new.uid, "title@en_GB"): "Newe"})
        raise Cancelled

    with pytest.raises(Cancelled):
        workspace.apply_large(Edit(label="Import", patches=()), creation(new), on_progress=type_and_cancel)
    assert checking.verify(workspace)["problems"] == []
