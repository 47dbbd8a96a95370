"""Which columns the list shows, remembered; the popup to choose them, with a search that forgives."""

from __future__ import annotations

import json

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pim.catalog.structure import Structure
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.models.product_columns import LEAD, NAME, SKU, Column, all_columns, columns_of, usual_codes
from pim.gui.views.products.popup import Popup
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.choice_list import ChoiceList
from pim.i18n import _

KEY = "products/columns"


class ColumnMemory:
    """The columns of this catalogue's list: codes in order with widths, kept in the settings."""

    def __init__(self, settings: QSettings, catalog: str) -> None:
        self._settings, self._key = settings, f"{KEY}/{catalog}"

    def load(self, structure: Structure) -> list[tuple[str, int]]:
        """(code, width or 0 for the usual one); the usual columns when nothing usable is stored."""
        try:
            stored = json.loads(str(self._settings.value(self._key, "")))
            return [(str(code), int(width)) for code, width in stored]
        except (ValueError, TypeError):
            return [(code, 0) for code in usual_codes(structure)]

    def keep(self, columns: list[tuple[str, int]]) -> None:
        """Remember them."""
        self._settings.setValue(self._key, json.dumps(columns))

    def forget(self) -> None:
        """Back to the usual ones."""
        self._settings.remove(self._key)


def shown_columns(desk: CatalogDesk, stored: list[tuple[str, int]]) -> tuple[list[Column], dict[str, int]]:
    """The columns to show in the chosen locale, and the widths somebody gave them."""
    columns = columns_of(desk.structure, desk.locale, [code for code, _width in stored])
    return columns, {code: width for code, width in stored if width > 0 and code != NAME}


def choose_columns(desk: CatalogDesk, now: list[str], parent: QWidget, done, reset) -> Popup:
    """Open the popup; `done(codes)` with every tick, `reset()` for the usual columns."""
    popup = Popup(desk.theme, _("Columns"), parent)
    every = all_columns(desk.structure, desk.locale)
    fixed = (LEAD, SKU)
    order = [code for code in now if code in every] + [code for code in every if code not in now]
    choices = [(code, every[code].title or every[code].tip) for code in order if code not in fixed]
    pick = ChoiceList(desk.theme, choices, checks=True, rows=12)
    pick.set_choices(choices, tuple(now))
    popup.body.addWidget(pick)
    line = QHBoxLayout()
    usual = Button(desk.theme, _("Usual columns"), "link")
    usual.clicked.connect(lambda: (reset(), popup.close()))
    line.addWidget(usual)
    line.addStretch(1)
    popup.body.addLayout(line)
    pick.list.itemChanged.connect(lambda _item: done([*fixed, *_in_order(pick.checked(), now)]))
    popup.open_below(parent, right=True)
    pick.setFocus()
    return popup


def _in_order(checked: tuple[str, ...], before: list[str]) -> list[str]:
    """What was shown keeps its place; what is new comes last."""
    return [code for code in before if code in checked] + [code for code in checked if code not in before]
