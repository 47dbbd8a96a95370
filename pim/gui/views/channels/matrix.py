"""The parity matrix: fields × channels, what the last publications proved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QGridLayout, QHeaderView, QStyle, QStyledItemDelegate, QTableView

from pim.catalog.structure import Structure
from pim.gui.models.guard import guarded
from pim.gui.painting.text import CENTER, LEFT, draw_text, text_width
from pim.gui.theme.theme import Theme
from pim.gui.widgets.cards import Card
from pim.gui.widgets.labels import Label
from pim.gui.widgets.notices import Banner
from pim.i18n import _, format_number, ngettext
from pim.services.standings import ChannelStanding
from pim.services.value_text import field_name

NOWHERE = QModelIndex()
Cells = Mapping[str, Mapping[str, Mapping[str, int]]]
SIGN_ROLE = int(Qt.ItemDataRole.UserRole) + 1
DIFFERS, DECLARED, RULE, SAME, NOT_CARRIED, NONE = "differs", "declared", "rule", "same", "not_carried", "none"
# The worst kind of a cell is what it shows.
_KINDS = (("difference", DIFFERS), ("exception", DECLARED), ("formatted", RULE), ("identical", SAME),
          ("not_carried", NOT_CARRIED))  # fmt: skip
_LOOKS: dict[str, tuple[str | None, str, str | None]] = {  # ground, text, border
    DIFFERS: ("badt", "bad", "badf"),
    DECLARED: ("viot", "vio", None),
    RULE: ("track", "muted", None),
    SAME: (None, "text", None),
    NOT_CARRIED: (None, "disabled", None),
    NONE: (None, "disabled", None),
}


class Sign(NamedTuple):
    """What one cell says: kind, the short sign, and the words for it."""

    kind: str
    text: str
    words: str


def sign_of(counts: Mapping[str, int] | None) -> Sign:
    """The sign of a cell's counts per kind."""
    kind, number = next(
        ((name, counts[counter]) for counter, name in _KINDS if counts and counts.get(counter)), (NONE, 0)
    )
    shown = format_number(number)
    return {
        DIFFERS: lambda: Sign(
            kind, f"≠ {shown}", ngettext("{n} undeclared difference", "{n} undeclared differences", number).format(n=shown)
        ),
        DECLARED: lambda: Sign(
            kind, f"◇ {shown}", ngettext("{n} declared exception", "{n} declared exceptions", number).format(n=shown)
        ),
        RULE: lambda: Sign(kind, _("≈ rule"), _("{n} under a format rule of the channel").format(n=shown)),
        SAME: lambda: Sign(kind, "=", _("{n} identical").format(n=shown)),
        NOT_CARRIED: lambda: Sign(kind, "–", _("the format has no place for it")),
        NONE: lambda: Sign(kind, "–", _("nothing compared")),
    }[kind]()  # fmt: skip


class MatrixModel(QAbstractTableModel):
    """Rows are fields, columns the field name and the channels. SIGN_ROLE gives a `Sign`."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.fields: list[tuple[str, str]] = []
        self.channels: tuple[ChannelStanding, ...] = ()
        self._cells: Cells = {}

    def show(self, cells: Cells, channels: tuple[ChannelStanding, ...], structure: Structure) -> None:
        """Show a matrix; attributes come before the parts of a product, each in order of the structure."""
        self.beginResetModel()
        order = {code: number for number, code in enumerate(structure.attributes)}
        names = sorted(cells, key=lambda name: (name.startswith("."), order.get(name, 0), name))
        self.fields = [(name, field_name(structure, name)) for name in names]
        self._cells, self.channels = cells, channels
        self.endResetModel()

    def sign(self, row: int, column: int) -> Sign:
        """The sign of a field (row) on a channel (column from 1)."""
        return sign_of(self._cells[self.fields[row][0]].get(self.channels[column - 1].code))

    @guarded(0)
    def rowCount(self, parent: QModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.fields)

    @guarded(0)
    def columnCount(self, parent: QModelIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else 1 + len(self.channels)

    @guarded(None)
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole):
        if orientation != Qt.Orientation.Horizontal or not 1 <= section <= len(self.channels):
            return None
        channel = self.channels[section - 1]
        if role == Qt.ItemDataRole.DecorationRole:
            return self._theme.icon(channel.icon, "muted")
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return channel.channel.label()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return CENTER
        return None

    @guarded(None)
    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole):
        if not index.isValid() or not 0 <= index.row() < len(self.fields) or index.column() > len(self.channels):
            return None
        name = self.fields[index.row()][1]
        if index.column() == 0:
            return name if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) else None
        sign = self.sign(index.row(), index.column())
        if role == SIGN_ROLE:
            return sign
        if role == Qt.ItemDataRole.DisplayRole:
            return sign.text
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{name}, {self.channels[index.column() - 1].channel.label()}: {sign.words}"
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option, index: QModelIndex) -> None:
        rect, c = option.rect, self._theme.c
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, c.line)
        if index.column() == 0:
            draw_text(painter, rect.adjusted(14, 0, -4, 0), str(index.data() or ""), self._theme.font(12), c.text, LEFT)
            return
        sign = index.data(SIGN_ROLE)
        if sign is None:
            return
        ground, color, border = _LOOKS[sign.kind]
        size, weight = (13 if sign.kind == SAME else 11), (600 if sign.kind in (DIFFERS, DECLARED) else 500)
        font = self._theme.font(size, weight, True)
        if ground:
            width = max(48.0, text_width(sign.text, font) + 16)
            box = QRectF(0, 0, min(width, rect.width() - 4), 19)
            box.moveCenter(QRectF(rect).center())
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.color(border), 1) if border else Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(ground))
            painter.drawRoundedRect(box, 4, 4)
            painter.restore()
        draw_text(painter, rect, sign.text, font, self._theme.color(color), CENTER)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(c.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -2))


class MatrixView(QTableView):
    """The matrix as a table that keyboard and screen reader can walk. `chosen(field, channel)`."""

    chosen = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.matrix = MatrixModel(theme, self)
        self._delegate = _Delegate(theme, self)
        self.setModel(self.matrix)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(_("Parity matrix"))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(27)
        header = self.horizontalHeader()
        header.setFixedHeight(30)
        header.setIconSize(QSize(16, 16))
        header.setMinimumSectionSize(44)
        self.activated.connect(self._choose)
        self.clicked.connect(self._choose)
        self.matrix.modelReset.connect(self._size_columns)
        theme.changed.connect(self.viewport().update)

    def _size_columns(self) -> None:
        header = self.horizontalHeader()
        for column in range(self.matrix.columnCount()):
            mode = QHeaderView.ResizeMode.Fixed if column == 0 else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(column, mode)
        self.setColumnWidth(0, 132)

    def _choose(self, index: QModelIndex) -> None:
        if index.column() > 0:
            field = self.matrix.fields[index.row()][0]
            self.chosen.emit(field, self.matrix.channels[index.column() - 1].code)


class MatrixCard(Card):
    """The matrix with its legend. `chosen(field, channel)`; `resolve_wanted` from what differs without a declaration."""

    chosen = Signal(str, str)
    resolve_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _("Parity"), margins=(0, 10, 0, 10))
        self._size = Label(theme, "", 11, 400, "muted", tabular=True)
        self.head.setContentsMargins(14, 0, 14, 0)
        self.head.insertWidget(1, self._size)
        self.view = MatrixView(theme)
        self.view.chosen.connect(self.chosen)
        self._nothing = Label(theme, _("Publish once, and every field is compared here."), 12, 400, "muted", wrap=True)
        self._nothing.setContentsMargins(14, 8, 14, 8)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self._nothing, 1)  # takes the matrix's place, else the title would float in the middle
        self.body.addWidget(self.view, 1)
        self._legend = QGridLayout()
        self._legend.setContentsMargins(14, 4, 14, 0)
        self._legend.setHorizontalSpacing(12)
        self._legend.setVerticalSpacing(1)
        self._legend.setColumnStretch(1, 1)
        for row, (sign, color, words) in enumerate((
            ("=", "text", _("identical")), ("≈", "muted", _("channel format rule")), ("◇", "vio", _("declared exception")),
            ("≠", "bad", _("undeclared, kept back until resolved")), ("–", "muted", _("not carried by the format")),
        )):  # fmt: skip
            self._legend.addWidget(Label(theme, sign, 12, 500, color), row, 0)
            self._legend.addWidget(Label(theme, words, 11, 400, "muted"), row, 1)
        self.body.addLayout(self._legend)
        self._difference = Banner(theme, "bad", "", "", _("Resolve"))
        self._difference.acted.connect(self.resolve_wanted)
        self._difference.hide()
        self.body.addWidget(self._difference)

    def show_matrix(self, cells: Cells, channels: tuple[ChannelStanding, ...], structure: Structure) -> None:
        """Show the matrix of the last publications."""
        self.view.matrix.show(cells, channels, structure)
        self.view.setVisible(bool(cells))
        self._nothing.setVisible(not cells)
        self._show_difference(cells)
        products = sum(int(c.last.summary.get("products", 0)) for c in channels if c.last)
        self._size.setText(
            _("{products} listings, {channels} channels").format(
                products=format_number(products), channels=format_number(sum(c.last is not None for c in channels))
            )
            if cells
            else ""
        )

    def _show_difference(self, cells: Cells) -> None:
        found = {
            field: sum(kinds.get("difference", 0) for kinds in channels.values()) for field, channels in cells.items()
        }
        names = [name for field, name in self.view.matrix.fields if found[field]]
        self._difference.setVisible(bool(names))
        if names:
            count = sum(found.values())
            values = ngettext("{n} value kept back", "{n} values kept back", count).format(n=format_number(count))
            self._difference.set_text(_("{field} differs").format(field=", ".join(names[:3])), values, _("Resolve"))
