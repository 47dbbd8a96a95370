"""Step 2: where each column goes."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from pim.gui.views.importing.column_model import TARGET, ColumnModel, mapped_columns
from pim.gui.views.importing.column_side import ColumnSide
from pim.gui.views.importing.column_table import ColumnTable
from pim.gui.views.importing.session import ImportSession
from pim.gui.views.importing.target_chooser import TargetChooser
from pim.gui.widgets.cards import Card
from pim.gui.widgets.labels import ElidedLabel, rule
from pim.gui.widgets.layouts import scroll_of
from pim.i18n import _, format_number, ngettext

SIDE_WIDTH = 300


class ColumnsStep(QWidget):
    """The table of columns beside what concerns all of them."""

    def __init__(self, session: ImportSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        theme = session.desk.theme
        self.model = ColumnModel(self)
        self.table = ColumnTable(theme, self.model)
        self.table.choose_wanted.connect(self.choose)
        self.side = ColumnSide(session)
        self._account = ElidedLabel(theme, "", 12, 400, "muted", tabular=True)
        card = Card(theme, margins=(1, 1, 1, 1))
        card.body.setSpacing(0)
        card.head.setContentsMargins(14, 10, 14, 8)
        card.head.addWidget(self._account, 1)
        card.body.addWidget(rule())
        card.body.addWidget(self.table, 1)
        area = scroll_of(self.side)
        area.setFixedWidth(SIDE_WIDTH)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 4, 24, 16)
        layout.setSpacing(14)
        layout.addWidget(card, 1)
        layout.addWidget(area)
        session.state_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the session's mapping."""
        inspection = self._session.inspection
        if inspection is None:
            return
        rows = mapped_columns(self._session.desk.structure, inspection)
        self.model.set_rows(rows)
        self.side.refresh()
        new, left = sum(row.kind == "new" for row in rows), sum(row.kind == "skip" for row in rows)
        parts = [ngettext("{count} column", "{count} columns", len(rows)).format(count=format_number(len(rows)))]
        if new:
            parts.append(
                ngettext("{count} makes a new attribute", "{count} make new attributes", new).format(
                    count=format_number(new)
                )
            )
        if left:
            parts.append(
                ngettext("{count} is not imported", "{count} are not imported", left).format(count=format_number(left))
            )
        structure = [file.info.file for file in inspection.files if file.is_structure]
        if structure:
            parts.append(_("structure from {files}").format(files=", ".join(structure)))
        self._account.set_text(" · ".join(parts))
        if rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def choose(self, row: int) -> TargetChooser | None:
        """Open the chooser for a column."""
        inspection = self._session.inspection
        if inspection is None or not 0 <= row < len(self.model.rows):
            return None
        column = self.model.rows[row].name
        chooser = TargetChooser(self._session.desk, inspection, column, self)
        chooser.chosen.connect(lambda target: self._session.set_target(column, target))
        chooser.open_at(self.table.viewport(), self.table.visualRect(self.model.index(row, TARGET)))
        return chooser
