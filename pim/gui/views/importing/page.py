"""The import page: four steps, one footer that says what its button will do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from pim.catalog.filters import Condition
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.views.importing.columns_step import ColumnsStep
from pim.gui.views.importing.done_step import DoneStep
from pim.gui.views.importing.drop_zone import dropped_paths
from pim.gui.views.importing.file_step import FileStep
from pim.gui.views.importing.recent import remember_import
from pim.gui.views.importing.rehearsal_step import RehearsalStep
from pim.gui.views.importing.session import ImportSession
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.cards import ActionFooter
from pim.gui.widgets.labels import Label
from pim.gui.widgets.tabs import Stepper
from pim.i18n import _, format_number, ngettext
from pim.services.importing.accounting import CHANGED, NEW
from pim.services.timeline import Page, timeline

FILE, COLUMNS, REHEARSAL, DONE = range(4)


class ImportPage(QWidget):
    """`step_changed(number)`; `state_changed(state, sentence)` for the top bar ("rehearsal" or "" = as usual)."""

    step_changed = Signal(int)
    saved_state = Signal(str, str)

    def __init__(self, desk: CatalogDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._leading = False  # the primary button was pressed by key and goes on having the focus
        self.desk, self.step = desk, FILE
        self.setProperty("k", "bg")
        self.setAcceptDrops(True)
        self.session = ImportSession(desk, self)
        self.stepper = Stepper(desk.theme, [_("File"), _("Columns"), _("Rehearsal"), _("Done")])
        self.file_step = FileStep(self.session)
        self.columns_step = ColumnsStep(self.session)
        self.rehearsal_step = RehearsalStep(self.session)
        self.done_step = DoneStep(self.session)
        self.stack = QStackedWidget()
        for page in (self.file_step, self.columns_step, self.rehearsal_step, self.done_step):
            self.stack.addWidget(page)
        self._build()
        self._connect()
        self.go(FILE)

    # -- building ------------------------------------------------------------------------------------
    def _build(self) -> None:
        theme = self.desk.theme
        head = QHBoxLayout()
        head.setContentsMargins(24, 16, 24, 12)
        head.setSpacing(8)
        head.addWidget(Label(theme, _("Import"), 20, 600))
        head.addSpacing(24)
        head.addWidget(self.stepper)
        head.addStretch(1)
        self.restart = Button(theme, _("Start over"), "plain")
        head.addWidget(self.restart)
        self.bar = QProgressBar()
        self.bar.setFixedHeight(3)
        self.bar.setTextVisible(False)
        self.footer = ActionFooter(theme, "", "arrow-u-up-left")
        self.back = Button(theme, _("Back"), "plain", tall=True)
        self.stop = Button(theme, _("Cancel"), "normal", tall=True)
        self.save = Button(theme, _("Save mapping"), "normal", tall=True)
        self.next = Button(theme, "", "primary", tall=True)
        for button in (self.back, self.stop, self.save, self.next):
            self.footer.add(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.bar)
        layout.addWidget(self.footer)

    def _connect(self) -> None:
        session = self.session
        session.state_changed.connect(self._follow)
        session.busy_changed.connect(lambda _text: self._show_footer())
        session.progress.connect(self._show_progress)
        session.failed.connect(lambda sentence: self.step != FILE and self.desk.say(sentence, kind="bad"))
        session.choice.changed.connect(self._show_footer)
        self.file_step.chosen.connect(self.start)
        self.restart.clicked.connect(self.start_over)
        self.back.clicked.connect(lambda: self.go(self.step - 1))
        self.stop.clicked.connect(session.cancel)
        self.save.clicked.connect(self.ask_mapping_name)
        self.next.clicked.connect(self.forward)
        done = self.done_step
        done.again_wanted.connect(self.start_over)
        done.undo_wanted.connect(self.undo)
        done.rejects_wanted.connect(self.rehearsal_step.save_rejects)
        done.show_wanted.connect(self._show_products)
        done.activity_wanted.connect(self._show_activity)

    # -- steps ---------------------------------------------------------------------------------------
    def start(self, paths: Sequence[Path]) -> None:
        """Begin with files; from a drop, the menu or another room."""
        if paths:
            remember_import(self.desk.settings, paths)
            self.go(FILE)
            by_keys = self.file_step.isAncestorOf(self.window().focusWidget())
            self.session.start(paths)
            self._leading = by_keys  # from here on Enter alone leads through the steps
            self._keep_leading()

    def start_over(self) -> None:
        """Forget this import; what was written stays."""
        self.session.reset()
        self.go(FILE)

    def go(self, step: int) -> None:
        """Show a step."""
        self.step = step
        self.stack.setCurrentIndex(step)
        self.stepper.set_current(step if self.session.report is None else DONE + 1)
        self._show_footer()
        self.focus_step()
        self.step_changed.emit(step)
        self.tell_state()

    def focus_step(self) -> None:
        """Put the keyboard where the step begins."""
        start = {
            FILE: self.next if self.session.inspection else self.file_step.zone.files, COLUMNS: self.columns_step.table,
            REHEARSAL: self.rehearsal_step.view, DONE: self.done_step.products,
        }[self.step]  # fmt: skip
        start.setFocus(Qt.FocusReason.OtherFocusReason)

    def forward(self) -> None:
        """The primary button: next step, rehearse, import."""
        self._leading = self.next.hasFocus()
        if self.step == FILE and self.session.inspection is not None:
            self.go(COLUMNS)
        elif self.step == COLUMNS and not self.session.why_not_ready:
            self.go(REHEARSAL)
            if self.session.rehearsed is None:
                self.session.rehearse()
        elif self.step == REHEARSAL and self.session.rehearsed is not None:
            self.session.commit()

    def _follow(self) -> None:
        """The session has another state: stay where it makes sense."""
        session = self.session
        if session.report is not None:
            self.go(DONE)
        elif self.step == DONE or (self.step != FILE and session.inspection is None):
            self.go(FILE)
        elif self.step == REHEARSAL and session.rehearsed is None and not session.busy:
            self.go(COLUMNS)
        self._show_footer()
        self.tell_state()

    def tell_state(self) -> None:
        """What the top bar says while this page is shown."""
        rehearsal = self.session.report is None and self.session.inspection is not None
        self.saved_state.emit("rehearsal" if rehearsal else "", _("Rehearsal, nothing written") if rehearsal else "")

    # -- footer --------------------------------------------------------------------------------------
    def _show_footer(self) -> None:
        session, busy = self.session, bool(self.session.busy)
        step, words = self.step, self._words()
        self.footer.setVisible(step != DONE and (step != FILE or busy or session.inspection is not None))
        self.footer.set_text(session.busy + "…" if busy else words)
        self.bar.setVisible(busy)
        if busy:
            self.bar.setRange(0, 0)
        self.restart.setVisible(session.gathered is not None and step != DONE and not busy)
        self.back.setVisible(not busy and step in (COLUMNS, REHEARSAL))
        self.stop.setVisible(busy)
        self.save.setVisible(not busy and step in (COLUMNS, REHEARSAL))
        self.next.setVisible(not busy)
        self._show_next()
        self._keep_leading()

    def _keep_leading(self) -> None:
        """Enter goes on from step to step: Qt hands the focus to the sidebar when the button goes for a while."""
        target = self.stop if self.session.busy else self.next
        if self._leading and target.isEnabled():
            target.setFocus(Qt.FocusReason.TabFocusReason)
            self._leading = bool(self.session.busy) or (self.step == REHEARSAL and self.session.rehearsed is None)

    def _words(self) -> str:
        return {
            FILE: _("Nothing is written before you have seen what would change."),
            COLUMNS: _("The rehearsal reads every row and writes nothing."),
            REHEARSAL: _("The whole import is one step: one Undo takes it back."),
            DONE: "",
        }[self.step]

    def _show_next(self) -> None:
        session, reason = self.session, ""
        if self.step == FILE:
            text, icon = _("Continue to columns"), "arrow-right"
        elif self.step == COLUMNS:
            text, icon, reason = _("Rehearse"), "arrow-right", session.why_not_ready
        else:
            count = session.choice.products_taken(session.rehearsed.account) if session.rehearsed else 0
            text = ngettext("Import {count} product", "Import {count} products", count)
            text = text.format(count=format_number(count))
            icon, reason = "download-simple", self._why_no_import(count)
            if not count and not reason:
                text = _("Import what is left")
        self.next.setText(text)
        self.next.set_icon(icon)
        self.next.set_disabled_because(reason)

    def _why_no_import(self, count: int) -> str:
        found = self.session.rehearsed
        if not self.desk.workspace.writable:
            return _("The catalogue is open for reading only.")
        if found is None or count or found.rehearsal.structure_rows:
            return ""
        changes = found.account.counts.get(CHANGED, 0) + found.account.counts.get(NEW, 0)
        images = any(entry.key == ".images" and entry.changes for entry in found.account.columns)
        if images and not changes:
            return ""
        return _("No row is ticked.") if changes else _("The catalogue has all of this already.")

    def _show_progress(self, done: int, total: int, text: str) -> None:
        self.bar.setRange(0, max(0, total))
        self.bar.setValue(min(done, total))
        figures = (
            _("{done} of {total}").format(done=format_number(min(done, total)), total=format_number(total))
            if total
            else ""
        )
        consequence = (
            _("Cancelling leaves the catalogue as it was.") if self.step == REHEARSAL and self.session.rehearsed else ""
        )
        self.footer.set_text("  ".join(part for part in (self.session.busy + "…", figures, consequence) if part))

    # -- afterwards ----------------------------------------------------------------------------------
    def ask_mapping_name(self) -> None:
        """Keep the mapping under a name."""
        file = self.session.main_file
        proposed = file.info.file.rpartition(".")[0] if file else ""
        dialog = QInputDialog(self)
        dialog.setWindowTitle(_("Save mapping"))
        dialog.setLabelText(_("Name of the mapping"))
        dialog.setTextValue(proposed)
        dialog.setOkButtonText(_("Save mapping"))
        dialog.textValueSelected.connect(lambda name: name.strip() and self.session.save_mapping(name.strip()))
        dialog.open()

    def undo(self) -> None:
        """Take this import back."""
        report = self.session.report
        if report is not None and report.edit is not None:
            self.session.undo(report.edit, self._undone)

    def _undone(self) -> None:
        self.desk.say(_("The import is taken back. The catalogue is as before."))
        self.start_over()

    def _show_products(self) -> None:
        """What the import touched, in the product list."""
        self.desk.go("products", conditions=(Condition("updated", ">=", (self.session.began,)),))

    def _show_activity(self) -> None:
        """The step in the timeline."""
        report = self.session.report
        if report is not None and report.edit is not None:
            self.desk.read(timeline, report.edit + 1, 1, then=self._open_entry, owner=self)

    def _open_entry(self, found: Page) -> None:
        self.desk.go("activity", entry=found.entries[0] if found.entries else None)

    def dragEnterEvent(self, event) -> None:
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event) -> None:
        event.acceptProposedAction()
        self.start(dropped_paths(event.mimeData()))
