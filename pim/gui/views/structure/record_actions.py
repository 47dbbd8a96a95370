"""What the room does to records: save, delete, move, and another type for an attribute's values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from pim.catalog.attribute import Attribute
from pim.catalog.category import subtree
from pim.catalog.record import Record
from pim.catalog.structure import record_uid
from pim.gui.dialogs.decision import Decision
from pim.gui.failures import sentence_for
from pim.gui.views.structure.kinds import name_of, records_of
from pim.gui.views.structure.record_form import usage_sentence
from pim.i18n import _, format_number, ngettext
from pim.services.retyping import RetypePlan, needs_conversion, plan_retype, retype
from pim.services.structuring import Usage, delete_record, kind_name, move_category, save_records, usage

if TYPE_CHECKING:
    from pim.gui.views.structure.page import StructureRoom


class RecordActions:
    """Acts for a room, on its writer queue; answers are shown in its form."""

    def __init__(self, room: StructureRoom) -> None:
        self._room, self._desk = room, room.desk

    # -- save -----------------------------------------------------------------------------------------
    def save(self) -> None:
        """Save the form as one step; another type is previewed first."""
        body = self._room.form.body
        if body is None or not body.dirty or not self._desk.workspace.writable:
            return
        if problem := body.problem():
            self._room.form.set_reason(problem)
            return
        records, removed = body.changes()
        before = self._desk.structure.attributes.get(body.record.code)
        after = records[0] if records else None
        if isinstance(after, Attribute) and before is not None and needs_conversion(before, after):
            self._plan(after)
            return
        uid = record_uid(records[0] if records else body.record)
        self._desk.change(
            save_records, records, removed=removed, then=lambda _changed: self._saved(uid), otherwise=self._refuse
        )

    def _saved(self, uid: str) -> None:
        self._room.saved(uid)

    def _refuse(self, error: Exception) -> None:
        self._room.form.set_reason(sentence_for(error))

    def _plan(self, after: Attribute) -> None:
        self._room.form.set_reason("")
        self._desk.read(
            plan_retype, after, with_progress=True, owner=self._room, label="plan another type",
            then=lambda plan: self._ask_retype(after, plan), otherwise=self._refuse,
        )  # fmt: skip

    def _ask_retype(self, after: Attribute, plan: RetypePlan) -> None:
        if plan.converted or plan.failed:
            lines = retype_lines(plan)
            action = _("Convert {count} values").format(count=format_number(plan.converted))
            if plan.failed:
                action = _("Convert {count}, remove {failed}").format(
                    count=format_number(plan.converted), failed=format_number(plan.failed)
                )
            asked = _("Convert the values of “{name}”?").format(name=after.label(self._desk.locale))
            decision = Decision(
                self._desk.theme, asked, lines, action, danger=bool(plan.failed), parent=self._room.window()
            )
            if decision.exec() != QDialog.DialogCode.Accepted:
                return
        self._desk.change(
            retype, after, drop_failed=True, with_progress=True, otherwise=self._refuse,
            then=lambda _changed: self._retyped(after),
        )  # fmt: skip

    def _retyped(self, after: Attribute) -> None:
        """Options that were typed in the same form are saved next; without any the form is done."""
        body = self._room.form.body
        options = body.more_changes() if body is not None and body.record.code == after.code else ([], [])
        if options[0] or options[1]:
            self._desk.change(
                save_records, options[0], removed=options[1], otherwise=self._refuse,
                then=lambda _changed: self._saved(after.code),
            )  # fmt: skip
        else:
            self._saved(after.code)

    # -- delete ---------------------------------------------------------------------------------------
    def delete(self) -> None:
        """Ask where the record is used, then delete it."""
        body = self._room.form.body
        if body is None or body.is_new or body.record.kind == "role" or not self._desk.workspace.writable:
            return
        record = body.record
        self._desk.read(
            usage, record.kind, record_uid(record), owner=self._room, then=lambda used: self._ask_delete(record, used),
            otherwise=self._refuse,
        )  # fmt: skip

    def _ask_delete(self, record: Record, used: Usage) -> None:
        name = name_of(record, self._desk.locale)
        lines = [usage_sentence(used, self._desk), *self._what_goes(record, used)]
        lines.append(_("Undo brings it back."))
        action = _("Delete anyway") if used.is_used else _("Delete “{name}”").format(name=name)
        asked = _("Delete {kind} “{name}”?").format(kind=kind_name(record.kind).lower(), name=name)
        decision = Decision(self._desk.theme, asked, lines, action, danger=True, parent=self._room.window())
        if decision.exec() == QDialog.DialogCode.Accepted:
            self._desk.change(
                delete_record, record.kind, record_uid(record), force=used.is_used, otherwise=self._refuse,
                then=lambda changed: self._desk.say(changed.label),
            )  # fmt: skip

    def _what_goes(self, record: Record, used: Usage) -> list[str]:
        """What deleting takes with it."""
        structure = self._desk.structure
        if record.kind == "category":
            below = sum(1 for _code in subtree(structure.category_children, record.code)) - 1
            count = ngettext("{count} category below goes with it.", "{count} categories below go with it.", below)
            return [count.format(count=format_number(below))] if below else []
        if record.kind == "attribute":
            options = len(structure.options.get(record.code, {}))
            count = ngettext("{count} choice goes with it.", "{count} choices go with it.", options)
            kept = [_("The values stay in the products, unseen.")] if used.products else []
            return [*kept, *([count.format(count=format_number(options))] if options else [])]
        return []

    # -- order ----------------------------------------------------------------------------------------
    def move(self, step: int) -> None:
        """Move the record up or down among its sisters."""
        room = self._room
        if not room.uid or not self._desk.workspace.writable:
            return
        if room.kind == "category":
            room.tree.view.key_move.emit("up" if step < 0 else "down")
            return
        records = records_of(self._desk.structure, room.kind)
        places = [record_uid(record) for record in records]
        place = places.index(room.uid) if room.uid in places else -1
        if place < 0 or not 0 <= place + step < len(records) or not hasattr(records[place], "position"):
            return
        records[place], records[place + step] = records[place + step], records[place]
        moved = [r.with_field("position", n) for n, r in enumerate(records) if getattr(r, "position", n) != n]
        label = _("{kind} {name} moved").format(
            kind=kind_name(room.kind), name=name_of(records[place + step], self._desk.locale)
        )
        self._desk.change(save_records, moved, label=label, otherwise=self._refuse)

    def move_category(self, code: str, parent: str, position: int) -> None:
        """Move a category with all below it."""
        self._desk.change(move_category, code, parent, position, otherwise=self._refuse)


def retype_lines(plan: RetypePlan) -> list[str]:
    """What a conversion would do, in sentences, with examples of what fails."""
    count = ngettext("{count} value converts.", "{count} values convert.", plan.converted)
    lines = [count.format(count=format_number(plan.converted))]
    if plan.options:
        made = ngettext("{count} choice is made: {names}", "{count} choices are made: {names}", len(plan.options))
        lines.append(made.format(count=format_number(len(plan.options)), names=", ".join(plan.options[:8])))
    if plan.failed:
        lost = ngettext("{count} value cannot be kept:", "{count} values cannot be kept:", plan.failed)
        lines.append(lost.format(count=format_number(plan.failed)))
        lines += [f"{one.sku}: {one.text[:60]}. {one.reason}" for one in plan.samples]
    lines.append(_("It is one step: undo brings every value back."))
    return lines


