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
from pim.gui.widgets.own_keys import EnterPresses
from pim.gui.widgets.safe_text import plain_tip
from pim.i18n import _, ngettext


class MatrixCell(EnterPresses, QAbstractButton):
    """One badge that can be pressed."""

    def __init__(self, theme: Theme, cell: Completeness | None, words: str) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(20)
        self.setMinimumWidth(36)
        self.show_cell(cell, words)

    def show_cell(self, cell: Completeness | None, words: str) -> None:
        """Show the same combination of another product."""
        self.cell = cell
        self.setCheckable(cell is not None)
        self.setEnabled(cell is not None)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if cell else Qt.FocusPolicy.NoFocus)
        self.setToolTip(plain_tip(words))
        self.setAccessibleName(words)
        self.update()

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
        self._shape: tuple[dict[str, str], list[str]] = ({}, [])

    def show_product(self, shown: Shown) -> None:
        """Fill in again; the cells are made anew only where there are other channels or locales."""
        structure, values = shown.desk.structure, {(c.channel, c.locale): c for c in shown.view.completeness}
        locales = [code for code in structure.locales if any(code == locale for _channel, locale in values)]
        titles = {channel.code: channel.label(shown.locale) for channel in structure.channels.values()}
        if (titles, locales) != self._shape:
            self._shape = (titles, locales)
            self._make(titles, locales)
        for (channel, locale), button in self.cells.items():
            cell = values.get((channel, locale))
            button.show_cell(cell, _words(titles[channel], locale, cell))
            button.setChecked((channel, locale) == self.chosen)

    def _make(self, titles: dict[str, str], locales: list[str]) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            if item.widget() is not None:
                item.widget().deleteLater()
        self.cells = {}
        for column, title in enumerate(titles.values(), start=1):
            head = ElidedLabel(self._theme, title, 11, 400, "muted", center=True)
            self._grid.addWidget(head, 0, column)
            self._grid.setColumnStretch(column, 1)
        for row, locale in enumerate(locales, start=1):
            self._grid.addWidget(ElidedLabel(self._theme, locale, 11, 400, "text"), row, 0)
            for column, channel in enumerate(titles, start=1):
                button = self.cells[(channel, locale)] = MatrixCell(self._theme, None, "")
                button.clicked.connect(lambda on, place=(channel, locale): self._press(place, on))
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
