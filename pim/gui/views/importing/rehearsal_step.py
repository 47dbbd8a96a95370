"""Step 3: what the import would do, row by row; nothing is written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.views.importing.column_side import empty_choices
from pim.gui.views.importing.equation import Equation
from pim.gui.views.importing.question_card import COMMA, CREATE, DAY, KEEP, MAP, MONTH, POINT, TAKE
from pim.gui.views.importing.session import ImportSession, Rehearsed
from pim.gui.views.importing.sheet_model import ALL, SheetModel
from pim.gui.views.importing.sheet_view import SheetView
from pim.gui.views.importing.side_lists import SideLists
from pim.gui.widgets.buttons import MenuButton
from pim.gui.widgets.cards import Card
from pim.gui.widgets.chips import Chip
from pim.gui.widgets.labels import ElidedLabel, Label, rule
from pim.i18n import _, format_number, ngettext
from pim.services.importing.accounting import CHANGED, NEW, REJECTED, SKIPPED
from pim.services.importing.answering import Asked, with_option, with_reading
from pim.services.importing.inspection import Inspection

SIDE_WIDTH = 310


class RehearsalStep(QWidget):
    """Equation, filter chips, table, questions and rejected rows."""

    def __init__(self, session: ImportSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._shown = session, None
        theme = session.desk.theme
        self.model = SheetModel(session.desk, session.choice, self)
        self.view = SheetView(theme, self.model)
        self.equation = Equation(theme)
        self.side = SideLists(theme)
        self.chips: dict[str, Chip] = {}
        self._source = ElidedLabel(theme, "", 11, 400, "muted")
        self.empty = MenuButton(theme, "", "normal")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 0, 24, 16)
        layout.setSpacing(14)
        layout.addWidget(self._head())
        below = QHBoxLayout()
        below.setSpacing(14)
        below.addWidget(self._table_card(), 1)
        self.side.setFixedWidth(SIDE_WIDTH)
        below.addWidget(self.side)
        layout.addLayout(below, 1)
        self.side.answered.connect(self.answer)
        self.side.save_wanted.connect(self.save_rejects)
        self.side.line_wanted.connect(self._show_line)
        self.side.all_wanted.connect(lambda: self.filter(REJECTED))
        session.state_changed.connect(self.refresh)
        session.choice.changed.connect(self._show_side)

    # -- building ------------------------------------------------------------------------------------
    def _head(self) -> Card:
        theme = self._session.desk.theme
        head = Card(theme, margins=(20, 8, 20, 8))
        head.head.addWidget(self.equation)
        head.head.addStretch(1)
        head.head.addWidget(rule(True, 34))
        texts = QVBoxLayout()
        texts.setSpacing(4)
        texts.addWidget(Label(theme, _("Every row of the file is accounted for"), 12, 600))
        texts.addWidget(self._source)
        head.head.addSpacing(4)
        head.head.addLayout(texts)
        return head

    def _table_card(self) -> Card:
        theme = self._session.desk.theme
        card = Card(theme, margins=(1, 1, 1, 1))
        card.body.setSpacing(0)
        card.head.setContentsMargins(11, 8, 11, 8)
        card.head.setSpacing(6)
        for state, words in (
            (ALL, _("All")),
            (CHANGED, _("Changed")),
            (NEW, _("New")),
            (REJECTED, _("Rejected")),
            (SKIPPED, _("Skipped")),
        ):
            chip = Chip(theme, words, "filter", clickable=True)
            chip.clicked.connect(lambda state=state: self.filter(state))
            self.chips[state] = chip
            card.head.addWidget(chip)
        card.head.addStretch(1)
        card.head.addWidget(Label(theme, _("Empty cells"), 12, 400, "muted"))
        card.head.addWidget(self.empty)
        card.body.addWidget(rule())
        card.body.addWidget(self.view, 1)
        return card

    # -- showing -------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show the session's rehearsal."""
        options = self._session.options
        self.empty.set_choices(empty_choices(), options.empty, self._choose_empty)
        found = self._session.rehearsed
        if found is self._shown:
            return
        self._shown = found
        scroll = self.view.verticalScrollBar().value()
        self.model.show(found)
        self.view.verticalScrollBar().setValue(scroll)
        if found is None:
            return
        self.equation.set_counts(found.rehearsal.counts.read, found.account.counts)
        self._source.set_text(source_text(found.rehearsal.inspection))
        self._fill_chips(found)
        self._show_side()

    def _fill_chips(self, found: Rehearsed) -> None:
        words = {ALL: _("All"), CHANGED: _("Changed"), NEW: _("New"), REJECTED: _("Rejected"), SKIPPED: _("Skipped")}
        for state, chip in self.chips.items():
            count = len(found.account.lines) if state == ALL else found.account.counts.get(state, 0)
            chip.set_text(words[state], format_number(count))
            chip.set_kind("filter_on" if state == self.model.state else "filter")

    def filter(self, state: str) -> None:
        """Only rows of one state."""
        self.model.filter(state)
        if self._shown is not None:
            self._fill_chips(self._shown)

    def _show_side(self) -> None:
        found = self._shown
        if found is not None:
            self.side.show_lists(found.questions, found.rehearsal.rejections, self._falls_kept(found),
                                 found.rehearsal.pictures.missing)  # fmt: skip

    def _falls_kept(self, found: Rehearsed) -> bool:
        values = self._session.choice.values
        return bool(found.account.falls) and all((f.file, f.line, f.key) in values for f in found.account.falls)

    def _show_line(self, file: str, line: int) -> None:
        if not self.view.show_line(file, line):
            self.filter(ALL)
            self.view.show_line(file, line)
        self.view.setFocus()

    # -- answering -----------------------------------------------------------------------------------
    def answer(self, question: Asked, answer: str, code: str) -> None:
        """Take an answer; most mean rehearsing again."""
        if self._shown is None:
            return
        if answer in (KEEP, TAKE):
            self._session.choice.set_falls(self._shown.account.falls, answer == TAKE)
            return
        inspection = self._shown.rehearsal.inspection
        if answer in (CREATE, MAP):
            self._session.rehearse(with_option(inspection, question, code))
        elif answer in (POINT, COMMA):
            self._session.rehearse(with_reading(inspection, question.column, decimal=answer))
        elif answer in (DAY, MONTH):
            self._session.answered_dates.add(question.column)
            self._session.rehearse(with_reading(inspection, question.column, day_first=answer == DAY))

    def _choose_empty(self, value: str) -> None:
        self._session.set_empty(value)

    def save_rejects(self) -> None:
        """Ask for a file and write the rejected rows into it."""
        name, _kind = QFileDialog.getSaveFileName(self, _("Save the rejected rows"), "rejected.csv", _("CSV (*.csv)"))
        if name:
            self._session.save_rejects(Path(name))


def source_text(inspection: Inspection) -> str:
    """Where the rows come from: "tableware-nov.xlsx, sheet “Articles”, 14 columns"."""
    if len(inspection.files) > 1:
        count = len(inspection.files)
        return ngettext("{count} file", "{count} files", count).format(count=format_number(count))
    info = inspection.files[0].info
    columns = ngettext("{count} column", "{count} columns", len(info.columns)).format(
        count=format_number(len(info.columns))
    )
    sheet = _("sheet “{name}”").format(name=info.sheet) if info.sheet else ""
    return ", ".join(part for part in (info.file, sheet, columns) if part)
