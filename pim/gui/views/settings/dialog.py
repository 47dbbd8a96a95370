"""The preferences as a dialog, where no catalogue is open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.frame.tab_order import TabsAsRead
from pim.gui.preferences import Preferences
from pim.gui.theme.theme import Theme
from pim.gui.views.settings.preference_cards import PreferenceCards
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.labels import Label
from pim.gui.widgets.layouts import scroll_of
from pim.i18n import _


class SettingsDialog(TabsAsRead, QDialog):
    """Choices hold at once; Close closes."""

    def __init__(
        self, theme: Theme, preferences: Preferences, restart: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Settings"))
        self.resize(560, 640)
        self.cards = PreferenceCards(theme, preferences, restart)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 18, 24, 18)
        layout.setSpacing(12)
        layout.addWidget(Label(theme, _("Settings"), 20, 600))
        layout.addWidget(scroll_of(self.cards), 1)
        line = QHBoxLayout()
        line.addStretch(1)
        close = Button(theme, _("Close"), "normal", tall=True)
        close.clicked.connect(self.accept)
        line.addWidget(close)
        layout.addLayout(line)
