"""The status line of 28 px: totals at the left, selection and sums at the right."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from pim.gui.theme.theme import Theme
from pim.gui.widgets.labels import Label


class StatusLine(QFrame):
    """`set_left` and `set_right` take parts (text, kind): kind bold, plain, accent, warn or bad."""

    _LOOKS: ClassVar[dict[str, tuple[int, str]]] = {
        "plain": (400, "muted"),
        "bold": (600, "text"),
        "accent": (500, "atext"),
        "warn": (500, "warn"),
        "bad": (500, "bad"),
    }

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("k", "bg")
        self.setFixedHeight(28)
        self._theme = theme
        self._left, self._right = QHBoxLayout(), QHBoxLayout()
        self._labels: dict[QHBoxLayout, list[Label]] = {self._left: [], self._right: []}
        self._shown: dict[QHBoxLayout, tuple[tuple[str, str], ...]] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 0)
        for part in (self._left, self._right):
            part.setSpacing(4)
        layout.addLayout(self._left)
        layout.addStretch(1)
        layout.addLayout(self._right)

    def set_left(self, *parts: tuple[str, str]) -> None:
        """Totals, for example ("4,660", "bold"), ("products", "plain")."""
        self._fill(self._left, parts)

    def set_right(self, *parts: tuple[str, str]) -> None:
        """Selection, sum, average, or the reason of the current cell's state."""
        self._fill(self._right, parts)

    def _fill(self, layout: QHBoxLayout, parts: tuple[tuple[str, str], ...]) -> None:
        if self._shown.get(layout) == parts:
            return  # it is asked for after every change of the catalogue
        self._shown[layout] = parts
        labels = self._labels[layout]
        while len(labels) < len(parts):
            labels.append(Label(self._theme, "", 12, 400, "muted", tabular=True))
            layout.addWidget(labels[-1])
        for index, label in enumerate(labels):
            text, kind = parts[index] if index < len(parts) else ("", "plain")
            weight, color = self._LOOKS[kind]
            label.set_look(12, weight, True)
            label.set_color(color)
            label.setText(text)
            label.setVisible(bool(text))
