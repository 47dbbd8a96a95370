"""One value of the product in the form: the editor of its type in a frame that says how it stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from pim.catalog.attribute import Attribute
from pim.catalog.value_key import parse_key
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.product_rows import short_day, typed_text
from pim.gui.views.products.grid_delegate import option_choices
from pim.gui.views.products.sheet_parts.chips_editor import ChipsEditor
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.gui.widgets.field import Field
from pim.gui.widgets.rich_text_editor import RichTextEditor
from pim.gui.widgets.value_editors import AreaEditor, DateEditor, LineEditor, SelectEditor, YesNoEditor
from pim.i18n import _, format_number

NARROW = ("number", "price", "measurement", "date", "yes_no")


def make_editor(desk: CatalogDesk, attribute: Attribute) -> QWidget:
    """The form's editor of an attribute."""
    return _EDITORS.get(attribute.type, _line)(desk, attribute)


def _line(desk: CatalogDesk, attribute: Attribute) -> QWidget:
    return LineEditor(desk.theme, attribute.type_of.index == "number" and attribute.type != "measurement")


_EDITORS: dict[str, Callable[[CatalogDesk, Attribute], QWidget]] = {
    "text_area": lambda desk, attribute: AreaEditor(desk.theme),
    "rich_text": lambda desk, attribute: RichTextEditor(desk.theme),
    "yes_no": lambda desk, attribute: YesNoEditor(desk.theme),
    "date": lambda desk, attribute: DateEditor(desk.theme),
    "simple_select": lambda desk, attribute: SelectEditor(desk.theme, option_choices(desk, attribute.code)),
    "multi_select": lambda desk, attribute: ChipsEditor(desk.theme, option_choices(desk, attribute.code)),
}


class ValueField(QWidget):
    """`typed(key, text)` when somebody has finished; `exception_wanted(key)` for a value that differs on a channel.

    `key` may name a channel: then the field shows that declared exception.
    """

    typed = Signal(str, str)
    exception_wanted = Signal(str)

    def __init__(self, desk: CatalogDesk, attribute: Attribute, key: str, label: str = "") -> None:
        super().__init__()
        self._desk, self.attribute, self.key = desk, attribute, key
        self._editor = make_editor(desk, attribute)
        if isinstance(self._editor, LineEditor | YesNoEditor):
            self._editor.setFixedHeight(28)
        locale = parse_key(key).locale
        self.field = Field(desk.theme, label or attribute.label(desk.locale), self._editor, locale=locale)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.field)
        self.setMinimumWidth(80)  # three of them fit side by side, whatever stands above the box
        self._editor.committed.connect(self._commit)
        self.field.set_here.connect(self._set_here)
        self.field.chip_clicked.connect(lambda: self.exception_wanted.emit(self.key))
        signal = getattr(self._editor, "textChanged", None) or getattr(self._editor, "changed", None)
        if signal is not None:
            signal.connect(lambda *_text: self._count())
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.shown: Shown | None = None  # the product it was filled with last
        self.is_missing = False

    # -- showing ------------------------------------------------------------------------------------
    def show_product(self, shown: Shown, missing: dict[str, list[str]]) -> None:
        """Show the product's value, unless somebody is typing here."""
        self.shown = shown
        key = parse_key(self.key)
        self.is_missing = self.key in missing and not key.channel
        if self._editor.hasFocus() and self._is_dirty():
            return
        refused = shown.edits.rejected.get((shown.uid, self.key))
        if refused is not None:
            self._editor.set_text(refused.text)
            self._lock(False)
            self.field.set_state("invalid", refused.reason)
        elif key.channel:
            self._show_exception(shown)
        else:
            self._show_value(shown, missing)
        self._count()

    def _show_value(self, shown: Shown, missing: dict[str, list[str]]) -> None:
        value = shown.value(self.key)
        self._stored = typed_text(self._desk.structure, self.attribute, value, shown.locale)
        self._editor.set_text(self._raw(value) if value is not None else "")
        inherited = shown.view.inherited.get(self.key)
        self._lock(inherited is not None)
        if inherited is not None:
            narrow = self.attribute.type in NARROW
            self.field.set_inherited(inherited.origin, self._desk.workspace.writable, short=narrow, bare=narrow)
            return
        problems = self.attribute.problems(value) if value is not None else []
        if problems:
            self.field.set_state("invalid", " ".join(problems))
        elif self.is_missing:
            channels = shown.channel_names(missing[self.key])
            self.field.set_state("missing", _("Required by {channels}").format(channels=channels))
        else:
            self.field.set_state("normal")

    def _raw(self, value) -> str:
        if self.attribute.type == "rich_text":
            return str(value)
        if self.attribute.type == "yes_no":
            return "1" if value else "0"
        if isinstance(self._editor, ChipsEditor):
            return ",".join(value) if isinstance(value, tuple) else str(value)
        return typed_text(self._desk.structure, self.attribute, value, self._desk.locale)

    def _show_exception(self, shown: Shown) -> None:
        exception = shown.product.exceptions.get(self.key)
        if exception is None:
            return
        self._editor.set_text(self._raw(exception.value))
        until = _until_words(exception.until)
        self.field.set_exception(until, exception.reason)

    def _lock(self, locked: bool) -> None:
        locked = locked or not self._desk.workspace.writable
        setter = getattr(self._editor, "set_read_only", None) or getattr(self._editor, "setReadOnly", None)
        if setter is not None:
            setter(locked)
        else:
            self._editor.setEnabled(not locked)

    def _count(self) -> None:
        """The counter "31 / 150" of texts with a limit."""
        limit = self.attribute.rules.get("max_length")
        if not limit or self.field.state == "inherited":
            self.field.set_counter("")
            return
        count = len(self._editor.text())
        words = f"{format_number(count)} / {format_number(int(limit))}"
        self.field.set_counter(words, "bad" if count > int(limit) else "muted")

    # -- editing ------------------------------------------------------------------------------------
    def _is_dirty(self) -> bool:
        return self._editor.text() != getattr(self._editor, "_taken", self._editor.text())

    def commit(self) -> None:
        """Ctrl+S: take what is being typed."""
        for name in ("commit", "_finish"):
            finish = getattr(self._editor, name, None)
            if finish is not None:
                finish()
                return

    def _commit(self) -> None:
        if self.shown is not None and self.field.state != "inherited":
            self.typed.emit(self.key, self._editor.text())

    def _set_here(self) -> None:
        """Take the inherited value over as the product's own, ready to be changed."""
        self._lock(False)
        self.field.set_state("normal")
        self._editor.setFocus()
        if hasattr(self._editor, "selectAll"):
            self._editor.selectAll()

    def _open_menu(self, place) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not parse_key(self.key).channel and not self.attribute.internal:
            menu.addAction(_("Differs on a channel"), lambda: self.exception_wanted.emit(self.key))
        if self.field.state == "inherited":
            menu.addAction(_("Set a value here"), self._set_here)
        elif self.shown is not None and self.key in self.shown.product.values:
            words = _("Inherit again") if len(self.shown.view.line) > 1 else _("Clear")
            menu.addAction(words, lambda: self.typed.emit(self.key, ""))
        menu.popup(self.mapToGlobal(place))


def _until_words(until: str) -> str:
    from datetime import date

    if not until:
        return _("exception")
    day = date.fromisoformat(until)
    return _("exception until {day}").format(day=short_day(day, date.today().year))  # noqa: DTZ011 - a day for people
