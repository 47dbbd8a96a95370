"""Edits of cells on their way: pending until the commit, refused ones keep what was typed and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from pim.catalog.convention import Convention
from pim.catalog.errors import CatalogError
from pim.catalog.value_key import attribute_of
from pim.gui import large_changes
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.failures import sentence_for
from pim.gui.models.product_rows import Cell
from pim.i18n import _, ngettext
from pim.services import browsing, drafting, editing
from pim.services.editing import CellChange
from pim.services.workspace import CatalogChanged, OnProgress, Workspace, no_progress

_LARGE = 2_000  # texts; of more the first bad one is found by the writer, not while the window waits
_KEYPAD = re.compile(r"^(\s*[-+]?\d+)\.(\d{1,2}(?!\d))")  # three digits after a point are thousands
Address = tuple[str, str]  # uid, part key


class Refused(NamedTuple):
    """What somebody typed and why it was not taken."""

    text: str
    reason: str
    is_draft: bool = False  # it was being typed when the program ended; nobody has looked at it yet


class Unread(NamedTuple):
    """A text for a product of which nothing but its id in the list is known yet."""

    id: int
    key: str
    text: str


class CellEdits(QObject):
    """`changed(uids)` when something became pending or was refused; `refused(reason)`; `written(count)`."""

    changed = Signal(object)
    refused = Signal(str)
    written = Signal(object)

    def __init__(self, desk: CatalogDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.pending: dict[Address, str] = {}
        self.rejected: dict[Address, Refused] = {}
        desk.typing.ending.connect(self._keep_pending)
        if desk.workspace.writable:
            desk.read(drafting.waiting_drafts, desk.convention, owner=self, then=self._take_drafts)

    def set(self, uid: str, key: str, text: str) -> bool:
        """Queue one typed text. False when it is refused at once (shown red, with its reason)."""
        return self.set_all([CellChange(uid, key, text)])

    def set_all(self, changes: Sequence[CellChange], label: str = "", unread: Sequence[Unread] = ()) -> bool:
        """Queue several as one step, all or nothing: False when one of them is no value."""
        convention = self._desk.convention
        changes = [change._replace(text=self._typed(change, convention)) for change in changes]
        unread = [change._replace(text=self._typed(change, convention)) for change in unread]
        is_large = len(changes) + len(unread) > _LARGE
        bad = None if is_large else self._first_bad([*changes, *unread], convention)
        if bad is not None:
            change, reason = bad
            if isinstance(change, CellChange) and len(changes) + len(unread) == 1:
                self._reject([change], reason)
            else:
                self.refused.emit(_("Nothing was changed. {reason}").format(reason=reason))
            return False
        for change in changes:
            self.pending[change[:2]] = change.text
            self.rejected.pop(change[:2], None)
        self.changed.emit({change.uid for change in changes})
        queue = partial(large_changes.change, self._desk, title=label) if label else self._desk.change
        task = queue(
            partial(_write, step=label),
            list(changes),
            unread,
            convention=convention,
            then=partial(self._written, changes),
            otherwise=partial(self._refused, changes, as_one=is_large or bool(unread)),
        )
        if label:
            task.cancelled.connect(partial(self._cancelled, changes))
        return True

    def _typed(self, change: CellChange | Unread, convention: Convention) -> str:
        """Where numbers have a decimal comma, "34.90" from the numeric keypad is meant as 34,90."""
        attribute = self._desk.structure.attributes.get(attribute_of(change.key))
        if attribute is None or attribute.type_of.index != "number" or convention.decimal != ",":
            return change.text
        return change.text if "," in change.text else _KEYPAD.sub(r"\1,\2", change.text, count=1)

    def _first_bad(
        self, changes: Sequence[CellChange | Unread], convention: Convention
    ) -> tuple[CellChange | Unread, str] | None:
        structure = self._desk.structure
        for change in changes:
            try:
                editing.parsed_part(structure, change.key, change.text, convention)
            except CatalogError as error:
                return change, str(error)
        return None

    def _written(self, changes: Sequence[CellChange], _outcome: object) -> None:
        self._forget(changes)
        for change in changes:
            if change[:2] not in self.pending:
                self.rejected.pop(change[:2], None)  # it could not be written at first
                self._desk.typing.forget(*change[:2])
        self.written.emit(list(changes))
        self.changed.emit({change.uid for change in changes})

    def _refused(self, changes: Sequence[CellChange], error: Exception, *, as_one: bool) -> None:
        self._forget(changes)
        if as_one:  # no cell of so many is to blame; what could not be written waits in `Changes`
            self.changed.emit({change.uid for change in changes})
            self.refused.emit(_("Nothing was changed. {reason}").format(reason=sentence_for(error)))
        else:
            self._reject(changes, sentence_for(error))

    def _cancelled(self, changes: Sequence[CellChange]) -> None:
        self._forget(changes)
        self.changed.emit({change.uid for change in changes})

    def _forget(self, changes: Sequence[CellChange]) -> None:
        for change in changes:
            if self.pending.get(change[:2]) == change.text:
                del self.pending[change[:2]]

    def _reject(self, changes: Sequence[CellChange], reason: str) -> None:
        for change in changes:
            self.rejected[change[:2]] = Refused(change.text, reason)
            self._desk.typing.keep(*change)
        self.changed.emit({change.uid for change in changes})
        self.refused.emit(reason)

    def forgive(self, uid: str, key: str) -> None:
        """Show the stored value again instead of what was refused."""
        if self.rejected.pop((uid, key), None) is not None:
            self._desk.typing.forget(uid, key)
            self.changed.emit({uid})

    def is_draft(self, uid: str, key: str) -> bool:
        """Whether the cell shows what was typed before the program ended."""
        refused = self.rejected.get((uid, key))
        return refused is not None and refused.is_draft

    def _take_drafts(self, found: Sequence[drafting.Draft]) -> None:
        """What was typed before the program ended is shown again where it was typed, to be taken or left."""
        for draft in found:
            self._desk.typing.is_kept(*draft[:3])
            reason = _("Typed before the program ended and not saved yet: Enter saves it, Esc leaves it.")
            self.rejected.setdefault(draft[:2], Refused(draft.text, reason, is_draft=True))
        if found:
            self.changed.emit({draft.uid for draft in found})
            words = ngettext(
                "{count} text that you were typing when the program ended is kept.",
                "{count} texts that you were typing when the program ended are kept.", len(found),
            ).format(count=len(found))  # fmt: skip
            go = self._desk.go
            self._desk.say(words, _("Show"), lambda: go("products", uid=found[0].uid), kind="info", milliseconds=12_000)

    def _keep_pending(self) -> None:
        """The program ends: what is queued may not be written any more."""
        for (uid, key), text in self.pending.items():
            self._desk.typing.keep(uid, key, text)

    def cell(self, uid: str, key: str) -> Cell | None:
        """What a cell shows instead of what is stored: refused in red, pending in grey; else None."""
        refused = self.rejected.get((uid, key))
        if refused is not None:
            return Cell(refused.text, "invalid", refused.reason, refused.text)
        pending = self.pending.get((uid, key))
        return Cell(pending, "pending", raw=pending) if pending is not None else None

    def shown(self, uid: str, key: str, otherwise: Callable[[], object]) -> object:
        """The refused or pending text of a cell, else what `otherwise` gives."""
        refused = self.rejected.get((uid, key))
        if refused is not None:
            return refused
        return self.pending.get((uid, key)) if (uid, key) in self.pending else otherwise()


def _write(
    workspace: Workspace, changes: Sequence[CellChange], unread: Sequence[Unread], *, convention: Convention, step: str,
    on_progress: OnProgress = no_progress,
) -> CatalogChanged:
    """One step of all texts; which products are meant by ids is found here, on the writer's thread and in its turn."""
    uids = browsing.uids(workspace, list(dict.fromkeys(change.id for change in unread)))
    found = (CellChange(uids[change.id], *change[1:]) for change in unread if change.id in uids)
    return editing.set_values(workspace, [*changes, *found], convention=convention, label=step, on_progress=on_progress)
