"""The equation over a rehearsal: read = changed + new + unchanged + skipped + rejected."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from pim.gui.painting.marks import BLOCKED, IN_SYNC, NOT_SOLD, draw_mark
from pim.gui.painting.marks import CHANGED as CHANGED_MARK
from pim.gui.painting.marks import NEW as NEW_MARK
from pim.gui.painting.text import CENTER, LEFT, draw_text, text_width
from pim.gui.theme.theme import Theme
from pim.gui.widgets.safe_text import plain_tip
from pim.i18n import _, format_number, ngettext
from pim.services.importing.accounting import CHANGED, NEW, REJECTED, REPEATED, SKIPPED, STRUCTURE, UNCHANGED

# state -> (mark, colour of the number); the mark is the one of channels: the same shape says the same.
_LOOKS: dict[str, tuple[str, str]] = {
    CHANGED: (CHANGED_MARK, "atext"), NEW: (NEW_MARK, "atext"), UNCHANGED: (IN_SYNC, "muted"), SKIPPED: (NOT_SOLD, "muted"),
    REJECTED: (BLOCKED, "bad"), STRUCTURE: ("", "muted"), REPEATED: ("", "muted"),
}  # fmt: skip
MARK_OF = {state: mark for state, (mark, _color) in _LOOKS.items()}
_ALWAYS = (CHANGED, NEW, UNCHANGED, SKIPPED, REJECTED)
_SIGN, _MARK = 32, 20


def state_word(state: str, count: int) -> str:
    """The word below a number."""
    return {
        CHANGED: ngettext("changed", "changed", count), NEW: ngettext("new", "new", count),
        UNCHANGED: ngettext("unchanged", "unchanged", count), SKIPPED: ngettext("skipped", "skipped", count),
        REJECTED: ngettext("rejected", "rejected", count), STRUCTURE: _("structure"), REPEATED: _("more rows"),
    }[state]  # fmt: skip


class Equation(QWidget):
    """`set_counts(read, counts)`; terms that are 0 and rarely occur are left out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._read, self._counts = 0, dict.fromkeys(_ALWAYS, 0)
        self.setFixedHeight(44)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set_counts(self, read: int, counts: dict[str, int]) -> None:
        """Show other numbers."""
        self._read = read
        self._counts = {state: counts.get(state, 0) for state in _LOOKS if state in _ALWAYS or counts.get(state)}
        terms = " + ".join(f"{format_number(n)} {state_word(state, n)}" for state, n in self._counts.items())
        self.setAccessibleName(_("{count} read").format(count=format_number(read)) + f" = {terms}")
        self.setToolTip(plain_tip(self.accessibleName()))
        self.updateGeometry()
        self.update()

    def _terms(self) -> list[tuple[str, str, str, str]]:
        """(mark, number, word, colour) of each term."""
        first = [("", format_number(self._read), _("read"), "text")]
        return first + [
            (_LOOKS[state][0], format_number(n), state_word(state, n), _LOOKS[state][1] if n else "faint")
            for state, n in self._counts.items()
        ]

    def _width(self, term: tuple[str, str, str, str]) -> float:
        number = text_width(term[1], self._theme.font(20, 600, True)) + (_MARK if term[0] else 0)
        return max(number, text_width(term[2], self._theme.font(12))) + 2

    def sizeHint(self) -> QSize:
        terms = self._terms()
        return QSize(int(sum(map(self._width, terms)) + _SIGN * (len(terms) - 1)) + 4, 44)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event) -> None:
        painter, theme, x = QPainter(self), self._theme, 0.0
        for place, term in enumerate(self._terms()):
            mark, number, word, color = term
            if place:
                sign = QRectF(x, 8, _SIGN, 30)
                draw_text(painter, sign, "=" if place == 1 else "+", theme.font(15), theme.c.faint, CENTER)
                x += _SIGN
            width = self._width(term)
            if mark:
                draw_mark(painter, QRectF(x, 6, 14, 14), mark, theme)
            left = x + (_MARK if mark else 0)
            draw_text(
                painter, QRectF(left, 0, width + 4, 26), number, theme.font(20, 600, True), theme.color(color), LEFT
            )
            draw_text(painter, QRectF(x, 25, width + 4, 18), word, theme.font(12), theme.c.muted, LEFT)
            x += width
