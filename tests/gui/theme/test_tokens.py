"""Contrast, computed from the tokens against every ground a role is used on."""

import re
from pathlib import Path

import pytest

import pim.gui
from pim.gui.theme.tokens import STRONG_LINE2, colors_of, contrast

GROUNDS = ("bg", "side", "surface", "raised", "field", "hover")
SELECTED = ("press", "pick", "atint", "track")
TEXTS = {
    "text": (*GROUNDS, *SELECTED, "okt", "warnt", "badt", "viot"),
    "muted": (*GROUNDS, *SELECTED, "warnt", "badt"),
    "faint": ("bg", "side", "surface", "raised", "field", "hover"),
    "inherit": ("bg", "surface", "field", "hover"),
    "atext": (*GROUNDS, "press", "atint", "pick", "warnt", "badt"),
    "ok": ("surface", "bg", "okt"),
    "warn": ("surface", "bg", "warnt", "field"),
    "bad": ("surface", "bg", "badt", "raised"),
    "vio": ("surface", "bg", "viot"),
    "on": ("accent",),
}
SHAPES = ("okf", "warnf", "badf", "viof", "accent")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("role", "grounds"), TEXTS.items(), ids=TEXTS)
def test_text_reaches_4_5_on_every_ground_it_is_used_on(
    role: str, grounds: tuple[str, ...], dark: bool
) -> None:
    colors = colors_of(dark)
    poor = {
        ground: contrast(colors[role], colors[ground])
        for ground in grounds
        if contrast(colors[role], colors[ground]) < 4.5
    }
    assert not poor


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("role", SHAPES)
def test_state_shapes_reach_3_on_the_surface(role: str, dark: bool) -> None:
    colors = colors_of(dark)
    assert contrast(colors[role], colors["surface"]) >= 3.0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_stronger_borders_reach_3_on_every_ground(dark: bool) -> None:
    colors = colors_of(dark, strong_borders=True)
    assert colors["line2"] == STRONG_LINE2[dark]
    assert min(contrast(colors["line2"], colors[ground]) for ground in GROUNDS) >= 3.0


def test_contrast_of_black_and_white_is_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_no_hex_colour_outside_the_tokens() -> None:
    root = Path(pim.gui.__file__).parent
    found = [
        f"{file.relative_to(root)}: {hit}"
        for file in root.rglob("*.py")
        if file.name != "tokens.py"
        for hit in re.findall(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b", file.read_text("utf-8"))
    ]
    assert not found
