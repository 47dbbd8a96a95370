"""The body of a record's form: cards with parts. What was changed is compared with how it began."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pim.catalog.identifiers import CODE, fold_code, unique_code
from pim.catalog.record import Record
from pim.catalog.structure import record_uid
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.views.structure.form_parts import LabelsPart, LinePart, Part
from pim.gui.views.structure.ordered_tree import OrderedTree
from pim.gui.widgets.cards import Card
from pim.i18n import _
from pim.services.structuring import kind_name

Changes = tuple[list[Record], list[tuple[str, str]]]


class FormBody(QWidget):
    """The parts of one record. Subclasses add cards in `build` and may say more in `changes`.

    `changed` after every change.
    """

    changed = Signal()
    has_labels: ClassVar[bool] = True

    def __init__(self, desk: CatalogDesk, record: Record, is_new: bool) -> None:
        super().__init__()
        self.setProperty("k", "bg")
        self.desk, self.record, self.is_new = desk, record, is_new
        self.theme, self.structure, self.in_locale = desk.theme, desk.structure, desk.locale
        self.parts: dict[str, Part] = {}
        self._code_typed = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 16, 24, 24)
        self._column.setSpacing(14)
        self._build_names()
        self.build()
        self._column.addStretch(1)
        self.set_state(self.start())
        self._began, self._began_fields = self.state(), self.fields()

    # -- for subclasses -----------------------------------------------------------------------------
    def build(self) -> None:
        """Add cards and parts."""

    def start(self) -> dict[str, Any]:
        """The state of the record as it is stored."""
        data = self.record.to_json()
        return {name: data[name] for name in self.parts if name in data}

    def fields(self) -> dict[str, Any]:
        """State -> record fields; by default they are the same."""
        return self.state()

    def more_changes(self) -> Changes:
        """Further records to save or remove with this one."""
        return [], []

    # -- building -----------------------------------------------------------------------------------
    def card(self, title: str) -> QVBoxLayout:
        """A new card; returns its column."""
        made = Card(self.theme, title)
        made.body.setSpacing(10)
        self._column.addWidget(made)
        return made.body

    def add(self, name: str, part: Part, column: QVBoxLayout | None = None) -> Part:
        """Register a part under a field's name, and put it into a column unless it stands elsewhere already."""
        self.parts[name] = part
        part.changed.connect(self.changed)
        if column is not None:
            column.addWidget(part)
        return part

    def _build_names(self) -> None:
        column = self.card(_("Names") if self.has_labels else kind_name(self.record.kind))
        if self.has_labels:
            labels = LabelsPart(self.theme, list(self.structure.locales))
            labels.main_edited.connect(self._suggest_code)
            self.add("labels", labels, column)
        if self.is_new:
            code = LinePart(self.theme, _("Code"), self.code_note(), read=self._read_code)
            code.editor.textEdited.connect(lambda _text: setattr(self, "_code_typed", True))
            self.add("code", code, column)
        self.names = column

    def code_note(self) -> str:
        """What a code is for."""
        return _("Small letters, digits and _. Files and imports use it; it cannot be changed later.")

    def check_code(self, text: str) -> str:
        """Why a text is no code of this kind; "" when it is one."""
        if not CODE.fullmatch(text):
            return _("Use small letters, digits and _, beginning with a letter.")
        return ""

    def _read_code(self, text: str) -> str:
        problem = self.check_code(text) if text else _("A code is needed.")
        if not problem and text in self.structure.of_kind(self.record.kind):
            problem = _("“{code}” exists already.").format(code=text)
        if problem:
            raise ValueError(problem)
        return text

    def _suggest_code(self, label: str) -> None:
        if self.is_new and not self._code_typed:
            taken = self.structure.of_kind(self.record.kind)
            self.parts["code"].set_value(unique_code(fold_code(label, self.record.kind), taken) if label else "")

    # -- state --------------------------------------------------------------------------------------
    def state(self) -> dict[str, Any]:
        """The value of every part."""
        return {name: part.value() for name, part in self.parts.items()}

    def set_state(self, state: dict[str, Any]) -> None:
        """Show a state."""
        for name, part in self.parts.items():
            if name in state:
                part.set_value(state[name])

    def draft(self) -> dict[str, Any]:
        """The fields that are other than they were, so that what others change meanwhile in the rest stays."""
        return {name: value for name, value in self.state().items() if value != self._began.get(name)}

    def take_draft(self, draft: dict[str, Any]) -> None:
        """Show changes that were kept."""
        self.set_state({**self.state(), **draft})

    @property
    def dirty(self) -> bool:
        """Whether something is other than it was when the form was opened."""
        return self.is_new or self.state() != self._began

    def problem(self) -> str:
        """The first reason why it cannot be saved."""
        return next((part.problem() for part in self.parts.values() if part.problem()), "")

    def merged(self) -> Record:
        """What is stored now, with only those fields replaced that were changed here: somebody else's stay."""
        current = self.structure_now().get(record_uid(self.record), self.record)
        if self.is_new:
            return type(current).from_json({**current.to_json(), **self.fields()})
        for name, value in self.fields().items():
            if value != self._began_fields.get(name):
                current = current.with_field(name, value)
        return current

    def structure_now(self):
        """The stored records of this kind at this moment."""
        return self.desk.structure.of_kind(self.record.kind)

    def changes(self) -> Changes:
        """Records to save and (kind, uid) to remove, all of one step."""
        more, removed = self.more_changes()
        return [self.merged(), *more], removed

    def place_of_keys(self, focus: QWidget) -> tuple[str, int, tuple[str, int]]:
        """The part, the number of the editor in it that has the keys, its current cell; ("", 0, ("", 0)) for none."""
        for name, part in self.parts.items():
            if (inside := _editors(part)) and focus in inside:
                return name, inside.index(focus), focus.place() if isinstance(focus, OrderedTree) else ("", 0)
        return "", 0, ("", 0)

    def put_keys(self, name: str, number: int, cell: tuple[str, int]) -> None:
        """The keys to the same place as `place_of_keys` said; where filling in begins if it is no more."""
        inside = _editors(self.parts[name]) if name in self.parts else []
        if inside:
            taker = inside[min(number, len(inside) - 1)]
            if isinstance(taker, OrderedTree):
                taker.choose(cell)
            taker.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_first()

    def focus_first(self) -> None:
        """Put the cursor where filling in begins."""
        labels = self.parts.get("labels")
        if isinstance(labels, LabelsPart):
            labels.focus_first()


def _editors(part: QWidget) -> list[QWidget]:
    """What takes the Tab key in a part, in the order in which it was made."""
    return [widget for widget in part.findChildren(QWidget) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
