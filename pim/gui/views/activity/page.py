"""The page of the room Activity: the timeline at the left, the chosen step or publication at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.views.activity.step_view import StepView
from pim.gui.views.activity.timeline_view import TimelineView
from pim.gui.views.channels.report_view import ReportView
from pim.gui.widgets.buttons import MenuButton
from pim.gui.widgets.cards import EmptyState
from pim.gui.widgets.labels import IconLabel, rule
from pim.gui.widgets.layouts import Splitter
from pim.i18n import _


class ActivityPage(QWidget):
    """Only the widgets; `ActivityRoom` fills them."""

    def __init__(self, desk: CatalogDesk) -> None:
        super().__init__()
        self.setProperty("k", "bg")
        theme = desk.theme
        self.who = MenuButton(theme, tip=_("Whose steps are shown"))
        self.what = MenuButton(theme, tip=_("Which steps are shown"))
        self.timeline = TimelineView(desk)
        self.step, self.report = StepView(desk), ReportView(theme)
        self.empty = EmptyState(
            theme, "clock-counter-clockwise", _("Nothing here yet"), _("Every change appears here, and stays.")
        )
        self.right = QStackedWidget()
        for part in (self.step, self.report, self.empty):
            self.right.addWidget(part)
        bar = QHBoxLayout()
        bar.setContentsMargins(14, 8, 12, 8)
        bar.setSpacing(8)
        bar.addWidget(IconLabel(theme, "funnel-simple", "muted", 16))
        bar.addWidget(self.who)
        bar.addWidget(self.what)
        bar.addStretch(1)
        left = QFrame()
        left.setProperty("k", "surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(rule())
        column.addWidget(self.timeline, 1)
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(24, 20, 24, 18)
        inner.addWidget(self.right)
        split = Splitter(desk.settings, "activity")
        split.addWidget(left)
        split.addWidget(holder)
        left.setMinimumWidth(300)
        holder.setMinimumWidth(420)
        split.setStretchFactor(1, 1)
        split.restore([432, 796])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
