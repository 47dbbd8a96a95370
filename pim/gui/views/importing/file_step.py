"""Step 1: which file, how it is read, its first rows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from pim.gui.failures import sentence_for
from pim.gui.views.importing.drop_zone import DropZone, choose_files, choose_folder
from pim.gui.views.importing.file_settings import FileSettings, layout_name
from pim.gui.views.importing.recent import recent_imports
from pim.gui.views.importing.session import ImportSession
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.cards import Card
from pim.gui.widgets.labels import ElidedLabel, Label
from pim.gui.widgets.layouts import scroll_of
from pim.gui.widgets.notices import Banner
from pim.gui.widgets.plain_table import PlainTable, TextColumn, TextRow
from pim.gui.widgets.safe_text import plain_tip
from pim.i18n import _, format_number, ngettext
from pim.services.importing.gathering import preview
from pim.services.importing.inspection import FileInspection

PREVIEW_COLUMN, SETTINGS_WIDTH = 150, 300


class FileStep(QWidget):
    """`chosen(paths)` when somebody picks or drops files."""

    chosen = Signal(object)

    def __init__(self, session: ImportSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._desk = session, session.desk
        self._shown: FileInspection | None = None
        self.zone = DropZone(self._desk.theme)
        self.zone.chosen.connect(self.chosen)
        self.settings = FileSettings(self._desk)
        self.settings.changed.connect(lambda name, value: session.change_options(**{name: value}))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty_page())
        self._stack.addWidget(self._file_page())
        session.state_changed.connect(self.refresh)
        session.failed.connect(self._say_refused)
        self.refresh()

    # -- building ------------------------------------------------------------------------------------
    def _empty_page(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(24, 4, 24, 16)
        layout.setSpacing(12)
        self._refused = Banner(self._desk.theme, "bad", "")
        self._refused.hide()
        layout.addWidget(self._refused)
        layout.addWidget(self.zone, 1)
        self._recent = Card(self._desk.theme, _("Recent files"))
        self._recent_lines = QVBoxLayout()
        self._recent_lines.setSpacing(2)
        self._recent.body.addLayout(self._recent_lines)
        layout.addWidget(self._recent)
        return page

    def _file_page(self) -> QWidget:
        page = QWidget()
        theme = self._desk.theme
        self._name = ElidedLabel(theme, "", 14, 600, middle=True)
        self._facts = Label(theme, "", 12, 400, "muted", tabular=True, wrap=True)
        other = Button(theme, _("Other file"), "normal", "folder-open")
        other.clicked.connect(lambda: self._choose(choose_files(self)))
        images = Button(
            theme, _("Image folder"), "normal", "image-square", tip=_("A folder with the images that the file names")
        )
        images.clicked.connect(lambda: self._choose_images(choose_folder(self)))
        card = Card(theme, margins=(0, 0, 0, 0))
        card.head.setContentsMargins(18, 12, 14, 6)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._name)
        names.addWidget(self._facts)
        card.head.addLayout(names, 1)
        card.head.addWidget(images)
        card.head.addWidget(other)
        self._trouble = Banner(theme, "bad", "")
        self._trouble.hide()
        card.body.addWidget(self._trouble)
        self._table_place = QVBoxLayout()
        card.body.addLayout(self._table_place, 1)
        self.table: PlainTable | None = None
        layout = QHBoxLayout(page)
        layout.setContentsMargins(24, 4, 24, 16)
        layout.setSpacing(14)
        layout.addWidget(card, 1)
        side = scroll_of(self.settings)
        side.setFixedWidth(SETTINGS_WIDTH)
        layout.addWidget(side)
        return page

    # -- choosing ------------------------------------------------------------------------------------
    def _choose(self, paths: list[Path]) -> None:
        if paths:
            self.chosen.emit(paths)

    def _choose_images(self, paths: list[Path]) -> None:
        if paths:
            self._session.change_options(images=paths[0])

    # -- showing -------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Show the session's file, or the drop zone."""
        file = self._session.main_file
        self._stack.setCurrentIndex(1 if file or self._session.gathered else 0)
        self.settings.show_file(file, self._session.options)
        if file is None:
            self._fill_recent()
            if self._session.gathered:
                self._name.set_text(", ".join(path.name for path in self._session.gathered.tables))
                self._facts.setText("")
                self._show_rows([])
            return
        self._trouble.hide()
        self._refused.hide()
        self._describe(file)
        if file is not self._shown and (self._shown is None or file.info != self._shown.info):
            self._desk.tasks.read(preview, file, then=self._show_rows, replaces="import.preview", owner=self,
                                  otherwise=lambda error: self._say_refused(sentence_for(error)))  # fmt: skip
        self._shown = file

    def _describe(self, file: FileInspection) -> None:
        inspection = self._session.inspection
        files = inspection.files if inspection else (file,)
        rows = sum(other.info.row_estimate for other in files)
        self._name.set_text(", ".join(other.info.file for other in files))
        columns = len(file.info.columns)
        parts = [
            layout_name(file.layout),
            ngettext("about {count} row", "about {count} rows", rows).format(count=format_number(rows)),
            ngettext("{count} column", "{count} columns", columns).format(count=format_number(columns)),
        ]
        images = self._session.options.images
        if images is not None:
            parts.append(_("images from {name}").format(name=images.name))
        refused = [f"{other.info.file}: {other.refused}" for other in files if other.refused]
        self._facts.setText("\n".join([" · ".join(parts), *refused]))

    def _show_rows(self, rows: list[tuple[int, tuple[str, ...]]]) -> None:
        if self.table is not None:
            self._table_place.removeWidget(self.table)
            self.table.deleteLater()
            self.table = None
        file = self._session.main_file
        if file is None:
            return
        columns = [
            TextColumn(_("Row"), 52, right=True),
            *(TextColumn(name, PREVIEW_COLUMN) for name in file.info.names),
        ]
        self.table = PlainTable(self._desk.theme, columns, _("First rows"))
        self.table.set_rows([TextRow((format_number(line), *cells), colors=("faint",)) for line, cells in rows])
        self.table.setHorizontalScrollMode(self.table.ScrollMode.ScrollPerPixel)
        self._table_place.addWidget(self.table)

    def _say_refused(self, sentence: str) -> None:
        for banner in (self._refused, self._trouble):
            banner.set_text(_("This cannot be read"), sentence)
            banner.setToolTip(plain_tip(sentence))
            banner.show()

    def _fill_recent(self) -> None:
        while self._recent_lines.count():
            self._recent_lines.takeAt(0).widget().deleteLater()
        known = recent_imports(self._desk.settings)
        for paths in known:
            button = Button(self._desk.theme, ", ".join(path.name for path in paths), "link")
            button.setToolTip(plain_tip("\n".join(map(str, paths))))
            button.clicked.connect(lambda _checked=False, paths=paths: self.chosen.emit(list(paths)))
            self._recent_lines.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._recent.setVisible(bool(known))
