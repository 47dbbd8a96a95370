"""The one event of a catalogue, on the UI thread: `Workspace.subscribe` calls in the thread that committed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from pim.services.workspace import CatalogChanged, Workspace


class CatalogSignals(QObject):
    """`changed(CatalogChanged)` after every commit, `structure_changed(frozenset of kinds)` when records changed.

    Both arrive on the UI thread, in the order of the commits.
    """

    changed = Signal(object)
    structure_changed = Signal(object)
    _committed = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._committed.connect(self._relay, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = workspace.subscribe(self._committed.emit)

    def _relay(self, changed: CatalogChanged) -> None:
        if changed.structure:
            self.structure_changed.emit(changed.structure)
        self.changed.emit(changed)

    def close(self) -> None:
        """Listen no longer; call before the workspace is closed."""
        self._unsubscribe()
