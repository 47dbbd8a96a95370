"""The card of the catalogue: where it is, its backups, back up now, go back to one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.dialogs.decision import Decision
from pim.gui.failures import sentence_for
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.cards import Card
from pim.gui.widgets.labels import ElidedLabel, Label, rule
from pim.i18n import _, format_moment, format_number, ngettext
from pim.services import backing_up
from pim.services.backing_up import Backup

_MOST = 12


class BackupsCard(Card):
    """`restore(backup)` closes the catalogue, restores and opens it again."""

    def __init__(self, desk: CatalogDesk, restore: Callable[[Backup], None]) -> None:
        super().__init__(desk.theme, _("This catalogue"))
        self._desk, self._restore = desk, restore
        place = QHBoxLayout()
        place.addWidget(Label(desk.theme, _("Folder"), 12, 500))
        place.addWidget(ElidedLabel(desk.theme, str(desk.workspace.folder), 12, 400, "muted", middle=True), 1)
        show = Button(desk.theme, _("Show the folder"), "normal", "folder-open")
        show.clicked.connect(lambda: show_folder(desk.workspace.folder))
        place.addWidget(show)
        self.body.addLayout(place)
        self.body.addWidget(rule())
        line = QHBoxLayout()
        self._sentence = Label(desk.theme, "", 12, 400, "muted", wrap=True)
        self._now = Button(desk.theme, _("Back up now"), "normal", "shield-check")
        self._now.clicked.connect(self.back_up)
        line.addWidget(self._sentence, 1)
        line.addWidget(self._now)
        self.body.addLayout(line)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self.refresh()

    def refresh(self) -> None:
        """List the backups again."""
        self._desk.read(backing_up.backups, then=self._show, owner=self, replaces="settings.backups")

    def _show(self, found: list[Backup]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (row := item.widget()) is not None:
                row.hide()
                row.deleteLater()
        count = ngettext("{count} backup.", "{count} backups.", len(found)).format(count=format_number(len(found)))
        kept = _("One is made every 30 minutes when something changed, and before imports and large changes.")
        self._sentence.setText(f"{count} {kept}")
        for backup in found[:_MOST]:
            self._rows.addWidget(self._row(backup))

    def _row(self, backup: Backup) -> QWidget:
        row = QWidget()
        row.setFixedHeight(32)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        theme = self._desk.theme
        when = format_moment(backup.at, "medium")
        line.addWidget(Label(theme, when, 12, 400, tabular=True))
        about = _("Revision {number}").format(number=format_number(backup.revision))
        why = reason_words(backup.reason)
        line.addWidget(ElidedLabel(theme, f"{about}, {why}" if why else about, 12, 400, "muted"), 1)
        button = Button(theme, _("Go back to this"), "link")
        button.setAccessibleName(_("Go back to the backup of {time}").format(time=when))
        button.clicked.connect(lambda: self._ask(backup))
        if not self._desk.workspace.writable:
            button.set_disabled_because(_("The catalogue is open for reading only"))
        line.addWidget(button)
        return row

    def back_up(self) -> None:
        """Make one now."""
        self._now.set_disabled_because(_("A backup is being made"))
        task = self._desk.read(
            backing_up.back_up, then=self._made, otherwise=lambda error: self._desk.say(sentence_for(error), kind="bad"),
            label="backup",
        )  # fmt: skip
        if task is not None:
            task.finished.connect(lambda: self._now.set_disabled_because(""))

    def _made(self, path: Path) -> None:
        self._desk.say(_("Backed up as {name}").format(name=path.name))
        self.refresh()

    def _ask(self, backup: Backup) -> None:
        when = format_moment(backup.at, "medium")
        lines = [
            _("The catalogue will be as it was at that moment, revision {number}.").format(number=backup.revision),
            _("What it is now is kept beside the backups, so that this can itself be taken back."),
        ]
        decision = Decision(
            self._desk.theme, _("Go back to {time}?").format(time=when), lines, _("Go back to this backup"), danger=True,
            parent=self.window(),
        )  # fmt: skip
        if decision.exec() == QDialog.DialogCode.Accepted:
            self._restore(backup)


def reason_words(reason: str) -> str:
    """Why a backup was made."""
    return {
        "import": _("before an import"), "edit": _("before a large change"), "migration": _("before an update"),
        "restore": _("before going back"),
    }.get(reason, reason)  # fmt: skip


def show_folder(folder: Path) -> None:
    """Open the folder in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
