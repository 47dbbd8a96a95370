"""The right column of Home: what needs attention, and what happened last."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.moments import moment_short
from pim.gui.theme.theme import Theme
from pim.gui.views.activity.looks import icon_of
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.cards import Card
from pim.gui.widgets.labels import ElidedLabel, IconLabel, Label, rule
from pim.i18n import _, format_number
from pim.services.attention import BAD, Attention
from pim.services.timeline import Entry


class _Line(QWidget):
    """Icon, two lines of text, something at the right. `clicked` anywhere on it, or by Enter when Tab stops here."""

    clicked = Signal()

    def __init__(
        self,
        theme: Theme,
        icon: str,
        role: str,
        title: str,
        note: str,
        right: Sequence[QWidget],
        *,
        struck: bool = False,
        stop: bool = False,
    ) -> None:
        super().__init__()
        self._theme = theme
        if stop:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setAccessibleName(f"{title}, {note}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(ElidedLabel(theme, title, 12, 500, "muted" if struck else "text"))
        words.addWidget(ElidedLabel(theme, note, 11, 400, "muted"))
        end = QVBoxLayout()
        end.setSpacing(1)
        for widget in right:
            end.addWidget(widget, 0, Qt.AlignmentFlag.AlignRight)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 7, 0, 7)
        layout.setSpacing(11)
        layout.addWidget(IconLabel(theme, icon, role, 15))
        layout.addLayout(words, 1)
        layout.addLayout(end)

    def mouseReleaseEvent(self, event) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.c.accent, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)


class _ListCard(Card):
    """A card whose lines are replaced together."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__(theme, title)
        self._theme = theme
        self.body.setSpacing(4)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self.body.addLayout(self._column)

    def _clear(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()


class AttentionCard(_ListCard):
    """Worst first. `chosen(Attention)`."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _("Needs attention"))
        self._count = Label(theme, "", 12, 400, "muted", tabular=True)
        self.head.addWidget(self._count)
        self._shown: tuple[Attention, ...] | None = None

    def show_found(self, found: Sequence[Attention]) -> None:
        """Show these."""
        if tuple(found) == self._shown:
            return
        self._shown = tuple(found)
        self._clear()
        self._count.setText(format_number(len(found)) if found else "")
        if not found:
            self._column.addWidget(
                _Line(self._theme, "check-circle", "ok", _("Nothing needs you"), _("No product is blocked."), ())
            )
        for number, one in enumerate(found):
            if number:
                self._column.addWidget(rule())
            verb = Button(self._theme, one.verb, "link")
            verb.setAccessibleName(f"{one.verb}: {one.title}")
            verb.clicked.connect(lambda checked=False, one=one: self.chosen.emit(one))
            icon, role = ("prohibit", "bad") if one.grade == BAD else ("warning", "warn")
            line = _Line(self._theme, icon, role, one.title, one.note, (verb,))
            line.clicked.connect(lambda one=one: self.chosen.emit(one))
            self._column.addWidget(line)


class RecentCard(_ListCard):
    """The last steps. `chosen(Entry)`, `all_wanted`."""

    chosen = Signal(object)
    all_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _("Recent activity"))
        see_all = Button(theme, _("See all"), "link")
        self._shown: tuple[Entry, ...] | None = None
        see_all.clicked.connect(self.all_wanted)
        self.head.addWidget(see_all)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these, newest first; the focus stays when they are the same."""
        if tuple(entries) == self._shown:
            return
        self._shown = tuple(entries)
        self._clear()
        for entry in entries:
            right = (
                Label(self._theme, moment_short(entry.at), 11, 400, "muted", tabular=True),
                Label(self._theme, entry.who, 11, 400, "muted"),
            )
            note = _("Undone") if entry.undone else entry.note
            line = _Line(
                self._theme,
                icon_of(entry),
                "muted",
                entry.label,
                note,
                right,
                struck=entry.undone is not None,
                stop=True,
            )
            line.clicked.connect(lambda entry=entry: self.chosen.emit(entry))
            self._column.addWidget(line)
