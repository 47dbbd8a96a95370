"""The popup that makes or changes a filter: field, operator, value by type."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from pim.catalog.convention import Convention, parse_date, parse_decimal
from pim.catalog.errors import InvalidValue
from pim.catalog.filters import Condition
from pim.gui.theme.theme import Theme
from pim.gui.views.products.filter_fields import OPERATORS_OF, WITHOUT_VALUE, FilterField, operator_label
from pim.gui.views.products.popup import Popup
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.choice_list import ChoiceList
from pim.gui.widgets.labels import Label
from pim.gui.widgets.value_editors import DateEditor, LineEditor
from pim.i18n import _

Counter = Callable[[str, Callable[[Mapping[str, int]], None], QWidget], object]


class FilterPopup(Popup):
    """`made(condition)` when somebody has finished. Begins with the field when no condition is given.

    `count(field, then, owner)` finds out how many products have each of a field's choices, if it can.
    """

    made = Signal(object)

    def __init__(
        self,
        theme: Theme,
        fields: dict[str, FilterField],
        convention: Convention,
        parent: QWidget,
        condition: Condition | None = None,
        count: Counter | None = None,
    ) -> None:
        super().__init__(theme, _("Filter"), parent)
        self._count, self._counts = count, dict[str, int]()
        self._fields, self._convention, self._field = fields, convention, None
        self._pick = ChoiceList(theme, [(field.name, field.label) for field in fields.values()])
        self._pick.chosen.connect(self._choose)
        self._form = QWidget()
        self._form.hide()
        self.body.addWidget(self._pick)
        self.body.addWidget(self._form)
        self._value: QWidget | None = None
        if condition is not None and condition.field in fields:
            self._choose(condition.field, condition)

    def showEvent(self, event) -> None:
        super().showEvent(event)
        (self._pick if self._field is None else self._value or self._operator).setFocus()

    def _choose(self, name: str, condition: Condition | None = None) -> None:
        self._field = field = self._fields[name]
        self._pick.hide()
        layout = QVBoxLayout(self._form)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(Label(self.theme, field.label, 12, 500))
        self._operator = QComboBox()
        self._operator.setFixedHeight(28)
        self._operator.setFont(self.theme.font(12))
        for operator in OPERATORS_OF[field.kind]:
            self._operator.addItem(operator_label(operator, field.kind), operator)
        layout.addWidget(self._operator)
        self._holder = QVBoxLayout()
        layout.addLayout(self._holder)
        self._reason = Label(self.theme, "", 11, 400, "bad", wrap=True)
        self._reason.hide()
        layout.addWidget(self._reason)
        self._add_buttons(layout)
        if condition is not None:
            self._operator.setCurrentIndex(max(0, self._operator.findData(condition.operator)))
        self._operator.currentIndexChanged.connect(lambda _index: self._show_value(()))
        self._show_value(condition.values if condition else ())
        if self._count is not None and field.choices:
            self._count(field.name, self._show_counts, self)
        self._form.show()
        self.adjustSize()
        (self._value or self._operator).setFocus()

    def _add_buttons(self, layout: QVBoxLayout) -> None:
        line = QHBoxLayout()
        line.addStretch(1)
        apply = Button(self.theme, _("Show these products"), "primary")
        apply.clicked.connect(self._finish)
        line.addWidget(apply)
        layout.addLayout(line)

    def _show_value(self, values: tuple[str, ...]) -> None:
        """The editor that fits field and operator."""
        if self._value is not None:
            self._value.hide()
            self._value.deleteLater()
        self._value = None
        operator = str(self._operator.currentData())
        if operator not in WITHOUT_VALUE:
            self._value = self._editor(operator, values)
            self._holder.addWidget(self._value)
            # The focus stays where it is: the arrows go through the operators.
        self.adjustSize()

    def _editor(self, operator: str, values: tuple[str, ...]) -> QWidget:
        if choices := list(self._field.choices):
            return self._choice_editor(choices, values, several=operator == "in")
        editor: LineEditor = DateEditor(self.theme) if self._field.kind == "date" else LineEditor(self.theme)
        editor.setFixedHeight(28)
        editor.set_text(values[0] if values else "")
        editor.returnPressed.connect(self._finish)
        return editor

    def _choice_editor(self, choices: list[tuple[str, str]], values: tuple[str, ...], *, several: bool) -> ChoiceList:
        """Ticks for several; for one, choosing it is all there is to do."""
        editor = ChoiceList(self.theme, choices, checks=several, rows=min(9, max(2, len(choices))))
        if several:
            editor.set_choices(choices, values)
        else:
            editor.select(values[0] if values else "")
            editor.chosen.connect(lambda _code: self._finish())
        editor.show_counts(self._counts)
        return editor

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        self._counts = {str(code): number for code, number in counts.items()}
        if isinstance(self._value, ChoiceList):
            self._value.show_counts(self._counts)

    def _finish(self) -> None:
        operator = str(self._operator.currentData())
        try:
            values = () if operator in WITHOUT_VALUE else self._values()
        except InvalidValue as error:
            self._reason.setText(str(error))
            self._reason.show()
            self.adjustSize()
            return
        self.made.emit(Condition(self._field.name, operator, values))
        self.close()

    def _values(self) -> tuple[str, ...]:
        """What was typed, as a query wants it. Raises `InvalidValue`."""
        if isinstance(self._value, ChoiceList):
            several = self._operator.currentData() == "in"
            values = self._value.checked() if several else tuple(filter(None, (self._value.current(),)))
            if not values:
                raise InvalidValue(_("Choose at least one.") if several else _("Choose one."))
            return values
        text = self._value.text().strip()
        if not text:
            raise InvalidValue(_("Type a value, or choose “is empty”."))
        return (_READERS.get(self._field.kind, _as_it_is)(text, self._convention),)


def _as_it_is(text: str, convention: Convention) -> str:
    return text


_READERS = {
    "number": lambda text, convention: str(parse_decimal(text, convention)) if text[-1:].isdigit() else text,
    "date": lambda text, convention: parse_date(text, convention).isoformat(),
}
