"""The tab of values: one form per shape of product, made when it is first needed and filled again for every product."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from pim.catalog.value_key import parse_key
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.slices import Slices
from pim.gui.views.products.sheet_parts.attribute_form import AttributeForm, Shape, shape_of
from pim.gui.views.products.sheet_parts.exception_dialog import ExceptionDialog
from pim.gui.views.products.sheet_parts.images_strip import ImagesStrip
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.gui.views.products.sheet_parts.value_field import ValueField
from pim.gui.widgets.notices import Banner
from pim.i18n import _, ngettext

KEPT = 4  # forms: a list usually shows a few families in turns


class AttributesTab(QWidget):
    """`show_product(shown)`; `filter_to(channel)` and `set_only_missing(on)` hide fields that are filled."""

    images_wanted = Signal()

    def __init__(self, desk: CatalogDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: Any = None  # the product shown; nothing is asked of it before there is one
        self._forms: list[tuple[Shape, AttributeForm]] = []  # the last one is shown
        self._gone: deque[AttributeForm] = deque()
        self._form: Any = None
        self._slices = Slices(self)
        self._keys_at = ""  # the value key where the keys were, until another form has its field
        self.only_missing, self._channel = False, ""
        self._banner = Banner(desk.theme, "warn", "", icon="circle-half")
        self._banner.acted.connect(lambda: self.set_only_missing(not self.only_missing))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        holder = QVBoxLayout()
        holder.setContentsMargins(16, 10, 14, 2)
        holder.addWidget(self._banner)
        layout.addLayout(holder)
        self._stack = QStackedWidget()
        layout.addWidget(self._stack, 1)

    # -- showing ------------------------------------------------------------------------------------
    def show_product(self, shown: Shown) -> None:
        """Fill the form in slices; another one for a product of another shape."""
        self._shown = shown
        self._keys_at = self._key_with_keys() or self._keys_at
        self._form = self._form_for(shape_of(self._desk, shown))
        self._stack.setCurrentWidget(self._form.area)
        self._show_banner(shown.missing(self._channel))
        is_made = bool(self._form.fields)  # else this turn has the frame and the head of the sheet to paint
        self._slices.start(self._steps(shown), at_once=is_made)

    def _steps(self, shown: Shown) -> Iterator[None]:
        yield from self._form.steps(shown)
        self._put_keys()
        yield from self._form.show_missing(shown, shown.missing(self._channel), self.only_missing)
        yield from self._clear()

    def _key_with_keys(self) -> str:
        focus, form = self.window().focusWidget(), self._form
        fields = form.fields.items() if focus is not None and form is not None and form.isAncestorOf(focus) else ()
        return next((key for key, field in fields if field.isAncestorOf(focus)), "")

    def _put_keys(self) -> None:
        """Another form stands here: the keys are in the same field of it, unless they have left the tab since."""
        key, self._keys_at = self._keys_at, ""
        focus, form = self.window().focusWidget(), self._form
        if not key or (focus is not None and (not self.isAncestorOf(focus) or form.isAncestorOf(focus))):
            return
        if (field := form.fields.get(key) or form.fields.get(parse_key(key).base())) is not None:
            field.put_keys()

    def _form_for(self, shape: Shape) -> AttributeForm:
        place = next((place for place, (other, _form) in enumerate(self._forms) if other == shape), None)
        form = self._forms.pop(place)[1] if place is not None else self._new_form(shape)
        self._forms.append((shape, form))
        while len(self._forms) > KEPT:
            self._gone.append(self._forms.pop(0)[1])
        return form

    def _new_form(self, shape: Shape) -> AttributeForm:
        form = AttributeForm(self._desk, shape)
        form.typed.connect(self._write)
        form.exception_wanted.connect(self._ask_exception)
        form.images_wanted.connect(self.images_wanted)
        self._stack.addWidget(form.area)
        return form

    def _clear(self) -> Iterator[None]:
        """Forms nobody needs any more."""
        while self._gone:
            self._stack.removeWidget(self._gone[0].area)
            yield from self._gone[0].dismantle()
            self._gone.popleft()

    @property
    def fields(self) -> dict[str, ValueField]:
        """The fields of the product shown, all of them, by value key."""
        self._slices.finish()
        return self._form.fields if self._form is not None else {}

    @property
    def strip(self) -> ImagesStrip:
        """The row of pictures."""
        self._slices.finish()
        return self._form.strip

    def _show_banner(self, missing: Mapping[str, list[str]]) -> None:
        count = len(missing)
        self._banner.setVisible(count > 0)
        words = ngettext(
            "{count} required value missing for {locale}", "{count} required values missing for {locale}", count
        ).format(count=count, locale=self._shown.locale)
        self._banner.set_text(words, "", _("Show all") if self.only_missing else _("Show only these"))

    def set_only_missing(self, on: bool, channel: str = "") -> None:
        """Ctrl+M, or a cell of the matrix: only what is required and missing (on one channel)."""
        self.only_missing, self._channel = on, channel
        if self._shown is not None:
            self._slices.finish()
            missing = self._shown.missing(channel)
            self._show_banner(missing)
            self._slices.start(self._form.show_missing(self._shown, missing, on))

    def commit_open(self) -> None:
        """Ctrl+S: take what is being typed."""
        focus = self.focusWidget()
        for field in self._form.fields.values() if focus is not None and self._form is not None else ():
            if field.isAncestorOf(focus):
                field.commit()

    # -- writing ------------------------------------------------------------------------------------
    def _write(self, field: ValueField, text: str) -> None:
        """To the product that the field shows: while a form is being filled, that may still be the one before."""
        shown: Any = field.shown
        if not parse_key(field.key).channel:
            shown.edits.set(shown.uid, field.key, text)
        elif (exception := shown.product.exceptions.get(field.key)) is not None:
            dialog = ExceptionDialog(self._desk, shown, field.key, self)
            dialog.write(text, exception.reason, exception.until)

    def _ask_exception(self, key: str) -> None:
        ExceptionDialog(self._desk, self._shown, key, self.window()).open()
