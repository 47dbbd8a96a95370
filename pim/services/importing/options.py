"""What a person may decide about an import before it is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pim.formats.table import ReadOptions

LEAVE, CLEAR = "leave", "clear"
LAST, REJECT = "last", "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """The options of an import; the defaults detect everything and create nothing but products and categories.

    `format` auto or a layout's code; `mapping` a JSON file of column targets, or the code of a saved mapping;
    `create_attributes` also creates attributes, select options and families on the way; `images` a folder or ZIP;
    `key` the column that identifies products; `empty` leave or clear; `duplicates` last or reject; `rejects` the
    file that gets the refused rows. `answers` to questions about unknown options: (attribute, text in the file, code of
    the option it means; "" makes a new one).
    """

    format: str = "auto"
    mapping: Path | str | None = None
    create_attributes: bool = False
    images: Path | None = None
    key: str = ""
    header: bool | None = None
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    sheet: str | None = None
    family: str = ""
    locale: str = ""
    empty: str = LEAVE
    duplicates: str = LAST
    dry_run: bool = False
    rejects: Path | None = None
    answers: tuple[tuple[str, str, str], ...] = ()

    def reading(self) -> ReadOptions:
        """What the table reader is told."""
        return ReadOptions(
            encoding=self.encoding, delimiter=self.delimiter, header=self.header, decimal=self.decimal, sheet=self.sheet
        )

    def to_json(self) -> dict[str, Any]:
        """The options as JSON values, for the details of the edit."""
        return {name: str(value) if isinstance(value, Path) else value for name in self.__slots__
                if (value := getattr(self, name)) not in (None, "", False, ())}  # fmt: skip
