"""From the welcome page to a catalogue: new, open, refused, dropped, remembered; preferences."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMainWindow

from pim.gui.app import Desk
from pim.gui.dialogs.new_catalog import NewCatalog, NewCatalogDialog, codes_problem, free_name
from pim.gui.failures import Failures
from pim.gui.frame.overlay import Overlay
from pim.gui.preferences import Preferences
from pim.gui.session import Session
from pim.gui.views.settings.preference_cards import PreferenceCards
from pim.gui.views.welcome.recent import day_words, recent_catalogs
from pim.gui.views.welcome.window import WelcomeWindow
from pim.services.workspace import create_catalog
from pim.storage import schema_steps
from tests.fixtures import catalogs


@pytest.fixture
def preferences(tmp_path) -> Preferences:
    return Preferences(tmp_path / "settings.toml")


@pytest.fixture
def session(qapp, theme, settings, tasks, preferences, qtbot):
    made = Session(Desk(qapp, theme, settings, tasks, Failures()), preferences, lambda desk, _session: QMainWindow())
    made.begin(None)
    yield made
    tasks.wait_all(5000)
    if made.window is not None:
        made.window.close()
    made.close()


def test_a_new_catalogue_opens_and_is_remembered(session, preferences, settle, tmp_path, monkeypatch) -> None:
    asked = []
    session._make(NewCatalog(tmp_path / "Shop.pim", ("fr_FR",), ("EUR", "USD")), None)
    settle()
    assert session.catalog is not None
    assert list(session.catalog.structure.price_lists) == ["EUR", "USD"]
    assert preferences.now.recent == (str(tmp_path / "Shop.pim"),)
    session.catalog.go = lambda room, **what: asked.append((room, what))
    session.take_dropped([tmp_path / "supplier.csv"])
    assert asked == [("import", {"files": [tmp_path / "supplier.csv"]})]


def test_one_in_use_is_refused_and_opens_read_only(session, settle, tmp_path) -> None:
    with create_catalog(tmp_path / "a.pim"):
        session.open(tmp_path / "a.pim")
        settle()
        assert session.catalog is None
        assert isinstance(session.window, WelcomeWindow)
        banner = session.window.page._banners.itemAt(0).widget()
        assert "in use" in banner.accessibleName()
        banner.acted.emit()
        settle()
        assert session.catalog is not None
        assert not session.catalog.workspace.writable
        session.close()


def test_one_of_an_older_version_is_brought_up_to_date_in_sight(session, settle, tmp_path) -> None:
    folder, _seen = catalogs.unpacked(1, tmp_path)
    followed, told = [], []
    session.window.overlay.follow = lambda task, title, consequence: followed.append((title, consequence))
    session._make_window = lambda desk, _session: _window_that_notes(desk, told)
    session.open(folder)
    settle()
    assert session.catalog is not None and session.catalog.workspace.writable
    title = "Bringing the catalogue up to date"
    assert followed == [(title, "An older version made it. A backup is made first; cancelled, it stays as it was.")]
    assert len(told) == 1 and "a backup of how it was is kept" in told[0] and "-migration.backup" in told[0]


def _window_that_notes(desk, told: list[str]) -> QMainWindow:
    desk.say = lambda text, **_how: told.append(text)
    return QMainWindow()


def test_one_that_cannot_be_brought_up_to_date_can_be_read(session, settle, tmp_path, monkeypatch) -> None:
    def refuse(*_step: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(schema_steps.STEPS, 1, refuse)
    folder, _seen = catalogs.unpacked(1, tmp_path)
    session.open(folder)
    settle()
    assert session.catalog is None
    banner = session.window.page._banners.itemAt(0).widget()
    assert "No space left on device" in banner.accessibleName()
    banner.acted.emit()
    settle()
    assert session.catalog is not None and session.catalog.workspace.store.is_older


@pytest.fixture
def unbegun(qapp, theme, settings, tasks, preferences, qtbot):
    shown = []
    made = Session(Desk(qapp, theme, settings, tasks, Failures()), preferences, lambda desk, _session: QMainWindow())
    made._put = lambda window, put=made._put: (shown.append(window), put(window))
    yield made, shown
    tasks.wait_all(5000)
    if made.window is not None:
        made.window.close()
    made.close()


def test_a_catalogue_to_begin_with_is_the_first_that_is_seen(unbegun, settle, tmp_path) -> None:
    session, shown = unbegun
    create_catalog(tmp_path / "first.pim").close()
    session.begin(tmp_path / "first.pim")
    settle()
    assert session.catalog is not None
    assert shown == [session.window]
    assert not isinstance(session.window, WelcomeWindow)


def test_one_that_cannot_be_opened_leads_to_the_welcome_page_with_the_reason(unbegun, settle, tmp_path) -> None:
    session, shown = unbegun
    session.begin(tmp_path / "nothing.pim")
    settle()
    assert [type(window) for window in shown] == [WelcomeWindow]
    assert session.window.page._banners.count() == 1


def test_one_that_opens_slowly_is_waited_for_on_the_welcome_page(unbegun, tmp_path, qtbot, monkeypatch) -> None:
    session, _shown = unbegun
    monkeypatch.setattr(session, "open", lambda _folder: None)
    session.begin(tmp_path / "slow.pim")
    assert session.window is None
    qtbot.waitUntil(lambda: isinstance(session.window, WelcomeWindow), timeout=5000)


def test_dropping_a_catalogue_opens_it_and_a_file_asks_for_a_new_one(session, settle, tmp_path) -> None:
    create_catalog(tmp_path / "b.pim").close()
    session.take_dropped([tmp_path / "spring.csv"])
    dialog = session.window.findChild(NewCatalogDialog)
    assert dialog.name.editor.text() == "spring"
    dialog.reject()
    session.take_dropped([tmp_path / "b.pim"])
    settle()
    assert session.catalog is not None
    assert session.catalog.workspace.name == "b"


def test_closing_leads_back_to_the_welcome_page(session, settle, tmp_path) -> None:
    session._make(NewCatalog(tmp_path / "c.pim", ("en_GB",), ("EUR",)), None)
    settle()
    session.close_catalog()
    settle()
    assert isinstance(session.window, WelcomeWindow)
    create_catalog(tmp_path / "d.pim").close()
    session.open(tmp_path / "c.pim")
    settle()
    assert session.catalog is not None and session.catalog.workspace.writable


def test_the_dialog_says_what_is_wrong(theme, qtbot, tmp_path) -> None:
    dialog = NewCatalogDialog(theme, tmp_path)
    qtbot.addWidget(dialog)
    asked: list[NewCatalog] = []
    dialog.asked.connect(asked.append)
    dialog.locales.editor.setText("French")
    dialog._ask()
    assert "not a locale" in dialog._reason.text()
    dialog.locales.editor.setText("fr_FR, en_GB")
    dialog.currencies.editor.setText("EUR USD")
    dialog.name.editor.setText("a:b")
    dialog._ask()
    assert "“:”" in dialog._reason.text()
    dialog.name.editor.setText("Été")
    dialog._ask()
    assert asked == [NewCatalog(tmp_path / "Été.pim", ("fr_FR", "en_GB"), ("EUR", "USD"))]
    (tmp_path / "Été.pim").mkdir()
    assert free_name(tmp_path, "Été") == "Été 2"
    assert codes_problem(NewCatalog(Path("x"), (), ("EUR",)))


def test_recent_ones_that_are_gone_are_known(tmp_path) -> None:
    from datetime import date

    create_catalog(tmp_path / "a.pim").close()
    here, gone = recent_catalogs([str(tmp_path / "a.pim"), str(tmp_path / "gone.pim")])
    assert here.changed is not None and gone.changed is None
    assert day_words(date(2026, 11, 21), date(2026, 11, 22)) == "Yesterday"
    assert "2025" in day_words(date(2025, 11, 21), date(2026, 11, 22))


def test_preferences_hold_at_once_and_are_stored(theme, qtbot, preferences, tmp_path) -> None:
    cards = PreferenceCards(theme, preferences, lambda: None)
    qtbot.addWidget(cards)
    cards.theme_field.editor.set_text("dark")
    cards.theme_field.editor.committed.emit()
    assert preferences.now.theme == "dark"
    assert not cards.needs_restart
    cards.language_field.editor.set_text("fr")
    cards.language_field.editor.committed.emit()
    assert cards.needs_restart
    assert Preferences(tmp_path / "settings.toml").now.language == "fr"


def test_scales_step_and_end(preferences) -> None:
    assert preferences.next_scale(1) == 110
    preferences.change(scale=200)
    assert (preferences.next_scale(1), preferences.next_scale(-1)) == (200, 175)


@pytest.mark.parametrize("begins_with", ["the catalogue", "nothing"])
def test_a_restore_that_fails_at_the_end_is_told_at_the_next_start(
    unbegun, settle, tmp_path, monkeypatch, begins_with
) -> None:
    session, _shown = unbegun
    folder, started = tmp_path / "Shop.pim", []
    create_catalog(folder).close()
    monkeypatch.setattr("pim.gui.session.start_program", started.append)
    session.begin(folder)
    settle()
    session._restore_from = tmp_path / "gone.backup"  # on a stick that was pulled out meanwhile
    session.restart()
    session.close()
    assert started == [[str(folder)]]  # it begins again all the same
    said: list[str] = []
    monkeypatch.setattr(Overlay, "toast", lambda _overlay, text, **_how: said.append(text))
    later = Session(session.desk, session.preferences, lambda desk, _session: _window_that_notes(desk, said))
    later.begin(folder if begins_with == "the catalogue" else None)
    settle()
    later.window.close()
    later.close()
    (sentence,) = [text for text in said if "could not be restored" in text]
    assert "gone.backup" in sentence and "as it was" in sentence
