"""The help: both languages whole, links that lead somewhere, keys as they are bound."""

from __future__ import annotations

import re

import pytest

from pim import i18n
from pim.cli.program import COMMANDS
from pim.gui.frame.keys import room_keys
from pim.gui.views.help.pages import PAGES, load_pages, search_pages, window_shortcuts
from pim.gui.views.help.window import HelpWindow
from pim.gui.views.importing.room import ImportRoom
from pim.gui.views.overview_rooms import overview_rooms
from pim.gui.views.products.room import ProductsRoom
from pim.gui.views.structure import make_structure_room
from pim.paths import resources


@pytest.fixture(autouse=True)
def english():
    i18n.set_language("en")
    yield
    i18n.set_language("en")


@pytest.mark.parametrize("spoken", i18n.LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_there_with_links_that_lead_somewhere(spoken, name) -> None:
    text = (resources() / "help" / spoken / f"{name}.md").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert len(text) > 200
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert target.removesuffix(".md") in PAGES, target


@pytest.mark.parametrize("spoken", i18n.LANGUAGES)
def test_both_languages_have_the_same_sections_and_examples(spoken) -> None:
    for name in PAGES:
        english, other = ((resources() / "help" / code / f"{name}.md").read_text("utf-8") for code in ("en", spoken))
        assert english.count("\n## ") == other.count("\n## "), name
        assert english.count("```") == other.count("```"), name


def test_the_terminal_page_names_every_command() -> None:
    text = (resources() / "help" / "en" / "terminal.md").read_text("utf-8")
    for command in COMMANDS:
        assert f"pim {command.name}" in text, command.name


def test_keys_listed_for_a_room_are_the_ones_it_binds(desk, qtbot) -> None:
    rooms = [ProductsRoom(desk).room, ImportRoom(desk).room, make_structure_room(desk), *overview_rooms(desk)]
    bound = {room.code: set(room.shortcuts) for room in rooms if room.shortcuts}
    listed = {code: set(keys) for code, keys in room_keys().items()}
    assert listed == bound


def test_search_finds_folded_words_and_prefers_titles() -> None:
    pages = load_pages(window_shortcuts([("F1", "Help")], [("products", "Products", False), ("import", "Import", True)]))
    found = search_pages(pages, "BACKUPS")
    assert found[0][0].name == "backups"
    assert search_pages(pages, "xyzzy") == []
    keyboard = next(page for page in pages if page.name == "keyboard")
    assert "| `F1` | Help |" in keyboard.text
    assert "{keys}" not in keyboard.text


def test_the_window_shows_pages_follows_links_and_searches(qtbot, theme, tasks, settle) -> None:
    window = HelpWindow(theme, tasks, [])
    qtbot.addWidget(window)
    window.open_page("terminal")
    settle()
    assert window.text.toPlainText().startswith("Terminal")
    window._follow("channels.md")
    assert window.text.toPlainText().startswith("Channels")
    window.box.setText("barcode")
    assert window.list.count() >= 1
    assert "print" in [window.list.item(row).data(0x100) for row in range(window.list.count())]
    window.box.clear()
    assert window.list.count() == len(PAGES)


def test_pages_come_in_french(qtbot) -> None:
    i18n.set_language("fr")
    titles = [page.title for page in load_pages([])]
    assert titles[0] == "Premiers pas"
