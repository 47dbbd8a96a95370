"""The fonts of the page: Inter, cut once from its variable file into the weights that the templates use.

The typst compiler knows no weight axis, so it needs static files. Cutting takes about half a minute and
happens once:
when the program is packaged (`resources/fonts`), else at the first print, into the user's cache.
"""

import tempfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pim import paths
from pim.i18n import _
from pim.printing.errors import MissingFont

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FAMILY = "Inter"
WEIGHTS = {"Regular": 400, "Medium": 500, "SemiBold": 600}
_OPTICAL_SIZE = 14  # the cut for text; larger titles stay a little sturdier than Inter Display
_SUFFIXES = (".ttf", ".otf", ".ttc")
_VERSION = "inter-4.1-opsz14"  # a new folder when what we cut changes


def ready() -> Path:
    """The folder with our static cuts; made now when nobody made it before."""
    packaged = paths.resources() / "fonts" / _VERSION
    if _is_complete(packaged):
        return packaged
    folder = paths.cache_dir() / "fonts" / _VERSION
    return folder if _is_complete(folder) else cut(folder)


def cut(folder: Path) -> Path:
    """Write the static cuts into `folder`; each appears complete or not at all. Raises MissingFont."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    folder.mkdir(parents=True, exist_ok=True)
    base = instancer.instantiateVariableFont(
        TTFont(_variable_file(), recalcTimestamp=False), {"opsz": _OPTICAL_SIZE}, inplace=True
    )
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        pinned = Path(scratch) / "pinned.ttf"
        base.save(pinned)
        for name, weight in WEIGHTS.items():
            font = TTFont(pinned, recalcTimestamp=False)
            static = instancer.instantiateVariableFont(
                font, {"wght": weight}, inplace=True, updateFontNames=True
            )
            _name(static, name)
            static.save(Path(scratch) / "cut.ttf")
            (Path(scratch) / "cut.ttf").replace(_file(folder, name))
    return folder


def coverage(folders: Iterable[Path] = ()) -> frozenset[int]:
    """The code points that our font, and the font files in `folders`, have a shape for."""
    from fontTools.ttLib import TTFont

    points: set[int] = set()
    for file in [_variable_file(), *(f for folder in folders for f in font_files(folder))]:
        with TTFont(file, fontNumber=0, lazy=True) as font:
            points.update(font.getBestCmap())
    return frozenset(points)


def font_files(folder: Path) -> list[Path]:
    """The font files directly in `folder`, in a stable order; none when it does not exist."""
    return sorted(f for f in folder.glob("*") if f.suffix.lower() in _SUFFIXES)


def _variable_file() -> Path:
    package = find_spec("fontpkg_inter")
    if package is None or package.origin is None:
        raise MissingFont(_("The font Inter is missing. Please install pim again (package fontpkg-inter)."))
    return Path(package.origin).parent / "files" / "Inter[opsz,wght].ttf"


def _name(font: "TTFont", style: str) -> None:
    """Typographic family and style, so that all cuts answer to the one name "Inter"."""
    names = font["name"]
    for name_id, text in ((16, FAMILY), (17, style), (4, f"{FAMILY} {style}"), (6, f"{FAMILY}-{style}")):
        names.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = WEIGHTS[style]


def _file(folder: Path, name: str) -> Path:
    return folder / f"{FAMILY}-{name}.ttf"


def _is_complete(folder: Path) -> bool:
    return all(_file(folder, name).exists() for name in WEIGHTS)
