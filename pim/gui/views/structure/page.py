"""The page of the room Structure: the records of one kind in the middle, the form of one at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from pim.catalog.record import Record
from pim.catalog.structure import record_uid
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.structure_list import StructureRow
from pim.gui.resting import RestingTimer
from pim.gui.views.structure.category_pane import CategoryPane
from pim.gui.views.structure.drafts import NEW, Drafts, show_kinds
from pim.gui.views.structure.kinds import (
    detail_of,
    explanation,
    name_of,
    new_label,
    records_of,
    title,
    uids_of,
)
from pim.gui.views.structure.record_actions import RecordActions
from pim.gui.views.structure.record_form import RecordForm
from pim.gui.views.structure.record_list import RecordList
from pim.gui.widgets.layouts import Splitter
from pim.gui.widgets.sidebar import SidebarSection
from pim.i18n import _
from pim.services import browsing
from pim.services.structuring import new_record, usage_counts


class StructureRoom(QWidget):
    """`show_kind(kind)`, `open_record(kind, uid)`, `new(kind)`; refreshes itself from the catalogue's signals."""

    def __init__(self, desk: CatalogDesk, side: SidebarSection, drafts: Drafts) -> None:
        super().__init__()
        self.desk, self._side = desk, side
        self.kind, self._uid = "", ""
        self.drafts = drafts
        self._counts: dict[str, int] = {}
        self._uids: Sequence[str] = ()  # as they are listed
        self.list, self.tree = RecordList(desk.theme), CategoryPane(desk.theme)
        self.form = RecordForm(desk)
        self.actions = RecordActions(self)
        self._middle = QStackedWidget()
        self._middle.addWidget(self.list)
        self._middle.addWidget(self.tree)
        self._middle.setMinimumWidth(260)
        splitter = Splitter(desk.settings, "structure")
        splitter.addWidget(self._middle)
        splitter.addWidget(self.form)
        splitter.setStretchFactor(1, 1)
        splitter.restore([400, 780])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        self._count_again = RestingTimer(50, self)
        self._count_again.timeout.connect(self._ask_counts)
        self._connect()
        self.show_kind("attribute")

    def _connect(self) -> None:
        self._side.chosen.connect(self.show_kind)
        for pane in (self.list, self.tree):
            pane.chosen.connect(self._chosen)
            pane.add_clicked.connect(self.new)
        self.form.changed.connect(self._edited)
        self.form.save_asked.connect(self.actions.save)
        self.form.discard_asked.connect(self.discard)
        self.form.delete_asked.connect(self.actions.delete)
        self.form.move_asked.connect(self.actions.move)
        self.tree.move_asked.connect(self.actions.move_category)
        self.tree.remove_asked.connect(self.actions.delete)
        self.tree.rename_asked.connect(lambda: self.form.body and self.form.body.focus_first())
        self.desk.signals.structure_changed.connect(lambda _kinds: self.refresh())
        self.desk.signals.changed.connect(lambda _changed: self._count_again.soon())
        self.desk.viewpoint.changed.connect(self.refresh)
        self.list.model.modelReset.connect(self.list.show_empty)

    # -- what is shown --------------------------------------------------------------------------------
    @property
    def uid(self) -> str:
        """The uid of the record whose form is open, "" for a new one or none."""
        return self._uid

    def pane(self) -> RecordList | CategoryPane:
        """The list or tree in the middle."""
        return self.tree if self.kind == "category" else self.list

    def show_kind(self, kind: str) -> None:
        """Show the records of a kind, and the first of them."""
        if kind == self.kind:
            return
        self.kind, self._uid, self._counts = kind, "", {}
        self._side.set_current(kind)
        self._middle.setCurrentWidget(self.pane())
        self.list.set_kind(title(kind), new_label(kind), explanation(kind))
        self._fill()
        self._ask_counts()
        records = records_of(self.desk.structure, kind)
        if records:
            self.open_record(kind, record_uid(records[0]))
        else:
            self.form.show_nothing(_("There is nothing yet"), explanation(kind))

    def open_record(self, kind: str, uid: str) -> None:
        """Show one record, in the list and as a form."""
        self.show_kind(kind)
        self.pane().choose(uid)
        if self._uid != uid:
            self._chosen(uid)

    def _chosen(self, uid: str) -> None:
        if uid == self._uid and self.form.body is not None and not self.form.body.is_new:
            return
        record = self._record(uid)
        if record is None:
            return
        self._uid = uid
        self.form.show_record(record, is_new=False, draft=self.drafts.get(self.kind, uid))

    def _record(self, uid: str) -> Record | None:
        return next((r for r in records_of(self.desk.structure, self.kind) if record_uid(r) == uid), None)

    def new(self) -> None:
        """Begin a new record of the kind shown (a category below the current one)."""
        if self.kind == "role":
            return
        fields: dict[str, Any] = {"position": len(records_of(self.desk.structure, self.kind))}
        if self.kind == "category":
            fields["parent"] = self.tree.current()
        if self.kind == "channel":
            fields["locales"] = list(self.desk.structure.locales)
            lists = self.desk.structure.price_lists
            fields["price_lists"] = [code for code, prices in lists.items() if not prices.internal]
        self._uid = ""
        self.pane().view.setCurrentIndex(QModelIndex())
        self.form.show_record(new_record(self.kind, "", **fields), is_new=True, draft=self.drafts.get(self.kind, NEW))
        if self.form.body is not None:
            self.form.body.focus_first()

    def discard(self) -> None:
        """Take back what was not saved."""
        self.drafts.drop(self.kind, self._uid)
        record = self._record(self._uid or self.pane().current())
        if record is None:
            self.form.show_nothing(_("Choose a record to see it"))
            self.pane().view.setFocus()
        else:
            self._uid = record_uid(record)
            self.form.show_record(record, is_new=False)
        self._mark_drafts()

    def _edited(self) -> None:
        body = self.form.body
        if body is None:
            return
        draft = body.draft()
        if draft:
            self.drafts.keep(self.kind, self._uid, draft)
        else:
            self.drafts.drop(self.kind, self._uid)
        self._mark_drafts()

    def _mark_drafts(self) -> None:
        """A dot in the list, an asterisk beside the kind."""
        if self._uid:
            self.list.model.mark_draft(self._uid, self.drafts.get(self.kind, self._uid) is not None)
        show_kinds(self._side, self.desk.structure, self.drafts)

    # -- following the data ---------------------------------------------------------------------------
    def refresh(self) -> None:
        """Read the structure again; a form with unsaved changes stays as it is."""
        before = self._uids
        self._fill()
        body = self.form.body
        if body is None or body.is_new:
            return
        record = self._record(self._uid)
        if record is None:
            self._leave_gone(before)
        elif not body.dirty:
            self.form.show_record(record, is_new=False)

    def _leave_gone(self, before: Sequence[str]) -> None:
        """The record shown was deleted, or taken back by undo: its neighbour follows, and the keys stay in the room."""
        place = before.index(self._uid) if self._uid in before else 0
        after = (uid for uid in (*before[place + 1 :], *reversed(before[:place])) if uid in self._uids)
        had_keys = self.form.isAncestorOf(self.window().focusWidget())
        self._uid = ""
        if (neighbour := next(after, None)) is not None:
            self.open_record(self.kind, neighbour)
        else:
            self.form.show_nothing(_("This record is gone"), _("It was deleted, or taken back by undo."))
        if had_keys:
            self.pane().view.setFocus(Qt.FocusReason.OtherFocusReason)

    def saved(self, uid: str) -> None:
        """After a save: show what is stored now."""
        body = self.form.body
        self.drafts.drop(self.kind, NEW if body is not None and body.is_new else uid)
        self._uid = ""
        self._fill()
        self.pane().choose(uid)
        if self._uid != uid:
            self._chosen(uid)

    def _fill(self) -> None:
        structure, locale = self.desk.structure, self.desk.locale
        self._uids = uids_of(structure, self.kind)
        show_kinds(self._side, self.desk.structure, self.drafts)
        if self.kind == "category":
            self.tree.show_structure(structure, self._counts, locale)
            return
        drafts = self.drafts.kept(self.kind, uids_of(structure, self.kind))
        rows = [
            StructureRow(
                record_uid(r), name_of(r, locale), r.code, detail_of(r, structure, locale),
                self._counts.get(record_uid(r), 0) if self._counts else None, record_uid(r) in drafts,
            )
            for r in records_of(structure, self.kind)
        ]  # fmt: skip
        self.list.view.selectionModel().blockSignals(True)
        self.list.model.show(rows)
        self.list.choose(self._uid)
        self.list.view.selectionModel().blockSignals(False)
        self.list.view.viewport().update()
        self.list.show_empty()

    def _ask_counts(self) -> None:
        kind = self.kind
        if kind == "role" or not self.isVisibleTo(self.window()):
            return
        function = browsing.category_counts if kind == "category" else usage_counts
        arguments = () if kind == "category" else (kind,)
        self._count_again.watch(
            self.desk.read(
                function, *arguments, owner=self, replaces="structure.counts", label="count use",
                then=lambda counts: self._take_counts(kind, counts),
            )
        )  # fmt: skip

    def _take_counts(self, kind: str, counts: dict[str, int]) -> None:
        if kind != self.kind:
            return
        self._counts = counts
        if kind == "category":
            self.tree.show_structure(self.desk.structure, counts, self.desk.locale)
        else:
            self.list.model.set_usage(counts)

    def activated(self) -> None:
        """The room is entered."""
        self._ask_counts()

    def search(self, text: str) -> None:
        """The search box at the top searches in the middle."""
        self.pane().head.box.setText(text)

    def focus_search(self) -> None:
        """Ctrl+F."""
        self.pane().head.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.pane().head.box.selectAll()

    def panes(self) -> list[QWidget]:
        """What F6 steps through."""
        return [self.pane(), self.form]
