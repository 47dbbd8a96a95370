"""Cards, empty states, and the action footer of a room."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.labels import IconLabel, Label


class Card(QFrame):
    """A white box of radius 8. `body` is its vertical layout, `head` the line of its title.

    `set_chosen` gives it the accent border; `clicked` is emitted when `clickable`.
    """

    clicked = Signal()

    def __init__(
        self,
        theme: Theme,
        title: str = "",
        *,
        clickable: bool = False,
        margins=(18, 14, 18, 14),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("k", "card")
        self._clickable = clickable
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*margins)
        self.body.setSpacing(8)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.body.addLayout(self.head)
        if title:
            self.title = Label(theme, title, 14, 600)
            self.head.addWidget(self.title)
            self.head.addStretch(1)
        if clickable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setAccessibleName(title)

    def set_chosen(self, chosen: bool) -> None:
        """Draw or remove the 2 px accent border."""
        if bool(self.property("chosen")) != chosen:
            self.setProperty("chosen", chosen)
            self.style().unpolish(self)
            self.style().polish(self)

    def mouseReleaseEvent(self, event) -> None:
        if self._clickable and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event) -> None:
        if self._clickable and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class EmptyState(QWidget):
    """Why nothing is here: icon, one sentence, one line of context, one action (`acted`)."""

    acted = Signal()

    def __init__(
        self,
        theme: Theme,
        icon: str,
        sentence: str,
        context: str = "",
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setSpacing(6)
        layout.addStretch(1)
        self._sentence = Label(theme, sentence, 14, 600, wrap=True)
        self._context = Label(theme, context, 12, 400, "muted", wrap=True)
        self._action = Button(theme, action, "normal")
        self._icon = IconLabel(theme, icon, "faint", 28)
        self._action.clicked.connect(self.acted)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (self._sentence, self._context):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        layout.addWidget(self._action, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.set_text(sentence, context, action)

    def set_text(self, sentence: str, context: str = "", action: str = "", icon: str = "") -> None:
        """Say something else; an empty context or action is hidden."""
        self._sentence.setText(sentence)
        self._context.setText(context)
        self._context.setVisible(bool(context))
        self._action.setText(action)
        self._action.setVisible(bool(action))
        if icon:
            self._icon.set_icon(icon)


class ActionFooter(QFrame):
    """The 54 px bar at the bottom of a room: what will happen at the left, buttons at the right."""

    def __init__(
        self, theme: Theme, text: str = "", icon: str = "info", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("k", "surface")
        self.setFixedHeight(54)
        self._text = Label(theme, text, 12, 400, "muted", tabular=True, wrap=True)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(24, 0, 24, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(IconLabel(theme, icon, "muted", 16))
        self._layout.addWidget(self._text, 1)

    def set_text(self, text: str) -> None:
        """What the buttons will do, in a sentence with a count."""
        self._text.setText(text)

    def add(self, button: QWidget) -> None:
        """Add a button at the right end."""
        self._layout.addWidget(button)
