"""The QPalette of a theme: what Fusion paints by itself, and what QSS does not reach."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

_ROLES = {
    "Window": "bg",
    "WindowText": "text",
    "Base": "field",
    "AlternateBase": "bg",
    "Text": "text",
    "Button": "raised",
    "ButtonText": "text",
    "BrightText": "bad",
    "ToolTipBase": "raised",
    "ToolTipText": "text",
    "PlaceholderText": "faint",
    "Highlight": "pick",
    "HighlightedText": "text",
    "Link": "atext",
    "LinkVisited": "atext",
    "Light": "raised",
    "Midlight": "hover",
    "Mid": "line2",
    "Dark": "line2",
    "Shadow": "line",
    "Accent": "accent",
}


def build_palette(colors: dict[str, str]) -> QPalette:
    """Palette for role -> hex `colors`; disabled texts use the disabled role."""
    palette = QPalette()
    for name, role in _ROLES.items():
        palette.setColor(QPalette.ColorRole[name], QColor(colors[role]))
    for name in ("WindowText", "Text", "ButtonText", "HighlightedText"):
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole[name], QColor(colors["disabled"]))
    return palette
