"""Inter, cut into four static files once per user. Free of Qt: it runs in a process of its own.

Qt shows a variable font as Regular and Italic only, so 500 and 600 would look like 400. The cut files carry
their own family name, so an Inter installed on the system (often the variable one) never gets in the way.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FAMILY = "Inter Pim"
CUTS = {"Regular": 400, "Medium": 500, "SemiBold": 600, "Bold": 700}
_OPTICAL_SIZE = 14
_VERSION = "4.1-1"


def cut_files(folder: Path) -> list[Path]:
    """The four font files in `folder`, or an empty list when they have not all been made."""
    files = [folder / f"inter-{_VERSION}-{name}.ttf" for name in CUTS]
    return files if all(file.is_file() for file in files) else []


def cut_inter(folder: Path, on_progress: Callable[[int, int, str], None] | None = None) -> list[Path]:
    """Make the four static fonts in `folder` if they are missing. Takes about 30 seconds of processor time.

    Returns the files. Raises FileNotFoundError when the font package is not installed, OSError when the
    folder cannot be written.
    """
    if ready := cut_files(folder):
        return ready
    folder.mkdir(parents=True, exist_ok=True)
    for number, (name, weight) in enumerate(CUTS.items()):
        if on_progress is not None:
            on_progress(number, len(CUTS), name)
        _cut(folder / f"inter-{_VERSION}-{name}.ttf", name, weight)
    return cut_files(folder)


def _cut(target: Path, name: str, weight: int) -> None:
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(_source())
    static = instancer.instantiateVariableFont(font, {"wght": weight, "opsz": _OPTICAL_SIZE}, inplace=True)
    _rename(static, name, weight)
    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    static.save(temporary)
    temporary.replace(target)


def _source() -> Path:
    spec = find_spec("fontpkg_inter")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("The font Inter is missing: the package fontpkg-inter is not installed.")
    return Path(spec.submodule_search_locations[0]) / "files" / "Inter[opsz,wght].ttf"


def _rename(font: Any, name: str, weight: int) -> None:
    """Give the cut font a plain family, style and weight, which is what font systems group by."""
    legacy = name in ("Regular", "Bold")
    texts = {
        1: FAMILY if legacy else f"{FAMILY} {name}",
        2: name if legacy else "Regular",
        3: f"{FAMILY} {name} {_VERSION}",
        4: f"{FAMILY} {name}",
        6: f"{FAMILY.replace(' ', '')}-{name}",
        16: FAMILY,
        17: name,
    }
    table = font["name"]
    for number in (*texts, 21, 22, 25):
        table.removeNames(nameID=number)
    for number, text in texts.items():
        table.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if weight == 700 else 0x40)
    font["head"].macStyle = 1 if weight == 700 else 0
    if "STAT" in font:
        del font["STAT"]


def cut_inter_in(folder: str, on_progress: Callable[[int, int, str], None]) -> int:
    """`cut_inter` for a child process, which takes and returns plain values: the number of files."""
    return len(cut_inter(Path(folder), on_progress))
