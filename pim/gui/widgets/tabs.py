"""Tabs with counts and a 2 px underline; the stepper of the import. Both are painted and focusable."""

from __future__ import annotations

from itertools import accumulate

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QSizePolicy, QWidget

from pim.gui.painting.text import CENTER, LEFT, draw_text, text_width
from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import IconButton
from pim.i18n import _


class TabStrip(QWidget):
    """Tabs (code, label, count or ""). `chosen(code)`. Those that do not fit go into "…", but never the current one."""

    chosen = Signal(str)
    GAP, MORE = 20, 30

    def __init__(
        self,
        theme: Theme,
        tabs: list[tuple[str, str, str]] | None = None,
        height: int = 38,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self.current = theme, ""
        self._tabs: list[tuple[str, str, str]] = []
        self.setFixedHeight(height)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.set_tabs(tabs or [])

    def set_tabs(self, tabs: list[tuple[str, str, str]]) -> None:
        """Replace the tabs; the current one stays when its code still exists."""
        self._tabs = list(tabs)
        if self.current not in [code for code, _label, _count in tabs]:
            self.current = tabs[0][0] if tabs else ""
        self._name()
        self.updateGeometry()
        self.update()

    def set_current(self, code: str) -> None:
        """Choose a tab; emits `chosen` when it is another one."""
        if code != self.current and code in [tab[0] for tab in self._tabs]:
            self.current = code
            self._name()
            self.update()
            self.chosen.emit(code)

    def _name(self) -> None:
        self.setAccessibleName(
            next(
                (f"{label} {count}".strip() for code, label, count in self._tabs if code == self.current), ""
            )
        )

    def _width(self, tab: tuple[str, str, str]) -> float:
        width = text_width(tab[1], self._theme.font(12, 600))
        return width + (6 + text_width(tab[2], self._theme.font(11, 400, True)) if tab[2] else 0)

    def _boxes(self) -> list[tuple[tuple[str, str, str], QRectF]]:
        boxes, x = [], 0.0
        for tab in self._shown():
            width = self._width(tab)
            boxes.append((tab, QRectF(x, 0, width, self.height())))
            x += width + self.GAP
        return boxes

    def _shown(self) -> list[tuple[str, str, str]]:
        """The first ones that fit; a current one that is further back stands behind fewer of them."""
        total = sum(self._width(tab) + self.GAP for tab in self._tabs) - self.GAP
        limit = self.width() if total <= self.width() else self.width() - self.MORE
        first = self._fitting(limit)
        further = [tab for tab in self._tabs[len(first) :] if tab[0] == self.current]
        return self._fitting(limit - self._width(further[0]) - self.GAP) + further if further else first

    def _fitting(self, limit: float) -> list[tuple[str, str, str]]:
        ends = accumulate(self._width(tab) + self.GAP for tab in self._tabs)
        return [tab for tab, end in zip(self._tabs, ends, strict=True) if end - self.GAP <= limit]

    def _hidden(self) -> list[tuple[str, str, str]]:
        shown = self._shown()
        return [tab for tab in self._tabs if tab not in shown]

    def sizeHint(self) -> QSize:
        return QSize(int(sum(self._width(tab) + self.GAP for tab in self._tabs)), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.height())

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        c = self._theme.c
        for (code, label, count), box in self._boxes():
            on = code == self.current
            font = self._theme.font(12, 600 if on else 500)
            draw_text(painter, box.adjusted(0, 0, 8, 0), label, font, c.text if on else c.muted)
            if count:
                figures = box.adjusted(text_width(label, font) + 6, 0, 8, 0)
                draw_text(painter, figures, count, self._theme.font(11, 400, True), c.muted)
            if on:
                painter.fillRect(QRectF(box.x(), self.height() - 2, box.width(), 2), c.accent)
            if on and self.hasFocus():
                painter.setPen(QPen(c.accent, 2))
                painter.drawRoundedRect(box.adjusted(-4 if box.x() else 1, 5, 4, -6), 4, 4)
        if self._hidden():
            place = QRectF(self.width() - self.MORE, 0, self.MORE, self.height())
            draw_text(painter, place, "…", self._theme.font(13, 600), c.muted, CENTER)

    def mouseReleaseEvent(self, event) -> None:
        for tab, box in self._boxes():
            if box.adjusted(-8, 0, 8, 0).contains(event.position()):
                self.set_current(tab[0])
                return
        if event.position().x() >= self.width() - self.MORE and self._hidden():
            menu = QMenu(self)
            for code, label, count in self._hidden():
                menu.addAction(f"{label} {count}".strip(), lambda code=code: self.set_current(code))
            menu.popup(event.globalPosition().toPoint())

    def keyPressEvent(self, event) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(event.key())
        if step is None or not self._tabs:
            super().keyPressEvent(event)
            return
        codes = [tab[0] for tab in self._tabs]
        self.set_current(codes[(codes.index(self.current) + step) % len(codes)])

    def focusInEvent(self, event) -> None:
        self.update()

    def focusOutEvent(self, event) -> None:
        self.update()


class Segmented(QWidget):
    """Icon buttons of which one is on (list or gallery). `chosen(code)`."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, choices: list[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        """`choices`: (code, icon, tooltip)."""
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self._group = QButtonGroup(self)
        self._buttons = {}
        for code, icon, tip in choices:
            button = IconButton(theme, icon, tip, checkable=True)
            button.clicked.connect(lambda checked=False, code=code: self.chosen.emit(code))
            self._group.addButton(button)
            self._buttons[code] = button
            layout.addWidget(button)
        if choices:
            self.set_current(choices[0][0])

    def set_current(self, code: str) -> None:
        """Switch without emitting."""
        self._buttons[code].setChecked(True)


class Stepper(QWidget):
    """The numbered steps of a longer task: done ones are ticked, the current one is blue."""

    def __init__(self, theme: Theme, steps: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._steps, self._current = theme, steps, 0
        self.setFixedHeight(24)
        theme.changed.connect(self.update)
        self.set_current(0)

    def set_current(self, number: int) -> None:
        """Show step `number` (from 0) as the current one; `len(steps)` means all are done."""
        self._current = number
        name = self._steps[min(number, len(self._steps) - 1)]
        self.setAccessibleName(
            _("Step {number} of {total}: {name}").format(
                number=min(number + 1, len(self._steps)), total=len(self._steps), name=name
            )
        )
        self.update()

    def _widths(self) -> list[float]:
        return [28 + text_width(step, self._theme.font(13, 600)) for step in self._steps]

    def sizeHint(self) -> QSize:
        return QSize(int(sum(self._widths()) + 52 * (len(self._steps) - 1)) + 4, 24)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c, x = self._theme.c, 0.0
        for number, (step, width) in enumerate(zip(self._steps, self._widths(), strict=True)):
            self._paint_number(painter, QRectF(x + 0.5, 2.5, 19, 19), number)
            on = number == self._current
            draw_text(
                painter,
                QRectF(x + 28, 0, width, 24),
                step,
                self._theme.font(13, 600 if on else 400),
                c.text if on else c.muted,
                LEFT,
            )
            x += width
            if number < len(self._steps) - 1:
                painter.fillRect(QRectF(x + 13, 11.5, 27, 1), c.line2)
                x += 52

    def _paint_number(self, painter: QPainter, circle: QRectF, number: int) -> None:
        c = self._theme.c
        done, on = number < self._current, number == self._current
        painter.setPen(QPen(c.line2, 1) if not done and not on else Qt.PenStyle.NoPen)
        painter.setBrush(c.okt if done else c.accent if on else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(circle)
        if done:
            self._theme.icons.draw(painter, circle.adjusted(4, 4, -4, -4), "check", c.ok)
        else:
            draw_text(
                painter,
                circle,
                str(number + 1),
                self._theme.font(11, 600, True),
                c.on if on else c.muted,
                CENTER,
            )
