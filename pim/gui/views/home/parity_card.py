"""The proof of the last publication, in two lines."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from pim.gui.moments import moment_words
from pim.gui.theme.theme import Theme
from pim.gui.widgets.buttons import Button
from pim.gui.widgets.cards import Card
from pim.gui.widgets.labels import IconLabel, Label
from pim.i18n import _, format_number, ngettext
from pim.services.standings import ChannelStanding


class ParityCard(Card):
    """`opened` leads to the report."""

    opened = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, margins=(18, 12, 18, 12))
        self._icon = IconLabel(theme, "shield-check", "ok", 24)
        self._title = Label(theme, "", 14, 600)
        self._text = Label(theme, "", 12, 400, "muted", tabular=True, wrap=True)
        self._button = Button(theme, _("Open report"), tall=True)
        self._button.clicked.connect(self.opened)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._text)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self._button)
        self.body.addLayout(row)

    def show_channels(self, channels: tuple[ChannelStanding, ...]) -> None:
        """Show what the newest publication of each channel proved."""
        published = [channel.last for channel in channels if channel.last is not None]
        self._button.setVisible(bool(published))
        if not published:
            self._icon.set_icon("shield-check", "faint")
            self._title.setText(_("Nothing was published yet"))
            self._text.setText(_("The first publication reads its files back and proves that all channels agree."))
            return
        counts: dict[str, int] = {}
        for one in published:
            for cell in one.summary.get("matrix", ()):
                if cell["channel"] == one.channel:
                    for kind in _KINDS:
                        counts[kind] = counts.get(kind, 0) + int(cell.get(kind, 0))
        differences = counts.get("difference", 0)
        last = moment_words(max(one.at for one in published))
        if differences:
            form = ngettext("{n} undeclared difference, {when}", "{n} undeclared differences, {when}", differences)
            self._title.setText(form.format(n=format_number(differences), when=last))
        else:
            self._title.setText(_("Parity proven at the last publication, {when}").format(when=last))
        self._icon.set_icon("warning-circle" if differences else "shield-check", "bad" if differences else "ok")
        self._text.setText(_sentence(len(published), counts))


_KINDS = ("identical", "formatted", "exception", "difference")


def _sentence(channels: int, counts: dict[str, int]) -> str:
    parts = (
        ngettext("{n} channel", "{n} channels", channels).format(n=format_number(channels)),
        _("{n} values compared").format(n=format_number(sum(counts.values()))),
    )
    exceptions, differences = counts.get("exception", 0), counts.get("difference", 0)
    found = (
        ngettext("{n} declared exception", "{n} declared exceptions", exceptions).format(n=format_number(exceptions)),
        ngettext("{n} undeclared difference", "{n} undeclared differences", differences).format(
            n=format_number(differences)
        ),
    )
    return _("{what}: {found}").format(what=", ".join(parts), found=", ".join(found))
