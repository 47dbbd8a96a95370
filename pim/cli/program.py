"""From the command line to a command, and from an error to an exit code.

0 done; 1 done, but a channel failed, or something was held back or rejected under --strict; 2 wrong usage or bad
input; 3 failed and nothing changed.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from pim import __version__
from pim.catalog.errors import CatalogError
from pim.cli.catalogs import COMMANDS as CATALOGS
from pim.cli.channels import COMMANDS as CHANNELS
from pim.cli.command import BAD_INPUT, FAILED, Command, Parser, note, way_back
from pim.cli.history import COMMANDS as HISTORY
from pim.cli.importing import COMMANDS as IMPORTING
from pim.cli.products import COMMANDS as PRODUCTS
from pim.formats.errors import FormatError
from pim.garbage import looking_rarely
from pim.i18n import _
from pim.isolation import Cancelled, IsolationError
from pim.storage.errors import CatalogInUse, DamagedCatalog, NotACatalog, ReadOnlyCatalog

COMMANDS: tuple[Command, ...] = (*CATALOGS, *IMPORTING, *CHANNELS, *PRODUCTS, *HISTORY)
_FAILURES = (CatalogInUse, DamagedCatalog, ReadOnlyCatalog)


def run(argv: list[str], open_window: Callable[[Path | None], int]) -> int:
    """Runs one command line; `open_window(catalog or None)` is called when it names no command."""
    words = {command.name.split()[0] for command in COMMANDS}
    if not argv or (argv[0] not in words and not argv[0].startswith("-")):
        return _window(argv, open_window)
    arguments = _parsed(argv)
    signal.signal(signal.SIGTERM, _terminated)
    with looking_rarely():
        return _answered(arguments)


def _answered(arguments: argparse.Namespace) -> int:
    """Runs the command; whatever it raises becomes a sentence and an exit code."""
    try:
        return int(arguments.run(arguments))
    except KeyboardInterrupt:
        note(_("Interrupted. What was being written has been taken back."))
        return 130
    except BrokenPipeError:
        # Whoever read the output has gone; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:
        code, text = next((code, text) for kinds, code, text in _ANSWERS if isinstance(error, kinds))
        if text is _bug and os.environ.get("PIM_DEBUG"):
            raise
        is_damage = isinstance(error, (DamagedCatalog, NotACatalog)) and hasattr(arguments, "catalog")
        note(f"{text(error)} {way_back(arguments.catalog) if is_damage else ''}".rstrip())
        return code


def _bug(error: Exception) -> str:
    detail = f"{type(error).__name__}: {error}"
    return _("It could not be done, because of an error in the program ({detail}).").format(detail=detail)


_Answer = tuple[tuple[type[Exception], ...], int, Callable[[Exception], str]]
_ANSWERS: tuple[_Answer, ...] = (
    (_FAILURES, FAILED, str),
    ((CatalogError, FormatError), BAD_INPUT, str),
    ((Cancelled,), FAILED, lambda _error: _("Cancelled. Nothing was changed.")),
    ((OSError, IsolationError), FAILED, lambda error: _("It could not be done: {reason}").format(reason=error)),
    ((Exception,), FAILED, _bug),
)


def _parsed(argv: list[str]) -> argparse.Namespace:
    """The arguments; key=value pairs may also stand after options, and a descending sort begins with its sign."""
    parser = _parser()
    arguments, left = parser.parse_known_args(_with_joined_sort(argv))
    if left and (not hasattr(arguments, "values") or any(word.startswith("-") for word in left)):
        parser.error(_("unrecognized arguments: {words}").format(words=" ".join(left)))
    if left:
        arguments.values = [*arguments.values, *left]
    return arguments


def _with_joined_sort(argv: list[str]) -> list[str]:
    words = list(argv)
    while "--sort" in words[:-1]:
        place = words.index("--sort")
        words[place : place + 2] = [f"--sort={words[place + 1]}"]
    return words


def _window(argv: list[str], open_window: Callable[[Path | None], int]) -> int:
    if len(argv) > 1:
        note(_("“{word}” is not a command. See: pim --help").format(word=argv[0]))
        return BAD_INPUT
    path = Path(argv[0]) if argv else None
    if path is not None and not path.is_dir():
        note(_("“{path}” is neither a command nor a catalogue. See: pim --help").format(path=path))
        return BAD_INPUT
    return open_window(path)


def _terminated(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(143)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="pim", description=_("Product information, entered once and identical in every channel."),
        epilog=_("pim [CATALOG] without a command opens the window."),
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"pim {__version__}")
    top = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)
    groups: dict[str, argparse._SubParsersAction[Parser]] = {}
    for command in COMMANDS:
        first, _space, second = command.name.partition(" ")
        if second:
            if first not in groups:
                group = top.add_parser(first, help=_("change {name}s").format(name=first))
                groups[first] = group.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)
            made = groups[first].add_parser(second, help=command.help, description=command.help)
        else:
            made = top.add_parser(first, help=command.help, description=command.help)
        command.arguments(made)
        made.set_defaults(run=command.run)
    return parser
