"""Files are read in the guarded child process; whatever goes wrong there becomes one clear refusal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pim.catalog.errors import CatalogError
from pim.formats import archive, reading
from pim.formats.errors import FormatError
from pim.formats.source import Outcome, SourceColumn
from pim.formats.table import ReadOptions, Row, RowCount, TableInfo
from pim.isolation import IsolationError, Limits, Worker
from pim.services.surveying import profile, variants
from pim.services.surveying.profile import ColumnProfile


class ImportRefused(CatalogError):
    """A file, or a whole import, that cannot be used; nothing was changed."""


@contextmanager
def refusing() -> Iterator[None]:
    """Turns the errors of reading into `ImportRefused`."""
    try:
        yield
    except (FormatError, IsolationError) as error:
        raise ImportRefused(str(error)) from error


class Reader:
    """Reads table files in one child process; a context manager."""

    def __init__(self) -> None:
        self._worker = Worker(Limits(memory_mb=2048, seconds=300))

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_error: object) -> None:
        self._worker.close()

    def inspect(self, path: Path, options: ReadOptions) -> TableInfo:
        """How the table in the file is written."""
        with refusing():
            data = self._worker.call(reading.inspect_file, (str(path), options.to_json()), errors=(FormatError,))
        return TableInfo.from_json(data)

    def profiles(self, path: Path, info: TableInfo) -> dict[str, ColumnProfile]:
        """What each column holds."""
        with refusing():
            found = self._worker.call(profile.profile_file, (str(path), info.to_json()), errors=(FormatError,))
        return {data["name"]: ColumnProfile.from_json(data) for data in found}

    def survey(self, path: Path, info: TableInfo, key: str, parent: str, candidates: list[str]) -> variants.Survey:
        """Which rows of a plain table are models, and what tells their variants apart."""
        arguments = (str(path), info.to_json(), key, parent, candidates)
        with refusing():
            return variants.Survey(**self._worker.call(variants.survey, arguments, errors=(FormatError,)))

    def items(
        self, path: Path, info: TableInfo, layout: str, columns: tuple[SourceColumn, ...]
    ) -> Iterator[tuple[list[Outcome], RowCount]]:
        """The source items in batches, each with the count so far."""
        arguments = (str(path), info.to_json(), layout, [column.to_json() for column in columns])
        with refusing():
            for batch in self._worker.stream(reading.item_batches, arguments, errors=(FormatError,)):
                yield reading.outcomes_from_json(batch)

    def rows(self, path: Path, info: TableInfo) -> Iterator[Row]:
        """The rows as they stand in the file."""
        with refusing():
            for batch in self._worker.stream(reading.row_batches, (str(path), info.to_json()), errors=(FormatError,)):
                yield from map(reading.row_from_json, batch)

    def unpack(self, path: Path, folder: Path) -> dict[str, Path]:
        """The usable files of a ZIP archive by name, unpacked into `folder`."""
        with refusing():
            found: Any = self._worker.stream(archive.extract_archive, (str(path), str(folder)), errors=(FormatError,))
            return {name: Path(target) for name, target in found}
