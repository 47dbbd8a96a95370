"""The empty frame with made-up rooms: for looking at it and for the tests of the main window."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from pim.gui.frame.commands import Command, CommandRegistry, Found
from pim.gui.frame.main_window import MainWindow
from pim.gui.frame.room import Room
from pim.gui.theme.theme import Theme
from pim.gui.widgets.cards import ActionFooter, Card
from pim.gui.widgets.labels import Label
from pim.gui.widgets.sidebar import SidebarSection
from pim.gui.widgets.states import DiffPair, HomeCell, ProportionBar
from pim.gui.widgets.status_line import StatusLine
from pim.gui.widgets.tabs import Stepper, TabStrip

ROOMS = (
    ("home", "Home", "house"),
    ("products", "Products", "package"),
    ("media", "Media", "image-square"),
    ("channels", "Channels", "broadcast"),
    ("print", "Print", "book-open"),
    ("activity", "Activity", "clock-counter-clockwise"),
    ("structure", "Structure", "tree-structure"),
)


def page(theme: Theme) -> QWidget:
    """One of each large widget."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(24, 24, 24, 0)
    layout.addWidget(Label(theme, "3 of 5 channels are ready", 20, 600))
    steps = Stepper(theme, ["File", "Columns", "Rehearsal", "Done"])
    steps.set_current(2)
    layout.addWidget(steps)
    card = Card(theme, "Ready to publish")
    card.setMaximumWidth(560)
    card.body.addWidget(
        ProportionBar(theme, {"in_sync": 4660, "changed": 126, "new": 19, "held": 2, "blocked": 38})
    )
    tabs = [("all", "All", "145"), ("changed", "Changed", "86"), ("held", "Held", "2")]
    card.body.addWidget(TabStrip(theme, tabs))
    for before, after, kind in (
        ("32.90", "34.90", "new"),
        ("62.00", "59.90", "blocked"),
        ("24.00", "22.00", "unticked"),
        ("Ceramic", "Stoneware", "doubtful"),
        (None, "250 ml", "new"),
    ):
        card.body.addWidget(DiffPair(theme, before, after, kind))
    for percent, missing in ((100, 0), (98.2, 94), (46, 2410), (None, 0)):
        card.body.addWidget(HomeCell(theme, percent, missing))
    layout.addWidget(card)
    layout.addStretch(1)
    layout.addWidget(ActionFooter(theme, "Writes 104 listings, reads the files back, proves parity."))
    status = StatusLine(theme)
    status.set_left(("4,660", "bold"), ("products, 3,412 variants", "plain"))
    status.set_right(("5 cells selected", "accent"), ("Sum", "plain"), ("99.10", "bold"))
    layout.addWidget(status)
    return holder


def views(theme: Theme) -> SidebarSection:
    """The lower part of the sidebar."""
    section = SidebarSection(theme, "Views", "Save a view")
    section.add("all", "All products", "stack", "4,660")
    section.add("mine", "My incomplete *", "circle-half", "212")
    section.set_current("all")
    return section


def build(theme: Theme, settings: QSettings) -> MainWindow:
    """A frame with seven rooms, Settings and a few commands."""
    rooms = [
        Room(
            code,
            title,
            icon,
            lambda: page(theme),
            sidebar=views(theme),
            wants_locale=code == "products",
            wants_channel=code == "products",
        )
        for code, title, icon in ROOMS
    ]
    rooms.append(Room("settings", "Settings", "gear-six", QWidget, at_bottom=True))
    commands = CommandRegistry()
    for code, title, keys in (
        ("publish", "Publish Marketplace", "Ctrl+Shift+P"),
        ("preview", "Preview publication", ""),
        ("ledger", "Open publication ledger", "Ctrl+Shift+G"),
    ):
        commands.add(Command(code, title, "broadcast", lambda: None, lambda: "104 changes, 38 blocked", keys))

    def search(text, deliver) -> None:
        deliver([Found("Stripe cushion, Blue", "CUS-STRIPE-BLU", "package", lambda: None)])

    window = MainWindow(theme, settings, rooms, commands=commands, search=search)
    window.top.set_name("Maison Claire")
    window.top.locales.set_choices(
        [("en_GB", "English (UK)"), ("fr_FR", "Français")], "en_GB", lambda code: None
    )
    window.top.channels.set_choices([("", "All channels"), ("web", "Web shop")], "", lambda code: None)
    window.top.set_history("Price +4 %", "")
    return window


def main(folder: Path) -> None:
    from pim.printing import fonts

    app = QApplication(sys.argv[:1])
    theme = Theme(app, "light")
    theme.use_fonts(fonts.cut_files(fonts.ready()))
    window = build(theme, QSettings(str(folder / "frame.ini"), QSettings.Format.IniFormat))
    window.resize(1440, 900)
    window.show()
    window.show_room("products")
    window.overlay.toast("Price changed on 640 products", "Undo", keys="Ctrl Z")
    for mode in ("light", "dark"):
        theme.set_mode(mode)
        app.processEvents()
        window.grab().save(str(folder / f"frame-{mode}.png"))
        window.open_palette("publi")
        app.processEvents()
        window.grab().save(str(folder / f"palette-{mode}.png"))
        window.palette_box.close_palette()
    window.toggle_sidebar()
    app.processEvents()
    window.grab().save(str(folder / "frame-rail.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
