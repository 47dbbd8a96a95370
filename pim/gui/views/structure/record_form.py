"""The right of the room: one record with its name, use, form, and the buttons that save or delete it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from pim.catalog.record import Record
from pim.catalog.structure import record_uid
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.views.structure.attribute_body import AttributeBody
from pim.gui.views.structure.bodies import (
    CategoryBody,
    FamilyBody,
    LocaleBody,
    LocationBody,
    PriceListBody,
    RoleBody,
)
from pim.gui.views.structure.channel_body import ChannelBody
from pim.gui.views.structure.form_body import FormBody
from pim.gui.views.structure.kinds import name_of, new_label
from pim.gui.widgets.buttons import Button, IconButton
from pim.gui.widgets.cards import EmptyState
from pim.gui.widgets.labels import ElidedLabel, Label, rule
from pim.gui.widgets.layouts import scroll_of
from pim.i18n import _, format_number, ngettext
from pim.services.structuring import Usage, kind_name, usage

BODIES: dict[str, type[FormBody]] = {
    "attribute": AttributeBody, "family": FamilyBody, "category": CategoryBody, "role": RoleBody,
    "price_list": PriceListBody, "location": LocationBody, "locale": LocaleBody, "channel": ChannelBody,
    "association_type": FormBody,
}  # fmt: skip


class RecordForm(QWidget):
    """Shows one record. `save_asked`, `discard_asked`, `delete_asked`, `move_asked(step)`, `changed`."""

    save_asked = Signal()
    discard_asked = Signal()
    delete_asked = Signal()
    move_asked = Signal(int)
    changed = Signal()

    def __init__(self, desk: CatalogDesk) -> None:
        super().__init__()
        self._desk = desk
        self.body: FormBody | None = None
        self.setProperty("k", "bg")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme = desk.theme
        self._name = ElidedLabel(theme, "", 20, 600)
        self._what = Label(theme, "", 12, 400, "muted")
        self._used = Label(theme, "", 12, 400, "muted", tabular=True, wrap=True)
        self._reason = Label(theme, "", 12, 400, "bad", wrap=True)
        self._save = Button(theme, _("Save"), "primary", tall=True, tip=_("Save as one step"), shortcut="Ctrl+S")
        self._discard = Button(theme, _("Discard"), "plain", tall=True)
        self._delete = Button(theme, _("Delete"), "danger", "trash", tall=True)
        self._channels = Button(theme, _("Open in Channels"), "plain", "arrow-square-out", tall=True)
        self._up = IconButton(theme, "caret-up", _("Move up"), shortcut="Alt+↑", size=30)
        self._down = IconButton(theme, "caret-down", _("Move down"), shortcut="Alt+↓", size=30)
        self._empty = EmptyState(theme, "tree-structure", _("Choose a record to see it"))
        self._holder = QWidget()
        self._pages = QStackedLayout(self)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._build_head())
        column.addWidget(rule())
        self._column = column
        self._area: QWidget | None = None
        self._pages.addWidget(self._empty)
        self._pages.addWidget(page)
        self._connect()

    def _build_head(self) -> QFrame:
        head = QFrame()
        head.setProperty("k", "surface")
        layout = QVBoxLayout(head)
        layout.setContentsMargins(24, 14, 24, 12)
        layout.setSpacing(3)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._name, 1)
        for button in (self._channels, self._up, self._down, self._delete, self._discard, self._save):
            line.addWidget(button)
        layout.addLayout(line)
        layout.addWidget(self._what)
        layout.addWidget(self._used)
        layout.addWidget(self._reason)
        return head

    def _connect(self) -> None:
        self._save.clicked.connect(self.save_asked)
        self._discard.clicked.connect(self.discard_asked)
        self._delete.clicked.connect(self.delete_asked)
        self._channels.clicked.connect(self._open_channel)
        self._up.clicked.connect(lambda: self.move_asked.emit(-1))
        self._down.clicked.connect(lambda: self.move_asked.emit(1))

    def show_nothing(self, sentence: str, context: str = "") -> None:
        """No record is chosen."""
        self._drop_body()
        self._empty.set_text(sentence, context)
        self._pages.setCurrentIndex(0)

    def show_record(self, record: Record, *, is_new: bool, draft: dict[str, Any] | None = None) -> None:
        """Build the form of a record; `draft` are changes that were not saved. The keys stay in the field they were in."""
        place = self._place_of_keys(record)
        height = self._area.verticalScrollBar().value() if place is not None and self._area is not None else 0
        self._drop_body()
        body = self.body = BODIES[record.kind](self._desk, record, is_new)
        if draft is not None:
            body.take_draft(draft)
        body.changed.connect(self._edited)
        area = scroll_of(body, "bg")
        self._area = area
        self._column.addWidget(area, 1)
        self._pages.setCurrentIndex(1)
        name = new_label(record.kind) if is_new else name_of(record, self._desk.locale)
        self._name.set_text(name)
        self._what.setText(kind_name(record.kind) if is_new else f"{kind_name(record.kind)}, {record.code}")
        self._used.hide()
        can_move = hasattr(record, "position") and not is_new
        self._up.setVisible(can_move)
        self._down.setVisible(can_move)
        self._delete.setVisible(not is_new and record.kind != "role")
        self.set_reason("")
        self._show_buttons()
        self._channels.setVisible(record.kind == "channel" and not is_new)
        if not is_new and record.kind != "role":
            self._ask_usage(record)
        self.setAccessibleName(name)
        if place is not None:
            body.put_keys(*place)
            QTimer.singleShot(0, area, lambda: area.verticalScrollBar().setValue(height))  # when it is laid out

    def _place_of_keys(self, record: Record) -> tuple[str, int, tuple[str, int]] | None:
        """Where the keys are in the form, when it is about to show the same record anew; None when they are elsewhere."""
        focus, body = QApplication.focusWidget(), self.body
        if focus is None or body is None or not self.isAncestorOf(focus) or body.record.kind != record.kind:
            return None
        same = body.is_new or record_uid(body.record) == record_uid(record)
        return body.place_of_keys(focus) if same else None

    def _drop_body(self) -> None:
        if self._area is not None:
            self._column.removeWidget(self._area)
            self._area.hide()
            self._area.deleteLater()
        self._area = self.body = None

    def _ask_usage(self, record: Record) -> None:
        uid = record_uid(record)
        self._desk.read(
            usage, record.kind, uid, owner=self, replaces="structure.usage",
            then=lambda used: self._show_usage(uid, used),
        )  # fmt: skip

    def _show_usage(self, uid: str, used: Usage) -> None:
        if self.body is None or record_uid(self.body.record) != uid or self.body.is_new:
            return
        self._used.setText(usage_sentence(used, self._desk))
        self._used.show()

    def set_reason(self, reason: str) -> None:
        """Why it was not saved; "" hides it."""
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))

    def _open_channel(self) -> None:
        if self.body is not None:
            self._desk.go("channels", channel=self.body.record.code, show="settings")

    def _edited(self) -> None:
        self.set_reason("")
        self._show_buttons()
        self.changed.emit()

    def _show_buttons(self) -> None:
        dirty = self.body is not None and self.body.dirty
        self._discard.setVisible(dirty)
        writable = self._desk.workspace.writable
        reason = "" if dirty else _("Nothing has been changed")
        self._save.set_disabled_because(reason if writable else _("The catalogue is open for reading only"))
        if not writable:
            self._delete.set_disabled_because(_("The catalogue is open for reading only"))


def usage_sentence(used: Usage, desk: CatalogDesk) -> str:
    """Where a record is used, in one sentence."""
    if not used.is_used:
        return _("Not used yet.")
    products = ngettext("{count} product", "{count} products", used.products)
    parts = [products.format(count=format_number(used.products))] if used.products else []
    for kind, uid in used.records[:6]:
        record = desk.structure.of_kind(kind).get(uid)
        parts.append(f"{kind_name(kind)} {name_of(record, desk.locale) if record else uid}")
    if len(used.records) > 6:
        parts.append(_("{count} more").format(count=len(used.records) - 6))
    return _("Used by {places}.").format(places=", ".join(parts))
