"""The form of a channel: every format of the registry, each with its own options."""

from __future__ import annotations

from pim.channels import ADAPTERS
from pim.gui.theme.icons import glyphs
from pim.gui.views.structure.room import make_structure_room
from pim.services import channeling


def test_a_channel_of_each_format_is_made_and_has_its_options(qtbot, desk, settle) -> None:
    made = make_structure_room(desk)
    page = made.make()
    qtbot.addWidget(page)
    qtbot.addWidget(made.sidebar)
    page.show_kind("channel")
    settle()
    page.new()
    choices = page.form.body.parts["adapter"].editor
    shown = {choices.itemData(row): choices.itemText(row) for row in range(choices.count())}
    assert list(shown) == [adapter.code for adapter in ADAPTERS.adapters] and shown["xlsx"] == "Excel workbook"
    for adapter in ADAPTERS.adapters:
        page.new()
        body = page.form.body
        body.set_state({**body.state(), "code": f"new_{adapter.code}", "adapter": adapter.code})
        page.actions.save()
        settle()
        assert desk.structure.channels[f"new_{adapter.code}"].adapter == adapter.code
        options = [name for name in page.form.body.parts if name.startswith("option:")]
        assert options == [f"option:{option.code}" for option in channeling.adapter_options(adapter.code)]
        assert adapter.icon in glyphs()
        assert {f"option:{option.code}" for option in adapter.options} <= set(options)
    page.close()
