"""The field mapping of a channel: each attribute's name in the files, or that it is left out."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from pim.catalog.structure import Structure
from pim.gui.theme.theme import Theme
from pim.i18n import _

_CODE = int(Qt.ItemDataRole.UserRole)
_ATTRIBUTE, _NAME, _SENT = range(3)


class MappingTable(QTableWidget):
    """`mapping()` is what `Channel.mapping` keeps: code -> name, "" for left out, nothing for its own name."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(0, 3)
        self.setHorizontalHeaderLabels([_("Attribute"), _("Name in the files"), _("Sent")])
        self.setAccessibleName(_("Field mapping"))
        self.setProperty("k", "field")
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        header = self.horizontalHeader()
        header.setFont(theme.font(11, 500))
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(_ATTRIBUTE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(_SENT, 70)
        self.setFixedHeight(300)

    def show_mapping(self, structure: Structure, mapping: Mapping[str, str], locale: str) -> None:
        """Every attribute that may leave, with its name."""
        attributes = [attribute for attribute in structure.attributes.values() if not attribute.internal]
        self.setRowCount(len(attributes))
        for row, attribute in enumerate(attributes):
            label = QTableWidgetItem(attribute.label(locale))
            label.setData(_CODE, attribute.code)
            label.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            name = QTableWidgetItem(mapping.get(attribute.code) or attribute.code)
            sent = QTableWidgetItem()
            sent.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            left_out = mapping.get(attribute.code) == ""
            sent.setCheckState(Qt.CheckState.Unchecked if left_out else Qt.CheckState.Checked)
            sent.setData(Qt.ItemDataRole.AccessibleTextRole, _("{name} is sent").format(name=attribute.label(locale)))
            for column, item in ((_ATTRIBUTE, label), (_NAME, name), (_SENT, sent)):
                self.setItem(row, column, item)

    def mapping(self) -> dict[str, str]:
        """What differs from sending every attribute under its own code."""
        found = {}
        for row in range(self.rowCount()):
            code = self.item(row, _ATTRIBUTE).data(_CODE)
            name = self.item(row, _NAME).text().strip()
            if self.item(row, _SENT).checkState() != Qt.CheckState.Checked:
                found[code] = ""
            elif name and name != code:
                found[code] = name
        return found
