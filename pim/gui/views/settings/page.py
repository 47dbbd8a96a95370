"""The page of the room Settings."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.preferences import Preferences
from pim.gui.views.settings.backups_card import BackupsCard
from pim.gui.views.settings.preference_cards import PreferenceCards
from pim.gui.widgets.labels import Label
from pim.gui.widgets.layouts import scroll_of
from pim.i18n import _
from pim.services.backing_up import Backup


class SettingsPage(QWidget):
    """Preferences at the left, the catalogue and its backups at the right."""

    def __init__(
        self,
        desk: CatalogDesk,
        preferences: Preferences,
        restart: Callable[[], None],
        restore: Callable[[Backup], None],
    ) -> None:
        super().__init__()
        self.preferences = PreferenceCards(desk.theme, preferences, restart)
        self.backups = BackupsCard(desk, restore)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(24, 18, 24, 24)
        column.setSpacing(14)
        column.addWidget(Label(desk.theme, _("Settings"), 20, 600))
        both = QHBoxLayout()
        both.setSpacing(14)
        right = QVBoxLayout()
        right.addWidget(self.backups)
        right.addStretch(1)
        both.addWidget(self.preferences, 5)
        both.addLayout(right, 6)
        column.addLayout(both)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll_of(content, "bg"))
