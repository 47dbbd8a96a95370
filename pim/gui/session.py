"""One run of the window: from the welcome page to an open catalogue, and on to another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QMainWindow

from pim import paths
from pim.gui import last_words
from pim.gui.app import Desk
from pim.gui.catalog_desk import CatalogDesk, make_catalog_desk
from pim.gui.dialogs.new_catalog import NewCatalog, NewCatalogDialog, make_catalog
from pim.gui.failures import sentence_for
from pim.gui.preferences import Preferences
from pim.gui.processes import start_program
from pim.gui.views.welcome.recent import recent_catalogs
from pim.gui.views.welcome.window import WelcomeWindow
from pim.i18n import _
from pim.services import backing_up, opening
from pim.services.backing_up import Backup
from pim.services.opening import Refusal
from pim.services.workspace import Workspace

WELCOME_AFTER = 700  # milliseconds: a catalogue that opens sooner is the first that is seen
BACKUP_EVERY = 60_000  # milliseconds between two looks at whether a backup is due

MakeWindow = Callable[[CatalogDesk, "Session"], QMainWindow]  # that shows the open catalogue


class Session(QObject):
    """Owns the window that is shown and the catalogue that is open. `close` when the event loop has ended."""

    def __init__(self, desk: Desk, preferences: Preferences, make_window: MakeWindow) -> None:
        super().__init__()
        self.desk, self.preferences, self._make_window = desk, preferences, make_window
        self.window: QMainWindow | None = None
        self.catalog: CatalogDesk | None = None
        self.waiting_files: list[Path] = []  # to be imported as soon as a catalogue is open
        self.help_window: QMainWindow | None = None
        self._restart_with: str | None = None
        self._restore_from: Path | None = None
        self._backups = QTimer(self, interval=BACKUP_EVERY)
        self._backups.timeout.connect(self._back_up_if_due)
        desk.failures.noticed.connect(self._say)

    # -- the welcome page -------------------------------------------------------------------------------
    def begin(self, catalog: Path | None) -> Session:
        """Open `catalog`, or show the welcome page if none is given, opening takes long or it cannot be opened."""
        if catalog is None:
            self.show_welcome()
        else:
            self.open(catalog)
            QTimer.singleShot(WELCOME_AFTER, self, self._show_something)
        return self

    def _show_something(self) -> None:
        if self.window is None:
            self.show_welcome()

    def show_welcome(self) -> WelcomeWindow:
        """The page to begin with."""
        window = WelcomeWindow(self.desk.theme, self.desk.settings)
        window.page.acted.connect(self.act)
        window.page.open_asked.connect(lambda path: self.open(Path(path)))
        window.page.forget_asked.connect(self._forget)
        window.page.dropped.connect(self.take_dropped)
        window.retry.connect(self._retry)
        window.language_chosen.connect(self._choose_language)
        window.theme_toggled.connect(self.toggle_theme)
        window.help_asked.connect(lambda: self.show_help("start"))
        window.settings_asked.connect(self.show_settings)
        window.page.picture.show_product("mug-dawn-slate.jpg")
        self._put(window)
        self._list_recent()
        if self.preferences.problem:
            window.overlay.toast(self.preferences.problem, kind="warn", milliseconds=12_000)
        return window

    def _put(self, window: QMainWindow) -> None:
        old, self.window = self.window, window
        window.show()
        if old is not None:
            old.close()
            old.deleteLater()
        last_words.tell(self.desk.settings, self._say)

    def _list_recent(self) -> None:
        known = self.preferences.now.recent
        self.desk.tasks.read(recent_catalogs, known, then=self._show_recent, owner=self, replaces="recent")

    def _show_recent(self, found: Any) -> None:
        if isinstance(self.window, WelcomeWindow):
            self.window.page.recent.show_catalogs(found)

    def _forget(self, path: str) -> None:
        self.preferences.forget(path)
        self._list_recent()

    def act(self, code: str) -> None:
        """What the cards and the menu offer: new, demo, open, import."""
        offers: dict[str, Callable[[], object]] = {
            "new": self.ask_new, "demo": self.open_demo, "open": self.ask_open, "import": self.ask_file,
        }  # fmt: skip
        offers[code]()

    def take_dropped(self, files: list[Path]) -> None:
        """A .pim folder opens; anything else is imported, into the open catalogue or into a new one."""
        folder = next((path for path in files if opening.is_catalog(path)), None)
        if folder is not None:
            self.open(folder)
        elif self.catalog is not None:
            self.catalog.go("import", files=files)
        else:
            self.waiting_files = files
            self.ask_new(name=files[0].stem)

    def ask_file(self) -> None:
        """Choose a file to begin with."""
        files, _filter = QFileDialog.getOpenFileNames(self.window, _("Start from a file"), str(Path.home()))
        if files:
            self.take_dropped([Path(file) for file in files])

    # -- new, demo, open --------------------------------------------------------------------------------
    def ask_new(self, *, demo: bool = False, name: str = "") -> NewCatalogDialog:
        """The dialog for a new catalogue (or for the demo in a chosen folder)."""
        dialog = NewCatalogDialog(self.desk.theme, paths.data_dir() if demo else Path.home(), demo=demo, parent=self.window)
        if name:
            dialog.name.editor.setText(name)
        dialog.asked.connect(lambda wanted: self._make(wanted, dialog))
        dialog.rejected.connect(self.waiting_files.clear)
        dialog.open()
        return dialog

    def open_demo(self) -> None:
        """The demo in the user's data folder: as it was left, or a fresh copy."""
        folder = paths.data_dir() / "Demo.pim"
        if opening.is_catalog(folder):
            self.open(folder)
        else:
            self._make(NewCatalog(folder, (), (), demo=True), None)

    def _make(self, wanted: NewCatalog, dialog: NewCatalogDialog | None) -> None:
        task = self.desk.tasks.read(
            make_catalog, wanted, self.preferences.now.author, with_progress=True, label="make catalogue", owner=self,
            then=lambda workspace: self._made(workspace, dialog),
            otherwise=lambda error: self._not_made(error, dialog),
        )  # fmt: skip
        if isinstance(self.window, WelcomeWindow):
            title = _("Opening the demo") if wanted.demo else _("Making the catalogue")
            self.window.overlay.follow(task, title, can_cancel=False)

    def _made(self, workspace: Workspace, dialog: NewCatalogDialog | None) -> None:
        if dialog is not None:
            dialog.accept()
        self._opened(workspace)

    def _not_made(self, error: Exception, dialog: NewCatalogDialog | None) -> None:
        reason = sentence_for(error) if not isinstance(error, OSError) else str(error)
        if dialog is not None and dialog.isVisible():
            dialog.refuse(reason)
        else:
            self._say(reason)

    def _say(self, sentence: str) -> None:
        self._show_something()
        if isinstance(self.window, WelcomeWindow):
            self.window.overlay.toast(sentence, kind="bad", milliseconds=12_000)
        elif self.catalog is not None:
            self.catalog.say(sentence, kind="bad")

    def ask_open(self) -> None:
        """Choose a catalogue's folder."""
        chosen = QFileDialog.getExistingDirectory(self.window, _("Open a catalogue"), str(Path.home()))
        if chosen:
            self.open(Path(chosen))

    def open(self, folder: Path, *, read_only: bool = False) -> None:
        """Open a catalogue: in this window from the welcome page, else in a window of its own."""
        if self.catalog is not None:
            start_program([str(folder)])
            return
        task = self.desk.tasks.read(
            opening.try_open, folder, read_only=read_only, who=self.preferences.now.author, owner=self, with_progress=True,
            label="open catalogue", then=self._answered, otherwise=lambda error: self._say(sentence_for(error)),
        )  # fmt: skip
        task.progress.connect(lambda *_said: self._welcome().follow_update(task), Qt.ConnectionType.SingleShotConnection)

    def _welcome(self) -> WelcomeWindow:
        return self.window if isinstance(self.window, WelcomeWindow) else self.show_welcome()

    def _answered(self, answer: Workspace | Refusal) -> None:
        if isinstance(answer, Refusal):
            self._welcome().show_refusal(answer)
        else:
            self._opened(answer)

    def _opened(self, workspace: Workspace) -> None:
        self.preferences.opened(workspace.folder)
        desk = self.catalog = make_catalog_desk(self.desk.theme, self.desk.settings, self.desk.tasks, workspace)
        self._put(self._make_window(desk, self))
        for sentence in opening.sentences(workspace):
            desk.say(sentence, kind="info", milliseconds=12_000)
        self._backups.start()
        if self.waiting_files:
            files, self.waiting_files = self.waiting_files, []
            desk.go("import", files=files)

    def _retry(self, refusal: Refusal, how: str) -> None:
        """What a banner offered: open for reading, restore the backup, take off the list."""
        if how == "read_only":
            self.open(refusal.folder, read_only=True)
        elif how == "forget":
            self._forget(str(refusal.folder.absolute()))
            if isinstance(self.window, WelcomeWindow):
                self.window.page.show_banner(None)
        elif how == "restore" and refusal.backup is not None:
            self.desk.tasks.read(
                backing_up.restore, refusal.backup.path, refusal.folder, owner=self, label="restore",
                then=lambda _kept: self.open(refusal.folder), otherwise=lambda error: self._say(sentence_for(error)),
            )  # fmt: skip

    # -- backups ----------------------------------------------------------------------------------------
    def _back_up_if_due(self) -> None:
        if self.catalog is not None and self.catalog.workspace.writable:
            self.desk.tasks.read(
                backing_up.back_up_if_due, self.catalog.workspace, replaces="backup", label="backup",
                otherwise=lambda error: self._say(sentence_for(error)),
            )  # fmt: skip

    # -- preferences ------------------------------------------------------------------------------------
    def toggle_theme(self) -> None:
        """Light becomes dark and the other way round."""
        self.preferences.change(theme="light" if self.desk.theme.dark else "dark")

    def _choose_language(self, code: str) -> None:
        self.preferences.change(language=code)
        self.restart()

    def show_help(self, page: str = "start") -> None:
        """The help in a window of its own."""
        from pim.gui.views.help.window import show_help

        show_help(self, page)

    def show_settings(self) -> None:
        """The settings: the room of an open catalogue, else a dialog."""
        if self.catalog is not None:
            self.catalog.go("settings")
            return
        from pim.gui.views.settings.dialog import SettingsDialog

        SettingsDialog(self.desk.theme, self.preferences, self.restart, parent=self.window).open()

    # -- the end ----------------------------------------------------------------------------------------
    def restart(self) -> None:
        """Close and start again, with the catalogue that is open: language and scale are taken at the start."""
        self._restart_with = str(self.catalog.workspace.folder) if self.catalog else ""
        if self.window is not None:
            self.window.close()

    def restore(self, backup: Backup) -> None:
        """Close, make the open catalogue what a sound backup holds, and start again with it."""
        self.desk.tasks.read(
            opening.is_sound, backup, owner=self, label="check backup",
            then=lambda sound: self._restore(backup, sound), otherwise=lambda error: self._say(sentence_for(error)),
        )  # fmt: skip

    def _restore(self, backup: Backup, sound: bool) -> None:
        if not sound:
            self._say(_("That backup is damaged. Choose another one; nothing was changed."))
            return
        self._restore_from = backup.path
        self.restart()

    def close_catalog(self) -> None:
        """Back to the welcome page; what is queued is written first."""
        desk, self.catalog = self.catalog, None
        if desk is None:
            return
        self.desk.tasks.wait_all()
        self._backups.stop()
        desk.signals.close()
        self.show_welcome()
        QTimer.singleShot(0, desk.workspace.close)

    def close(self) -> None:
        """After the event loop: close the catalogue, and start again if that was asked for."""
        self._backups.stop()
        if self.catalog is not None:
            self.catalog.signals.close()
            self.catalog.workspace.close()
            if self._restore_from is not None:
                last_words.restore(self.desk.settings, self._restore_from, self.catalog.workspace.folder)
            self.catalog = None
        if self._restart_with is not None:
            start_program([self._restart_with] if self._restart_with else [])
