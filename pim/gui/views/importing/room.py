"""The import as the frame takes it: a page of the Products room, reached by menu, Ctrl+I, palette, link or drop."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.frame.room import Room
from pim.i18n import _

if TYPE_CHECKING:
    from pim.gui.views.importing.page import ImportPage

CODE = "import"


class ImportRoom(QObject):
    """`room` is what the frame registers; `saved_state(state, sentence)` is for the top bar while it is shown."""

    saved_state = Signal(str, str)

    def __init__(self, desk: CatalogDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._page: ImportPage | None = None
        self.room = Room(
            CODE, _("Import"), "download-simple", lambda: self.page, part_of="products",
            activated=lambda: self.page.tell_state(), panes=self._panes, follow_link=self.open,
            shortcuts={"Ctrl+Return": lambda: self.page.forward()}, load=_load,
        )  # fmt: skip

    @property
    def page(self) -> ImportPage:
        """The page, built when it is first needed."""
        if self._page is None:
            from pim.gui.views.importing.page import ImportPage

            self._page = ImportPage(self._desk)
            self._page.saved_state.connect(self.saved_state)
        return self._page

    def open(self, files: Sequence[Path] = ()) -> None:
        """Begin with files; without any, an import under way goes on, and a finished one makes room for the next."""
        if files:
            self.page.start([Path(file) for file in files])
        elif self.page.session.report is not None:
            self.page.start_over()
        else:
            self.page.focus_step()

    def _panes(self) -> list[QWidget]:
        return [self.page.stack, self.page.footer]


def _load() -> None:
    """What the page needs."""
    import pim.gui.views.importing.page  # noqa: F401
