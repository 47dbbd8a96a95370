"""What stands in a channel's files about one product: the listing in the channel's own shape."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from pim.gui.frame.tab_order import TabsAsRead
from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.labels import Label
from pim.i18n import _


class ListingPreview(TabsAsRead, QDialog):
    """Shows a listing as the adapter writes it, and why something of it is kept back. Esc closes."""

    def __init__(self, theme: Theme, title: str, shape: Any, reasons: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(720, 620)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 18, 24, 18)
        layout.setSpacing(8)
        layout.addWidget(Label(theme, title, 15, 600))
        if reasons:
            layout.addWidget(
                Label(theme, _("Kept back: {reasons}").format(reasons="; ".join(reasons)), 12, 500, "bad", wrap=True)
            )
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(title)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        shown = json.dumps(shape, ensure_ascii=False, indent=2, default=str) if shape is not None else ""
        self.text.setPlainText(shown or _("Nothing of it would go out."))
        layout.addWidget(self.text, 1)
        close = Button(theme, _("Close"), tall=True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout.addLayout(buttons)
