"""What runs inside the guarded child: the typst compiler on one job's folder, and nothing from outside it."""

import os
from pathlib import Path
from typing import Any

import orjson

from pim.i18n import _
from pim.printing import fonts
from pim.printing.errors import MissingFont, TemplateProblem, UncoveredText

DATA = "data.json"
# With a moment: archival and accessible. PDF/A forbids a file without date, so without one it is PDF/UA
# alone.
_DATED: list[Any] = ["a-2a", "ua-1"]
_UNDATED: list[Any] = ["ua-1"]
_NOWHERE = "http://127.0.0.1:9"
_PLACES = "<places>"


def press(folder: str, entry: str, families: list[str], dated: bool, output: str) -> dict[str, Any]:
    """Compile template/`entry` in `folder` to the file `output` there.

    Gives `warnings` (the compiler's, list of text) and `places` (what the template says in parts/places.typ). Raises
    MissingFont, UncoveredText, TemplateProblem.
    """
    import typst

    _forbid_network()
    job = Path(folder)
    font_folders = [str(fonts.ready()), str(job / "template" / "fonts")]
    _check_families(families, font_folders)
    try:
        compiler = typst.Compiler(
            str(job / "template" / entry),
            root=str(job),
            font_paths=font_folders,
            ignore_system_fonts=True,
            package_path=str(job / "no-packages"),
            package_cache_path=str(job / "no-packages"),
        )
        _pdf, warnings = compiler.compile_with_warnings(
            output=str(job / output), format="pdf", pdf_standards=_DATED if dated else _UNDATED
        )
        texts = [str(warning) for warning in warnings]
        _check_warnings(texts)
        found = orjson.loads(compiler.query(_PLACES, field="value"))
    except typst.TypstError as error:
        raise _explained(str(error)) from error
    return {"warnings": texts, "places": _only(found)}


def _only(found: list[Any]) -> Any:
    if len(found) != 1:
        raise TemplateProblem(
            _("The print template does not say where everything stands. It must show parts/places.typ once.")
        )
    return found[0]


def _forbid_network() -> None:
    """The compiler fetches packages by itself; whatever slips through the check of the sources ends here."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        os.environ[name] = os.environ[name.upper()] = _NOWHERE
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = ""


def _check_families(families: list[str], font_folders: list[str]) -> None:
    import typst

    found = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=font_folders
    ).families()
    missing = [family for family in families if family.casefold() not in {f.casefold() for f in found}]
    if missing:
        raise MissingFont(
            _(
                "The print template uses the font {names}, which is not there. "
                "Put its file into the folder “fonts” of the template."
            ).format(names=", ".join(missing))
        )


def _check_warnings(warnings: list[str]) -> None:
    """A font that is not found would be replaced in silence; the page must not change its face."""
    for text in warnings:
        if "unknown font family" in text:
            raise MissingFont(
                _("The print template uses a font that is not there: {text}.").format(text=text)
            )


def _explained(message: str) -> Exception:
    if "could not be displayed with font" in message:
        return UncoveredText(
            _("Some text has characters without a shape in the fonts: {text}").format(text=message)
        )
    return TemplateProblem(_("The print template has an error: {text}").format(text=message))
