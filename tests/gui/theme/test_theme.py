"""Icons resolve, themes switch, fonts register."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage

import pim.gui
from pim.gui.painting.cells import CELL_STATES
from pim.gui.theme.icons import CHANNEL_ICONS, USED_ICONS, channel_icon, glyphs
from pim.gui.theme.qss import build_sheet
from pim.gui.theme.tokens import TOKENS, colors_of
from pim.printing import fonts


def test_every_icon_of_the_list_resolves() -> None:
    assert not [name for name in USED_ICONS if name not in glyphs()]


def test_every_icon_named_in_the_code_resolves() -> None:
    """Whatever stands as an icon name in a call must exist in the font."""
    pattern = re.compile(
        r'(?:icon=|set_icon\(|theme\.icon\(|\.pixmap\(|IconLabel\(\w+, |IconButton\(\w+, )"([a-z-]+)"'
    )
    root = Path(pim.gui.__file__).parent
    names = {name for file in root.rglob("*.py") for name in pattern.findall(file.read_text("utf-8"))}
    names |= {look.icon for look in CELL_STATES.values() if look.icon}
    assert names
    assert not [name for name in names if name not in glyphs()]


def test_every_kind_of_channel_has_its_icon_and_unknown_ones_a_general_one() -> None:
    assert {channel_icon(kind) for kind in CHANNEL_ICONS} <= set(glyphs())
    assert channel_icon("telex") in glyphs()


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_an_icon_is_drawn_in_its_colour_at_every_ratio(theme, ratio: float) -> None:
    pixmap = theme.pixmap("house", "bad", 16, ratio)
    assert pixmap.width() == round(16 * ratio)
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    strongest = max(
        (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())),
        key=lambda color: color.alpha(),
    )
    assert strongest.alpha() > 150
    assert abs(strongest.red() - theme.c.bad.red()) < 12


def test_an_icon_is_rendered_once(theme) -> None:
    assert theme.pixmap("house").cacheKey() == theme.pixmap("house").cacheKey()


def test_a_qicon_follows_the_theme(theme) -> None:
    icon = theme.icon("house", "text")

    def darkest() -> int:
        image = icon.pixmap(QSize(16, 16), 1.0, QIcon.Mode.Normal, QIcon.State.Off).toImage()
        best = max(
            (image.pixelColor(x, y) for x in range(16) for y in range(16)), key=lambda color: color.alpha()
        )
        return best.lightness()

    assert darkest() < 100
    theme.set_mode("dark")
    assert darkest() > 180


def test_switching_emits_and_changes_generation(theme, qtbot) -> None:
    before = theme.generation
    with qtbot.waitSignal(theme.changed):
        theme.set_mode("dark")
    assert theme.dark
    assert theme.generation > before
    assert theme.c.bg.name().upper() == TOKENS["bg"][1]


def test_an_unknown_mode_is_refused(theme) -> None:
    with pytest.raises(ValueError, match="Unknown theme mode"):
        theme.set_mode("sepia")


def test_the_sheet_names_only_known_roles_and_leaves_no_rule_without_selector() -> None:
    sheet = build_sheet(colors_of(False), "/icons")
    assert "$" not in sheet
    for selector in re.findall(r"([^{}]*)\{", sheet):
        assert selector.strip(), "a rule without selector cascades into everything"
        for part in selector.split(","):
            assert part.strip()[:1] in ("Q", "*") and part.strip() != "*", part


def test_tabular_figures_are_equally_wide(theme) -> None:
    metrics = theme.metrics(12, 400, True)
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")


def test_a_folder_of_fonts_is_complete_only_with_every_weight(tmp_path) -> None:
    wanted = fonts.cut_files(tmp_path)
    assert len(wanted) == len(fonts.WEIGHTS)
    for file in wanted:
        assert not fonts.is_complete(tmp_path)
        file.touch()
    assert fonts.is_complete(tmp_path)


def test_missing_font_files_keep_the_system_font(theme, tmp_path, qtlog) -> None:
    family = theme.font(12).family()
    assert theme.use_fonts([tmp_path / "none.ttf"]) is False
    assert theme.font(12).family() == family
