"""Inter as Qt fonts, with tabular figures; the system font until the cut files are there."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from pim.printing.fonts import FAMILY


def register(files: list[Path]) -> str | None:
    """Load font files into Qt. Returns the family name, or None when any of them cannot be used."""
    loaded = [QFontDatabase.addApplicationFont(str(file)) for file in files]
    return FAMILY if loaded and min(loaded) >= 0 else None


def build_font(family: str | None, size: int, weight: int, tabular: bool) -> QFont:
    """A font of `size` logical pixels and CSS weight 400..700, in `family` or in the system's own."""
    font = QFont(family) if family else QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPixelSize(size)
    font.setWeight(QFont.Weight(weight))
    if os.name != "nt":
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font
