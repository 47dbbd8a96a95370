"""Looking at files before anything is imported: format, columns, proposed targets and identifier."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pim.catalog.errors import CatalogError
from pim.catalog.structure import Structure
from pim.formats.errors import FormatError
from pim.formats.layouts import best_layout, layout_named
from pim.formats.layouts.akeneo_structure import known_codes
from pim.formats.source import KnownCodes, SourceColumn, SourceStructure
from pim.formats.table import TableInfo
from pim.i18n import _
from pim.services.importing import identifier, moving_in, titles
from pim.services.importing.growth import Growth
from pim.services.importing.guarded import ImportRefused, Reader
from pim.services.importing.options import ImportOptions
from pim.services.importing.proposing import Proposal, merged, propose
from pim.services.importing.targets import Mapping
from pim.services.surveying.profile import ColumnProfile

TABLE = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileInspection:
    """One file: `layout` is the layout's code, `key` the identifying column of a plain table with the reason.

    `refused` says why none of its rows can be used, while others of the same import can.
    """

    path: Path
    info: TableInfo
    layout: str
    columns: tuple[SourceColumn, ...]
    profiles: dict[str, ColumnProfile]
    mapping: Mapping
    key: str = ""
    key_reason: str = ""
    refused: str = ""

    @property
    def is_structure(self) -> bool:
        """Whether the rows describe the catalogue instead of products."""
        return bool(self.columns) and all(column.target == "structure" for column in self.columns)

    def to_json(self) -> dict[str, Any]:
        """What `pim inspect --json` says of the file."""
        info = self.info
        columns = [
            {
                "name": column.name, "samples": list(column.samples), "decimal": column.decimal,
                "target": self.mapping.target(column.name).to_json() if not self.is_structure else {"field": "structure"},
            }
            for column in info.columns
        ]  # fmt: skip
        return {
            "file": info.file, "format": self.layout, "container": info.format, "encoding": info.encoding,
            "delimiter": info.delimiter, "quote": info.quote, "header": info.has_header, "sheet": info.sheet,
            "sheets": [sheet.name for sheet in info.sheets], "decimal": info.decimal, "rows": info.row_estimate,
            "identifier": {"column": self.key, "reason": self.key_reason} if self.key_reason else None,
            "columns": columns, "notes": list(info.notes), "refused": self.refused,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """All files of an import in reading order, and the targets proposed for their columns."""

    files: tuple[FileInspection, ...]
    options: ImportOptions
    mapping: Mapping

    @property
    def format(self) -> str:
        """The layout of the files; of several, the first that is more than a plain table."""
        layouts = [file.layout for file in self.files]
        return next((layout for layout in layouts if layout != TABLE), layouts[0] if layouts else TABLE)

    def with_mapping(self, mapping: Mapping) -> Inspection:
        """The inspection with targets that a person changed; `mapping.key` replaces the identifier of plain tables."""
        files = []
        for file in self.files:
            own = {name: mapping.columns.get(name, target) for name, target in file.mapping.columns.items()}
            key = mapping.key if mapping.key in file.info.names else file.key
            reason = mapping.key_reason if key != file.key else file.key_reason
            files.append(dataclasses.replace(
                file, mapping=dataclasses.replace(file.mapping, columns=own), key=key, key_reason=reason,
                refused="" if key else file.refused,
            ))  # fmt: skip
        return dataclasses.replace(self, files=tuple(files), mapping=mapping)

    def to_json(self) -> dict[str, Any]:
        """What `pim inspect --json` prints: the files, and the mapping as a mapping file holds it."""
        return {"format": self.format, "files": [f.to_json() for f in self.files], "mapping": self.mapping.to_json()}


def inspect(
    structure: Structure, paths: Sequence[Path], options: ImportOptions | None = None, *, keyless: bool = False
) -> Inspection:
    """Looks at the files of one import. Raises `ImportRefused` when a file, or all of them together, cannot be used.

    `keyless` lets a table without identifier through, for a person who chooses one (`with_mapping`) before rehearsing.
    """
    chosen = options or ImportOptions()
    if not paths:
        raise ImportRefused(_("No file was given."))
    with Reader() as reader:
        tables = [(path, *_table(reader, path, chosen)) for path in paths]
        tables.sort(key=lambda table: layout_named(table[2]).order(table[1]))
        return _Inspecting(structure, chosen, reader, keyless).inspect(tables)


def _table(reader: Reader, path: Path, options: ImportOptions) -> tuple[TableInfo, str]:
    info = reader.inspect(path, options.reading())
    if options.format == "auto":
        return info, best_layout(info).code
    try:
        return info, layout_named(options.format).code
    except FormatError as error:
        raise ImportRefused(str(error)) from error


class _Inspecting:
    """One inspection under way: structure files first, because they decide what the product files' headers mean."""

    def __init__(self, structure: Structure, options: ImportOptions, reader: Reader, keyless: bool) -> None:
        self._keyless = keyless
        self._growth = Growth(structure)
        self._options = options
        self._reader = reader
        self._codes = _codes_of(structure)
        self._saved = moving_in.saved_mapping(structure, options.mapping)

    def inspect(self, tables: list[tuple[Path, TableInfo, str]]) -> Inspection:
        layouts = {layout for _path, _info, layout in tables}
        files = []
        for path, info, layout in tables:
            file = self._file(path, info, layout, alone=len(tables) == 1)
            if layout == TABLE and len(layouts) > 1 and self._options.format == "auto":
                reason = _("This is not a file of the same system as the others. Import it by itself.")
                file = dataclasses.replace(file, refused=reason)
            files.append(file)
        if all(file.refused for file in files):
            raise ImportRefused(files[0].refused)
        mapping = merged(file.mapping for file in files if not file.refused)
        first = next((file for file in files if file.key), None)
        mapping = dataclasses.replace(
            mapping, key=first.key if first else "", key_reason=first.key_reason if first else ""
        )
        return Inspection(files=tuple(files), options=self._options, mapping=mapping)

    def _file(self, path: Path, info: TableInfo, layout: str, *, alone: bool) -> FileInspection:
        columns = layout_named(layout).columns(info, self._codes)
        file = FileInspection(path=path, info=info, layout=layout, columns=columns, profiles={}, mapping=Mapping())
        if file.is_structure:
            self._learn(file)
            return file
        profiles = self._reader.profiles(path, info)
        saved = self._saved or moving_in.fitting_mapping(self._growth.structure, layout, info.names)
        proposal = Proposal(self._growth.structure, self._options, layout, columns, profiles, saved)
        mapping = propose(proposal)
        if not info.has_header and layout == TABLE:
            mapping = titles.named_by_content(proposal, mapping)
        file = dataclasses.replace(file, profiles=profiles, mapping=mapping)
        return self._identified(file, saved, alone=alone) if layout == TABLE else file

    def _identified(self, file: FileInspection, saved: Mapping | None, *, alone: bool) -> FileInspection:
        wish = self._options.key or (saved.key if saved else "")
        try:
            key = identifier.choose(self._growth.structure, file.mapping, file.profiles, wish)
        except ImportRefused as error:
            if self._keyless:
                return file
            if alone:
                raise
            return dataclasses.replace(file, refused=str(error))
        return dataclasses.replace(file, key=key.column, key_reason=key.reason)

    def _learn(self, file: FileInspection) -> None:
        """Takes the records of a structure file in, for the meaning of what follows; errors are reported by the rehearsal."""
        found: list[SourceStructure] = []
        for outcomes, _count in self._reader.items(file.path, file.info, file.layout, file.columns):
            found += [outcome for outcome in outcomes if isinstance(outcome, SourceStructure)]
        self._codes = known_codes(found, self._codes)
        mover = moving_in.Mover(self._growth, self._options)
        for record in found:
            with suppress(CatalogError):  # the rehearsal takes it again, and rejects its row with the reason
                mover.take(record)


def _codes_of(structure: Structure) -> KnownCodes:
    """The codes of the catalogue in a layout's words."""
    words = {"simple_select": "select"}
    return KnownCodes(
        attributes={code: words.get(a.type, a.type) for code, a in structure.attributes.items() if not a.type_of.is_media},
        locales=frozenset(structure.locales), currencies=frozenset(p.currency for p in structure.price_lists.values()),
        association_types=frozenset(structure.association_types),
    )  # fmt: skip
