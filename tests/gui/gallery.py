"""A window that shows every component, laid out like drawing 10; run it to look at them.

python -m tests.gui.gallery FOLDER     writes gallery-light.png, gallery-dark.png and others
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pim.gui.painting.cells import draw_active, draw_cell, draw_range, draw_row_ground
from pim.gui.theme.theme import Theme
from pim.gui.theme.tokens import TOKENS
from pim.gui.widgets.buttons import Button, IconButton
from pim.gui.widgets.cards import Card, EmptyState
from pim.gui.widgets.chips import Chip, row_of
from pim.gui.widgets.field import Field
from pim.gui.widgets.labels import Label
from pim.gui.widgets.notices import Banner, BulkBar, ProgressCard, Toast
from pim.gui.widgets.sidebar import SidebarItem
from pim.gui.widgets.states import Badge, MarkCount
from pim.gui.widgets.tabs import Segmented

SWATCHES = (
    ["bg", "side", "surface", "raised", "hover", "press", "line", "line2", "track", "pick", "accent"],
    ["text", "muted", "faint", "disabled", "atext", "okf", "ok", "warnf", "warn", "badf", "bad"],
)
MARKS = (
    ("in_sync", "In sync", "grey check: nothing to do, so quiet"),
    ("changed", "Changed", "blue triangle: differs from what was pushed"),
    ("new", "New", "blue ring: ready, never sent"),
    ("held", "Held", "amber bars: a person holds it"),
    ("blocked", "Blocked", "red diamond: cannot be sent, reason in tooltip"),
    ("not_sold", "Not sold here", "dash: outside the assortment"),
)
CELLS = (
    (
        ("normal", "34.90", "Normal"),
        ("inherited", "34.90", "Inherited"),
        ("own", "36.90", "Own value"),
        ("active", "34.90", "Active"),
        ("range", "34.90", "In range"),
        ("normal", "34.9", "Editing"),
    ),
    (
        ("invalid", "0.00", "Invalid"),
        ("empty", "", "Empty"),
        ("missing", "", "Missing, required"),
        ("read_only", "34.90", "Read only"),
        ("changed", "34.90", "Just changed"),
        ("promotion", "24.90", "Promotion"),
    ),
)


class Swatch(QWidget):
    """One colour of the palette."""

    def __init__(self, theme: Theme, role: str) -> None:
        super().__init__()
        assert role in TOKENS
        self._theme, self._role = theme, role
        self.setFixedSize(43, 28)

    def paintEvent(self, event) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._theme.c.line2)
        painter.setBrush(self._theme.color(self._role))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)


class Cell(QWidget):
    """One painted grid cell."""

    def __init__(self, theme: Theme, state: str, text: str) -> None:
        super().__init__()
        self._theme, self._state, self._text = theme, state, text
        self.setFixedSize(119, 28)

    def paintEvent(self, event) -> None:
        painter, rect = QPainter(self), QRect(0, 0, 119, 28)
        draw_row_ground(painter, rect, self._theme)
        state = self._state if self._state not in ("active", "range") else "normal"
        if self._state == "range":
            painter.fillRect(rect, self._theme.c.pick)
        draw_cell(painter, rect, self._text, self._theme, state, right=True)
        if self._state == "active":
            draw_active(painter, rect, self._theme)


class Side(QWidget):
    """A piece of sidebar."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setProperty("k", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedSize(212, 175)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(0)
        for number, item in enumerate(
            (
                SidebarItem(theme, "Home", "house", room=True),
                SidebarItem(theme, "Products", "package", "4,660", room=True),
                SidebarItem(theme, "My incomplete *", "circle-half", "212"),
                SidebarItem(theme, "Autumn 2026", "leaf", "640"),
                SidebarItem(theme, "Cushions", "", "96", indent=14),
                SidebarItem(theme, "Tableware", "", "210", indent=14, folded=True),
            )
        ):
            item.set_selected(number in (1, 3))
            layout.addWidget(item)


def caption(theme: Theme, text: str) -> Label:
    return Label(theme, text, 11, 600, "muted")


def column(*widgets: QWidget, spacing: int = 4) -> QWidget:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for widget in widgets:
        layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
    return holder


def left_side(theme: Theme) -> QWidget:
    marks = QWidget()
    grid = QGridLayout(marks)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(4)
    for row, (state, name, why) in enumerate(MARKS):
        grid.addWidget(MarkCount(theme, state, name), row, 0)
        grid.addWidget(Label(theme, why, 11, 400, "muted"), row, 1)
    grid.setColumnMinimumWidth(0, 130)
    badges = row_of(
        *(
            column(Badge(theme, value), Label(theme, text, 11, 400, "muted"))
            for value, text in ((100, "complete"), (92.9, "50 to 99"), (41, "under 50"), (0, "empty"))
        ),
        spacing=16,
    )
    card = Card(theme)
    card.setFixedSize(322, 176)
    card.body.addWidget(
        EmptyState(
            theme,
            "funnel-simple",
            "No product matches these 2 filters",
            "4,660 products are in the catalogue",
            "Clear filters",
        )
    )
    return column(
        caption(theme, "Palette"),
        *(
            row_of(
                *(column(Swatch(theme, role), Label(theme, role, 10, 400, "muted")) for role in roles),
                spacing=8,
            )
            for roles in SWATCHES
        ),
        caption(theme, "Type, Inter"),
        Label(theme, "Page title 20", 20, 600),
        Label(theme, "Section 14", 14, 600),
        Label(theme, "Body 13", 13),
        Label(theme, "Grid 12, 1234.50", 12, tabular=True),
        Label(theme, "Caption 11", 11),
        caption(theme, "Readiness, shape before colour"),
        marks,
        caption(theme, "Completeness badge"),
        badges,
        caption(theme, "Sidebar"),
        row_of(Side(theme), card, spacing=26),
        spacing=8,
    )


def fields(theme: Theme) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    made = [
        Field(theme, label, QLineEdit(text), locale=locale)
        for label, text, locale in (
            ("Normal", "Stripe cushion 45 × 45", "en_GB"),
            ("Focused", "Stripe cushion 45 × 45", "en_GB"),
            ("Inherited", "Organic cotton", ""),
            ("Invalid", "4006381333930", ""),
            ("Missing, required", "", ""),
            ("Exception", "Decorative cushion, blue stripes", ""),
        )
    ]
    made[0].set_counter("22 / 150")
    made[1].set_counter("22 / 150")
    made[2].set_inherited("CUS-STRIPE", short=True)
    made[3].set_state("invalid", "Check digit is 0, expected 1")
    made[4].set_state("missing", "Required by Marketplace and Print")
    made[5].set_exception("until 31 Jan", "Marketplace only: keyword test")
    for number, field in enumerate(made):
        grid.addWidget(field, number // 3, number % 3, Qt.AlignmentFlag.AlignTop)
    for column_number in range(3):
        grid.setColumnStretch(column_number, 1)
    grid.setHorizontalSpacing(14)
    holder.setFixedWidth(772)
    made[1].editor.setObjectName("focused")
    return holder


def cells(theme: Theme) -> QWidget:
    rows = [
        row_of(
            *(
                column(Cell(theme, state, text), Label(theme, name, 11, 400, "muted"))
                for state, text, name in row
            ),
            spacing=10,
        )
        for row in CELLS
    ]
    return column(*rows, spacing=10)


def right_side(theme: Theme) -> QWidget:
    buttons = row_of(
        Button(theme, "Publish 104", "primary", "broadcast"),
        Button(theme, "Save view"),
        Button(theme, "Cancel", "plain"),
        Button(theme, "Delete 4 products", "danger", "trash"),
        Segmented(theme, [("gallery", "squares-four", "Gallery"), ("list", "list-dashes", "List")]),
        IconButton(theme, "columns", "Columns"),
        spacing=8,
    )
    chips = row_of(
        Chip(theme, "Season is", "filter", value="Autumn 2026", removable=True),
        Chip(theme, "Organic cotton", "value", removable=True),
        Chip(theme, "en_GB", "locale"),
        Chip(theme, "exception until 31 Jan", "exception"),
        Chip(theme, "Enabled", "ok"),
        Chip(theme, "2 missing", "missing"),
        spacing=14,
    )
    banners = [
        Banner(theme, *texts)
        for texts in (
            ("info", "Opened read only.", "Léa is editing this catalogue on DESK-04", "Ask to edit"),
            ("warn", "12 prices fall by 8 % or more.", "Check before importing", "Show"),
            ("bad", "Nothing was published.", "1 undeclared difference in Sale price", "Resolve"),
        )
    ]
    for banner in banners:
        banner.setFixedWidth(772)
    bulk = BulkBar(theme)
    bulk.set_counts("640 selected", "Select all 4,660")
    bulk.set_actions(
        [
            ("edit", "Edit 640", "pencil-simple"),
            ("categories", "Categories", "tree-structure"),
            ("publish", "Publish", "broadcast"),
        ]
    )
    progress = ProgressCard(theme, "Importing tableware-nov.xlsx", "Cancel leaves the catalogue as it was")
    progress.set_progress(1204, 2418, "1,204 of 2,418, 4 s left")
    return column(
        caption(theme, "Buttons"),
        buttons,
        caption(theme, "Chips"),
        chips,
        caption(theme, "Grid cells, 28 px"),
        cells(theme),
        caption(theme, "Fields"),
        fields(theme),
        caption(theme, "Banners"),
        *banners,
        caption(theme, "Bulk bar, toast, progress"),
        bulk,
        Toast(theme, "Price changed on 640 products", "Undo", "Ctrl Z", milliseconds=10**8),
        progress,
        spacing=8,
    )


def build(theme: Theme) -> QWidget:
    """The whole gallery, 1440 x 900."""
    window = QWidget()
    window.setObjectName("gallery")
    window.setProperty("k", "bg")
    window.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    layout = QHBoxLayout(window)
    layout.setContentsMargins(32, 26, 32, 20)
    layout.setSpacing(44)
    layout.addWidget(left_side(theme), 0, Qt.AlignmentFlag.AlignTop)
    layout.addWidget(right_side(theme), 0, Qt.AlignmentFlag.AlignTop)
    layout.addStretch(1)
    window.resize(1440, 900)
    return window


def range_picture(theme: Theme) -> None:
    """Kept so that the painter of ranges has a place to be looked at."""
    assert draw_range is not None


def main(folder: Path) -> None:
    from pim.printing import fonts

    app = QApplication(sys.argv[:1])
    theme = Theme(app, "light")
    theme.use_fonts(fonts.cut_files(fonts.ready()))
    window = build(theme)
    window.show()
    next(edit for edit in window.findChildren(QLineEdit) if edit.objectName() == "focused").setFocus()
    for mode in ("light", "dark"):
        theme.set_mode(mode)
        app.processEvents()
        window.grab().save(str(folder / f"gallery-{mode}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
