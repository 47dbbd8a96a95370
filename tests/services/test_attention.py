"""What needs a person, worst first."""

from __future__ import annotations

from pathlib import Path

from pim.services import attention, browsing, editing, exporting, readiness
from tests.builders import a_product, a_workspace


def test_blocked_products_are_counted_with_their_reasons_and_lead_to_them(tmp_path: Path) -> None:
    products = [a_product(f"N{n}", price="1.00") for n in range(3)] + [a_product("OK", title="Fine", price="2.00")]
    with a_workspace(tmp_path, *products) as workspace:
        readiness.renew_all(workspace)
        found = attention.needs_attention(workspace)
        blocked = [one for one in found if one.grade == attention.BAD]
        assert [(one.title, one.size) for one in blocked][:1] == [("3 blocked on web", 3)]
        assert "3 × title" in blocked[0].note
        assert blocked[0].query is not None
        assert browsing.count_products(workspace, blocked[0].query) == 3
        grades = [one.grade for one in found]
        assert grades == sorted(grades)  # bad before warn
        titles = [one.title for one in found]
        assert "4 products have no category" in titles
        assert "4 products have no image" in titles
        for one in found:
            assert one.query is not None
            assert browsing.count_products(workspace, one.query) == one.size


def test_an_exception_that_ends_soon_is_told(tmp_path: Path) -> None:
    with a_workspace(tmp_path, a_product("A", title="Alpha", price="1.00", categories=("mugs",))) as workspace:
        uid = browsing.uid_of(workspace, "A")
        for key, until in (("title@en_GB#web", "2026-11-30"), ("title@en_GB#print", "2027-11-30")):
            editing.declare_exception(workspace, uid=uid, key=key, text="Other", reason="why not", until=until)
        ending = [one for one in attention.needs_attention(workspace) if one.room == "exceptions"]
        assert [one.title for one in ending] == ["1 exception ends or has ended"]


def test_a_catalogue_in_order_needs_nobody(tmp_path: Path) -> None:
    with a_workspace(tmp_path) as workspace:
        exporting.run_export(workspace, to=tmp_path / "out")
        assert attention.needs_attention(workspace) == []
