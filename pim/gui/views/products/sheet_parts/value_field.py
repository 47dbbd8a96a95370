"""One value of the product in the form: the editor of its type in a frame that says how it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from pim.catalog.attribute import Attribute
from pim.catalog.value_key import parse_key
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.product_rows import typed_text
from pim.gui.moments import short_day
from pim.gui.typed_texts import Typed
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
            signal.connect(lambda *_text: self._edited())
        for widget in (self, *(part for part in editor_parts(self._editor) if part.focusPolicy())):
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            widget.customContextMenuRequested.connect(partial(self._open_menu, widget))
        self.shown: Shown | None = None  # the product it was filled with last
        self._face: object = None  # what it was filled with; None once somebody has been at it
        self._is_filling = False
        self.is_missing = False

    # -- showing ------------------------------------------------------------------------------------
    def show_product(self, shown: Shown, missing: Mapping[str, list[str]]) -> None:
        """Show the product's value, unless somebody is typing here."""
        self.shown = shown
        key = parse_key(self.key)
        self.is_missing = self.key in missing and not key.channel
        if self._has_keys() and self._is_dirty():
            return
        face = self._face_of(shown, missing)
        if face == self._face and not self._is_dirty():
            return  # most fields, whenever one of them was changed: each would be laid out and painted again
        self._face = face
        self._is_filling = True
        self._fill(shown, missing)
        self._is_filling = False
        self._count()

    def _face_of(self, shown: Shown, missing: Mapping[str, list[str]]) -> object:
        """All that is shown of a product here."""
        key = self.key
        return (
            shown.edits.rejected.get((shown.uid, key)), shown.product.exceptions.get(key), shown.value(key),
            shown.view.inherited.get(key), missing.get(key), shown.locale, self._desk.workspace.writable,
        )  # fmt: skip

    def _fill(self, shown: Shown, missing: Mapping[str, list[str]]) -> None:
        key = parse_key(self.key)
        refused = shown.edits.rejected.get((shown.uid, self.key))
        if refused is not None and not refused.is_draft:
            self._editor.set_text(refused.text)
            self._lock(False)
            self.field.set_state("invalid", refused.reason)
        elif key.channel:
            self._show_exception(shown)
        else:
            self._show_value(shown, missing)
        if refused is not None and refused.is_draft and hasattr(self._editor, "retype"):
            self._lock(False)
            self.field.set_state("normal", refused.reason)
            self._editor.retype(refused.text)

    def _show_value(self, shown: Shown, missing: Mapping[str, list[str]]) -> None:
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
        return hasattr(self._editor, "is_changed") and self._editor.is_changed()

    def _has_keys(self) -> bool:
        return any(part.hasFocus() for part in editor_parts(self._editor))

    def put_keys(self) -> None:
        """Where one goes on typing."""
        next(part for part in editor_parts(self._editor) if part.focusPolicy()).setFocus(Qt.FocusReason.OtherFocusReason)

    def _edited(self) -> None:
        """Somebody types: it is kept from now on, and what was kept before is forgotten where it is the stored text again."""
        self._count()
        if self._is_filling or self.shown is None:
            return
        self._face = None
        self._desk.typing.watch(self._editor, self._typed)
        edits, uid = self.shown.edits, self.shown.uid
        if edits.is_draft(uid, self.key) and not self._is_dirty():
            edits.forgive(uid, self.key)

    def _typed(self) -> Typed | None:
        """What is typed here now."""
        if self.shown is None:
            return None
        return Typed(self.shown.uid, self.key, self._editor.text() if self._is_dirty() else None)

    def commit(self) -> None:
        """Ctrl+S: take what is being typed."""
        for name in ("commit", "_finish"):
            finish = getattr(self._editor, name, None)
            if finish is not None:
                finish()
                return

    def _commit(self) -> None:
        self._face = None
        if self.shown is not None and self.field.state != "inherited":
            self.typed.emit(self.key, self._editor.text())

    def _set_here(self) -> None:
        """Take the inherited value over as the product's own, ready to be changed."""
        self._face = None
        self._lock(False)
        self.field.set_state("normal")
        self._editor.setFocus()
        if hasattr(self._editor, "selectAll"):
            self._editor.selectAll()

    def _open_menu(self, widget: QWidget, place: QPoint) -> None:
        """What can be done with the value, over what the editor offers itself: by keys one is always in the editor."""
        menu = widget.createStandardContextMenu() if hasattr(widget, "createStandardContextMenu") else QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        first = next(iter(menu.actions()), None)
        own = self._actions(menu) if self._desk.workspace.writable else []
        if first is None:
            menu.addActions(own)
        elif own:
            menu.insertActions(first, own)
            menu.insertSeparator(first)
        menu.popup(widget.mapToGlobal(place))

    def _actions(self, menu: QMenu) -> list[QAction]:
        found: list[tuple[str, Callable[[], object]]] = []
        if parse_key(self.key).channel:
            found.append((_("Change the exception"), lambda: self.exception_wanted.emit(self.key)))
        elif not self.attribute.internal:
            found.append((_("Differs on a channel"), lambda: self.exception_wanted.emit(self.key)))
        if self.field.state == "inherited":
            found.append((_("Set a value here"), self._set_here))
        elif self.shown is not None and self.key in self.shown.product.values:
            words = _("Inherit again") if len(self.shown.view.line) > 1 else _("Clear")
            found.append((words, lambda: self.typed.emit(self.key, "")))
        actions = [QAction(words, menu) for words, _does in found]
        for action, (_words, does) in zip(actions, found, strict=True):
            action.triggered.connect(lambda _checked=False, does=does: does())
        return actions


def editor_parts(editor: QWidget) -> list[QWidget]:
    """An editor and the boxes in it that are typed into."""
    return [editor, *editor.findChildren(QTextEdit), *editor.findChildren(QPlainTextEdit), *editor.findChildren(QLineEdit)]


def _until_words(until: str) -> str:
    from datetime import date

    if not until:
        return _("exception")
    day = date.fromisoformat(until)
    return _("until {day}").format(day=short_day(day, date.today().year))  # noqa: DTZ011 - a day for people
