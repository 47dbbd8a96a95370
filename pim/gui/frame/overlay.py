"""Toasts at the bottom centre and progress cards at the bottom right, floating over the rooms."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QWidget

from pim.gui.tasks import Task
from pim.gui.theme.theme import Theme
from pim.gui.widgets.notices import BulkBar, ProgressCard, Toast

_BOTTOM, _RIGHT, _GAP = 42, 18, 8


class Overlay(QObject):
    """Places floating cards over `area` and keeps them in place when it is resized."""

    def __init__(self, theme: Theme, area: QWidget) -> None:
        super().__init__(area)
        self._theme, self._area = theme, area
        self._toasts: list[Toast] = []
        self._cards: list[ProgressCard] = []
        area.installEventFilter(self)

    def toast(
        self,
        text: str,
        action: str = "",
        on_action: Callable[[], None] | None = None,
        *,
        keys: str = "",
        kind: str = "ok",
        milliseconds: int = 6000,
    ) -> Toast:
        """Say what was done, with an action such as Undo. `kind`: ok, info, warn, bad."""
        toast = Toast(self._theme, text, action, keys, kind, milliseconds, self._area)
        if on_action is not None:
            toast.acted.connect(on_action)
        toast.gone.connect(lambda: self._forget(self._toasts, toast))
        while len(self._toasts) >= 3:
            self._toasts[0].dismiss()
        self._toasts.append(toast)
        self._arrange()
        toast.show()
        return toast

    def follow(
        self,
        task: Task,
        title: str,
        consequence: str = "",
        figures: Callable[[int, int, str], str] | None = None,
        *,
        can_cancel: bool = True,
    ) -> ProgressCard:
        """Show a running task until it has finished. `figures(done, total, text)` words its progress."""
        card = ProgressCard(self._theme, title, consequence, can_cancel=can_cancel, parent=self._area)
        card.cancel_clicked.connect(task.cancel)
        task.progress.connect(
            lambda done, total, text: card.set_progress(
                done, total, figures(done, total, text) if figures else text
            )
        )
        task.finished.connect(lambda: self._remove(card))
        self._cards.append(card)
        self._arrange()
        card.show()
        return card

    def to_front(self) -> None:
        """Above a page that was shown after them."""
        self._arrange()

    def _remove(self, card: ProgressCard) -> None:
        card.hide()
        card.deleteLater()
        self._forget(self._cards, card)

    def _forget(self, cards: list, card: QWidget) -> None:
        if card in cards:
            cards.remove(card)
        self._arrange()

    def _place(self) -> tuple[int, int]:
        """The middle and the bottom of toasts: over the bar of the selected rows, because what one does there next must
        not be hidden by what was done."""
        bar = next((bar for bar in self._area.findChildren(BulkBar) if bar.isVisible()), None)
        if bar is None:
            return self._area.width() // 2, self._area.height() - _BOTTOM
        top = bar.mapTo(self._area, QPoint(bar.width() // 2, -_GAP))
        return top.x(), top.y()

    def _arrange(self) -> None:
        middle, lowest = self._place()
        bottom = lowest
        for toast in reversed(self._toasts):
            toast.adjustSize()
            toast.setFixedWidth(min(toast.sizeHint().width(), max(200, self._area.width() - 2 * _RIGHT)))
            toast.move(max(_RIGHT, middle - toast.width() // 2), bottom - toast.height())
            toast.raise_()
            bottom -= toast.height() + _GAP
        bottom = lowest
        for card in reversed(self._cards):
            card.adjustSize()
            card.move(self._area.width() - card.width() - _RIGHT, bottom - card.height())
            card.raise_()
            bottom -= card.height() + _GAP

    def eventFilter(self, watched, event) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._arrange()
        return False
