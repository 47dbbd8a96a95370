"""Inter, cut from its variable file into the few static weights that pages and windows use.

The typst compiler knows no weight axis, and Qt shows a variable font as Regular and Italic only, so both need static
files. Cutting takes some twenty seconds of processor time and happens once: when the program is set up or packaged
(`resources/fonts`), else at the first need, into the user's cache. The cuts carry a family name of their own, so that
an Inter installed on the system (often the variable one) never gets in the way. Free of Qt, and callable in a child
process.
"""

import tempfile
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pim import paths
from pim.i18n import _
from pim.printing.errors import MissingFont

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FAMILY = "Inter Pim"
WEIGHTS = {"Regular": 400, "Medium": 500, "SemiBold": 600}
_OPTICAL_SIZE = 14  # the cut for text; larger titles stay a little sturdier than Inter Display
_SUFFIXES = (".ttf", ".otf", ".ttc")
VERSION = "inter-4.1-cut2"  # a new folder when what we cut changes
# Latin, Greek and Cyrillic with their marks, signs, arrows and shapes: what Inter has besides are alternates.
_RANGES = (
    (0x20, 0x24F), (0x259, 0x259), (0x2B0, 0x3FF), (0x400, 0x4FF), (0x1E00, 0x1FFF), (0x2000, 0x22FF), (0x2460, 0x27BF),
    (0xFB00, 0xFB06), (0xFFFC, 0xFFFD),
)  # fmt: skip
_FEATURES = ["kern", "ccmp", "locl", "mark", "mkmk", "tnum", "calt", "liga"]


def ready() -> Path:
    """The folder with our static cuts; made now when nobody made it before. Raises `MissingFont`."""
    return found() or cut(paths.cache_dir() / "fonts" / VERSION)


def found() -> Path | None:
    """The folder with our static cuts; None when they have not been made yet."""
    folders = (paths.resources() / "fonts" / VERSION, paths.cache_dir() / "fonts" / VERSION)
    return next((folder for folder in folders if is_complete(folder)), None)


def cut_files(folder: Path) -> list[Path]:
    """The font files of a complete folder, lightest first."""
    return [_file(folder, name) for name in WEIGHTS]


def cut_in_child(on_progress: Callable[[int, int, str], None]) -> str:
    """`ready` for a guarded child process: the folder as text."""
    on_progress(0, len(WEIGHTS), FAMILY)
    return str(ready())


def cut(folder: Path) -> Path:
    """Write the static cuts into `folder`; each appears complete or not at all. Raises MissingFont."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    folder.mkdir(parents=True, exist_ok=True)
    font = TTFont(_variable_file(), recalcTimestamp=False)
    options = subset.Options(layout_features=_FEATURES, name_IDs=["*"], notdef_outline=True, hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[point for point in font.getBestCmap() if _is_kept(point)])
    subsetter.subset(font)
    base = instancer.instantiateVariableFont(font, {"opsz": _OPTICAL_SIZE}, inplace=True, optimize=False)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        pinned = Path(scratch) / "pinned.ttf"
        base.save(pinned)
        for name, weight in WEIGHTS.items():
            font = TTFont(pinned, recalcTimestamp=False)
            static = instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
            _name(static, name)
            static.save(Path(scratch) / "cut.ttf")
            (Path(scratch) / "cut.ttf").replace(_file(folder, name))
    return folder


def _is_kept(point: int) -> bool:
    return any(first <= point <= last for first, last in _RANGES)


def coverage(folders: Iterable[Path] = ()) -> frozenset[int]:
    """The code points that our font, and the font files in `folders`, have a shape for."""
    from fontTools.ttLib import TTFont

    points: set[int] = set()
    for file in [*cut_files(ready())[:1], *(f for folder in folders for f in font_files(folder))]:
        with TTFont(file, fontNumber=0, lazy=True) as font:
            points.update(font.getBestCmap())
    return frozenset(points)


def font_files(folder: Path) -> list[Path]:
    """The font files directly in `folder`, in a stable order; none when it does not exist."""
    return sorted(f for f in folder.glob("*") if f.suffix.lower() in _SUFFIXES)


def is_complete(folder: Path) -> bool:
    """Whether `folder` holds every cut."""
    return all(file.exists() for file in cut_files(folder))


def _variable_file() -> Path:
    package = find_spec("fontpkg_inter")
    if package is None or package.origin is None:
        raise MissingFont(_("The font Inter is missing. Please install pim again (package fontpkg-inter)."))
    return Path(package.origin).parent / "files" / "Inter[opsz,wght].ttf"


def _name(font: "TTFont", style: str) -> None:
    """A plain family, style and weight, which is what font systems group by."""
    regular = style == "Regular"
    texts = {
        1: FAMILY if regular else f"{FAMILY} {style}", 2: "Regular", 3: f"{FAMILY} {style} {VERSION}",
        4: f"{FAMILY} {style}", 6: f"{FAMILY.replace(' ', '')}-{style}", 16: FAMILY, 17: style,
    }  # fmt: skip
    names = font["name"]
    for number in (*texts, 21, 22, 25):
        names.removeNames(nameID=number)
    for number, text in texts.items():
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = WEIGHTS[style]
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | 0x40
    font["head"].macStyle = 0
    if "STAT" in font:
        del font["STAT"]


def _file(folder: Path, name: str) -> Path:
    return folder / f"{FAMILY.replace(' ', '')}-{name}.ttf"
