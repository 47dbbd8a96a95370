"""The main window of one open catalogue: frame, rooms, top bar, palette."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer

from pim.gui import large_changes
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.failures import sentence_for
from pim.gui.frame.commands import Command, CommandRegistry, Found
from pim.gui.frame.main_window import MainWindow
from pim.gui.frame.room import Room
from pim.gui.views.importing.room import CODE as IMPORT
from pim.gui.views.importing.room import ImportRoom
from pim.gui.views.overview_rooms import overview_rooms
from pim.gui.views.products.room import ProductsRoom
from pim.i18n import _, format_number, format_percent, language, ngettext
from pim.services import browsing
from pim.services.browsing import Row
from pim.services.workspace import CatalogChanged, Workspace

PALETTE_PRODUCTS = 6
LOAD_AFTER = 4000  # milliseconds: products are shown before the code of the other rooms is loaded


class CatalogWindow(QObject):
    """`window` shows the rooms of `desk`. `more_rooms(desk)` gives those beside Products, Home, Channels and Activity."""

    def __init__(
        self,
        desk: CatalogDesk,
        more_rooms: Callable[[CatalogDesk], list[Room]] | None = None,
        more_commands: Sequence[Command] = (),
    ) -> None:
        super().__init__()
        self._desk = desk
        self.products = ProductsRoom(desk)
        self.importing = ImportRoom(desk, self)
        rooms = [self.products.room, self.importing.room, *overview_rooms(desk), *(more_rooms(desk) if more_rooms else [])]
        self._links = {room.code: room.follow_link for room in rooms if room.follow_link is not None}
        self.window = MainWindow(desk.theme, desk.settings, rooms, commands=self._commands(more_commands), search=self._search)
        desk.say, desk.go, desk.follow = self.window.overlay.toast, self._go, self.window.overlay.follow
        self.window.setWindowTitle(desk.workspace.name)
        self.window.top.set_name(desk.workspace.name)
        self._connect()
        self._show_selectors()
        self._ask_history()
        if not desk.workspace.writable:
            self.window.top.set_saved("read_only", _("Opened read only"))
        for room in rooms:
            if room.opened is not None:
                room.opened()
        loads = [room.load for room in rooms if room.load is not None]
        QTimer.singleShot(LOAD_AFTER, self, lambda: desk.read(_load_code, loads, owner=self, label="load rooms"))

    def _connect(self) -> None:
        top, desk = self.window.top, self._desk
        top.undo.connect(partial(self._take_back, Workspace.undo))
        top.redo.connect(partial(self._take_back, Workspace.redo))
        self.window.closing.connect(desk.typing.write_now)
        desk.changes.state_changed.connect(top.set_saved)
        top.retry.connect(desk.changes.try_again)
        desk.changes.refused.connect(lambda sentence: desk.say(sentence, kind="bad"))
        desk.signals.structure_changed.connect(lambda _kinds: self._show_selectors())
        self._history_soon = QTimer(self, singleShot=True, interval=60)
        self._history_soon.timeout.connect(self._ask_history)
        desk.signals.changed.connect(lambda _changed: self._history_soon.start())
        desk.signals.changed.connect(self._say_left)
        desk.viewpoint.changed.connect(self._show_selectors)
        self.importing.saved_state.connect(self._show_rehearsal)
        self.window.room_changed.connect(lambda room: room == IMPORT or self._show_rehearsal("", ""))
        # A view or category chosen beside the import leads back to the list.
        self.products.choice.changed.connect(lambda: self.window.current == IMPORT and self.window.show_room("products"))

    def _say_left(self, changed: CatalogChanged) -> None:
        """What a large change left as people had changed it meanwhile."""
        if count := changed.left.values + len(changed.left.records):
            text = ngettext(
                "{label}: {count} change was left out, because the same was changed meanwhile",
                "{label}: {count} changes were left out, because the same was changed meanwhile", count,
            )  # fmt: skip
            self._desk.say(text.format(label=changed.label, count=format_number(count)), kind="info")

    def _show_rehearsal(self, state: str, sentence: str) -> None:
        """ "Rehearsal, nothing written" while the import shows one; what is true otherwise."""
        if state and self.window.current == IMPORT:
            self.window.top.set_saved(state, sentence)
        elif not self._desk.workspace.writable:
            self.window.top.set_saved("read_only", _("Opened read only"))
        elif not self._desk.changes.waiting:
            self._desk.changes.tell()

    # -- top bar ------------------------------------------------------------------------------------
    def _show_selectors(self) -> None:
        structure, viewpoint = self._desk.structure, self._desk.viewpoint
        locales = [(code, self._locale_words(code, record.label())) for code, record in structure.locales.items()]
        channels = [("", _("All channels"))]
        channels += [(channel.code, channel.label(viewpoint.locale)) for channel in structure.channels.values()]
        self.window.top.locales.set_choices(locales, viewpoint.locale, self._choose_locale)
        self.window.top.channels.set_choices(
            channels, viewpoint.channel, lambda code: viewpoint.choose(channel=code)
        )

    def _locale_words(self, code: str, label: str) -> str:
        """Looked up once: what knows the names of all languages takes a tenth of a second to load."""
        if label and label != code:
            return label
        kept = f"names/{language()}/{code}"
        if not self._desk.settings.contains(kept):
            self._desk.settings.setValue(kept, locale_words(code))
        return str(self._desk.settings.value(kept))

    def _choose_locale(self, code: str) -> None:
        self._desk.settings.setValue("view/locale", code)
        self._desk.viewpoint.choose(locale=code)

    def _ask_history(self) -> None:
        self._desk.read(_next_steps, then=lambda names: self.window.top.set_history(*names), replaces="top.history")

    def _take_back(self, step: Callable[..., Any]) -> None:
        """Undo or redo; waits behind what is queued, because it is queued too."""
        large_changes.take_back(
            self._desk,
            step,
            then=lambda changed: self._desk.say(changed.label, kind="info"),
            otherwise=lambda error: self._desk.say(sentence_for(error), kind="warn"),
        )

    # -- palette and links --------------------------------------------------------------------------
    def _commands(self, more: Sequence[Command]) -> CommandRegistry:
        commands = CommandRegistry()
        for code, title, icon, run in (
            ("product.new", _("New product"), "plus", lambda: self.products.page.creating.new_product()),
            ("view.save", _("Save view"), "funnel-simple", lambda: self.products.page.save_view()),
        ):
            commands.add(Command(code, title, icon, run))
        for command in self._product_commands():
            commands.add(command)
        for code, title, icon, keys, what in (
            ("channels.publish", _("Review and publish"), "broadcast", "Ctrl+Shift+P", {"publish": True}),
            ("channels.ledger", _("Ledger"), "receipt", "Ctrl+Shift+G", {"show": "ledger"}),
        ):
            commands.add(Command(code, title, icon, partial(self._go, "channels", **what), keys=keys))
        for command in more:
            commands.add(command)
        return commands

    def _product_commands(self) -> list[Command]:
        """What can be done with the products selected in the list; offered while the list is shown."""

        def selected(most: int | None = None) -> bool:
            shown = self.window.current == self.products.room.code and self._desk.workspace.writable
            count = self.products.page.bulk.count() if shown else 0
            return 0 < count <= (most or count)

        def act(code: str) -> Callable[[], object]:
            return lambda: self.products.page.bulk.act(code)

        return [
            Command("product.duplicate", _("Duplicate"), "copy", self._duplicate, enabled=lambda: selected(1)),
            Command("product.edit", _("Edit a value"), "pencil-simple", act("edit"), enabled=selected),
            Command("product.family", _("Change the family"), "stack", act("family"), enabled=selected),
            Command("product.categories", _("Add to a category"), "tree-structure", act("categories"), enabled=selected),
            Command("product.delete", _("Delete products"), "trash", act("delete"), enabled=selected),
        ]  # fmt: skip

    def _duplicate(self) -> None:
        page = self.products.page
        loaded = page.model.loaded(page.view.currentIndex().row())
        if loaded is not None:
            page.creating.duplicate(loaded.row.uid)

    def _search(self, text: str, deliver: Callable[[list[Found]], None]) -> None:
        self._desk.read(
            browsing.quick_search,
            text,
            PALETTE_PRODUCTS,
            then=lambda rows: deliver([self._found(row) for row in rows]),
            replaces="palette",
        )

    def _found(self, row: Row) -> Found:
        return Found(row.name, row.sku, "package", lambda: self._go("products", uid=row.uid))

    def _go(self, room: str, **what: Any) -> None:
        """Lead to a room: `uid` opens a product, `conditions` filter the list, `category` shows one."""
        self.window.show_room(room)
        if room in self._links:
            self._links[room](**what)
        if room != "products":
            return
        if "conditions" in what:
            self.products.choice.show_conditions(tuple(what["conditions"]))
        if "category" in what:
            self.products.choice.show_category(str(what["category"]))
        if "uid" in what:
            self.products.page.show_product(str(what["uid"]))


def locale_words(code: str) -> str:
    """ "English (United Kingdom)" for en_GB, in the interface language."""
    from babel import Locale, UnknownLocaleError

    try:
        words = Locale.parse(code).get_display_name(language())
    except (UnknownLocaleError, ValueError):
        return code
    return f"{words[0].upper()}{words[1:]}" if words else code


def _load_code(_workspace: Workspace, loads: Sequence[Callable[[], object]]) -> None:
    """Import what rooms need that nobody has entered yet, and what writes dates and prices. Reader thread."""
    for load in loads:
        load()
    format_percent(0.5)


def _next_steps(workspace: Workspace) -> tuple[str, str]:
    """Names of what undo and redo would do. Reader thread."""
    undo, redo = workspace.next_undo(), workspace.next_redo()
    return (undo.label if undo else "", redo.label if redo else "")
