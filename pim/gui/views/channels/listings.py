"""The shared lists of the room: all declared exceptions, and the ledger of publications."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from pim.catalog.structure import Structure
from pim.gui.moments import moment_words
from pim.gui.theme.theme import Theme
from pim.gui.widgets.cards import Card, EmptyState
from pim.gui.widgets.plain_table import PlainTable, TextColumn, TextRow
from pim.i18n import _, format_number
from pim.services.standings import Publication, StoredException
from pim.services.value_text import field_name, value_text


class _TableCard(Card):
    """A table that fills its card, or the sentence that there is nothing."""

    def __init__(self, theme: Theme, table: PlainTable, empty: EmptyState) -> None:
        super().__init__(theme, margins=(1, 6, 1, 1))
        self.table = table
        self._stack = QStackedWidget()
        self._stack.addWidget(table)
        self._stack.addWidget(empty)
        holder = QVBoxLayout()
        holder.addWidget(self._stack)
        self.body.addLayout(holder, 1)

    def set_rows(self, rows: Sequence[TextRow]) -> None:
        """Show rows or, when there are none, why."""
        self.table.set_rows(rows)
        self._stack.setCurrentIndex(0 if rows else 1)


class ExceptionsCard(_TableCard):
    """Every declared exception, those that end first before the others. `opened(uid)`."""

    opened = Signal(str)

    def __init__(self, theme: Theme) -> None:
        columns = (
            TextColumn(_("Product"), 220), TextColumn("SKU", 150, middle=True),
            TextColumn(_("Field"), 130), TextColumn(_("Channel"), 110),
            TextColumn(_("Value there")), TextColumn(_("Reason")), TextColumn(_("By"), 110), TextColumn(_("Until"), 90),
        )  # fmt: skip
        empty = EmptyState(
            theme, "git-fork", _("No exception is declared"),
            _("Declare one in a product's sheet where a value has to differ on one channel."),
        )  # fmt: skip
        super().__init__(theme, PlainTable(theme, columns, _("Declared exceptions")), empty)
        self.table.row_activated.connect(self.opened.emit)

    def show_exceptions(self, found: Sequence[StoredException], structure: Structure, locale: str, today: str) -> None:
        """Show these; what has ended is amber."""
        rows = []
        for one in found:
            channel = structure.channels.get(one.channel)
            ended = bool(one.until) and one.until < today
            texts = (
                one.name, one.sku, field_name(structure, one.key.partition("#")[0]),
                channel.label(locale) if channel else one.channel,
                value_text(structure, one.key.partition("#")[0], one.value, locale) or "–", one.reason, one.author,
                one.until or "–",
            )  # fmt: skip
            rows.append(TextRow(texts, one.uid, ("", "", "", "", "vio", "", "", "warn" if ended else "")))
        self.set_rows(rows)


class LedgerCard(_TableCard):
    """Every publication, newest first. `opened(operation)`."""

    opened = Signal(str)

    def __init__(self, theme: Theme) -> None:
        columns = (
            TextColumn(_("When"), 190), TextColumn(_("Channel"), 150), TextColumn(_("Revision"), 80, True),
            TextColumn(_("Products"), 80, True), TextColumn(_("Kept back"), 90, True), TextColumn(_("Differences"), 90, True),
            TextColumn(_("Folder")),
        )  # fmt: skip
        empty = EmptyState(
            theme, "receipt", _("Nothing was published yet"), _("Every publication is kept here for ever.")
        )
        super().__init__(theme, PlainTable(theme, columns, _("Ledger")), empty)
        self.table.row_activated.connect(self.opened.emit)

    def show_publications(self, found: Sequence[Publication], structure: Structure, locale: str) -> None:
        """Show these."""
        rows = []
        for one in found:
            channel = structure.channels.get(one.channel)
            cells = [c for c in one.summary.get("matrix", ()) if c["channel"] == one.channel]
            differences = sum(int(c.get("difference", 0)) for c in cells)
            texts = (
                moment_words(one.at), channel.label(locale) if channel else one.channel, format_number(one.revision),
                format_number(one.summary["products"]), format_number(one.summary["held"]), format_number(differences),
                one.folder,
            )  # fmt: skip
            rows.append(TextRow(texts, one.operation, ("", "", "", "", "", "bad" if differences else "")))
        self.set_rows(rows)
