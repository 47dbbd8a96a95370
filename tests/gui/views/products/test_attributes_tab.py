"""The form of values: filled in slices, kept for the next product of its family, never mixed up between products."""

from __future__ import annotations

import pytest

from pim.gui.models.cell_edits import CellEdits
from pim.gui.views.products.sheet_parts.attributes_tab import KEPT, AttributesTab
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.services import browsing


@pytest.fixture
def show(desk, qtbot):
    """Shows a product by its SKU in the tab it returns."""
    tab = AttributesTab(desk)
    qtbot.addWidget(tab)
    edits = CellEdits(desk, tab)

    def by_sku(sku: str, locale: str = "en_GB") -> AttributesTab:
        tab.show_product(Shown(desk, edits, browsing.view_product(desk.workspace, sku=sku), locale))
        return tab

    return by_sku


def text(tab: AttributesTab, key: str) -> str:
    return tab.fields[key].field.editor.text()


def test_a_form_in_slices_holds_the_same_as_one_made_at_once(show, qtbot, monkeypatch) -> None:
    whole = {key: text(show("MUG"), key) for key in show("MUG").fields}
    monkeypatch.setattr("pim.gui.slices.SLICE", -1.0)
    tab = show("MUG", "fr_FR")
    assert len(tab._form.fields) == 1
    tab = show("MUG")
    qtbot.waitUntil(lambda: not tab._slices._next.isActive())
    assert {key: field.field.editor.text() for key, field in tab._form.fields.items()} == whole


def test_what_was_interrupted_is_made_for_the_next_product(show, monkeypatch) -> None:
    monkeypatch.setattr("pim.gui.slices.SLICE", -1.0)
    show("MUG")
    tab = show("LAMP")
    family = {sku: browsing.view_product(tab._desk.workspace, sku=sku).product.family for sku in ("MUG", "LAMP")}
    assert set(family.values()) != {""}
    for sku in ("LAMP", "MUG", "LAMP"):
        tab = show(sku)
        assert {field.shown.product.sku for field in tab.fields.values()} == {sku}


def test_a_family_keeps_its_form_and_only_a_few_are_kept(show) -> None:
    tab = show("MUG")
    form = tab._form
    assert show("LAMP").fields
    assert show("MUG")._form is form
    for locale in ("fr_FR", "fr_BE", "de_DE", "en_US"):
        show("MUG", locale)
    assert len(tab._forms) == KEPT
    assert form not in tab._forms.values()


def test_what_is_typed_goes_to_the_product_that_the_field_shows(show, desk, settle, monkeypatch) -> None:
    field = show("MUG").fields["price:EUR"]
    monkeypatch.setattr("pim.gui.slices.SLICE", -1.0)
    tab = show("MUG")
    shown = Shown(desk, tab._shown.edits, browsing.view_product(desk.workspace, sku="LAMP"), "en_GB")
    tab._shown = shown  # the sheet is at the lamp already, this field not yet
    field.field.editor.setText("77")
    field.commit()
    settle()
    assert browsing.view_product(desk.workspace, sku="MUG").values["price:EUR"] == "77"
    assert browsing.view_product(desk.workspace, sku="LAMP").values.get("price:EUR") != "77"
