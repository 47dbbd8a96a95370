"""Step 4: what the import did, and where to go from here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pim.gui.views.importing.session import ImportSession
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.cards import Card
from pim.gui.widgets.labels import IconLabel, Label
from pim.i18n import _, format_number, ngettext
from pim.services.importing.report import ImportReport
from pim.services.structuring import kind_name

WIDTH = 640


class DoneStep(QWidget):
    """`show_wanted()` the products, `activity_wanted()`, `undo_wanted()`, `rejects_wanted()`, `again_wanted()`."""

    show_wanted = Signal()
    activity_wanted = Signal()
    undo_wanted = Signal()
    rejects_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, session: ImportSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        theme = session.desk.theme
        self._title = Label(theme, "", 20, 600, wrap=True)
        self._icon = IconLabel(theme, "check-circle", "ok", 28)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(4)
        self.products = Button(theme, _("Show these products"), "normal", "package", tall=True)
        self.activity = Button(theme, _("See the step in Activity"), "normal", "clock-counter-clockwise", tall=True)
        self.undo = Button(theme, _("Undo this import"), "normal", "arrow-u-up-left", tall=True)
        self.rejects = Button(theme, _("Save the rejected rows"), "normal", "download-simple", tall=True)
        self.again = Button(theme, _("Import another file"), "plain", tall=True)
        card = Card(theme, margins=(28, 24, 28, 24))
        card.setFixedWidth(WIDTH)
        card.body.addWidget(self._icon)
        card.body.addWidget(self._title)
        card.body.addLayout(self._facts)
        card.body.addSpacing(12)
        for buttons in ((self.products, self.activity), (self.undo, self.rejects, self.again)):
            line = QHBoxLayout()
            line.setSpacing(8)
            for button in buttons:
                line.addWidget(button)
            line.addStretch(1)
            card.body.addLayout(line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        for button, signal in (
            (self.products, self.show_wanted), (self.activity, self.activity_wanted), (self.undo, self.undo_wanted),
            (self.rejects, self.rejects_wanted), (self.again, self.again_wanted),
        ):  # fmt: skip
            button.clicked.connect(signal)
        session.state_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the session's report."""
        report = self._session.report
        if report is None:
            return
        touched = report.created + report.updated
        done = ngettext("{count} product imported", "{count} products imported", touched).format(
            count=format_number(touched)
        )
        self._title.setText(done if report.edit is not None else _("Nothing had to be changed"))
        while self._facts.count():
            self._facts.takeAt(0).widget().deleteLater()
        for text, color in report_lines(report):
            self._facts.addWidget(Label(self._session.desk.theme, text, 12, 400, color, tabular=True, wrap=True))
        for button in (self.products, self.activity, self.undo):
            button.setVisible(report.edit is not None)
        self.rejects.setVisible(bool(report.rejections))


def report_lines(report: ImportReport) -> list[tuple[str, str]]:
    """What an import did, in sentences with their colour role."""
    rows, number = report.rows, format_number
    lines = [(
        _("{read} rows read = {used} used + {skipped} skipped + {rejected} rejected").format(
            read=number(rows.read), used=number(rows.used), skipped=number(rows.skipped), rejected=number(rows.rejected)
        ), "text",
    ), (
        _("{created} new, {updated} changed, {unchanged} unchanged").format(
            created=number(report.created), updated=number(report.updated), unchanged=number(report.unchanged)
        ), "muted",
    )]  # fmt: skip
    if report.images_added or report.images_missing:
        missing = len(report.images_missing)
        text = _("{added} images added, {missing} missing")
        text = text.format(added=number(report.images_added), missing=number(missing))
        lines.append((text, "warn" if missing else "muted"))
    if report.exceptions:
        count = report.exceptions
        text = ngettext("{count} declared exception", "{count} declared exceptions", count).format(count=number(count))
        lines.append((text, "vio"))
    if report.values_left:
        count = report.values_left
        text = ngettext(
            "{count} value was changed meanwhile and stays so", "{count} values were changed meanwhile and stay so", count
        )
        lines.append((text.format(count=number(count)), "warn"))
    if report.made:
        made = ", ".join(f"{kind_name(kind)} {number(count)}" for kind, count in report.made.items())
        lines.append((_("Made on the way: {records}").format(records=made), "muted"))
    if report.left_out:
        lines.append((_("Not imported: {columns}").format(columns=", ".join(report.left_out[:12])), "muted"))
    return lines
