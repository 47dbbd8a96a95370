"""The report of an export: per channel what was written and held back, the files, what parity found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pim.catalog.structure import Structure
from pim.gui.moments import moment_words
from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.cards import Card, EmptyState
from pim.gui.widgets.labels import IconLabel, Label
from pim.gui.widgets.layouts import FlowLayout, scroll_of
from pim.gui.widgets.plain_table import PlainTable, TextColumn, TextRow
from pim.i18n import _, format_number, ngettext
from pim.services.export_report import ExportReport
from pim.services.standings import Publication
from pim.services.value_text import field_name, value_text


class Report(NamedTuple):
    """A report as it is shown, from an export that just ended or from the ledger."""

    at: str
    revision: int
    folder: Path
    channels: tuple[Mapping[str, Any], ...]
    parity: Mapping[str, Any]

    @staticmethod
    def of_export(report: ExportReport) -> Report:
        data = report.to_json()
        return Report(report.as_of, report.revision, report.folder, tuple(data["channels"]), data["parity"])

    @staticmethod
    def of_ledger(published: Sequence[Publication]) -> Report:
        """The publications of one operation; the ledger keeps differences and exceptions, not every rule."""
        first = published[0]
        details = [detail for one in published for detail in one.summary.get("parity", {}).get("details", ())]
        parity = {**first.summary.get("parity", {}), "details": details}
        return Report(first.at, first.revision, Path(first.folder), tuple(p.summary for p in published), parity)


_STATUS = {
    "ok": ("check-circle", "ok", lambda: _("Published")),
    "held": ("warning", "warn", lambda: _("Held back")),
    "failed": ("warning-circle", "bad", lambda: _("Failed, the files of before stay")),
}
_KINDS = {
    "difference": (lambda: _("Undeclared difference"), "bad"),
    "exception": (lambda: _("Declared exception"), "vio"),
    "formatted": (lambda: _("Format rule"), "muted"),
    "not_carried": (lambda: _("Not carried"), "muted"),
}
_DETAILS = 300


class ReportView(QWidget):
    """Shows one `Report`. `open_folder(Path)`, `open_sku(str)`."""

    open_folder = Signal(object)
    open_sku = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._column = QVBoxLayout()
        holder = QWidget()
        self._column.setContentsMargins(0, 0, 10, 14)
        self._column.setSpacing(14)
        holder.setLayout(self._column)
        layout.addWidget(scroll_of(holder))
        self._empty = EmptyState(
            theme, "shield-check", _("Nothing was published yet"), _("The report of the last publication stands here.")
        )
        self._column.addWidget(self._empty)

    def show_report(self, report: Report | None, structure: Structure, locale: str) -> None:
        """Show a report, or that there is none."""
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None and widget is not self._empty:
                widget.deleteLater()
        self._empty.setVisible(report is None)
        if report is None:
            self._column.addWidget(self._empty)
            return
        self._column.addWidget(self._parity_card(report, structure, locale))
        for channel in report.channels:
            self._column.addWidget(self._channel_card(channel, structure, locale))
        self._column.addStretch(1)

    def _parity_card(self, report: Report, structure: Structure, locale: str) -> Card:
        card = Card(self._theme)
        numbers = {name: int(report.parity.get(name, 0)) for name in _COUNTS}
        bad = numbers["differences"]
        card.head.addWidget(
            IconLabel(self._theme, "warning-circle" if bad else "shield-check", "bad" if bad else "ok", 22)
        )
        title = (
            ngettext("{n} undeclared difference, kept back", "{n} undeclared differences, kept back", bad).format(n=bad)
            if bad
            else _("Parity proven")
        )
        card.head.addWidget(Label(self._theme, title, 14, 600))
        card.head.addStretch(1)
        button = Button(self._theme, _("Open folder"), icon="folder-open")
        button.clicked.connect(lambda: self.open_folder.emit(report.folder))
        card.head.addWidget(button)
        words = _("{when}, revision {revision}, {folder}").format(
            when=moment_words(report.at), revision=format_number(report.revision), folder=report.folder
        )
        card.body.addWidget(Label(self._theme, words[:1].upper() + words[1:], 12, 400, "muted", wrap=True))
        card.body.addWidget(self._figures(numbers))
        details = [d for d in report.parity.get("details", ()) if d["kind"] != "not_carried"]
        details.sort(key=lambda detail: list(_KINDS).index(detail["kind"]))
        if details:
            card.body.addWidget(self._details(details[:_DETAILS], structure, locale))
        return card

    def _figures(self, numbers: Mapping[str, int]) -> QWidget:
        holder = QWidget()
        row = FlowLayout(holder, spacing=28)
        for name, (words, color) in _COUNTS.items():
            figure = QWidget()
            cell = QVBoxLayout(figure)
            cell.setContentsMargins(0, 0, 0, 0)
            cell.setSpacing(0)
            role = color if numbers[name] or color == "text" else "muted"
            cell.addWidget(Label(self._theme, format_number(numbers[name]), 20, 600, role, tabular=True))
            cell.addWidget(Label(self._theme, words(), 12, 400, "muted"))
            row.addWidget(figure)
        return holder

    def _details(self, details: Sequence[Mapping[str, Any]], structure: Structure, locale: str) -> PlainTable:
        columns = (
            TextColumn(_("Product"), 180, middle=True), TextColumn(_("Channel"), 90), TextColumn(_("Field"), 170),
            TextColumn(_("Kind"), 170), TextColumn(_("Catalogue")), TextColumn(_("File")), TextColumn(_("Rule"), 140),
        )  # fmt: skip
        table = PlainTable(self._theme, columns, _("Values that are not simply identical"))
        rows = []
        for d in details:
            words, color = _KINDS[d["kind"]]
            expected, found = (
                value_text(structure, d["field"], d[side], locale) or "–" for side in ("expected", "found")
            )
            rule = d["rule"]
            rule = _(rule) if rule else ""  # the empty text would be the catalogue's own head
            texts = (d["sku"], d["channel"], field_name(structure, d["field"]), words(), expected, found, rule)
            rows.append(TextRow(texts, d["sku"], ("", "", "", color)))
        table.set_rows(rows)
        table.fit_height(10)
        table.row_activated.connect(self.open_sku.emit)
        return table

    def _channel_card(self, data: Mapping[str, Any], structure: Structure, locale: str) -> Card:
        card = Card(self._theme)
        icon, color, words = _STATUS[data["status"]]
        record = structure.channels.get(data["channel"])
        card.head.addWidget(IconLabel(self._theme, icon, color, 18))
        card.head.addWidget(Label(self._theme, record.label(locale) if record else data["channel"], 14, 600))
        card.head.addWidget(Label(self._theme, words(), 12, 400, "muted"))
        card.head.addStretch(1)
        items = ngettext("{count} item", "{count} items", data["items"]).format(count=format_number(data["items"]))
        products = ngettext("{count} product", "{count} products", data["products"])
        text = f"{products.format(count=format_number(data['products']))}, {items}"
        card.head.addWidget(Label(self._theme, text, 12, 400, "muted", tabular=True))
        if data.get("error"):
            reason = Label(self._theme, data["error"], 12, 400, "bad", wrap=True)
            reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            card.body.addWidget(reason)
        self._add_held(card, data["held"])
        if data["files"]:
            card.body.addWidget(self._files(data["files"]))
        return card

    def _add_held(self, card: Card, held: Any) -> None:
        count = held if isinstance(held, int) else len(held)
        if not count:
            return
        text = ngettext("{count} kept back", "{count} kept back", count).format(count=format_number(count))
        card.body.addWidget(Label(self._theme, text, 12, 600, "warn"))
        if isinstance(held, int):
            return  # the ledger keeps how many; why is shown by the channel's own list
        table = PlainTable(
            self._theme, (TextColumn(_("Product"), 190, middle=True), TextColumn(_("Why"))), _("Kept back")
        )
        table.set_rows([TextRow((one["sku"], "; ".join(one["reasons"])), one["sku"]) for one in held[:_DETAILS]])
        table.fit_height(8)
        table.row_activated.connect(self.open_sku.emit)
        card.body.addWidget(table)

    def _files(self, files: Sequence[Mapping[str, Any]]) -> PlainTable:
        columns = (TextColumn(_("File")), TextColumn(_("Bytes"), 90, True), TextColumn("SHA-256", middle=True))
        table = PlainTable(self._theme, columns, _("Files"))
        table.set_rows([TextRow((f["path"], format_number(f["bytes"]), f["sha256"]), f) for f in files[:_DETAILS]])
        table.fit_height(6)
        return table


_COUNTS = {
    "compared": (lambda: _("values compared"), "text"),
    "identical": (lambda: _("identical"), "text"),
    "formatted": (lambda: _("by a format rule"), "text"),
    "exceptions": (lambda: _("declared exceptions"), "vio"),
    "not_carried": (lambda: _("not carried"), "muted"),
    "differences": (lambda: _("undeclared differences"), "bad"),
}
