"""Completeness of one product: channels across, locales down; a click filters the fields."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QWidget

from pim.catalog.completeness import Completeness
from pim.gui.painting.badges import draw_badge
from pim.gui.theme.theme import Theme
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.gui.widgets.labels import ElidedLabel
from pim.i18n import _, ngettext


class MatrixCell(QAbstractButton):
    """One badge that can be pressed."""

    def __init__(self, theme: Theme, cell: Completeness | None, words: str) -> None:
        super().__init__()
        self._theme, self.cell = theme, cell
        self.setFixedHeight(20)
        self.setMinimumWidth(36)
        self.setCheckable(cell is not None)
        self.setEnabled(cell is not None)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if cell else Qt.FocusPolicy.NoFocus)
        self.setToolTip(words)
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        return QSize(60, 20)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        draw_badge(painter, self.rect(), self.cell.percent if self.cell else None, self._theme, width=54)
        if self.hasFocus() or self.isChecked():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.c.accent, 2))
            width = min(58, self.width() - 2)
            painter.drawRoundedRect((self.width() - width) // 2, 1, width, 18, 4, 4)


class CompletenessMatrix(QWidget):
    """`cell_chosen(channel, locale)`; both empty when the cell is released again."""

    cell_chosen = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 4, 14, 6)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(0)
        self.cells: dict[tuple[str, str], MatrixCell] = {}
        self.chosen = ("", "")

    def show_product(self, shown: Shown) -> None:
        """Fill in again."""
        while self._grid.count():
            item = self._grid.takeAt(0)
            if item.widget() is not None:
                item.widget().deleteLater()
        structure, values = shown.desk.structure, {(c.channel, c.locale): c for c in shown.view.completeness}
        locales = [code for code in structure.locales if any(code == locale for _channel, locale in values)]
        channels = list(structure.channels.values())
        self.cells = {}
        for column, channel in enumerate(channels, start=1):
            title = ElidedLabel(self._theme, channel.label(shown.locale), 11, 400, "muted", center=True)
            self._grid.addWidget(title, 0, column)
            self._grid.setColumnStretch(column, 1)
        for row, locale in enumerate(locales, start=1):
            self._grid.addWidget(ElidedLabel(self._theme, locale, 11, 400, "text"), row, 0)
            for column, channel in enumerate(channels, start=1):
                cell = values.get((channel.code, locale))
                button = MatrixCell(self._theme, cell, _words(channel.label(shown.locale), locale, cell))
                button.setChecked((channel.code, locale) == self.chosen)
                button.clicked.connect(lambda on, place=(channel.code, locale): self._press(place, on))
                self.cells[(channel.code, locale)] = button
                self._grid.addWidget(button, row, column)
        self._grid.setColumnMinimumWidth(0, 40)

    def _press(self, place: tuple[str, str], on: bool) -> None:
        self.chosen = place if on else ("", "")
        for other, button in self.cells.items():
            button.setChecked(other == self.chosen)
        self.cell_chosen.emit(*self.chosen)

    def release(self) -> None:
        """Choose nothing, without telling."""
        self.chosen = ("", "")
        for button in self.cells.values():
            button.setChecked(False)


def _words(channel: str, locale: str, cell: Completeness | None) -> str:
    if cell is None:
        return _("{channel}, {locale}: not used").format(channel=channel, locale=locale)
    count = len(cell.missing)
    missing = ngettext("{count} missing", "{count} missing", count).format(count=count) if count else _("complete")
    return _("Completeness, {channel}, {locale}: {percent} %, {missing}").format(
        channel=channel, locale=locale, percent=cell.percent, missing=missing
    )
