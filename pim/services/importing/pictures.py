"""Finding the image files that a table names: by path or by name, in a folder, in a ZIP, or beside the table."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from pim.i18n import _
from pim.isolation.scratch import Scratch
from pim.services.importing.guarded import ImportRefused, Reader

_ENDINGS = frozenset((".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff"))


class Pictures:
    """The images at hand. `missing` collects every name that was asked for and not found, with the reason."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        """`folders`: file name of a table -> the folder that its relative paths start from."""
        self._beside = dict(folders)
        self._by_path: dict[str, Path] = {}
        self._by_name: dict[str, Path] = {}
        self._answers: dict[tuple[str, str], Path | None] = {}
        self._unpacked = Scratch("import")
        self._given = False
        self.missing: dict[str, str] = {}

    def add(self, source: Path) -> None:
        """Makes the images of a folder or of a ZIP archive known. Raises `ImportRefused` when it is neither."""
        self._given = True
        if source.is_dir():
            found = {path.relative_to(source).as_posix(): path for path in _images_in(source)}
        elif source.is_file():
            with Reader() as reader:
                found = reader.unpack(source, self._unpacked.folder)
        else:
            raise ImportRefused(_("The images “{path}” are neither a folder nor a ZIP archive.").format(path=source))
        for name, path in sorted(found.items()):
            self._by_path.setdefault(name.casefold(), path)
            self._by_name.setdefault(PurePosixPath(name).name.casefold(), path)

    def find(self, file: str, source: str) -> Path | None:
        """The image that a table of that name calls `source`; None when there is none (see `missing`)."""
        if (file, source) not in self._answers:
            found = self._answers[file, source] = self._find(file, source)
            if found is None:
                self.missing.setdefault(source, self._why(source))
        return self._answers[file, source]

    def refuse(self, source: str, reason: str) -> None:
        """Counts an image that was found but cannot be read as missing."""
        self.missing[source] = reason

    def close(self) -> None:
        self._unpacked.cleanup()

    def _find(self, file: str, source: str) -> Path | None:
        is_link = "://" in source
        path = _path_of(source) if is_link else source
        wanted = path.replace("\\", "/").strip().lstrip("/").casefold()
        found = self._by_path.get(wanted) or self._by_name.get(PurePosixPath(wanted).name)
        if found is None and PurePosixPath(wanted).suffix not in _ENDINGS and wanted:
            found = next(
                (p for end in (".jpg", ".jpeg", ".png", ".webp") if (p := self._by_name.get(wanted + end))), None
            )
        return found or (None if is_link else self._on_disk(file, path))

    def _on_disk(self, file: str, source: str) -> Path | None:
        """An image by its path: absolute, or relative to the table and not outside its folder."""
        base = self._beside.get(file)
        if base is None or "\0" in source or Path(source).suffix.casefold() not in _ENDINGS:
            return None
        path = Path(source.replace("\\", "/"))
        inside = path.is_absolute() or ".." not in path.parts
        candidate = base / path
        try:
            if not path.is_absolute() and not candidate.resolve().is_relative_to(base.resolve()):
                return None  # a link that leads out of the folder
            return candidate if inside and candidate.is_file() else None
        except OSError:  # a name that no file can have, such as one of a thousand characters
            return None

    def _why(self, source: str) -> str:
        if "://" in source:
            return _("It is a web address; images are not downloaded. Give them as a folder or ZIP.")
        if not self._given:
            return _("The file is not beside the table. Give the images as a folder or ZIP.")
        return _("No image of this name is in the images given.")


def _images_in(folder: Path) -> list[Path]:
    found = []
    for root, _folders, names in os.walk(folder):
        found += [Path(root, name) for name in names if Path(name).suffix.casefold() in _ENDINGS]
    return [path for path in found if not path.is_symlink()]


def _path_of(link: str) -> str:
    """The path of a web address, also of one that is none ("https://[shop/mug.png")."""
    try:
        return unquote(urlsplit(link).path)
    except ValueError:
        return link.partition("://")[2].partition("?")[0]
