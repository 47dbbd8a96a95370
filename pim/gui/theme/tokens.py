"""The colours of the program: role name -> (light, dark). The only place that holds hex values.

Contrast of each text role against the worst ground it is used on is tested in tests/gui/theme.
"""

from __future__ import annotations

LIGHT, DARK = 0, 1

TOKENS: dict[str, tuple[str, str]] = {
    # grounds
    "bg": ("#F6F6F7", "#18191B"),
    "side": ("#EEEFF1", "#131416"),
    "surface": ("#FFFFFF", "#1E2022"),
    "raised": ("#FFFFFF", "#282A2E"),
    "field": ("#FFFFFF", "#17181A"),
    "hover": ("#F0F1F3", "#26282C"),
    "press": ("#E4E6E9", "#303338"),
    "line": ("#E4E5E9", "#2C2F33"),
    "line2": ("#C6C9D0", "#464A51"),
    "track": ("#ECEDF0", "#2E3136"),
    "tile": ("#F3F4F5", "#DFE1E4"),
    # texts
    "text": ("#1B1D21", "#E8E9EB"),
    "muted": ("#535963", "#AEB3BB"),
    "faint": ("#626872", "#9096A0"),
    "inherit": ("#646A74", "#979DA7"),
    "disabled": ("#A3A8B0", "#5F646D"),
    # the one accent
    "accent": ("#2B5CD0", "#3B6BDE"),
    "on": ("#FFFFFF", "#FFFFFF"),
    "atext": ("#2552BD", "#8DB0FF"),
    "atint": ("#E7EEFC", "#212E4A"),
    "pick": ("#DCE6FB", "#2B3D66"),
    "aline": ("#9DB7F0", "#3F5C9E"),
    # states: text, tint, fill
    "ok": ("#1A7446", "#74CF9F"),
    "okt": ("#DCF0E4", "#1C3829"),
    "okf": ("#2E9A62", "#3FA873"),
    "warn": ("#875300", "#E9B760"),
    "warnt": ("#FBEBC8", "#3D3118"),
    "warnf": ("#BF7A0A", "#C98A22"),
    "bad": ("#B3261E", "#FF938A"),
    "badt": ("#FCE4E1", "#47231F"),
    "badf": ("#D8453B", "#DB584E"),
    "vio": ("#6442B0", "#BDA7F7"),
    "viot": ("#EDE7FA", "#322A4A"),
    "viof": ("#7E5BD0", "#8F72DA"),
    # behind the command palette, and the trim of a printed page, which is white in both themes
    "scrim": ("#000000", "#000000"),
    "paper": ("#FFFFFF", "#FFFFFF"),
}

# Used instead of line2 when the user asks for stronger borders (at least 3:1 on every ground).
STRONG_LINE2 = ("#7F8590", "#767C86")


def colors_of(dark: bool, strong_borders: bool = False) -> dict[str, str]:
    """Role name -> hex colour of one theme."""
    side = DARK if dark else LIGHT
    chosen = {role: pair[side] for role, pair in TOKENS.items()}
    if strong_borders:
        chosen["line2"] = STRONG_LINE2[side]
    return chosen


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2) of `#RRGGBB`, 0..1."""
    channels = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """WCAG 2 contrast ratio of two `#RRGGBB` colours, 1..21."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)
