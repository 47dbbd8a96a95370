"""What somebody drops on the window: tables, folders, archives, pictures – sorted into tables and where the images are."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pim.i18n import _
from pim.isolation.scratch import Scratch
from pim.services.importing.guarded import ImportRefused, Reader
from pim.services.importing.inspection import FileInspection

TABLES = frozenset(
    (".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".json", ".jsonl", ".ndjson")
)
PICTURES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff"))


@dataclass(slots=True)
class Gathered:
    """`tables` to read together, `images` the folder or archive with the pictures. Close it to remove what was unpacked."""

    tables: tuple[Path, ...]
    images: Path | None = None
    unpacked: Scratch | None = None

    def close(self) -> None:
        if self.unpacked is not None:
            self.unpacked.cleanup()
            self.unpacked = None


def gather(paths: Sequence[Path]) -> Gathered:
    """Sorts files and folders. Raises `ImportRefused` when there is no table among them, or two places with images.

    A ZIP archive without a table beside it is unpacked, because the table may be inside.
    """
    gone = next((path for path in paths if not path.exists()), None)
    if gone is not None:
        raise ImportRefused(_("{file} is not there any more. Choose the file again.").format(file=gone))
    tables = [path for path in paths if path.is_file() and path.suffix.casefold() in TABLES]
    folders = [path for path in paths if path.is_dir()]
    archives = [path for path in paths if path.is_file() and path.suffix.casefold() == ".zip"]
    pictures = [path for path in paths if path.suffix.casefold() in PICTURES]
    others = [path for path in paths if path.is_file() and path not in (*tables, *archives, *pictures)]
    tables += others  # an unknown ending says nothing: reading decides
    if tables:
        return Gathered(tuple(tables), _one([*folders, *archives, *_folder_of(pictures)]))
    if archives and not folders:
        return _unpacked(archives[0])
    for folder in folders:
        found = sorted(path for path in folder.iterdir() if path.suffix.casefold() in TABLES and path.is_file())
        if found:
            return Gathered(tuple(found), folder)
    raise ImportRefused(
        _("There is no table among these files. Add a CSV, Excel or JSON file that names the products.")
    )


def _folder_of(pictures: Sequence[Path]) -> list[Path]:
    return list(dict.fromkeys(path.parent for path in pictures))


def _one(places: Sequence[Path]) -> Path | None:
    if len(places) > 1:
        names = ", ".join(path.name for path in places)
        raise ImportRefused(
            _("The images are in several places: {names}. Put them into one folder or ZIP.").format(names=names)
        )
    return places[0] if places else None


def _unpacked(archive: Path) -> Gathered:
    holder = Scratch("import")
    try:
        with Reader() as reader:
            files = reader.unpack(archive, holder.folder)
        tables = _renamed(files, holder.folder)
        if not tables:
            raise ImportRefused(
                _("There is no table in {file}. Add the CSV, Excel or JSON file too.").format(file=archive.name)
            )
    except BaseException:
        holder.cleanup()
        raise
    return Gathered(tuple(tables), archive, holder)


def _renamed(files: dict[str, Path], folder: Path) -> list[Path]:
    """The tables of an archive under their own names, which people are shown."""
    found = []
    for name, path in sorted(files.items()):
        if Path(name).suffix.casefold() in TABLES:
            own = folder / Path(name).name
            if own != path and not own.exists():
                path = path.rename(own)
            found.append(path)
    return found


def preview(file: FileInspection, count: int = 30) -> list[tuple[int, tuple[str, ...]]]:
    """The first rows of a file: line and cells."""
    with Reader() as reader:
        rows = itertools.islice(reader.rows(file.path, file.info), count)
        return [(row.line, tuple(cell[:300] for cell in row.cells)) for row in rows]
