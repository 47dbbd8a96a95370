"""What an import did, as people and scripts read it, and the refused rows as a file of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pim.formats.table import TableInfo
from pim.formats.writing import Delimited, write_delimited
from pim.i18n import _
from pim.services.importing.guarded import ImportRefused, Reader
from pim.services.importing.inspection import Inspection
from pim.services.importing.rehearsal import Counts, Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """`images_missing` maps names to reasons; `made` counts new structure records by kind; `left_out` are the columns
    that went nowhere; `values_left` counts values that people changed while the import was written, and that stayed as they
    have them; `edit` is the number of the edit, None when nothing was changed or in a dry run."""

    format: str
    rows: Counts
    created: int
    updated: int
    unchanged: int
    images_added: int
    images_missing: dict[str, str]
    exceptions: int
    rejections: tuple[Rejection, ...]
    edit: int | None
    made: dict[str, int] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    values_left: int = 0

    def to_json(self) -> dict[str, Any]:
        """What `pim import --json` prints."""
        rows = self.rows
        return {
            "format": self.format,
            "rows": {"read": rows.read, "used": rows.used, "skipped": rows.skipped, "rejected": rows.rejected},
            "products": {"created": self.created, "updated": self.updated, "unchanged": self.unchanged},
            "images": {"added": self.images_added, "missing": len(self.images_missing)},
            "exceptions": self.exceptions,
            "rejections": [rejection._asdict() for rejection in self.rejections],
            "edit": self.edit,
        }


def write_rejects(inspection: Inspection, rejections: Sequence[Rejection], target: Path) -> int:
    """Writes the refused rows in the input's own columns, with file, line, column and reason after them.

    Returns how many rows; with none, no file is written. The file can be corrected and imported again. Raises
    `ImportRefused` when it cannot be written.
    """
    if not rejections:
        return 0
    by_file: dict[str, dict[int, Rejection]] = {}
    for rejection in rejections:
        by_file.setdefault(rejection.file, {}).setdefault(rejection.line, rejection)
    files = [file for file in inspection.files if file.info.file in by_file]
    names = list(dict.fromkeys(name for file in files for name in file.info.names))
    extra = _extra_columns(names, len(files) > 1)
    try:
        with target.open("wb") as out, Reader() as reader:
            rows = (
                row
                for file in files
                for row in _rows(reader, file.path, file.info, by_file[file.info.file], names, extra)
            )
            return write_delimited(out, [*names, *extra], rows, Delimited())
    except OSError as error:
        text = _("The rejected rows cannot be written to {file}: {reason}.")
        raise ImportRefused(text.format(file=target, reason=error.strerror)) from error


def _extra_columns(names: Sequence[str], several: bool) -> list[str]:
    """The columns added, under names that the input does not have."""
    wanted = ["rejected_file"] * several + ["rejected_line", "rejected_column", "rejected_reason"]
    return [name if name not in names else f"{name}_" for name in wanted]


def _rows(
    reader: Reader,
    path: Path,
    info: TableInfo,
    rejected: dict[int, Rejection],
    names: Sequence[str],
    extra: Sequence[str],
) -> Iterator[list[str]]:
    own = info.names
    for row in reader.rows(path, info):
        found = rejected.get(row.line)
        if found is None:
            continue
        cells = dict(zip(own, row.cells, strict=False))
        why = [found.file, str(found.line), found.column, found.reason][-len(extra) :]
        yield [cells.get(name, "").replace("\0", "") for name in names] + why
