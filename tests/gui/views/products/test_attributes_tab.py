"""The form of values: filled in slices, kept for the next product of its family, never mixed up between products."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLineEdit, QWidget

from pim.catalog.attribute import Attribute
from pim.gui.models.cell_edits import CellEdits
from pim.gui.views.products.sheet_parts.attributes_tab import KEPT, AttributesTab
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.services import browsing
from pim.services.editing import declare_exception
from pim.services.structuring import save_records


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
    assert not tab._form.fields, "the first of them are made in the next turn"
    tab._slices._go_on()
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
    assert all(form is not other for _shape, other in tab._forms)
    assert tab.fields
    assert not form.fields, "its fields are deleted"


def test_a_form_outlives_an_attribute_it_does_not_show(show, desk, settle) -> None:
    tab = show("MUG")
    form, shown = tab._form, set(tab.fields)
    desk.change(save_records, [Attribute(code="elsewhere", labels={"en_GB": "Elsewhere"})])
    settle()
    assert show("MUG")._form is form
    desk.change(save_records, [replace(desk.structure.attributes["title"], labels={"en_GB": "What it is called"})])
    settle()
    assert show("MUG")._form is not form
    assert tab.fields["title@en_GB"].field.label.text() == "What it is called"
    assert set(tab.fields) == shown


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


def key_with_keys(tab: AttributesTab) -> str:
    fields = tab.fields  # whole
    focus = tab.window().focusWidget()
    return next((key for key, field in fields.items() if focus is not None and field.isAncestorOf(focus)), "")


@pytest.mark.parametrize("slice_of_time", [None, -1.0])
def test_the_keys_stay_in_the_field_when_an_exception_is_declared_and_ended(
    show, desk, settle, qtbot, monkeypatch, slice_of_time
) -> None:
    tab = show("MUG")
    tab.show()
    base, key = "title@en_GB", f"title@en_GB#{next(iter(desk.structure.channels))}"
    tab.fields[base].put_keys()
    if slice_of_time is not None:
        monkeypatch.setattr("pim.gui.slices.SLICE", slice_of_time)
    uid = tab._shown.uid
    desk.change(declare_exception, uid=uid, key=key, text="Cup", reason="wish", until="")
    settle()
    assert key_with_keys(show("MUG")) == base
    tab.fields[key].put_keys()
    desk.change(declare_exception, uid=uid, key=key, text="", reason="", until="")
    settle()
    assert key_with_keys(show("MUG")) == base, "the field of the exception is gone"


def test_the_keys_stay_in_the_field_of_another_family(show, desk) -> None:
    tab = show("MUG")
    tab.show()
    tab.fields["title@en_GB"].put_keys()
    assert key_with_keys(show("LAMP")) == "title@en_GB"


def test_keys_that_have_left_the_form_are_not_fetched_back(show, qtbot, monkeypatch) -> None:
    tab, window, elsewhere = show("MUG"), QWidget(), QLineEdit()
    qtbot.addWidget(window)
    for widget in (tab, elsewhere):
        widget.setParent(window)
    window.show()
    tab.fields["title@en_GB"].put_keys()
    monkeypatch.setattr("pim.gui.slices.SLICE", -1.0)
    show("LAMP")
    elsewhere.setFocus()
    tab._slices.finish()
    assert window.focusWidget() is elsewhere
    tab.setParent(None)
