"""The settings of one channel: what it receives, in which terms, and how its files are written."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pim.catalog.category import path_label
from pim.catalog.channel import Channel
from pim.catalog.errors import CatalogError
from pim.catalog.roles import STANDARD_FIELDS
from pim.catalog.structure import Structure
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.failures import sentence_for
from pim.gui.views.channels.mapping_table import MappingTable
from pim.gui.views.channels.option_fields import OptionFields
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.cards import Card
from pim.gui.widgets.check_list import CheckList
from pim.gui.widgets.field import Field
from pim.gui.widgets.labels import Label
from pim.gui.widgets.layouts import scroll_of
from pim.i18n import _
from pim.services import channeling, structuring
from pim.services.workspace import Workspace


class ChannelSettings(QWidget):
    """A form over one channel record. `closed` when it was saved or left."""

    closed = Signal()

    def __init__(self, desk: CatalogDesk) -> None:
        super().__init__()
        self._desk, self._channel = desk, Channel(code="")
        theme = desk.theme
        self._name = QLineEdit()
        self._adapter = QComboBox()
        self._adapter.setFixedHeight(28)
        for code, label in channeling.adapter_labels().items():
            self._adapter.addItem(label, code)
        self._options = OptionFields(theme)
        self._mapping = MappingTable(theme)
        self._lists = {
            name: CheckList(theme, words(), rows) for name, (words, _choices, rows) in _LISTS.items()
        }  # fmt: skip
        self._problem = Label(theme, "", 12, 500, "bad", wrap=True)
        self.save_button = Button(theme, _("Save settings"), "primary", tall=True)
        self.save_button.clicked.connect(self.save)
        self._leave = Button(theme, _("Cancel"), tall=True)
        self._leave.clicked.connect(self.closed)
        self._adapter.activated.connect(lambda _index: self._show_options())
        self._build()

    def _build(self) -> None:
        theme = self._desk.theme
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(14)
        general = Card(theme, _("Channel"))
        general.body.addWidget(Field(theme, _("Name"), self._name))
        general.body.addWidget(Field(theme, _("Format"), self._adapter))
        left.addWidget(general)
        receives = Card(theme, _("What it receives"))
        for name, (words, _choices, _rows) in _LISTS.items():
            field = Field(theme, words(), self._lists[name])
            field.set_note(_NOTES[name]())
            receives.body.addWidget(field)
        left.addWidget(receives)
        left.addStretch(1)
        files = Card(theme, _("How its files are written"))
        files.body.addWidget(self._options)
        right.addWidget(files)
        mapping = Card(theme, _("Field mapping"))
        mapping.body.addWidget(self._mapping)
        right.addWidget(mapping)
        right.addStretch(1)
        holder = QWidget()
        columns = QHBoxLayout(holder)
        columns.setContentsMargins(0, 0, 10, 0)
        columns.setSpacing(14)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._problem, 1)
        buttons.addWidget(self._leave)
        buttons.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 14)
        layout.addWidget(scroll_of(holder), 1)
        layout.addLayout(buttons)

    def show_channel(self, code: str) -> None:
        """Fill the form with a channel's settings."""
        structure, locale = self._desk.structure, self._desk.locale
        self._channel = structure.channels[code]
        self._name.setText(self._channel.label(locale))
        index = self._adapter.findData(self._channel.adapter)
        self._adapter.setCurrentIndex(index)
        for name, (_words, choices, _rows) in _LISTS.items():
            self._lists[name].set_choices(choices(structure, locale), getattr(self._channel, name))
        self._mapping.show_mapping(structure, self._channel.mapping, locale)
        self._problem.setText("")
        self._show_options()
        self._name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_options(self) -> None:
        adapter = self._adapter.currentData()
        if adapter is not None:  # None: made by a version that knew more formats
            self._options.show_adapter(adapter, self._channel.options)

    def record(self) -> Channel:
        """The channel as the form says. Raises `CatalogError` for what cannot be."""
        name, adapter = self._name.text().strip(), self._adapter.currentData()
        if not name:
            raise CatalogError(_("A channel needs a name."))
        if adapter is None:
            raise CatalogError(_("Choose the format of the channel's files."))
        changes = {
            "labels": {**self._channel.labels, self._desk.locale: name},
            "adapter": adapter,
            "options": self._options.values(),
            "mapping": self._mapping.mapping(),
            **{key: list(chosen.chosen()) for key, chosen in self._lists.items()},
        }
        record = self._channel
        for key, value in changes.items():
            record = record.with_field(key, value)
        return record

    def save(self) -> None:
        """Keep the settings as one undoable step."""
        try:
            record = self.record()
        except CatalogError as error:
            self._problem.setText(str(error))
            return
        label = _("Settings of {channel}").format(channel=record.label(self._desk.locale))
        self._desk.change(
            structuring.save_records, [record], label=label, then=lambda _done: self._saved(label),
            otherwise=lambda error: self._problem.setText(sentence_for(error)),
        )  # fmt: skip

    def _saved(self, label: str) -> None:
        self._desk.say(
            _("{label} saved").format(label=label), _("Undo"), lambda: self._desk.change(Workspace.undo), keys="Ctrl Z"
        )
        self.closed.emit()


def _locales(structure: Structure, locale: str) -> list[tuple[str, str]]:
    return [(code, record.label(locale)) for code, record in structure.locales.items()]


def _price_lists(structure: Structure, locale: str) -> list[tuple[str, str]]:
    return [(code, record.label(locale)) for code, record in structure.price_lists.items() if not record.internal]


def _categories(structure: Structure, locale: str) -> list[tuple[str, str]]:
    return [(code, path_label(structure.categories, code, locale)) for code in structure.categories]


def _required(structure: Structure, locale: str) -> list[tuple[str, str]]:
    attributes = [(code, record.label(locale)) for code, record in structure.attributes.items() if not record.internal]
    roles = [
        (f"role:{role}", _("Standard field {name}").format(name=role.replace("_", " "))) for role in STANDARD_FIELDS
    ]
    return [*attributes, *roles]


def _locations(structure: Structure, locale: str) -> list[tuple[str, str]]:
    return [(code, record.label(locale)) for code, record in structure.locations.items()]


Choices = Callable[[Structure, str], list[tuple[str, str]]]
# Field of the record -> (name, its choices, rows shown).
_LISTS: dict[str, tuple[Callable[[], str], Choices, int]] = {
    "locales": (lambda: _("Languages"), _locales, 3),
    "price_lists": (lambda: _("Price lists"), _price_lists, 3),
    "categories": (lambda: _("Categories"), _categories, 6),
    "required": (lambda: _("Required"), _required, 7),
    "stock_locations": (lambda: _("Stock"), _locations, 3),
}
_NOTES: dict[str, Callable[[], str]] = {
    "locales": lambda: _("The first one is the main language of the files."),
    "price_lists": lambda: _("The first one is the main price."),
    "categories": lambda: _("None ticked: every product that is switched on."),
    "required": lambda: _("A product that lacks one of these is held back."),
    "stock_locations": lambda: _("None ticked: all locations."),
}
