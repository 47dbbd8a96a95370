"""The tab of history: what happened to this product, newest first; every value can be put back."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pim.catalog.edit import Patch
from pim.catalog.rich_text import to_text
from pim.catalog.structure import Structure
from pim.catalog.value_key import attribute_of
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.frame.tab_order import keeping_keys
from pim.gui.models.product_rows import shown_value
from pim.gui.moments import moment_words
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.labels import ElidedLabel, Label, rule
from pim.gui.widgets.layouts import scroll_of
from pim.gui.widgets.states import DiffPair
from pim.i18n import _
from pim.services import browsing, editing

MOST_STEPS, MOST_PATCHES = 60, 12


class HistoryTab(QWidget):
    """Asked for when it is shown."""

    def __init__(self, desk: CatalogDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._shown = desk, None
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(16, 10, 14, 14)
        self._column.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll_of(self._content, "surface"))

    def show_product(self, shown: Shown) -> None:
        """Read its history."""
        self._shown = shown
        self._desk.read(
            browsing.product_history, shown.uid, MOST_STEPS, then=partial(self._fill, shown.uid),
            replaces="products.history", owner=self,
        )  # fmt: skip

    def _fill(self, uid: str, steps: list) -> None:
        if self._shown is None or uid != self._shown.uid:
            return
        with keeping_keys(self):
            self._show_steps(steps)

    def _show_steps(self, steps: list) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            if item.widget() is not None:
                item.widget().hide()
                item.widget().deleteLater()
        for number, (step, patches) in enumerate(steps):
            if number:
                self._column.addWidget(rule())
            self._column.addWidget(self._step(step, patches))
        self._column.addStretch(1)

    def _step(self, step: Any, patches: list[Patch]) -> QWidget:
        theme = self._desk.theme
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 6, 0, 6)
        column.setSpacing(3)
        head = QHBoxLayout()
        head.addWidget(ElidedLabel(theme, step.label, 12, 600, "muted" if step.undone_by else "text"), 1)
        head.addWidget(Label(theme, moment_words(step.at), 11, 400, "muted", tabular=True))
        column.addLayout(head)
        column.addWidget(Label(theme, _("Undone later") if step.undone_by else step.who, 11, 400, "muted"))
        for patch in patches[:MOST_PATCHES]:
            if patch.key:
                column.addWidget(self._patch(patch))
        return holder

    def _patch(self, patch: Patch) -> QWidget:
        structure, locale = self._desk.structure, self._shown.locale
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(1)
        line = QHBoxLayout()
        line.addWidget(ElidedLabel(self._desk.theme, editing.part_name(structure, patch.key), 11, 400, "muted"), 1)
        if self._desk.workspace.writable and self._shown.product.part(patch.key) != patch.before:
            restore = Button(self._desk.theme, _("Restore"), "link", size=11)
            restore.setToolTip(_("Put the struck value back"))
            restore.clicked.connect(partial(self._restore, patch))
            line.addWidget(restore)
        column.addLayout(line)
        before, after = (part_words(structure, patch.key, value, locale) for value in (patch.before, patch.after))
        column.addWidget(DiffPair(self._desk.theme, before, after))
        return holder

    def _restore(self, patch: Patch, _checked: bool = False) -> None:
        self._desk.change(editing.restore_part, uid=self._shown.uid, key=patch.key, value=patch.before)


def part_words(structure: Structure, key: str, value: Any, locale: str) -> str | None:
    """A part's value in words, None for none."""
    if value is None or value in ("", []):
        return None
    name = key.partition(".")[2].partition(".")[0] if key.startswith(".") else ""
    if name:
        return _PARTS.get(name, lambda _structure, part, _locale: str(part))(structure, value, locale)
    if "#" in key and isinstance(value, dict):
        value = value["value"]
    attribute = structure.attributes.get(attribute_of(key))
    if attribute is None:
        return str(value)
    frozen = tuple(value) if isinstance(value, list) else value
    return to_text(str(frozen)) if attribute.type == "rich_text" else shown_value(structure, attribute, frozen, locale)


def _categories(structure: Structure, codes: list[str], locale: str) -> str:
    known = structure.categories
    return ", ".join(known[code].label(locale) if code in known else code for code in codes)


def _family(structure: Structure, code: str, locale: str) -> str:
    return structure.families[code].label(locale) if code in structure.families else code


_PARTS = {
    "enabled": lambda structure, value, locale: _("Enabled") if value else _("Disabled"),
    "family": _family,
    "categories": _categories,
    "images": lambda structure, images, locale: ", ".join(image["name"] for image in images),
    "stock": lambda structure, stock, locale: stock["quantity"],
    "associations": lambda structure, uids, locale: str(len(uids)),
}
