"""The full menu behind the button at the top left: every command in its group, with its keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from pim.gui.frame.commands import Command
from pim.gui.theme.theme import Theme
from pim.i18n import _

_ALIASES = {"theme": "view", "structure": "go", "channels": "go"}
GROUPS = ("catalog", "edit", "product", "view", "go", "help")


def group_title(group: str) -> str:
    """The title of a menu; commands of other groups stand under More."""
    return {
        "catalog": _("Catalogue"), "edit": _("Edit"), "product": _("Products"), "view": _("View"), "go": _("Go to"),
        "help": _("Help"),
    }.get(group, _("More"))  # fmt: skip


def group_of(command: Command) -> str:
    """The menu of a command: what its code says before the dot."""
    group = command.code.partition(".")[0]
    group = _ALIASES.get(group, group)
    return group if group in GROUPS else ""


def build_menu(theme: Theme, commands: Sequence[Command], parent: QWidget) -> QMenu:
    """A menu with a submenu per group; it deletes itself when it is closed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for group in (*GROUPS, ""):
        own = [command for command in commands if group_of(command) == group]
        if own:
            below = menu.addMenu(group_title(group))
            for command in own:
                _add(below, theme, command)
    return menu


def _add(menu: QMenu, theme: Theme, command: Command) -> None:
    if command.choices is not None:
        _add_choices(menu.addMenu(theme.icon(command.icon), command.title), command.choices())
        return
    action = menu.addAction(theme.icon(command.icon), command.title, command.run)
    action.setShortcut(QKeySequence(command.keys))
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # shown here, bound by the window
    action.setEnabled(command.enabled is None or command.enabled())


def _add_choices(menu: QMenu, choices: list[tuple[str, Callable[[], object]]]) -> None:
    menu.setEnabled(bool(choices))
    for title, run in choices:
        menu.addAction(title, run)
