"""A decision with consequences: title, sentences, the safe choice focused."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.frame.tab_order import TabsAsRead
from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.labels import Label
from pim.i18n import _


class Decision(TabsAsRead, QDialog):
    """`accepted` when the action's button is pressed; Cancel has the focus. Button = verb + object + count."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        lines: Sequence[str],
        action: str,
        *,
        danger: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(420)
        self.setMaximumWidth(560)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 18, 24, 18)
        layout.setSpacing(8)
        layout.addWidget(Label(theme, title, 15, 600, wrap=True))
        for line in lines:
            layout.addWidget(Label(theme, line, 12, 400, "muted", wrap=True))
        layout.addSpacing(10)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        self.cancel = Button(theme, _("Cancel"), "normal", tall=True)
        self.act = Button(theme, action, "danger" if danger else "primary", tall=True)
        self.cancel.clicked.connect(self.reject)
        self.act.clicked.connect(self.accept)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.act)
        layout.addLayout(buttons)
        self.cancel.setFocus()
