"""The room: the kinds in the sidebar, and the page when it is first shown."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.frame.room import Room
from pim.gui.views.structure.drafts import Drafts, show_kinds, tell_drafts
from pim.gui.views.structure.kinds import KINDS, title
from pim.gui.widgets.sidebar import SidebarSection
from pim.i18n import _

if TYPE_CHECKING:
    from pim.gui.views.structure.page import StructureRoom


def make_structure_room(desk: CatalogDesk) -> Room:
    """The room for the frame."""
    side = SidebarSection(desk.theme, _("Structure"))
    for kind in KINDS:
        side.add(kind.code, title(kind.code), kind.icon)
    drafts = Drafts(desk.settings, desk.workspace.folder)
    show_kinds(side, desk.structure, drafts)
    made: list[StructureRoom] = []

    def make() -> StructureRoom:
        from pim.gui.views.structure.page import StructureRoom

        made.append(StructureRoom(desk, side, drafts))
        return made[0]

    def on_page(method: str):
        return lambda *args: getattr(made[0], method)(*args) if made else None

    def follow_link(kind: str = "attribute", uid: str = "") -> None:
        if made and uid:
            made[0].open_record(kind, uid)
        elif made:
            made[0].show_kind(kind)

    return Room(
        "structure", _("Structure"), "tree-structure", make, side, wants_locale=True,
        search=on_page("search"), focus_search=on_page("focus_search"), activated=on_page("activated"),
        panes=lambda: made[0].panes() if made else [], follow_link=follow_link, opened=partial(tell_drafts, desk, drafts),
        load=_load,
        shortcuts={
            "Ctrl+N": on_page("new"),
            "Ctrl+S": lambda: made[0].actions.save() if made else None,
            "Alt+Up": lambda: made[0].actions.move(-1) if made else None,
            "Alt+Down": lambda: made[0].actions.move(1) if made else None,
        },
    )  # fmt: skip


def _load() -> None:
    """What the page needs."""
    import pim.gui.views.structure.page  # noqa: F401
