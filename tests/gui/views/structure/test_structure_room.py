"""The Structure room: what is shown, saved as one step, converted, moved, refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QDialog, QWidget

from pim.gui.dialogs.decision import Decision
from pim.gui.views.structure.kinds import KINDS, records_of
from pim.gui.views.structure.page import StructureRoom
from pim.gui.views.structure.room import make_structure_room
from pim.services import browsing
from pim.services.structuring import save_records


@pytest.fixture
def room(qtbot, desk, settle) -> Iterator[StructureRoom]:
    made = make_structure_room(desk)
    page = made.make()
    qtbot.addWidget(page)
    qtbot.addWidget(made.sidebar)
    page.resize(1100, 800)
    page.show()
    settle()
    yield page
    page.close()
    free()


def free() -> None:
    """Really delete what is to be deleted later: no event loop runs between tests, and every new theme would
    polish the widgets of all forms shown so far."""
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))


@pytest.fixture
def agree(monkeypatch) -> list[str]:
    """Every question is answered with its button; what was asked is kept."""
    asked: list[str] = []

    def accept(decision: Decision) -> int:
        asked.append(decision.windowTitle())
        return int(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(Decision, "exec", accept)
    return asked


@pytest.mark.parametrize("kind", [kind.code for kind in KINDS])
def test_every_kind_opens_every_record_unchanged(room, desk, settle, kind) -> None:
    room.show_kind(kind)
    settle()
    for record in records_of(desk.structure, kind):
        room.open_record(kind, getattr(record, "uid", record.code))
        assert room.form.body is not None
        assert not room.form.body.dirty, record.code
        assert room.form.body.problem() == ""


def test_a_new_attribute_gets_its_code_from_its_name(room, desk, settle) -> None:
    room.new()
    body = room.form.body
    name = body.parts["labels"].editors["en_GB"]
    name.setText("Net width (cm)")
    name.textEdited.emit("Net width (cm)")
    assert body.parts["code"].value() == "net_width_cm"
    body.parts["type"].set_value("measurement")
    body.set_state({**body.state(), "type": "measurement", "unit_family": "length", "default_unit": "cm"})
    before = desk.workspace.revision()
    room.actions.save()
    settle()
    made = desk.structure.attributes["net_width_cm"]
    assert (made.type, made.unit_family, made.default_unit) == ("measurement", "length", "cm")
    assert desk.workspace.revision() == before + 1
    assert room.uid == "net_width_cm"


def test_what_cannot_be_saved_says_why(room, desk, settle) -> None:
    room.new()
    room.form.body.parts["code"].set_value("title")
    revision = desk.workspace.revision()
    room.actions.save()
    settle()
    assert "exists already" in room.form._reason.text()
    assert desk.workspace.revision() == revision


def test_options_are_renamed_added_and_removed_with_the_attribute_in_one_step(room, desk, settle, agree) -> None:
    room.open_record("attribute", "color")
    settle()
    part = room.form.body.parts["options"]
    item = part._tree.topLevelItem(0)
    item.setText(0, "Crimson")
    part._new.setText("Deep blue")
    part._add()
    part._remove(next(part._tree.topLevelItem(r) for r in range(4) if part._tree.topLevelItem(r).text(0) == "Green"))
    assert agree, "removing a used option is asked about"
    before = desk.workspace.revision()
    room.actions.save()
    settle()
    options = desk.structure.options["color"]
    first = next(iter(options))
    assert options[first].label("en_GB") == "Crimson"
    assert "deep_blue" in options and "green" not in options
    assert desk.workspace.revision() == before + 1
    desk.workspace.undo()
    settle()
    assert "green" in desk.structure.options["color"]


def test_another_type_converts_values_after_a_question(room, desk, settle, agree) -> None:
    room.open_record("attribute", "color")
    settle()
    room.form.body.parts["type"].set_value("text")
    room.form.body._type_changed()
    room.actions.save()
    settle()
    assert agree == ["Convert the values of “Colour”?"]
    assert desk.structure.attributes["color"].type == "text"
    assert browsing.view_product(desk.workspace, sku="SHIRT-RED").product.values["color"] == "Red"


def test_deleting_names_the_places_and_takes_all_below(room, desk, settle, agree) -> None:
    room.open_record("category", "home")
    settle()
    room.actions.delete()
    settle()
    assert agree == ["Delete category “Home”?"]
    assert not desk.structure.categories
    desk.workspace.undo()
    settle()
    assert set(desk.structure.categories) == {"home", "kitchen", "bath"}


def test_after_deleting_the_neighbour_follows_and_the_keys_are_in_the_list(room, desk, settle, agree) -> None:
    codes = [record.code for record in records_of(desk.structure, "attribute")]
    for gone, follows in ((codes[1], codes[2]), (codes[-1], codes[-2])):
        room.open_record("attribute", gone)
        settle()
        room.form._delete.setFocus()
        room.actions.delete()
        settle()
        assert room.uid == follows
        assert room.form.body is not None and room.form.body.record.code == follows
        assert has_keys(room) is room.list.view


def test_categories_move_by_keyboard_and_by_drop(room, desk, settle) -> None:
    room.open_record("category", "bath")
    settle()
    room.tree.view.key_move.emit("up")
    settle()
    assert list(_children(desk, "home")) == ["bath", "kitchen"]
    assert room.tree.current() == "bath"
    room.tree._dropped("bath", "home", 2)
    settle()
    assert list(_children(desk, "home")) == ["kitchen", "bath"]
    room.tree.view.key_move.emit("in")
    settle()
    assert desk.structure.categories["bath"].parent == "kitchen"
    room.tree.view.key_move.emit("out")
    settle()
    assert desk.structure.categories["bath"].parent == "home"


def _children(desk, parent: str) -> list[str]:
    return [code for code, category in desk.structure.categories.items() if category.parent == parent]


def test_requirements_of_a_family_are_ticked_per_channel(room, desk, settle) -> None:
    room.open_record("family", "things")
    settle()
    part = room.form.body.parts["form"]
    row = next(r for r in range(part._tree.topLevelItemCount()) if part._tree.topLevelItem(r).text(0) == "GTIN")
    column = 2 + part._scopes.index("shopify")
    part._tree.topLevelItem(row).setCheckState(column, Qt.CheckState.Checked)
    room.actions.save()
    settle()
    family = desk.structure.families["things"]
    assert family.required["shopify"] == ("gtin",)
    assert family.required["*"] == ("title", "price")
    assert len(family.variants) == 1 and family.variants[0].levels == (("color",),)


def test_unsaved_changes_wait_while_other_records_are_looked_at(room, desk, settle) -> None:
    room.open_record("attribute", "brand")
    settle()
    room.form.body.parts["group"].set_value("marks")
    room.open_record("attribute", "price")
    settle()
    assert desk.structure.attributes["brand"].group == ""
    room.open_record("attribute", "brand")
    settle()
    assert room.form.body.parts["group"].value() == "marks"
    room.discard()
    assert room.form.body.parts["group"].value() == ""


def test_a_form_keeps_what_somebody_else_changed(room, desk, settle) -> None:
    from pim.services import structuring

    room.open_record("attribute", "brand")
    settle()
    room.form.body.parts["group"].set_value("marks")
    brand = desk.structure.attributes["brand"]
    structuring.save_records(desk.workspace, [brand.with_field("internal", True)])
    settle()
    room.actions.save()
    settle()
    brand = desk.structure.attributes["brand"]
    assert (brand.group, brand.internal) == ("marks", True)


def test_standard_fields_offer_fitting_attributes_and_can_be_emptied(room, desk, settle) -> None:
    room.open_record("role", "brand")
    settle()
    part = room.form.body.parts["attribute"]
    part.editor.setText("Colour")
    assert part.value() == "color"
    part.editor.setText("Weight")
    assert "not one of the choices" in part.problem()
    part.editor.setText("")
    room.actions.save()
    settle()
    assert "brand" not in desk.structure.roles


def test_usage_is_counted_off_the_ui_thread_and_shown(room, settle) -> None:
    room.activated()
    room.open_record("attribute", "title")
    settle()
    assert "3 products" in room.form._used.text()
    row = room.list.model.data(room.list.model.index(room.list.model.place_of("title")), Qt.ItemDataRole.AccessibleTextRole)
    assert "3 products" in row


def test_moving_changes_the_main_locale(room, desk, settle) -> None:
    room.open_record("locale", "fr_FR")
    settle()
    room.actions.move(-1)
    settle()
    assert desk.structure.main_locale == "fr_FR"


def typed(qtbot, room: StructureRoom, text: str) -> QWidget:
    """Write into the first name of the form with keys; returns the box."""
    room.form.body.focus_first()
    box = room.form.body.parts["labels"].editors["en_GB"]
    box.selectAll()
    qtbot.keyClicks(box, text)
    return box


def has_keys(room: StructureRoom) -> QWidget:
    """The widget of the window that has the keys."""
    return room.window().focusWidget()


def test_saving_leaves_the_keys_in_the_field_they_were_in(qtbot, room, desk, settle) -> None:
    room.open_record("attribute", "color")
    settle()
    typed(qtbot, room, "Shade")
    french = room.form.body.parts["labels"].editors["fr_FR"]
    french.setFocus()
    room.actions.save()
    settle()
    assert desk.structure.attributes["color"].label("en_GB") == "Shade"
    assert has_keys(room) is room.form.body.parts["labels"].editors["fr_FR"]
    assert has_keys(room) is not french, "the form was built anew"


def test_saving_leaves_the_current_choice_where_it_is_and_names_the_attribute(qtbot, room, desk, settle) -> None:
    room.open_record("attribute", "color")
    settle()
    part = room.form.body.parts["options"]
    part._new.setText("Lichen")
    part._add()
    part._tree.move_current(-1)
    part._tree.setFocus()
    place = part._tree.place()
    assert place[0] == "lichen"
    room.actions.save()
    settle()
    tree = room.form.body.parts["options"]._tree
    assert has_keys(room) is tree is not part._tree
    assert tree.place() == place
    qtbot.waitUntil(lambda: room.form.rect().contains(tree.mapTo(room.form, tree.visualItemRect(tree.currentItem()).center())))
    assert desk.workspace.next_undo().label == f"Attribute: {desk.structure.attributes['color'].label()}"


def test_saving_and_discarding_with_the_buttons_lead_back_into_the_form(qtbot, room, settle) -> None:
    room.open_record("attribute", "color")
    for button in (room.form._save, room.form._discard):
        typed(qtbot, room, "Shade " + button.text())
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Space)
        settle()
        assert has_keys(room) is room.form.body.parts["labels"].editors["en_GB"], button.text()


def test_a_new_record_that_was_left_is_found_again(qtbot, room, settle) -> None:
    room.new()
    typed(qtbot, room, "Sleeve")
    room.open_record("attribute", "color")
    settle()
    room.new()
    assert room.form.body.parts["labels"].value()["en_GB"] == "Sleeve"
    room.actions.save()
    settle()
    room.new()
    assert room.form.body.parts["labels"].value() == {}


def test_what_is_not_saved_outlives_the_window_and_is_told(qtbot, room, desk, settle) -> None:
    room.open_record("attribute", "color")
    settle()
    typed(qtbot, room, "Shade")
    room.close()
    again = make_structure_room(desk)
    page = again.make()
    qtbot.addWidget(page)
    qtbot.addWidget(again.sidebar)
    page.show()
    settle()
    again.opened()
    assert desk.said[-1:] == ["What you changed in Structure is kept, but not saved yet."]
    assert again.sidebar.entries["attribute"].accessibleName().startswith("Attributes *")
    page.open_record("attribute", "color")
    settle()
    assert page.form.body.parts["labels"].value()["en_GB"] == "Shade"
    assert page.form.body.dirty
    page.discard()
    assert page.form.body.parts["labels"].value()["en_GB"] == "Colour"
    assert again.sidebar.entries["attribute"].accessibleName().startswith("Attributes")
    assert "*" not in again.sidebar.entries["attribute"].accessibleName()
    page.close()


def test_a_draft_keeps_only_what_was_changed(qtbot, room, desk, settle) -> None:
    """What somebody else saves meanwhile in another field is not written back."""
    room.open_record("attribute", "color")
    settle()
    typed(qtbot, room, "Shade")
    room.open_record("attribute", "title")
    settle()
    color = desk.structure.attributes["color"]
    save_records(desk.workspace, [color.with_field("group", "looks")])
    settle()
    room.open_record("attribute", "color")
    settle()
    room.actions.save()
    settle()
    color = desk.structure.attributes["color"]
    assert (color.group, color.label("en_GB")) == ("looks", "Shade")
