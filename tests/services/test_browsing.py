"""The columns of a list say what the sheet of each product says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pim.catalog.resolution import value_in
from pim.catalog.value_key import attribute_of
from pim.services import browsing
from pim.storage.errors import DamagedCatalog
from tests.builders import a_family_of_variants, a_product, a_workspace, two_levels

_KEYS = ("title@en_GB", "title@fr_FR", "brand", "price:EUR", "material", "washable", "unheard_of@fr_FR", "brand@fr_FR")


def test_columns_show_what_the_sheet_shows_with_fallbacks_and_what_is_inherited(tmp_path: Path) -> None:
    model, *variants = a_family_of_variants("M", title="Mug", price="9", values={"material": ("oak", "steel")})
    own = replace(variants[0], values={**variants[0].values, "title@fr_FR": "Tasse", "washable": False})
    plain = a_product("A-1", title="Cup", values={"brand": 'Said "brand":', "unheard_of@fr_FR": "kept"})
    with a_workspace(
        tmp_path, plain, model, own, *variants[1:], *two_levels("T", values={"brand": "Nord"})
    ) as workspace:
        ids = [row.id for row in browsing.rows(workspace, range(1, 30))]
        shown = browsing.cell_values(workspace, [*ids, 999], _KEYS)
        assert sorted(shown) == ids
        inherited = 0
        for row in browsing.rows(workspace, ids):
            view = browsing.view_product(workspace, uid=row.uid)
            for key in _KEYS:
                locale = key.partition("@")[2]
                value = (
                    value_in(view.values, workspace.structure, attribute_of(key), locale)
                    if locale
                    else view.values.get(key)
                )
                came = len(view.line) > 1 and key not in view.product.values
                assert shown[row.id].get(key) == (None if value is None else (value, came)), (row.sku, key)
                inherited += value is not None and came
        assert inherited > 5 and shown[ids[0]]["title@fr_FR"] == ("Cup", False)


def test_a_missing_model_is_called_damage(tmp_path: Path) -> None:
    with a_workspace(tmp_path, *a_family_of_variants("M", title="Mug")) as workspace:
        with workspace.store.transaction() as connection:
            connection.execute("DELETE FROM product WHERE kind='model'")
        with pytest.raises(DamagedCatalog):
            browsing.cell_values(workspace, [2, 3], ("title@en_GB",))


def test_uids_come_in_the_order_that_was_asked_for_however_many(tmp_path: Path) -> None:
    made = [a_product(f"A-{number:04}", title="Cup") for number in range(1_100)]
    with a_workspace(tmp_path, *made) as workspace:
        ids = [row.id for row in browsing.rows(workspace, range(1, 400))]
        uids = browsing.uids(workspace, [*reversed(range(1, 1_101)), 9_999])
        assert len(uids) == 1_100
        assert [uids[row.id] for row in browsing.rows(workspace, ids)] == [r.uid for r in browsing.rows(workspace, ids)]
        assert list(uids) == list(reversed(range(1, 1_101)))


def test_the_first_incomplete_product_is_the_first_of_those_asked_for(tmp_path: Path) -> None:
    with a_workspace(tmp_path, a_product("A", title="Cup"), a_product("B"), a_product("C")) as workspace:
        rows = {row.sku: row for row in browsing.rows(workspace, [1, 2, 3])}
        incomplete = [sku for sku, row in rows.items() if row.percent < 100]
        assert incomplete and "A" in rows
        for order in (["A", "B", "C"], ["C", "A", "B"]):
            wanted = next(rows[sku].id for sku in order if sku in incomplete)
            assert browsing.first_incomplete(workspace, [rows[sku].id for sku in order]) == wanted
        assert browsing.first_incomplete(workspace, [9_999]) is None
