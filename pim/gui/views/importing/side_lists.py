"""Beside the rehearsal: questions to answer, rows that were rejected."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.theme.theme import Theme
from pim.gui.views.importing.question_card import QuestionCard
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.cards import Card
from pim.gui.widgets.labels import Label
from pim.gui.widgets.layouts import scroll_of
from pim.gui.widgets.safe_text import plain_tip
from pim.i18n import _, format_number, ngettext
from pim.services.importing.answering import FALLS, Asked
from pim.services.importing.rehearsal import Rejection

_QUESTIONS, _REJECTIONS = 12, 40


class RejectedLine(QWidget):
    """Row number, reason, column; `clicked()` shows the row."""

    clicked = Signal()

    def __init__(self, theme: Theme, rejection: Rejection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 3, 0, 3)
        layout.setSpacing(10)
        number = Label(theme, format_number(rejection.line), 11, 400, "muted", tabular=True)
        number.setFixedWidth(40)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(Label(theme, rejection.reason, 12, 400, wrap=True))
        texts.addWidget(Label(theme, rejection.column or rejection.file, 11, 400, "muted"))
        layout.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(texts, 1)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{format_number(rejection.line)}: {rejection.reason} {rejection.column}")

    def mouseReleaseEvent(self, event) -> None:
        self.clicked.emit()

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class SideLists(Card):
    """`answered(question, answer, code)`, `save_wanted()`, `line_wanted(file, line)`, `all_wanted()`."""

    answered = Signal(object, str, str)
    save_wanted = Signal()
    line_wanted = Signal(str, int)
    all_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, margins=(0, 0, 0, 0), parent=parent)
        self._theme = theme
        self.cards: list[QuestionCard] = []
        self._content = QWidget()
        self._lines = QVBoxLayout(self._content)
        self._lines.setContentsMargins(14, 12, 14, 14)
        self._lines.setSpacing(8)
        self.body.addWidget(scroll_of(self._content, "none"), 1)

    def show_lists(
        self, questions: tuple[Asked, ...], rejections: list[Rejection], falls_kept: bool, missing: dict[str, str] | None = None
    ) -> None:
        """Fill both lists."""
        while self._lines.count():
            widget = self._lines.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = []
        self._lines.addWidget(Label(self._theme, _("Questions"), 14, 600))
        for question in questions[:_QUESTIONS]:
            card = QuestionCard(self._theme, question, falls_kept and question.kind == FALLS)
            card.answered.connect(self.answered)
            self.cards.append(card)
            self._lines.addWidget(card)
        if len(questions) > _QUESTIONS:
            more = len(questions) - _QUESTIONS
            text = ngettext("{count} more question", "{count} more questions", more).format(count=format_number(more))
            self._lines.addWidget(Label(self._theme, text, 12, 400, "muted"))
        if not questions:
            self._lines.addWidget(Label(self._theme, _("Nothing is unclear."), 12, 400, "muted"))
        self._add_rejections(rejections)
        self._add_missing(missing or {})
        self._lines.addStretch(1)

    def _add_rejections(self, rejections: list[Rejection]) -> None:
        head = QWidget()
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 8, 0, 0)
        line.setSpacing(8)
        line.addWidget(Label(self._theme, _("Rejected"), 14, 600))
        line.addWidget(Label(self._theme, format_number(len(rejections)), 12, 400, "muted", tabular=True))
        line.addStretch(1)
        if rejections:
            save = Button(self._theme, _("Save as file"), "link")
            save.clicked.connect(self.save_wanted)
            line.addWidget(save)
        self._lines.addWidget(head)
        for rejection in rejections[:_REJECTIONS]:
            entry = RejectedLine(self._theme, rejection)
            entry.clicked.connect(lambda r=rejection: self.line_wanted.emit(r.file, r.line))
            self._lines.addWidget(entry)
        if len(rejections) > _REJECTIONS:
            more = len(rejections) - _REJECTIONS
            button = Button(
                self._theme, ngettext("{count} more", "{count} more", more).format(count=format_number(more)), "link"
            )
            button.clicked.connect(self.all_wanted)
            self._lines.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        if not rejections:
            self._lines.addWidget(Label(self._theme, _("Every row can be used."), 12, 400, "muted"))

    def _add_missing(self, missing: dict[str, str]) -> None:
        """Images that are named and not there, with the reason of most of them."""
        if not missing:
            return
        count = len(missing)
        text = ngettext("{count} image is missing", "{count} images are missing", count).format(count=format_number(count))
        title = Label(self._theme, text, 14, 600)
        title.setToolTip(plain_tip("\n".join(list(missing)[:30])))
        self._lines.addSpacing(8)
        self._lines.addWidget(title)
        reason = Counter(missing.values()).most_common(1)[0][0]
        self._lines.addWidget(Label(self._theme, reason, 12, 400, "muted", wrap=True))
