"""Buttons: primary (one per window), normal, plain, danger (red text), link, held; tool buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from pim.gui.theme.theme import Theme
from pim.gui.widgets.key_names import shown_keys
from pim.gui.widgets.own_keys import EnterPresses
from pim.gui.widgets.safe_text import plain_tip

KINDS = ("primary", "normal", "plain", "danger", "link", "held")
_ICON_ROLES = {"primary": "on", "danger": "bad", "link": "atext", "held": "warn"}


class _Ring(EnterPresses):
    """Shows the 2 px focus ring, but not when the focus came from the mouse."""

    def focusInEvent(self, event) -> None:
        self._set_ring(event.reason() != Qt.FocusReason.MouseFocusReason)
        super().focusInEvent(event)

    def focusOutEvent(self, event) -> None:
        self._set_ring(False)
        super().focusOutEvent(event)

    def _set_ring(self, on: bool) -> None:
        if bool(self.property("ring")) != on:
            self.setProperty("ring", on)
            self.style().unpolish(self)
            self.style().polish(self)


class Button(_Ring, QPushButton):
    """A text button, 26 px in bars or 30 px (`tall`) in headers and footers.

    Use `clicked`. `set_disabled_because(reason)` disables it and says why in the tooltip.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        kind: str = "normal",
        icon: str | None = None,
        *,
        tall: bool = False,
        tip: str = "",
        shortcut: str = "",
        size: int = 12,
        weight: int = 500,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._look = (size, weight)
        if kind not in KINDS:
            raise ValueError(f"Unknown kind of button {kind!r}; use one of {', '.join(KINDS)}.")
        self._theme, self._kind = theme, kind
        self._tip = tip + (f" ({shown_keys(shortcut)})" if tip and shortcut else "")
        self.setToolTip(plain_tip(self._tip))
        self.setProperty("tall", tall)
        self.setFixedHeight(18 if kind == "link" else 30 if tall else 26)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor if kind == "link" else Qt.CursorShape.ArrowCursor)
        self.set_kind(kind)
        if icon:
            self.set_icon(icon)
        theme.changed.connect(self._refont)
        self._refont()

    def set_kind(self, kind: str) -> None:
        """Turn it into another kind (a Hold button becomes held)."""
        self._kind = kind
        self.setProperty("k", kind)
        self.style().unpolish(self)
        self.style().polish(self)

    def set_icon(self, name: str) -> None:
        """Show an icon before the text; the extra width leaves the gap that QSS cannot set."""
        self.setIcon(self._theme.icon(name, _ICON_ROLES.get(self._kind, "muted")))
        self.setIconSize(QSize(20, 16))

    def set_disabled_because(self, reason: str) -> None:
        """Disable with a reason as tooltip; an empty reason enables it again."""
        self.setEnabled(not reason)
        self.setToolTip(plain_tip(reason or self._tip))

    def _refont(self) -> None:
        self.setFont(self._theme.font(*self._look))


class MenuButton(Button):
    """A button that opens a list of choices: "English (UK) ▾". `set_choices` fills it."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        kind: str = "plain",
        icon: str | None = None,
        *,
        tip: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, text, kind, icon, tip=tip, parent=parent)
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.set_label(text)

    def set_label(self, text: str) -> None:
        """The text before the small triangle."""
        self.setText(f"{text}  ▾" if text else "")
        self.setAccessibleName(text)

    def set_choices(self, choices: list[tuple[str, str]], current: str, on_choose) -> None:
        """Fill the menu with (code, label); `on_choose(code)` is called; the current one is ticked."""
        self._menu.clear()
        for code, label in choices:
            action = QAction(label, self._menu)
            action.setCheckable(True)
            action.setChecked(code == current)
            action.triggered.connect(lambda checked=False, code=code: on_choose(code))
            self._menu.addAction(action)
        self.set_label(next((label for code, label in choices if code == current), ""))


class IconButton(_Ring, QToolButton):
    """A 26 px button with an icon only; the tooltip (with its shortcut) is also its accessible name."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        tip: str,
        *,
        shortcut: str = "",
        checkable: bool = False,
        size: int = 26,
        role: str = "muted",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._role = theme, role
        self.set_icon(icon)
        self.setIconSize(QSize(16, 16))
        self.setFixedSize(size, size)
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_tip(tip, shortcut)

    def set_icon(self, name: str, role: str | None = None) -> None:
        """Show another icon."""
        self.setIcon(self._theme.icon(name, role or self._role, "text"))

    def set_tip(self, tip: str, shortcut: str = "") -> None:
        """Tooltip and accessible name; `shortcut` is shown in brackets."""
        self.setToolTip(plain_tip(f"{tip} ({shown_keys(shortcut)})" if shortcut else tip))
        self.setAccessibleName(tip)
