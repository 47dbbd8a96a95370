"""Banner, toast, progress card, bulk bar: what the program says without stopping anybody."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import Button, IconButton
from pim.gui.widgets.labels import ElidedLabel, IconLabel, KeyHint, Label, rule
from pim.gui.widgets.safe_text import plain_tip
from pim.i18n import _

TOAST_MS = 6000
_BANNERS = {
    "info": ("atint", "atext", "info"),
    "warn": ("warnt", "warn", "warning"),
    "bad": ("badt", "bad", "warning-circle"),
    "ok": ("okt", "ok", "check-circle"),
}


class Banner(QWidget):
    """Tint, icon, bold cause, plain consequence, one link (`acted`). Stays until solved."""

    acted = Signal()

    def __init__(
        self,
        theme: Theme,
        kind: str,
        cause: str,
        consequence: str = "",
        action: str = "",
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        ground, role, default_icon = _BANNERS[kind]
        self._theme, self._ground = theme, ground
        self.setFixedHeight(36)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(13, 0, 12, 0)
        layout.setSpacing(9)
        self._cause = Label(theme, cause, 12, 600, role, tabular=True)
        self._consequence = ElidedLabel(theme, consequence, 12, 400, "text" if kind == "info" else "muted")
        self._action = Button(theme, action, "link")
        self._action.clicked.connect(self.acted)
        layout.addWidget(IconLabel(theme, icon or default_icon, role, 14))
        layout.addWidget(self._cause)
        layout.addWidget(self._consequence, 1)
        layout.addWidget(self._action)
        self.set_text(cause, consequence, action)
        theme.changed.connect(self.update)

    def set_text(self, cause: str, consequence: str = "", action: str = "") -> None:
        """Say something else."""
        self._cause.setText(cause)
        self._consequence.set_text(consequence)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self.setAccessibleName(f"{cause} {consequence}".strip())

    def paintEvent(self, event) -> None:
        _paint_round(self, self._theme.color(self._ground), 6)


def _paint_round(widget: QWidget, color: QColor, radius: int) -> None:
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(widget.rect(), radius, radius)


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say `text`."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


class Toast(QFrame):
    """One thing that was just done, with its Undo. Goes after 6 s, waits while the mouse is over it."""

    acted = Signal()
    gone = Signal()

    def __init__(
        self,
        theme: Theme,
        text: str,
        action: str = "",
        keys: str = "",
        kind: str = "ok",
        milliseconds: int = TOAST_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("k", "float")
        self.setFixedHeight(40)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(15, 0, 13, 0)
        layout.setSpacing(9)
        _ground, role, icon = _BANNERS[kind]
        layout.addWidget(IconLabel(theme, icon, role, 16))
        layout.addWidget(Label(theme, text, 12, 500, tabular=True))
        if action:
            button = Button(theme, action, "link", weight=600)
            button.clicked.connect(self._act)
            layout.addSpacing(6)
            layout.addWidget(button)
        if keys:
            layout.addWidget(KeyHint(theme, keys))
        self._timer = QTimer(self, singleShot=True, interval=milliseconds)
        self._timer.timeout.connect(self.dismiss)
        self._timer.start()
        self.setAccessibleName(text)
        announce(self, text)

    def dismiss(self) -> None:
        """Take it away."""
        self._timer.stop()
        self.hide()
        self.gone.emit()
        self.deleteLater()

    def _act(self) -> None:
        self.acted.emit()
        self.dismiss()

    def enterEvent(self, event) -> None:
        self._timer.stop()

    def leaveEvent(self, event) -> None:
        self._timer.start()


class ProgressCard(QFrame):
    """A running task at the bottom right: title, figures, bar, cancel and what cancelling does."""

    cancel_clicked = Signal()

    def __init__(
        self,
        theme: Theme,
        title: str,
        consequence: str = "",
        *,
        can_cancel: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("k", "float")
        self.setFixedWidth(386)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._figures = Label(theme, "", 11, 400, "muted", tabular=True)
        self._cancel = IconButton(theme, "x", _("Cancel"), size=24)
        self._cancel.clicked.connect(self._ask_cancel)
        self._cancel.setVisible(can_cancel)
        head.addWidget(ElidedLabel(theme, title, 12, 500), 1)
        head.addWidget(self._figures)
        head.addWidget(self._cancel)
        self._bar = QProgressBar()
        self._bar.setFixedHeight(6)
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(title)
        self._consequence = Label(theme, consequence, 11, 400, "muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(15, 5, 10, 12)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self._bar)
        layout.addWidget(self._consequence)

    def set_progress(self, done: int, total: int, text: str = "") -> None:
        """Show progress; a total of 0 means unknown. `text` are the figures, in words and counts."""
        scale = max(1, total // 1_000_000)  # the bar counts in 32 bits
        self._bar.setRange(0, total // scale)
        self._bar.setValue(done // scale)
        self._figures.setText(text)

    def _ask_cancel(self) -> None:
        self._cancel.setEnabled(False)
        self._figures.setText(_("Stopping…"))
        self.cancel_clicked.emit()


class BulkBar(QFrame):
    """What can be done with several selected rows. `acted(code)`, `select_all`, `closed`."""

    acted = Signal(str)
    select_all = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "float")
        self.setFixedHeight(44)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._theme = theme
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(15, 0, 12, 0)
        self._layout.setSpacing(8)
        self._count = Label(theme, "", 12, 600, tabular=True)
        self._all = Button(theme, "", "link")
        self._all.clicked.connect(self.select_all)
        self._close = IconButton(theme, "x", _("Clear the selection"), shortcut="Esc")
        self._close.clicked.connect(self.closed)
        self._actions: list[Button] = []
        for widget in (self._count, self._all, rule(True), self._close):
            self._layout.addWidget(widget)

    def set_counts(self, selected: str, everything: str = "") -> None:
        """The texts: "640 selected", and "Select all 4,660" when the filter holds more."""
        self._count.setText(selected)
        self._all.setText(everything)
        self._all.setVisible(bool(everything))

    def set_actions(self, actions: list[tuple[str, str, str]]) -> None:
        """Buttons (code, text, icon); the first one is the primary."""
        for old in self._actions:
            self._layout.removeWidget(old)
            old.deleteLater()
        self._actions = []
        for number, (code, text, icon) in enumerate(actions):
            button = Button(self._theme, text, "plain" if number else "primary", icon)
            button.setAccessibleName(text)
            button.clicked.connect(lambda checked=False, code=code: self.acted.emit(code))
            self._layout.insertWidget(3 + number, button)
            self._actions.append(button)

    def fit(self, width: int) -> None:
        """Takes its width in pixels: with all words where there is room for them in `width`, else with pictures only for
        all actions but the first; their words are in the tips then."""
        self._put_words(True)
        if self.sizeHint().width() > width:
            self._put_words(False)
        self.adjustSize()

    def _put_words(self, shown: bool) -> None:
        for button in self._actions[1:]:
            words = button.accessibleName()
            button.setText(words if shown else "")
            button.setToolTip("" if shown else plain_tip(words))
        self._layout.activate()
