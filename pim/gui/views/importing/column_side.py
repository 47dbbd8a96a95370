"""Beside the columns: what identifies the products, the options of the import, saved mappings."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from pim.gui.views.importing.session import ImportSession
from pim.gui.widgets.cards import Card
from pim.gui.widgets.field import Field
from pim.gui.widgets.labels import Label
from pim.i18n import _
from pim.services.importing.remembering import saved_mappings

Choices = list[tuple[Any, str]]


class ColumnSide(QWidget):
    """Everything the session can be told about columns as a whole."""

    def __init__(self, session: ImportSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._desk = session, session.desk
        theme = self._desk.theme
        self.key, self.family, self.text_locale, self.saved = (self._box() for _number in range(4))
        self.empty, self.duplicates = self._box(), self._box()
        self.make_new = QCheckBox(_("Make new attributes, options and families"))
        self.make_new.setFont(theme.font(12))
        self._reason = Label(theme, "", 11, 400, "muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        identity = Card(theme, _("Identifier"))
        identity.body.addWidget(Field(theme, _("Products are recognised by"), self.key))
        identity.body.addWidget(self._reason)
        layout.addWidget(identity)
        options = Card(theme, _("Options"))
        for label, box in (
            (_("Family of new products"), self.family), (_("Locale of the texts"), self.text_locale),
            (_("Empty cells"), self.empty), (_("A product that stands twice"), self.duplicates),
        ):  # fmt: skip
            options.body.addWidget(Field(theme, label, box))
        options.body.addWidget(self.make_new)
        layout.addWidget(options)
        self._mappings = Card(theme, _("Saved mappings"))
        self._mappings.body.addWidget(Field(theme, _("Use the mapping"), self.saved))
        layout.addWidget(self._mappings)
        layout.addStretch(1)
        self._connect()

    @staticmethod
    def _box() -> QComboBox:
        box = QComboBox()
        box.setMinimumHeight(28)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return box

    def _connect(self) -> None:
        self.key.activated.connect(lambda _n: self._session.set_key(str(self.key.currentData())))
        self.make_new.clicked.connect(lambda on: self._session.change_options(create_attributes=on))
        for name, box in (("family", self.family), ("locale", self.text_locale), ("empty", self.empty),
                          ("duplicates", self.duplicates), ("mapping", self.saved)):  # fmt: skip
            box.activated.connect(
                lambda _n, name=name, box=box: self._session.change_options(**{name: box.currentData()})
            )

    def refresh(self) -> None:
        """Show the session's options."""
        session, structure, locale = self._session, self._desk.structure, self._desk.locale
        inspection, options = session.inspection, session.options
        if inspection is None:
            return
        tables = [file for file in inspection.files if not file.is_structure]
        names = list(dict.fromkeys(column.name for file in tables for column in file.info.columns))
        plain = any(file.layout == "table" for file in tables)
        key = next((file.key for file in tables if file.key), "")
        nothing: Choices = [] if key else [("", _("Choose a column") if plain else _("Set by the format"))]
        _fill(self.key, [*nothing, *((name, name) for name in names)], key)
        self.key.setEnabled(plain)
        self._reason.setText(self._why(key, plain))
        self._reason.set_color("muted" if key or not plain else "warn")
        families: Choices = [(code, family.label(locale)) for code, family in structure.families.items()]
        _fill(self.family, [("", _("As the file says, or none")), *families], options.family)
        locales: Choices = [(code, code) for code in structure.locales]
        _fill(
            self.text_locale,
            [("", _("{locale}, the main one").format(locale=structure.main_locale)), *locales],
            options.locale,
        )
        _fill(self.empty, empty_choices(), options.empty)
        _fill(
            self.duplicates,
            [("last", _("The later row counts")), ("reject", _("The later row is rejected"))],
            options.duplicates,
        )
        self.make_new.setChecked(options.create_attributes)
        saved = saved_mappings(self._desk.workspace, tuple(names), locale)
        choices = [
            (record.code, _("{name} ({count} columns)").format(name=record.label(locale), count=count))
            for record, count in saved
        ]
        _fill(self.saved, [(None, _("None")), *choices], options.mapping)
        self._mappings.setVisible(bool(saved))

    def _why(self, key: str, plain: bool) -> str:
        if not plain:
            return _("The format of the file says it.")
        if not key:
            return _("No column clearly identifies the products. Choose the one that has another value in every row.")
        reasons = (
            [file.key_reason for file in self._session.inspection.files if file.key == key]
            if self._session.inspection
            else []
        )
        return reasons[0] if reasons else ""


def empty_choices() -> Choices:
    """What an empty cell may mean."""
    return [("leave", _("keep the stored value")), ("clear", _("clear the stored value"))]


def _fill(box: QComboBox, choices: Choices, current: Any) -> None:
    box.blockSignals(True)
    box.clear()
    for value, text in choices:
        box.addItem(text, value)
    box.setCurrentIndex(next((n for n, (value, _text) in enumerate(choices) if value == current), 0))
    box.blockSignals(False)
