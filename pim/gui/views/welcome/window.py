"""The window of the welcome page: its own top bar, keys, banners about what could not be opened."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from pim.gui.frame.overlay import Overlay
from pim.gui.tasks import Task
from pim.gui.theme.theme import Theme
from pim.gui.views.welcome.page import WelcomePage
from pim.gui.widgets.buttons import IconButton, MenuButton
from pim.gui.widgets.labels import Label, rule
from pim.gui.widgets.notices import Banner
from pim.i18n import LANGUAGES, _, language
from pim.services import opening
from pim.services.opening import Refusal


def language_names() -> dict[str, str]:
    """Each language in its own words."""
    return {"en": "English", "fr": "Français"}


class WelcomeWindow(QMainWindow):
    """`page` is the page. `language_chosen(code)`, `theme_toggled()`, `help_asked()`, `retry(folder, how)`, `closing`."""

    language_chosen = Signal(str)
    theme_toggled = Signal()
    help_asked = Signal()
    settings_asked = Signal()
    retry = Signal(object, str)  # the folder; read_only, restore or forget
    closing = Signal()

    def __init__(self, theme: Theme, settings: QSettings) -> None:
        super().__init__()
        self._theme, self._settings = theme, settings
        self.setWindowTitle("pim")
        self.page = WelcomePage(theme)
        self.overlay = Overlay(theme, self.page)
        holder = QWidget()
        holder.setProperty("k", "bg")
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._build_top())
        layout.addWidget(rule())
        layout.addWidget(self.page, 1)
        self.setCentralWidget(holder)
        self.setMinimumSize(900, 560)
        geometry = settings.value("window/geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(QSize(1440, 900).boundedTo(self.screen().availableSize()))
        for keys, code in (("Ctrl+N", "new"), ("Ctrl+I", "import"), ("Ctrl+O", "open"), ("Ctrl+D", "demo")):
            self._key(keys, lambda code=code: self.page.acted.emit(code))
        self._key("F1", self.help_asked.emit)
        self.page.cards["new"].setFocus()

    def _key(self, keys: str, action: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(action)

    def _build_top(self) -> QWidget:
        bar = QWidget()
        bar.setProperty("k", "side")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        bar.setFixedHeight(46)
        line = QHBoxLayout(bar)
        line.setContentsMargins(16, 0, 16, 0)
        line.setSpacing(8)
        line.addWidget(Label(self._theme, "pim", 15, 600))
        line.addStretch(1)
        languages = MenuButton(self._theme, "", "plain", "translate", tip=_("Language of the program"))
        names = language_names()
        languages.set_choices([(code, names[code]) for code in LANGUAGES], language(), self.language_chosen.emit)
        dark = IconButton(self._theme, "moon", _("Light or dark"))
        dark.clicked.connect(self.theme_toggled)
        settings = IconButton(self._theme, "gear-six", _("Settings"))
        settings.clicked.connect(self.settings_asked)
        help_button = IconButton(self._theme, "question", _("Help"), shortcut="F1")
        help_button.clicked.connect(self.help_asked)
        for widget in (languages, dark, settings, help_button):
            line.addWidget(widget)
        return bar

    def follow_update(self, task: Task) -> None:
        """Show how far a catalogue of an older version is on its way; opening any other tells nothing."""
        consequence = _("An older version made it. A backup is made first; cancelled, it stays as it was.")
        self.overlay.follow(task, _("Bringing the catalogue up to date"), consequence)

    def show_refusal(self, refusal: Refusal) -> None:
        """Say why a catalogue was not opened and offer what helps."""
        name = refusal.folder.name.removesuffix(".pim")
        kind = "warn" if refusal.kind in (opening.IN_USE, opening.NEWER) else "bad"
        action, how = self._way_out(refusal)
        cause = _("“{name}” was not opened.").format(name=name)
        banner = Banner(self._theme, kind, cause, refusal.message, action)
        banner.acted.connect(lambda: self.retry.emit(refusal, how))
        self.page.show_banner(banner)

    def _way_out(self, refusal: Refusal) -> tuple[str, str]:
        if refusal.kind in (opening.IN_USE, opening.OUTDATED):
            return _("Open read only"), "read_only"
        if refusal.backup is not None:
            from pim.i18n import format_moment

            when = format_moment(refusal.backup.at, "short")
            return _("Restore the backup of {when}").format(when=when), "restore"
        if refusal.kind == opening.NOT_A_CATALOG:
            return _("Take off the list"), "forget"
        return "", ""

    def closeEvent(self, event) -> None:
        self._settings.setValue("window/geometry", self.saveGeometry())
        self.closing.emit()
        super().closeEvent(event)
