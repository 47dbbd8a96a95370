"""What a command is, and what it may use: arguments, an opened catalogue, output."""

from __future__ import annotations

import argparse
import shlex
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import orjson

from pim.catalog.errors import CatalogError
from pim.i18n import _
from pim.services import backing_up, opening
from pim.services.workspace import Workspace, open_catalog

DONE, PARTLY, BAD_INPUT, FAILED = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its name ("channel add" has two words), one line of help, its arguments, and what it does.

    `run(arguments) -> exit code`.
    """

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    """argparse that answers wrong usage with one sentence and exit code 2."""

    def error(self, message: str) -> NoReturn:
        way_out = _("See: {command} --help").format(command=self.prog)
        print(f"{self.prog}: {message}. {way_out}", file=sys.stderr)
        raise SystemExit(BAD_INPUT)


def catalog_argument(parser: argparse.ArgumentParser) -> None:
    """The catalogue's folder, as first argument."""
    parser.add_argument("catalog", type=Path, metavar="CATALOG", help=_("the catalogue's folder"))


def json_argument(parser: argparse.ArgumentParser) -> None:
    """`--json`."""
    parser.add_argument("--json", action="store_true", help=_("print one JSON object and nothing else"))


def opened(arguments: argparse.Namespace, *, write: bool) -> Workspace:
    """The catalogue of the first argument; for reading it is opened even while another process writes."""
    folder: Path = arguments.catalog
    if not folder.exists() and folder.with_name(folder.name + ".pim").exists():
        folder = folder.with_name(folder.name + ".pim")
    progress = Progress()
    workspace = backing_up.protect(open_catalog(folder, read_only=not write, on_progress=progress))
    progress.end()
    for sentence in opening.sentences(workspace):
        note(sentence)
    return workspace


def print_json(data: Any) -> None:
    """One JSON object on standard output."""
    sys.stdout.buffer.write(orjson.dumps(data, option=orjson.OPT_INDENT_2, default=str) + b"\n")
    sys.stdout.buffer.flush()


def note(text: str) -> None:
    """A sentence on standard error."""
    print(text, file=sys.stderr)


def way_back(folder: Path) -> str:
    """How to go back to the newest sound backup of a damaged catalogue; "" where there is none."""
    backup = opening.newest_sound_backup(folder)
    if backup is None:
        return ""
    command = shlex.join(["pim", "restore", str(backup.path), str(folder)])
    text = _("The newest sound backup is of {when}. Go back to it with: {command}")
    return text.format(when=f"{backup.at:%Y-%m-%d %H:%M} UTC", command=command)


class Progress:
    """`on_progress` for a terminal: one line on standard error, at most five times a second; silent where nobody looks."""

    def __init__(self) -> None:
        self._shown = 0.0
        self._visible = sys.stderr.isatty()

    def __call__(self, done: int, total: int, text: str) -> None:
        now = time.monotonic()
        if self._visible and now - self._shown > 0.2:
            self._shown = now
            count = f"{done:,}/{total:,}" if total else f"{done:,}"
            print(f"\r\x1b[K{text} {count}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Clears the line."""
        if self._visible and self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def pairs(texts: list[str]) -> dict[str, str]:
    """`key=value` arguments. Raises `CatalogError` for one without "="."""
    found = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if not sign or not key:
            raise CatalogError(_("“{text}” is not of the form key=value.").format(text=text))
        found[key.strip()] = value
    return found


def table(rows: Sequence[tuple[str, ...]], heads: tuple[str, ...]) -> str:
    """Rows in columns as wide as their longest cell (at most 60 characters)."""
    shown = [tuple(_one_line(cell) for cell in row) for row in (heads, *rows)]
    widths = [max(len(row[n]) for row in shown) for n in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in shown
    )


def _one_line(cell: str) -> str:
    text = " ".join(str(cell).split())
    return text if len(text) <= 60 else text[:59] + "…"
