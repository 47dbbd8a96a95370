"""Declaring that a value differs on one channel: which one, the value, why, until when."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from pim.catalog.value_key import parse_key
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.failures import sentence_for
from pim.gui.frame.tab_order import TabsAsRead
from pim.gui.models.product_rows import typed_text
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.field import Field
from pim.gui.widgets.labels import Label
from pim.gui.widgets.value_editors import AreaEditor, ChoiceEditor, DateEditor, LineEditor
from pim.i18n import _
from pim.services import editing


class ExceptionDialog(TabsAsRead, QDialog):
    """`key` with a channel changes that exception; without, a new one is declared."""

    def __init__(self, desk: CatalogDesk, shown: Shown, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._shown, self._key = desk, shown, parse_key(key)
        attribute = desk.structure.attributes[self._key.attribute]
        self.setWindowTitle(_("Declared exception"))
        self.setModal(True)
        self.setMinimumWidth(440)
        now = shown.product.exceptions.get(key)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(24, 18, 24, 18)
        self._layout.setSpacing(10)
        title = _("{field} differs on one channel").format(field=attribute.label(shown.locale))
        self._layout.addWidget(Label(desk.theme, title, 15, 600, wrap=True))
        channels = [(c.code, c.label(shown.locale)) for c in desk.structure.channels.values()]
        if self._key.channel:
            channels = [pair for pair in channels if pair[0] == self._key.channel]
        value = now.value if now else shown.value(self._key.base())
        text = str(value or "") if attribute.type == "rich_text" else typed_text(desk.structure, attribute, value)
        self.channel = self._add(_("Channel"), ChoiceEditor(desk.theme, channels))
        long = attribute.type in ("text_area", "rich_text")
        self.value = self._add(_("Value on this channel"), AreaEditor(desk.theme) if long else LineEditor(desk.theme))
        self.reason = self._add(_("Reason"), LineEditor(desk.theme))
        self.until = self._add(_("Last day (empty: for ever)"), DateEditor(desk.theme))
        self.value.editor.set_text(text)
        self.reason.editor.set_text(now.reason if now else "")
        self.until.editor.set_text(now.until if now else "")
        self._why = Label(desk.theme, "", 12, 400, "bad", wrap=True)
        self._why.hide()
        self._layout.addWidget(self._why)
        self._add_buttons(now is not None)
        if self._key.channel:  # nothing to choose there
            self.value.editor.setFocus()

    def _add(self, label: str, editor: QWidget) -> Field:
        if not isinstance(editor, AreaEditor):
            editor.setFixedHeight(28)
        field = Field(self._desk.theme, label, editor)
        self._layout.addWidget(field)
        return field

    def _add_buttons(self, exists: bool) -> None:
        line = QHBoxLayout()
        if exists:
            end = Button(self._desk.theme, _("End the exception"), "danger", tall=True)
            end.clicked.connect(lambda: self.write("", "", ""))
            line.addWidget(end)
        line.addStretch(1)
        cancel = Button(self._desk.theme, _("Cancel"), "normal", tall=True)
        cancel.clicked.connect(self.reject)
        declare = Button(
            self._desk.theme, _("Change the exception") if exists else _("Declare the exception"), "primary", tall=True
        )
        declare.clicked.connect(
            lambda: self.write(self.value.editor.text(), self.reason.editor.text(), self.until.editor.text())
        )
        declare.setDefault(True)  # Enter in any line
        line.addWidget(cancel)
        line.addWidget(declare)
        self._layout.addLayout(line)

    def write(self, text: str, reason: str, until: str) -> None:
        """Queue it; the dialog closes when it is done, else says why not."""
        key = str(self._key._replace(channel=self._key.channel or self.channel.editor.text()))
        self._desk.change(
            editing.declare_exception, uid=self._shown.uid, key=key, text=text, reason=reason, until=until,
            convention=self._desk.convention, then=lambda _done: self.accept(), otherwise=self._refuse,
        )  # fmt: skip

    def _refuse(self, error: Exception) -> None:
        self._why.setText(sentence_for(error))
        self._why.show()
        if not self.isVisible():
            self._desk.say(sentence_for(error), kind="bad")
