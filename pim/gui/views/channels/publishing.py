"""Publishing from the window: the folder, the running export with its progress, what is told at the end."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.failures import sentence_for
from pim.gui.tasks import Task
from pim.i18n import _, format_number, ngettext
from pim.services import exporting
from pim.services.export_report import OK, ExportReport


class Publisher(QObject):
    """Runs one export at a time. `started()`, `published(ExportReport)`, `ended()` whatever came of it."""

    started = Signal()
    published = Signal(object)
    ended = Signal()

    def __init__(self, desk: CatalogDesk, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self._task: Task | None = None

    @property
    def is_running(self) -> bool:
        return self._task is not None

    # -- the folder -------------------------------------------------------------------------------
    def _key(self, channel: str) -> str:
        place = str(self._desk.workspace.folder.absolute()).replace("/", "|").replace("\\", "|")
        return f"publish/{place}/{channel or '*'}"

    def folder(self, channel: str = "") -> Path | None:
        """Where a channel (or all) was published last; None before the first time."""
        for key in (self._key(channel), self._key("")):
            if text := str(self._desk.settings.value(key, "")):
                return Path(text)
        return None

    def choose_folder(self, channel: str = "") -> Path | None:
        """Ask for a folder and remember it; None when nobody chose one."""
        start = self.folder(channel) or self._desk.workspace.folder.parent
        text = QFileDialog.getExistingDirectory(self._window, _("Folder to publish into"), str(start))
        if not text:
            return None
        self._desk.settings.setValue(self._key(channel), text)
        if not self._desk.settings.value(self._key(""), ""):
            self._desk.settings.setValue(self._key(""), text)
        return Path(text)

    def open_folder(self, folder: Path) -> None:
        """Show a folder in the system's file manager."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._desk.say(_("The folder cannot be opened here: {path}").format(path=folder), kind="warn")

    # -- the export -------------------------------------------------------------------------------
    def publish(self, channels: tuple[str, ...], folder: Path | None = None) -> None:
        """Publish these channels (none = all) into the remembered folder, asking for it the first time."""
        one = channels[0] if len(channels) == 1 else ""
        folder = folder or self.folder(one) or self.choose_folder(one)
        if folder is None or self.is_running:
            return
        # A reader's thread: a snapshot is read, and nobody's edits wait for it.
        self._task = self._desk.read(
            exporting.run_export, to=folder, channels=channels, with_progress=True, label="publish",
            then=self._published, otherwise=self._failed,
        )  # fmt: skip
        if self._task is None:
            return  # the window is closing
        self._task.cancelled.connect(lambda: self._desk.say(_("Publishing was stopped. Nothing changed."), kind="info"))
        self._task.finished.connect(self._finished)
        self._desk.follow(
            self._task, _("Publishing to {folder}").format(folder=folder.name),
            _("Cancelling keeps the files that were published before."), _figures,
        )  # fmt: skip
        self.started.emit()

    def _finished(self) -> None:
        self._task = None
        self.ended.emit()

    def _published(self, report: ExportReport) -> None:
        self._say(report)
        self.published.emit(report)

    def _say(self, report: ExportReport) -> None:
        failed = [channel.channel for channel in report.channels if channel.status != OK]
        done = len(report.channels) - len(failed)
        text = ngettext("{count} channel published", "{count} channels published", done).format(count=done)
        if failed:
            text += ". " + _("Not published: {channels}").format(channels=", ".join(failed))
        elif report.parity.differences:
            text += ", " + ngettext(
                "{count} difference kept back", "{count} differences kept back", report.parity.differences
            ).format(count=format_number(report.parity.differences))
        else:
            text += ", " + _("parity proven")
        if report.note:
            text += ". " + report.note
        kind = "bad" if failed else "warn" if report.parity.differences or report.note else "ok"
        self._desk.say(text, _("Open folder"), lambda: self.open_folder(report.folder), kind=kind)

    def _failed(self, error: Exception) -> None:
        text = _("Nothing was published. {reason}").format(reason=sentence_for(error))
        self._desk.say(text, kind="bad")


def _figures(done: int, total: int, text: str) -> str:
    if total:
        return _("{text}, {done} of {total}").format(text=text, done=format_number(done), total=format_number(total))
    return f"{text} {format_number(done)}" if done else text
