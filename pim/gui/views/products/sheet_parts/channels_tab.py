"""The tab of channels: what each one would receive now, and why something is kept back."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pim.gui.catalog_desk import CatalogDesk
from pim.gui.failures import sentence_for
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.gui.widgets.labels import IconLabel, Label
from pim.gui.widgets.layouts import scroll_of
from pim.gui.widgets.safe_text import SafeTextBrowser
from pim.gui.widgets.tabs import TabStrip
from pim.i18n import _
from pim.services import previewing


class ChannelsTab(QWidget):
    """One channel at a time; follows the channel chosen at the top."""

    def __init__(self, desk: CatalogDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._shown = desk, None
        self._tabs = TabStrip(desk.theme, [], height=32)
        self._tabs.chosen.connect(lambda _code: self._ask())
        self._state = Label(desk.theme, "", 12, 500)
        self._reasons = Label(desk.theme, "", 12, 400, "bad", wrap=True)
        self._shape = SafeTextBrowser()
        self._shape.setProperty("k", "bare")
        self._shape.setFont(desk.theme.font(12, 400, True))
        self._shape.setAccessibleName(_("What the channel receives"))
        self._shape.setMinimumHeight(240)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 6, 14, 14)
        column.setSpacing(6)
        for widget in (self._tabs, self._state, self._reasons):
            column.addWidget(widget)
        column.addWidget(self._shape, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll_of(content, "surface"))

    def show_product(self, shown: Shown) -> None:
        """Ask again for this product."""
        self._shown = shown
        channels = self._desk.structure.channels.values()
        self._tabs.set_tabs([(c.code, c.label(shown.locale), "") for c in channels])
        if self._desk.viewpoint.channel:
            self._tabs.set_current(self._desk.viewpoint.channel)
        self._ask()

    def _ask(self) -> None:
        if self._shown is None or not self._tabs.current:
            return
        self._desk.read(
            previewing.preview, self._shown.uid, self._tabs.current, replaces="products.preview", owner=self,
            then=partial(self._show, self._shown.uid), otherwise=self._fail,
        )  # fmt: skip

    def _fail(self, error: Exception) -> None:
        self._show("", (None, [sentence_for(error)]))

    def _show(self, uid: str, found: tuple[Any, list[str]]) -> None:
        if uid and uid != self._shown.uid:
            return
        shape, reasons = found
        self._state.setText(_("This is what it would receive now") if shape is not None else _("Nothing would be sent"))
        self._reasons.setText("\n".join(reasons))
        self._reasons.setVisible(bool(reasons))
        self._shape.setHtml(_table(shape, self._desk.theme.hex) if shape is not None else "")


def _table(shape: Any, colors: dict[str, str]) -> str:
    """The listing as lines of name and value; nested parts are indented."""
    import html

    lines = []
    for depth, name, value in _flat(_plain(shape), 0):
        space = 14 * depth
        lines.append(
            f'<tr><td style="padding:2px 10px 2px {space}px;color:{colors["muted"]}">{html.escape(name)}</td>'
            f'<td style="padding:2px 0">{html.escape(value)}</td></tr>'
        )
    return f"<table>{''.join(lines)}</table>"


def _plain(shape: Any) -> Any:
    return json.loads(json.dumps(shape, default=_as_json))


def _as_json(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        return value._asdict()
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    return str(value)


def _flat(value: Any, depth: int, name: str = "") -> list[tuple[int, str, str]]:
    if isinstance(value, dict):
        head = [(depth, name, "")] if name else []
        inner = depth + 1 if name else depth
        return head + [line for key, part in value.items() for line in _flat(part, inner, str(key)) if _is_told(part)]
    if isinstance(value, list):
        if all(not isinstance(part, dict | list) for part in value):
            return [(depth, name, ", ".join(str(part) for part in value))]
        return [line for number, part in enumerate(value, 1) for line in _flat(part, depth, f"{name} {number}".strip())]
    return [(depth, name, "" if value is None else str(value)[:2000])]


def _is_told(value: Any) -> bool:
    return value not in (None, "", [], {})


__all__ = ["ChannelsTab", "IconLabel"]
