"""One import under way: what was chosen and found, and the questions to services, off the UI thread."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from pim.clock import SystemClock, format_iso
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.failures import sentence_for
from pim.gui.tasks import BATCH, Task
from pim.gui.views.importing.choice import Choice
from pim.i18n import _
from pim.services import importing
from pim.services.importing import remembering
from pim.services.importing.accounting import Account, account_of
from pim.services.importing.answering import DATES, Asked, asked
from pim.services.importing.gathering import Gathered, gather
from pim.services.importing.inspection import FileInspection, Inspection
from pim.services.importing.options import ImportOptions
from pim.services.importing.rehearsal import Rehearsal
from pim.services.importing.report import ImportReport, write_rejects
from pim.services.importing.targets import Target
from pim.services.workspace import OnProgress, Workspace, no_progress


@dataclasses.dataclass
class Rehearsed:
    """A rehearsal with its account and its questions."""

    rehearsal: Rehearsal
    account: Account
    questions: tuple[Asked, ...]


class ImportSession(QObject):
    """Signals: `state_changed()` when files, inspection, rehearsal or report are other ones; `busy_changed(text)` ("" =
    idle); `progress(done, total, text)`; `failed(sentence)`."""

    state_changed = Signal()
    busy_changed = Signal(str)
    progress = Signal(int, int, str)
    failed = Signal(str)

    def __init__(self, desk: CatalogDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.choice = Choice()
        self.options = ImportOptions(create_attributes=True)
        self.gathered: Gathered | None = None
        self.inspection: Inspection | None = None
        self.rehearsed: Rehearsed | None = None
        self.report: ImportReport | None = None
        self.began = ""  # the moment of the commit, to find what it touched
        self.mapping_changed = False
        self.answered_dates: set[str] = set()  # columns whose order of day and month a person has told
        self.busy = ""
        self._task: Task | None = None
        self._generation = 0

    # -- running something ---------------------------------------------------------------------------
    def _run(self, text: str, function: Any, *args: Any, then: Any, release: Any = None, **options: Any) -> Task | None:
        """Ask off the UI thread; an answer to an older question is released instead of taken."""
        self.cancel()
        self._generation += 1
        generation = self._generation

        def take(result: Any) -> None:
            if generation == self._generation:
                self._idle()
                then(result)
            elif release is not None:
                release(result)

        def refuse(error: Exception) -> None:
            if generation == self._generation:
                self._idle()
                self.failed.emit(sentence_for(error))
                self.state_changed.emit()

        self.busy = text
        self.busy_changed.emit(text)
        start = partial(self.desk.change, priority=BATCH) if options.pop("writes", False) else self.desk.read
        task = start(function, *args, then=take, otherwise=refuse, with_progress=True, **options)
        task.progress.connect(self.progress)
        task.cancelled.connect(lambda: self._stopped(generation))
        self._task = task
        return task

    def _idle(self) -> None:
        self.busy, self._task = "", None
        self.busy_changed.emit("")

    def _stopped(self, generation: int) -> None:
        if generation == self._generation:
            self._idle()
            self.state_changed.emit()

    def cancel(self) -> None:
        """Stop what runs; what it did so far is dropped."""
        if self._task is not None:
            self._task.cancel()

    # -- file ----------------------------------------------------------------------------------------
    def start(self, paths: Sequence[Path]) -> None:
        """Begin with these files, folders or archives."""
        self.reset()
        self._run(_("Reading the file"), _inspect_paths, tuple(paths), self.options, then=self._take_gathered,
                  release=lambda found: found[0].close())  # fmt: skip

    def _take_gathered(self, found: tuple[Gathered, Inspection | Exception]) -> None:
        self.gathered, inspection = found
        self.options = dataclasses.replace(self.options, images=self.gathered.images)
        if isinstance(inspection, Exception):
            self.failed.emit(sentence_for(inspection))
            self.state_changed.emit()
            return
        self._take_inspection(inspection)

    def change_options(self, **changes: Any) -> None:
        """Read the files again under other options; targets chosen by hand stay."""
        if self.gathered is None:
            self.options = dataclasses.replace(self.options, **changes)
            return
        self.options = dataclasses.replace(self.options, **changes)
        kept = self.inspection.mapping if self.inspection and self.mapping_changed else None
        self._drop_rehearsal()
        self._run(_("Reading the file"), _inspect_again, self.gathered.tables, self.options, kept,
                  then=self._take_inspection)  # fmt: skip

    def _take_inspection(self, inspection: Inspection) -> None:
        self._drop_rehearsal()
        self.inspection = inspection
        self.state_changed.emit()

    @property
    def main_file(self) -> FileInspection | None:
        """The first file that describes products, else the first."""
        files = self.inspection.files if self.inspection else ()
        return next((file for file in files if not file.is_structure), files[0] if files else None)

    # -- columns -------------------------------------------------------------------------------------
    def set_target(self, column: str, target: Target) -> None:
        """A person decides where a column goes."""
        if self.inspection is None:
            return
        target = dataclasses.replace(target, reason=_("chosen by hand"))
        self._map(self.inspection.mapping.with_target(column, target))

    def set_key(self, column: str) -> None:
        """A person decides what identifies the products."""
        if self.inspection is not None:
            mapping = dataclasses.replace(self.inspection.mapping, key=column, key_reason=_("You chose this column."))
            self._map(mapping)

    def _map(self, mapping: importing.Mapping) -> None:
        assert self.inspection is not None
        self.mapping_changed = True
        self._drop_rehearsal()
        self.inspection = self.inspection.with_mapping(mapping)
        self.state_changed.emit()

    @property
    def why_not_ready(self) -> str:
        """What is missing before a rehearsal; "" when nothing is."""
        if self.inspection is None:
            return _("Choose a file first.")
        tables = [file for file in self.inspection.files if not file.is_structure and file.layout == "table"]
        if tables and not any(file.key for file in tables):
            return _("Choose the column that identifies the products.")
        return ""

    def save_mapping(self, name: str) -> None:
        """Keep the mapping in the catalogue under a name."""
        if self.inspection is not None:
            self.desk.change(
                remembering.save_mapping, name, self.inspection, self.desk.locale,
                then=lambda _done: self.desk.say(_("Mapping “{name}” saved").format(name=name)),
            )  # fmt: skip

    # -- rehearsal -----------------------------------------------------------------------------------
    def rehearse(self, inspection: Inspection | None = None) -> None:
        """Read and compare every row; nothing is written."""
        self.inspection = inspection or self.inspection
        if self.inspection is None or self.why_not_ready:
            return
        self.options = dataclasses.replace(self.options, answers=self.inspection.options.answers)
        self._run(_("Rehearsing"), _rehearse, self.inspection, self.desk.locale, then=self._take_rehearsal,
                  release=lambda found: found.rehearsal.close())  # fmt: skip

    def set_empty(self, value: str) -> None:
        """What empty cells do; rehearses again."""
        if self.inspection is not None and value != self.options.empty:
            self.options = dataclasses.replace(self.options, empty=value)
            options = dataclasses.replace(self.inspection.options, empty=value)
            self.rehearse(dataclasses.replace(self.inspection, options=options))

    def _take_rehearsal(self, found: Rehearsed) -> None:
        self._drop_rehearsal(keep_choice=True)
        questions = (q for q in found.questions if q.kind != DATES or q.column not in self.answered_dates)
        self.rehearsed = dataclasses.replace(found, questions=tuple(questions))
        self.state_changed.emit()

    def _drop_rehearsal(self, *, keep_choice: bool = False) -> None:
        old, self.rehearsed = self.rehearsed, None
        if not keep_choice:
            self.choice.clear()
        if old is not None:
            old.rehearsal.close()

    def save_rejects(self, target: Path) -> None:
        """Write the refused rows beside their reasons."""
        if self.rehearsed is not None:
            rehearsal = self.rehearsed.rehearsal
            rejections = self.report.rejections if self.report else rehearsal.rejections
            self.desk.tasks.read(
                write_rejects, rehearsal.inspection, list(rejections), target,
                then=lambda count: self.desk.say(_("{count} rows saved in {file}").format(count=count, file=target.name)),
                otherwise=lambda error: self.desk.say(sentence_for(error), kind="bad"),
            )  # fmt: skip

    # -- commit --------------------------------------------------------------------------------------
    def commit(self) -> None:
        """Write what is ticked as one edit."""
        if self.rehearsed is None:
            return
        self.began = format_iso(SystemClock().now())
        self._run(_("Importing"), importing.commit, self.rehearsed.rehearsal, self.choice.acceptance(),
                  then=self._take_report, writes=True)  # fmt: skip

    def undo(self, edit: int, then: Callable[[], None]) -> None:
        """Take the import back; a large one shows its progress."""
        self._run(_("Taking the import back"), Workspace.undo, edit, then=lambda _done: then(), writes=True)

    def _take_report(self, report: ImportReport) -> None:
        self.report = report
        self.state_changed.emit()

    def reset(self) -> None:
        """Begin anew."""
        self.cancel()
        self._generation += 1
        self._idle()
        self._drop_rehearsal()
        if self.gathered is not None:
            self.gathered.close()
        self.gathered = self.inspection = self.report = None
        self.mapping_changed = False
        self.answered_dates = set()
        self.options = ImportOptions(create_attributes=True)
        self.state_changed.emit()


# -- off the UI thread --------------------------------------------------------------------------------
def _inspect_paths(
    workspace: Workspace, paths: tuple[Path, ...], options: ImportOptions, on_progress: OnProgress = no_progress
) -> tuple[Gathered, Inspection | Exception]:
    """Gathered files stay at hand even when reading them is refused: other settings may read them."""
    gathered = gather(paths)
    options = dataclasses.replace(options, images=gathered.images)
    try:
        return gathered, importing.inspect(workspace.structure, gathered.tables, options, keyless=True)
    except importing.ImportRefused as error:
        return gathered, error
    except BaseException:
        gathered.close()
        raise


def _inspect_again(
    workspace: Workspace, tables: tuple[Path, ...], options: ImportOptions, kept: importing.Mapping | None,
    on_progress: OnProgress = no_progress,
) -> Inspection:  # fmt: skip
    found = importing.inspect(workspace.structure, tables, options, keyless=True)
    if kept is None:
        return found
    by_hand = {name: target for name, target in kept.columns.items() if target.reason == _("chosen by hand")}
    columns = {name: by_hand.get(name, target) for name, target in found.mapping.columns.items()}
    return found.with_mapping(dataclasses.replace(found.mapping, columns=columns))


def _rehearse(
    workspace: Workspace, inspection: Inspection, locale: str, on_progress: OnProgress = no_progress
) -> Rehearsed:
    rehearsal = importing.rehearse(workspace, inspection, on_progress)
    try:
        account = account_of(rehearsal, on_progress)
        return Rehearsed(rehearsal, account, asked(rehearsal, account, locale))
    except BaseException:
        rehearsal.close()
        raise
