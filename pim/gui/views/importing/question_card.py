"""One question about a rehearsal, answered in place."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.labels import IconLabel, Label
from pim.gui.widgets.layouts import FlowLayout
from pim.i18n import _, format_number, ngettext
from pim.services.importing.answering import DATES, DECIMAL, FALLS, OPTION, Asked

CREATE, MAP, POINT, COMMA, DAY, MONTH, KEEP, TAKE = "create", "map", ".", ",", "day", "month", "keep", "take"
_ICONS = {OPTION: "question", DECIMAL: "question", DATES: "calendar-blank", FALLS: "trend-down"}


class QuestionCard(QWidget):
    """Amber box with title, what it concerns and the answers; `answered(question, answer, code)`."""

    answered = Signal(object, str, str)

    def __init__(self, theme: Theme, question: Asked, kept: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self.question = theme, question
        title, context = question_text(question, kept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(13, 9, 12, 11)
        layout.setSpacing(5)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(IconLabel(theme, _ICONS[question.kind], "warn", 15), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Label(theme, title, 12, 600, "warn", wrap=True), 1)
        layout.addLayout(head)
        layout.addWidget(Label(theme, context, 12, 400, "text", wrap=True))
        self.buttons: list[Button] = []
        answers = QWidget()
        line = FlowLayout(answers)
        for answer, text, code, kind in self._answers(kept):
            button = Button(theme, text, kind)
            button.clicked.connect(
                lambda _c=False, answer=answer, code=code: self.answered.emit(question, answer, code)
            )
            self.buttons.append(button)
            line.addWidget(button)
        if question.kind == OPTION and question.near:
            line.addWidget(self._others())
        layout.addWidget(answers)
        theme.changed.connect(self.update)
        self.setAccessibleName(f"{title}. {context}")

    def _answers(self, kept: bool) -> list[tuple[str, str, str, str]]:
        question = self.question
        if question.kind == OPTION:
            create = [] if question.creates else [(CREATE, _("Create option"), "", "normal")]
            near = [(MAP, _("Map to {option}").format(option=label), code, "plain") for code, label in question.alike]
            return create + near
        if question.kind == DECIMAL:
            return [(POINT, _("Decimal point"), "", "normal"), (COMMA, _("Decimal comma"), "", "plain")]
        if question.kind == DATES:
            return [(DAY, _("Day first"), "", "normal"), (MONTH, _("Month first"), "", "plain")]
        return (
            [(TAKE, _("Take the new prices"), "", "normal")]
            if kept
            else [(KEEP, _("Keep the stored prices"), "", "normal")]
        )

    def _others(self) -> Button:
        button = Button(self._theme, _("Map to…"), "plain")
        menu = QMenu(button)
        for code, label in self.question.near[:40]:
            menu.addAction(label, lambda code=code: self.answered.emit(self.question, MAP, code))
        button.setMenu(menu)
        return button

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.c.warnt)
        painter.drawRoundedRect(QRectF(self.rect()), 5, 5)


def question_text(question: Asked, kept: bool = False) -> tuple[str, str]:
    """(title, what it concerns) of a question."""
    rows = format_number(question.rows)
    if question.kind == OPTION:
        title = _("“{option}” is not an option yet").format(option=question.subject)
        used = ngettext("{count} row uses it in {column}.", "{count} rows use it in {column}.", question.rows)
        used = used.format(count=rows, column=question.column or question.attribute)
        return title, used + " " + (_("It will be made.") if question.creates else _("Those rows are rejected."))
    if question.kind == DECIMAL:
        title = _("Is “{value}” a thousand or a fraction?").format(value=question.subject)
        return title, _("The numbers of {column} can be read both ways.").format(column=question.column)
    if question.kind == DATES:
        title = _("Is “{value}” day or month first?").format(value=question.subject)
        return title, _("The dates of {column} can be read both ways.").format(column=question.column)
    title = ngettext("{count} price falls by 20 % or more", "{count} prices fall by 20 % or more", question.rows)
    context = (
        _("You have unticked them. They keep the stored price.") if kept else _("They are ticked and would be written.")
    )
    return title.format(count=rows), context
