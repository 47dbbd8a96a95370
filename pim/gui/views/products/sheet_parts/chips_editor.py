"""Several choices as chips that can be removed, and a line that adds one more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import IconButton
from pim.gui.widgets.chips import Chip
from pim.gui.widgets.layouts import FlowLayout
from pim.gui.widgets.value_editors import Choice, SelectEditor
from pim.i18n import _


class ChipsEditor(QFrame):
    """`text()` and `set_text("cotton,linen")` hold codes; `committed()` after each change."""

    committed = Signal()

    def __init__(self, theme: Theme, choices: Sequence[Choice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "rich")
        self._theme, self._choices, self._codes = theme, list(choices), []
        self._locked = False
        self._line = SelectEditor(theme, choices, with_arrow=False)
        self._line.setProperty("k", "bare")
        self._line.setPlaceholderText(_("Add…"))
        self._line.setFixedHeight(20)
        self._line.setMinimumWidth(70)
        self._line.committed.connect(self._add)
        self._flow_holder = QWidget()
        self._flow = FlowLayout(self._flow_holder, 5)
        self._flow_holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._arrow = IconButton(theme, "caret-down", _("Show all choices"), size=22)
        self._arrow.clicked.connect(lambda: (self._line.setFocus(), self._line.show_all()))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 3, 3, 3)
        layout.addWidget(self._flow_holder, 1)
        layout.addWidget(self._arrow, 0, Qt.AlignmentFlag.AlignTop)
        self.setFocusProxy(self._line)
        self._fill()

    def text(self) -> str:
        """The codes, separated by commas."""
        return ",".join(self._codes)

    def set_text(self, text: str) -> None:
        """Show these codes."""
        self._codes = [code.strip() for code in text.split(",") if code.strip()]
        self._line.set_text("")
        self._fill()

    def set_read_only(self, locked: bool) -> None:
        """Inherited choices are shown without their crosses."""
        if locked != self._locked:
            self._locked = locked
            self._fill()

    def _fill(self) -> None:
        labels = dict(self._choices)
        self._flow.removeWidget(self._line)
        while self._flow.count():
            item = self._flow.takeAt(0)
            if item.widget() is not None and item.widget() is not self._line:
                item.widget().hide()
                item.widget().deleteLater()
        for code in self._codes:
            chip = Chip(self._theme, labels.get(code, code), "value", removable=not self._locked)
            chip.removed.connect(lambda code=code: self._remove(code))
            self._flow.addWidget(chip)
        if not self._locked:
            self._flow.addWidget(self._line)
        self._line.setVisible(not self._locked)
        self._arrow.setVisible(not self._locked)
        self._fit()

    def _fit(self) -> None:
        width = max(60, self.width() - (14 if self._locked else 40))
        self._flow_holder.setMinimumHeight(max(20, self._flow.heightForWidth(width)))
        self.updateGeometry()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._fit()

    def _remove(self, code: str) -> None:
        self._codes = [other for other in self._codes if other != code]
        self._fill()
        self.committed.emit()

    def _add(self) -> None:
        text = self._line.text().strip()
        if not text:
            return
        code = next((code for code, label in self._choices if text in (code, label)), text)
        self._line.set_text("")
        if code not in self._codes:
            self._codes.append(code)
            self._fill()
            self.committed.emit()
