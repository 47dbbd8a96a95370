"""The theme object: colours, fonts, icons; light, dark or as the system; handed to whoever paints."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from pim.gui.theme.fonts import build_font, register
from pim.gui.theme.icons import GlyphEngine, IconSet
from pim.gui.theme.palette import build_palette
from pim.gui.theme.qss import build_sheet
from pim.gui.theme.tokens import colors_of
from pim.isolation.scratch import Scratch

MODES = ("system", "light", "dark")
_QSS_IMAGES = {
    "caret-down-muted": ("caret-down", "muted"),
    "check-bold-on": ("check-bold", "on"),
    "minus-bold-on": ("minus-bold", "on"),
}


class Theme(QObject):
    """Colours (`theme.c.accent` is a QColor), fonts and icons of the running program.

    `changed` is emitted after colours or fonts are new; painted caches must be keyed on `generation`.
    One is made by the composition root and handed to every widget that paints or shows an icon.
    """

    changed = Signal()

    def __init__(
        self,
        app: QApplication,
        mode: str = "system",
        *,
        strong_borders: bool = False,
        reduced_motion: bool = False,
    ) -> None:
        super().__init__()
        self._app, self.mode, self.strong_borders = app, mode, strong_borders
        self._reduced_motion = reduced_motion
        self._family: str | None = None
        self._fonts: dict[tuple[int, int, bool, bool], QFont] = {}
        self._metrics: dict[tuple[int, int, bool, bool], QFontMetrics] = {}
        self._images = Scratch("theme")
        self.icons = IconSet()
        self.generation = 0
        self.dark = False
        self.hex: dict[str, str] = {}
        self.c = SimpleNamespace()
        app.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    # -- choices ---------------------------------------------------------------------------------
    def set_mode(self, mode: str) -> None:
        """Choose `system`, `light` or `dark`; takes effect at once."""
        if mode not in MODES:
            raise ValueError(f"Unknown theme mode {mode!r}; use one of {', '.join(MODES)}.")
        self.mode = mode
        self._apply()

    def set_strong_borders(self, strong: bool) -> None:
        """Swap the control borders for ones of at least 3:1."""
        self.strong_borders = strong
        self._apply()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Switch every animation off (or back on)."""
        self._reduced_motion = reduced

    @property
    def reduced_motion(self) -> bool:
        """True when the user or the system asks for no animation."""
        return self._reduced_motion or not self._app.isEffectEnabled(Qt.UIEffect.UI_General)

    def use_fonts(self, files: list[Path]) -> bool:
        """Switch to the given font files (the four cuts of Inter); False keeps the system font."""
        family = register(files)
        if family is None:
            return False
        self._family = family
        self._apply()
        return True

    def close(self) -> None:
        """Stop following the system and remove the temporary images."""
        QGuiApplication.styleHints().colorSchemeChanged.disconnect(self._system_changed)
        self._images.cleanup()

    # -- what painters ask ------------------------------------------------------------------------
    def color(self, role: str) -> QColor:
        """The colour of a role by name, for roles known at run time; else use `theme.c.role`."""
        return getattr(self.c, role)

    def font(self, size: int = 12, weight: int = 400, tabular: bool = False, strike: bool = False) -> QFont:
        """A cached font of `size` logical pixels. Do not change it; copy it first."""
        key = (size, weight, tabular, strike)
        if key not in self._fonts:
            font = build_font(self._family, size, weight, tabular)
            font.setStrikeOut(strike)
            self._fonts[key] = font
        return self._fonts[key]

    def metrics(
        self, size: int = 12, weight: int = 400, tabular: bool = False, strike: bool = False
    ) -> QFontMetrics:
        """Metrics of exactly the font that `font` returns for the same arguments."""
        key = (size, weight, tabular, strike)
        if key not in self._metrics:
            self._metrics[key] = QFontMetrics(self.font(*key))
        return self._metrics[key]

    def icon(self, name: str, role: str = "muted", on_role: str | None = None) -> QIcon:
        """A QIcon that follows the theme; `on_role` is its colour when the button is checked."""

        def color_of(mode: QIcon.Mode, state: QIcon.State) -> QColor:
            if mode == QIcon.Mode.Disabled:
                return self.c.disabled
            return self.color(on_role if on_role and state == QIcon.State.On else role)

        return QIcon(GlyphEngine(self.icons, name, color_of))

    def pixmap(self, name: str, role: str = "muted", size: int = 16, ratio: float = 1.0) -> QPixmap:
        """An icon as pixmap in the colour of `role`, `size` logical pixels."""
        return self.icons.pixmap(name, self.color(role), size, ratio)

    # -- switching --------------------------------------------------------------------------------
    def _wants_dark(self) -> bool:
        if self.mode == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self.mode == "dark"

    def _system_changed(self) -> None:
        if self.mode == "system" and self._wants_dark() != self.dark:
            self._apply()

    def _apply(self) -> None:
        self.dark = self._wants_dark()
        self.hex = colors_of(self.dark, self.strong_borders)
        self.c.__dict__.update({role: QColor(value) for role, value in self.hex.items()})
        self.generation += 1
        self._fonts.clear()
        self._metrics.clear()
        self.icons.clear()
        self._write_images()
        self._app.setFont(self.font(12))
        self._app.setPalette(build_palette(self.hex))
        self._app.setStyleSheet(build_sheet(self.hex, self._images.folder.as_posix()))
        self.changed.emit()

    def _write_images(self) -> None:
        """QSS takes images only from files: write the three it needs, at one and two pixels per point."""
        for file, (name, role) in _QSS_IMAGES.items():
            for suffix, ratio in (("", 1.0), ("@2x", 2.0)):
                self.pixmap(name, role, 12, ratio).save(f"{self._images.folder}/{file}{suffix}.png")
