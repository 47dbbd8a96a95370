"""How a file is read: what was found, each changeable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.widgets.cards import Card
from pim.gui.widgets.field import Field
from pim.gui.widgets.labels import Label
from pim.i18n import _
from pim.services.importing.inspection import FileInspection
from pim.services.importing.options import ImportOptions

Choices = list[tuple[Any, str]]
_ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "cp1252",
    "iso-8859-1",
    "iso-8859-15",
    "cp1250",
    "mac-roman",
    "shift_jis",
    "gb18030",
)
_DELIMITERS = (",", ";", "\t", "|")


def delimiter_name(sign: str) -> str:
    """The words for a column separator."""
    names = {",": _("Comma ,"), ";": _("Semicolon ;"), "\t": _("Tab"), "|": _("Bar |"), "": _("none")}
    return names.get(sign, sign)


def layout_name(code: str) -> str:
    """The words for a layout."""
    return {"auto": _("Detect"), "table": _("Table"), "shopify_csv": "Shopify CSV", "akeneo_csv": "Akeneo CSV"}.get(
        code, code
    )


class FileSettings(Card):
    """`changed(option name, value)` when somebody reads the file another way; None means detect."""

    changed = Signal(str, object)

    def __init__(self, desk: CatalogDesk) -> None:
        super().__init__(desk.theme, _("How it is read"))
        self._desk = desk
        self.boxes: dict[str, QComboBox] = {}
        self._fields: dict[str, Field] = {}
        for name, label in (
            ("format", _("Format")), ("sheet", _("Sheet")), ("encoding", _("Encoding")), ("delimiter", _("Columns separated by")),
            ("header", _("Header row")), ("decimal", _("Decimal sign")),
        ):  # fmt: skip
            box = QComboBox()
            box.setMinimumHeight(28)
            box.activated.connect(lambda _index, name=name: self.changed.emit(name, self.boxes[name].currentData()))
            self.boxes[name] = box
            self._fields[name] = Field(desk.theme, label, box)
            self.body.addWidget(self._fields[name])
        self._notes = Label(desk.theme, "", 11, 400, "muted", wrap=True)
        self.body.addWidget(self._notes)
        self.body.addStretch(1)

    def show_file(self, file: FileInspection | None, options: ImportOptions) -> None:
        """Fill the boxes with what was found and what was dictated."""
        for name, make in _CHOICES.items():
            choices, shown = make(file, options)
            self._fields[name].setVisible(shown)
            box, current = self.boxes[name], getattr(options, name)
            box.blockSignals(True)
            box.clear()
            for value, text in choices:
                box.addItem(text, value)
            box.setCurrentIndex(next((n for n, (value, _text) in enumerate(choices) if value == current), 0))
            box.blockSignals(False)
        self._notes.setText("\n".join(file.info.notes) if file else "")
        self._notes.setVisible(bool(file and file.info.notes))


def _found(text: str) -> str:
    return _("{value} (detected)").format(value=text) if text else _("Detect")


def _formats(file: FileInspection | None, options: ImportOptions) -> tuple[Choices, bool]:
    found = layout_name(file.layout) if file else ""
    return [
        ("auto", _found(found)),
        *((code, layout_name(code)) for code in ("table", "shopify_csv", "akeneo_csv")),
    ], True


def _sheets(file: FileInspection | None, options: ImportOptions) -> tuple[Choices, bool]:
    sheets = file.info.sheets if file else ()
    found = file.info.sheet if file else ""
    return [(None, _found(found)), *((sheet.name, sheet.name) for sheet in sheets)], len(sheets) > 1


def _is_text(file: FileInspection | None) -> bool:
    return file is None or bool(file.info.delimiter)


def _encodings(file: FileInspection | None, options: ImportOptions) -> tuple[Choices, bool]:
    found = file.info.encoding if file else ""
    return [(None, _found(found)), *((code, code) for code in _ENCODINGS)], _is_text(file) or bool(found)


def _delimiters(file: FileInspection | None, options: ImportOptions) -> tuple[Choices, bool]:
    found = delimiter_name(file.info.delimiter) if file else ""
    return [(None, _found(found)), *((sign, delimiter_name(sign)) for sign in _DELIMITERS)], _is_text(file)


def _headers(file: FileInspection | None, options: ImportOptions) -> tuple[Choices, bool]:
    yes, no = _("The first row names the columns"), _("There is no header row")
    found = (yes if file.info.has_header else no) if file else ""
    return [(None, _found(found)), (True, yes), (False, no)], True


def _decimals(file: FileInspection | None, options: ImportOptions) -> tuple[Choices, bool]:
    signs = {".": _("Point, 12.50"), ",": _("Comma, 12,50")}
    found = signs.get(file.info.decimal, "") if file else ""
    return [(None, _found(found)), *signs.items()], True


_CHOICES: dict[str, Callable[[FileInspection | None, ImportOptions], tuple[Choices, bool]]] = {
    "format": _formats, "sheet": _sheets, "encoding": _encodings, "delimiter": _delimiters, "header": _headers,
    "decimal": _decimals,
}  # fmt: skip
