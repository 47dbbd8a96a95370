"""Tab goes through a window as one reads it, also through what was built later than its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget


class TabsAsRead:
    """Mixed in before a window: Tab and Shift+Tab go as one reads. Qt goes by the order in which widgets were put in."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        focus = self.focusWidget()
        found = neighbour(cast(QWidget, self), focus, forward) if focus is not None else None
        if found is None:
            return super().focusNextPrevChild(forward)
        found.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True


def stops(pane: QWidget) -> list[QWidget]:
    """The widgets in `pane` that take the Tab key, line by line, each container before its right neighbour."""
    inside = [stop for child in _in_lines(pane) for stop in stops(child)]
    if not _takes_tab(pane) or (inside and isinstance(pane, QScrollArea)):
        return inside  # a scroll area shows no focus: it is a stop only where nothing else in it takes the keys
    return [pane, *inside]


def neighbour(pane: QWidget, focus: QWidget, forward: bool) -> QWidget | None:
    """The stop after or before `focus`, around the end; None when `focus` is not a stop itself."""
    every = stops(pane)
    if focus not in every:
        return None
    return every[(every.index(focus) + (1 if forward else -1)) % len(every)]


def entry_of(pane: QWidget) -> QWidget | None:
    """Where F6 enters a pane: at its own `entry()` if it has one, else where the keys left it, else at its first stop."""
    every = stops(pane)
    own = pane.entry() if hasattr(pane, "entry") else None
    return next((stop for stop in (own, pane.focusWidget()) if stop in every), every[0] if every else None)


@contextmanager
def keeping_keys(pane: QWidget) -> Iterator[None]:
    """While `pane` is filled anew: the keys stay at the same stop of it, counted from the first one, if they were in it."""
    focus = QApplication.focusWidget()
    before = stops(pane) if focus is not None and pane.isAncestorOf(focus) else []
    place = before.index(focus) if focus in before else -1
    yield
    if place >= 0:
        QTimer.singleShot(0, pane, lambda: _back_to(pane, place))  # what is new shows itself in the next turn


def _back_to(pane: QWidget, place: int) -> None:
    if every := stops(pane):
        every[min(place, len(every) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)


def _takes_tab(widget: QWidget) -> bool:
    # A proxy of another widget is no stop of its own, else Tab would stay on the spot.
    tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(tab) and widget.isEnabled() and widget.focusProxy() is None


def _in_lines(pane: QWidget) -> Iterator[QWidget]:
    """The visible children from top to bottom; those side by side from left to right."""
    children = [child for child in pane.children() if isinstance(child, QWidget) and _shows(child)]
    line: list[QWidget] = []
    for child in sorted(children, key=lambda widget: widget.y()):
        if line and not _beside(line[0], child):
            yield from sorted(line, key=lambda widget: widget.x())
            line = []
        line.append(child)
    yield from sorted(line, key=lambda widget: widget.x())


def _shows(widget: QWidget) -> bool:
    return widget.isVisible() and not widget.isWindow()


def _beside(one: QWidget, other: QWidget) -> bool:
    """Whether the middle of one lies within the height of the other."""
    a, b = one.geometry(), other.geometry()
    return a.top() <= b.center().y() <= a.bottom() or b.top() <= a.center().y() <= b.bottom()
