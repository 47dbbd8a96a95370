"""What the rooms of one open catalogue share: made once by `pim.gui.app`, handed to every room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, QSettings, Signal

from pim.catalog.convention import Convention
from pim.catalog.structure import Structure
from pim.gui.catalog_signals import CatalogSignals
from pim.gui.changes import Changes
from pim.gui.tasks import Task, Tasks
from pim.gui.theme.theme import Theme
from pim.gui.thumbnails import Thumbnails
from pim.gui.typed_texts import Typing
from pim.i18n import language
from pim.services.workspace import Workspace


class Viewpoint(QObject):
    """The locale and the channel chosen at the top. `changed()` when either is another one; channel "" means all."""

    changed = Signal()

    def __init__(self, locale: str, channel: str = "") -> None:
        super().__init__()
        self.locale, self.channel = locale, channel

    def choose(self, *, locale: str | None = None, channel: str | None = None) -> None:
        """Look at another locale or channel."""
        before = (self.locale, self.channel)
        self.locale = self.locale if locale is None else locale
        self.channel = self.channel if channel is None else channel
        if before != (self.locale, self.channel):
            self.changed.emit()


def _no_notice(text: str, *_more: Any, **_options: Any) -> None:
    """Before the frame exists nobody can be told."""


@dataclass
class CatalogDesk:
    """An open catalogue with everything a room needs to show and change it.

    `say(text, action, on_action, keys=, kind=)` shows a toast; `go(room, **what)` leads to another room;
    `follow(task, title, consequence, figures)` shows a task's progress with Cancel. All are set by the frame.
    """

    theme: Theme
    settings: QSettings
    tasks: Tasks
    workspace: Workspace
    signals: CatalogSignals
    changes: Changes
    viewpoint: Viewpoint
    thumbnails: Thumbnails
    typing: Typing
    say: Callable[..., Any] = field(default=_no_notice)
    go: Callable[..., Any] = field(default=_no_notice)
    follow: Callable[..., Any] = field(default=_no_notice)

    @property
    def structure(self) -> Structure:
        return self.workspace.structure

    @property
    def locale(self) -> str:
        return self.viewpoint.locale

    @property
    def spoken_locale(self) -> str:
        """The catalogue's locale that reads like the interface, for names beside its words; else the chosen one."""
        return next((code for code in self.structure.locales if code.partition("_")[0] == language()), self.locale)

    @property
    def convention(self) -> Convention:
        """How numbers and dates are typed in the interface language."""
        return Convention(decimal="," if language() == "fr" else ".")

    def read(self, function: Callable[..., Any], *args: Any, **options: Any) -> Task | None:
        """`function(workspace, *args)` on a reader thread; options as for `Tasks.read`.

        None while the window closes: a timer may still ask, but nobody is left to be answered.
        """
        if self.tasks.closing:
            return None
        return self.tasks.read(function, self.workspace, *args, **options)

    def change(self, function: Callable[..., Any], *args: Any, **options: Any) -> Task:
        """`function(workspace, *args)` on the writer; options as for `Changes.make`."""
        return self.changes.make(function, self.workspace, *args, **options)


def make_catalog_desk(theme: Theme, settings: QSettings, tasks: Tasks, workspace: Workspace) -> CatalogDesk:
    """The desk of a workspace that was just opened."""
    stored = str(settings.value("view/locale", ""))
    locale = stored if stored in workspace.structure.locales else workspace.structure.main_locale
    workspace.give_way, workspace.aside = tasks.writer.let_edits_through, tasks.writer.aside
    return CatalogDesk(
        theme=theme,
        settings=settings,
        tasks=tasks,
        workspace=workspace,
        signals=CatalogSignals(workspace),
        changes=Changes(tasks),
        viewpoint=Viewpoint(locale),
        thumbnails=Thumbnails(tasks, workspace),
        typing=Typing(tasks, workspace),
    )
