"""The place to drop files on, and which files of a drop or a dialog are meant."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.labels import IconLabel, Label
from pim.i18n import _


def dropped_paths(data: QMimeData) -> list[Path]:
    """The local files and folders of a drop; empty when it has none."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile() and url.toLocalFile()]


def choose_files(parent: QWidget) -> list[Path]:
    """Ask for files: tables, archives, pictures."""
    kinds = (
        "*.csv *.tsv *.txt *.xlsx *.xls *.xlsm *.ods *.json *.jsonl *.zip *.jpg *.jpeg *.png *.webp *.gif *.tif *.tiff"
    )
    filters = ";;".join((_("Tables, archives and images ({endings})").format(endings=kinds), _("All files (*)")))
    names, _kind = QFileDialog.getOpenFileNames(parent, _("Choose files to import"), "", filters)
    return [Path(name) for name in names]


def choose_folder(parent: QWidget) -> list[Path]:
    """Ask for a folder with tables or pictures."""
    name = QFileDialog.getExistingDirectory(parent, _("Choose a folder to import"))
    return [Path(name)] if name else []


class DropZone(QWidget):
    """A dashed field that accepts files; `chosen(list of Path)`."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._over = theme, False
        self.setAcceptDrops(True)
        self.setMinimumHeight(200)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addStretch(1)
        title = Label(theme, _("Drop a file here"), 15, 600)
        text = _("CSV, Excel, OpenDocument or JSON. With it: a folder or ZIP with the images.")
        context = Label(theme, text, 12, 400, "muted", wrap=True)
        layout.addWidget(IconLabel(theme, "download-simple", "faint", 28), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (title, context):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label)
        self.files = Button(theme, _("Choose files"), "primary", "file-text", tall=True)
        self.folder = Button(theme, _("Choose a folder"), "normal", "folder-open", tall=True)
        self.files.clicked.connect(lambda: self._choose(choose_files(self)))
        self.folder.clicked.connect(lambda: self._choose(choose_folder(self)))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addStretch(1)
        line.addWidget(self.files)
        line.addWidget(self.folder)
        line.addStretch(1)
        layout.addSpacing(6)
        layout.addLayout(line)
        layout.addStretch(1)
        theme.changed.connect(self.update)
        self.setAccessibleName(_("Drop a file here"))

    def _choose(self, paths: list[Path]) -> None:
        if paths:
            self.chosen.emit(paths)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c = self._theme.c
        painter.setPen(QPen(c.accent if self._over else c.line2, 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(c.atint if self._over else c.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)

    def _set_over(self, over: bool) -> None:
        self._over = over
        self.update()

    def dragEnterEvent(self, event) -> None:
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()
            self._set_over(True)

    def dragLeaveEvent(self, event) -> None:
        self._set_over(False)

    def dropEvent(self, event) -> None:
        self._set_over(False)
        event.acceptProposedAction()
        self._choose(dropped_paths(event.mimeData()))
