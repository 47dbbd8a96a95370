"""One step: what it was, in figures, what of it changed since, its undo, and every value it changed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pim.gui import large_changes
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.failures import sentence_for
from pim.gui.moments import moment_words
from pim.gui.views.activity.changes_view import ChangesView
from pim.gui.views.activity.looks import kind_words
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.cards import Card
from pim.gui.widgets.labels import Label
from pim.i18n import _, format_number, ngettext
from pim.services import timeline
from pim.services.timeline import Entry, StepSummary
from pim.services.workspace import Workspace


class StepView(QWidget):
    """Shows one edit. `product_opened(uid)`."""

    product_opened = Signal(str)

    def __init__(self, desk: CatalogDesk) -> None:
        super().__init__()
        self._desk = desk
        self._entry: Entry | None = None
        theme = desk.theme
        self._title = Label(theme, "", 20, 600, wrap=True)
        self._context = Label(theme, "", 13, 400, "muted", wrap=True)
        self.undo_button = Button(theme, _("Undo this step"), "primary", "arrow-u-up-left", tall=True)
        self.undo_button.clicked.connect(self.undo)
        self._figures = {name: Label(theme, "", 20, 600, tabular=True) for name in _FIGURES}
        self._words = {name: Label(theme, "", 12, 400, "muted") for name in _FIGURES}
        self._conflict = Label(theme, "", 12, 500, "warn", wrap=True)
        self._conflict_note = Label(theme, "", 11, 400, "muted", wrap=True)
        self.changes = ChangesView(desk)
        self.changes.product_opened.connect(self.product_opened)
        self.changes.changes.failed.connect(lambda error: self._conflict.setText(sentence_for(error)))
        self._build()

    def _build(self) -> None:
        theme = self._desk.theme
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._title)
        words.addWidget(self._context)
        head.addLayout(words, 1)
        head.addWidget(self.undo_button)
        figures = Card(theme, margins=(18, 10, 18, 10))
        row = QHBoxLayout()
        row.setSpacing(26)
        for name, label in self._figures.items():
            cell = QVBoxLayout()
            cell.setSpacing(0)
            cell.addWidget(label)
            cell.addWidget(self._words[name])
            row.addLayout(cell)
        row.addStretch(1)
        since = QVBoxLayout()
        since.setSpacing(1)
        since.addWidget(self._conflict)
        since.addWidget(self._conflict_note)
        row.addLayout(since, 2)
        figures.body.addLayout(row)
        table = Card(theme, margins=(1, 1, 1, 1))
        table.body.addWidget(self.changes, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(figures)
        layout.addWidget(table, 1)

    def show_entry(self, entry: Entry) -> None:
        """Show an edit; the figures follow when they are counted."""
        another = self._entry is None or self._entry.number != entry.number
        self._entry = entry
        self._title.setText(entry.label)
        self._context.setText(
            ", ".join(part for part in (entry.who, moment_words(entry.at)) if part) + ". " + kind_words(entry)
        )
        self._show_undo(entry)
        if another:
            for label in (*self._figures.values(), *self._words.values(), self._conflict, self._conflict_note):
                label.setText("")
        self.changes.changes.show_step(entry.number)
        self._desk.read(
            timeline.step_summary, entry.number, replaces="activity.summary", owner=self, with_progress=True,
            then=self._show_summary,
        )  # fmt: skip

    def _show_undo(self, entry: Entry) -> None:
        reason = ""
        if entry.undone is not None:
            who, at = entry.undone
            reason = _("Undone by {who}, {when}").format(who=who, when=moment_words(at))
        elif entry.kind == "undo":
            reason = _("An undo is taken back with Redo, in the top bar.")
        elif entry.kind == "new":
            reason = _("What a new catalogue begins with is not undone. Change it in Structure.")
        elif not self._desk.workspace.writable:
            reason = _("The catalogue is open for reading only.")
        self.undo_button.set_disabled_because(reason)

    def _show_summary(self, summary: StepSummary) -> None:
        for name, words in _FIGURES.items():
            count = getattr(summary, name)
            shown = bool(count)
            self._figures[name].setText(format_number(count) if shown else "")
            self._words[name].setText(words(count) if shown else "")
        count = summary.changed_since
        since = ngettext("{n} value has changed since", "{n} values have changed since", count)
        self._conflict.setText(since.format(n=format_number(count)) if count else "")
        self._conflict_note.setText(_("Undo stops at them; they are marked below.") if count else "")

    def undo(self) -> None:
        """Take the step back; a refusal says why in amber."""
        if self._entry is None or not self.undo_button.isEnabled():
            return
        entry = self._entry
        large_changes.take_back(
            self._desk, Workspace.undo, entry.number, title=_("Undoing “{label}”").format(label=entry.label),
            then=lambda _done: self._undone(entry), otherwise=self._refused,
        )  # fmt: skip

    def _undone(self, entry: Entry) -> None:
        self._desk.say(
            _("“{label}” was undone").format(label=entry.label), _("Redo"),
            lambda: large_changes.take_back(self._desk, Workspace.redo), keys="Ctrl Y",
        )  # fmt: skip

    def _refused(self, error: Exception) -> None:
        self._conflict.setText(_("Nothing was undone."))
        self._conflict_note.setText(sentence_for(error))


_FIGURES = {
    "products": lambda n: ngettext("product", "products", n),
    "values": lambda n: ngettext("value", "values", n),
    "fields": lambda n: ngettext("field", "fields", n),
}
