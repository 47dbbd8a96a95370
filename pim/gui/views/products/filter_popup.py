"""The popup that makes or changes a filter: field, operator, value by type."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from pim.catalog.convention import Convention, parse_date, parse_decimal
from pim.catalog.errors import InvalidValue
from pim.catalog.filters import Condition
from pim.gui.frame.commands import fold
from pim.gui.theme.theme import Theme
from pim.gui.views.products.filter_fields import OPERATORS_OF, WITHOUT_VALUE, FilterField, operator_label
from pim.gui.views.products.popup import Popup
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.labels import Label
from pim.gui.widgets.value_editors import DateEditor, LineEditor, SelectEditor
from pim.i18n import _

CODE = int(Qt.ItemDataRole.UserRole)


class ChoiceList(QWidget):
    """A search line over a list that it narrows. `chosen(code)` on Enter, click or double click."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, choices: list[tuple[str, str]], *, checks: bool = False, rows: int = 9) -> None:
        super().__init__()
        self.line = LineEditor(theme)
        self.line.setFixedHeight(28)
        self.line.setPlaceholderText(_("Search"))
        self.list = QListWidget()
        self.list.setProperty("k", "bare")
        self.list.setFixedHeight(26 * rows)
        self.list.setFont(theme.font(12))
        self.list.setUniformItemSizes(True)
        self._checks = checks
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.line)
        layout.addWidget(self.list)
        self.set_choices(choices)
        self.line.textChanged.connect(self._narrow)
        self.line.returnPressed.connect(self._take)
        self.list.itemClicked.connect(self._clicked)
        self.setFocusProxy(self.line)

    def set_choices(self, choices: list[tuple[str, str]], checked: tuple[str, ...] = ()) -> None:
        """Fill the list."""
        self.list.clear()
        for code, label in choices:
            item = QListWidgetItem(label)
            item.setData(CODE, code)
            item.setSizeHint(QSize(0, 26))
            if self._checks:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if code in checked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def checked(self) -> tuple[str, ...]:
        """Codes of the ticked choices, in order."""
        items = (self.list.item(n) for n in range(self.list.count()))
        return tuple(str(i.data(CODE)) for i in items if i.checkState() == Qt.CheckState.Checked)

    def _narrow(self, text: str) -> None:
        """Those that hold every word; when there are none, those that hold its letters in order."""
        words = fold(text).split()
        items = [self.list.item(number) for number in range(self.list.count())]
        texts = [fold(f"{item.text()} {item.data(CODE)}") for item in items]
        hits = [all(word in found for word in words) for found in texts]
        if not any(hits):
            hits = [all(is_fuzzy(word, found) for word in words) for found in texts]
        for item, hit in zip(items, hits, strict=True):
            item.setHidden(not hit)
        first = next((item for item, hit in zip(items, hits, strict=True) if hit), None)
        if first is not None:
            self.list.setCurrentItem(first)

    def _clicked(self, item: QListWidgetItem) -> None:
        if not self._checks:
            self.chosen.emit(str(item.data(CODE)))

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is None or item.isHidden():
            return
        if self._checks:
            checked = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)
        self.chosen.emit(str(item.data(CODE)))


def is_fuzzy(word: str, text: str) -> bool:
    """Whether the letters of `word` stand in `text` in their order: "dscr" finds "description"."""
    rest = iter(text)
    return all(letter in rest for letter in word)


class FilterPopup(Popup):
    """`made(condition)` when somebody has finished. Begins with the field when no condition is given."""

    made = Signal(object)

    def __init__(
        self,
        theme: Theme,
        fields: dict[str, FilterField],
        convention: Convention,
        parent: QWidget,
        condition: Condition | None = None,
    ) -> None:
        super().__init__(theme, _("Filter"), parent)
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
        choices = list(self._field.choices)
        if operator == "in":
            many = ChoiceList(self.theme, choices, checks=True, rows=6)
            many.set_choices(choices, values)
            return many
        text = values[0] if values else ""
        if choices:
            editor: LineEditor = SelectEditor(self.theme, choices)
            text = dict(choices).get(text, text)
        else:
            editor = DateEditor(self.theme) if self._field.kind == "date" else LineEditor(self.theme)
        editor.setFixedHeight(28)
        editor.set_text(text)
        editor.returnPressed.connect(self._finish)
        return editor

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
            values = self._value.checked()
            if not values:
                raise InvalidValue(_("Choose at least one."))
            return values
        text = self._value.text().strip()
        if self._field.choices:
            found = next((code for code, label in self._field.choices if text in (code, label)), "")
            if not found:
                raise InvalidValue(_("“{text}” is not one of the choices.").format(text=text))
            return (found,)
        if not text:
            raise InvalidValue(_("Type a value, or choose “is empty”."))
        return (_READERS.get(self._field.kind, _as_it_is)(text, self._convention),)


def _as_it_is(text: str, convention: Convention) -> str:
    return text


_READERS = {
    "number": lambda text, convention: str(parse_decimal(text, convention)) if text[-1:].isdigit() else text,
    "date": lambda text, convention: parse_date(text, convention).isoformat(),
}
