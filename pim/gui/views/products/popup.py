"""A small window under a button that goes when somebody clicks elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pim.gui.frame.tab_order import TabsAsRead
from pim.gui.theme.theme import Theme
from pim.gui.widgets.labels import Label


class Popup(TabsAsRead, QFrame):
    """Fill `body`, then `open_below(widget)`. Esc closes it."""

    def __init__(self, theme: Theme, title: str, parent: QWidget, width: int = 320) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("k", "popup")
        self.setFixedWidth(width)
        self.theme = theme
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, 12, 14, 14)
        self.body.setSpacing(8)
        if title:
            self.body.addWidget(Label(theme, title, 13, 600))
        self.setAccessibleName(title)

    def open_below(self, widget: QWidget, *, right: bool = False) -> None:
        """Show it under `widget`, inside the screen."""
        self.adjustSize()
        place = widget.mapToGlobal(QPoint(widget.width() - self.width() if right else 0, widget.height() + 4))
        screen = (QGuiApplication.screenAt(place) or QGuiApplication.primaryScreen()).availableGeometry()
        place.setX(max(screen.left() + 4, min(place.x(), screen.right() - self.width() - 4)))
        place.setY(min(place.y(), screen.bottom() - self.height() - 4))
        self.move(place)
        self.show()
