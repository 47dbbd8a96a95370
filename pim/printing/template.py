"""A template folder: what it says about itself, whether it may be used, and its copy for one job.

A designer copies `resources/print/catalog`, changes it and points the channel at the copy. `template.json`
has
`entry` (the typst file that is compiled), `fonts` (families; Inter is ours, others lie in the folder
`fonts`) and
`tile` (the colour behind product pictures, on which transparent pictures are to be flattened) and
`pictures` (for each number of cards on a page, how wide and high a picture may be, in millimetres).
"""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pim import paths
from pim.i18n import _
from pim.printing.document import CARDS_PER_PAGE
from pim.printing.errors import TemplateProblem

_PACKAGE_IMPORT = re.compile(r"""@\s*(preview|local|[a-z0-9-]+/)""")
_COLOUR = re.compile(r"^#[0-9A-Fa-f]{6}$")
_LARGEST = 64 * 1024 * 1024  # bytes of one file in a template


@dataclass(frozen=True, slots=True)
class Template:
    """A usable template."""

    folder: Path
    entry: str
    fonts: tuple[str, ...]
    tile: str
    boxes: dict[int, tuple[float, float]]

    @property
    def font_folder(self) -> Path:
        """Where the template's own font files lie; may not exist."""
        return self.folder / "fonts"


def load(folder: Path | None = None) -> Template:
    """The template in `folder`, ours when None. Raises TemplateProblem."""
    folder = folder or paths.resource("print/catalog")
    try:
        about = json.loads((folder / "template.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise TemplateProblem(
            _("“{folder}” is not a print template: its file template.json cannot be read ({error}).").format(
                folder=folder, error=error
            )
        ) from error
    template = _described(folder, about)
    _check_sources(template)
    return template


def copy(template: Template, target: Path) -> None:
    """Copy the template into the job's folder; links out of it are refused, so nothing else can be read."""
    for file in template.folder.rglob("*"):
        if file.is_symlink():
            raise TemplateProblem(
                _("The print template has a link ({file}). Please put the file itself there.").format(
                    file=file.name
                )
            )
        if file.is_file() and file.stat().st_size > _LARGEST:
            raise TemplateProblem(
                _("The file {file} of the print template is too large.").format(file=file.name)
            )
    shutil.copytree(template.folder, target)


def _described(folder: Path, about: object) -> Template:
    entry = about.get("entry") if isinstance(about, dict) else None
    fonts = about.get("fonts") if isinstance(about, dict) else None
    tile = about.get("tile", "#FFFFFF") if isinstance(about, dict) else None
    named = isinstance(fonts, list) and fonts and all(isinstance(font, str) for font in fonts)
    if not isinstance(entry, str) or not (folder / entry).is_file() or Path(entry).name != entry:
        raise TemplateProblem(
            _("The print template in “{folder}” names no entry file.").format(folder=folder)
        )
    if not named or not isinstance(tile, str) or not _COLOUR.match(tile):
        raise TemplateProblem(
            _("template.json in “{folder}” needs “fonts” (a list of names) and “tile” (#RRGGBB).").format(
                folder=folder
            )
        )
    assert isinstance(fonts, list)
    return Template(folder, entry, tuple(fonts), tile, _boxes(folder, about))


def _boxes(folder: Path, about: object) -> dict[int, tuple[float, float]]:
    sizes: Any = about.get("pictures") if isinstance(about, dict) else None
    try:
        boxes = {number: tuple(map(float, sizes[str(number)])) for number in CARDS_PER_PAGE}
    except (TypeError, KeyError, ValueError):
        boxes = {}
    found = {number: (box[0], box[1]) for number, box in boxes.items() if len(box) == 2 and min(box) > 0}
    if len(found) < len(CARDS_PER_PAGE):
        raise TemplateProblem(
            _("template.json in “{folder}” needs “pictures”: width and height in millimetres for 2, 4, 6 and 8 cards "
              "on a page.").format(folder=folder)
        )  # fmt: skip
    return found


def _check_sources(template: Template) -> None:
    """Packages come from the network and change under our feet: a template brings its own parts."""
    for file in sorted(template.folder.rglob("*.typ")):
        found = _PACKAGE_IMPORT.search(file.read_text("utf-8", errors="replace"))
        if found:
            raise TemplateProblem(
                _(
                    "The print template imports a package ({found}… in {file}). Packages are not allowed: "
                    "copy what you need into the template folder."
                ).format(found=found.group(0), file=file.name)
            )
