"""The interface texts: collect them, bring the catalogues up to date, compile, check.

    python packaging/translations.py update     new texts into every pim.po (empty), gone ones out
    python packaging/translations.py check      fail if a text is missing, stale, unsure or has other {fields}
    python packaging/translations.py compile    every pim.po that is newer than its pim.mo

Run with the interpreter of .venv. English is what stands in the source and has no catalogue.
"""

import re
import string
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

_Forms = str | list[str] | tuple[str, ...]
_Key = tuple[str | None, _Forms]
ROOT = Path(__file__).resolve().parents[1]
_BREAKS = re.compile(r"« | [;:!?»](?![^\s)…])")  # French signs that a line could end before or begin with
KEYWORDS: Mapping[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "N_": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def extract(source: Path) -> Catalog:
    """Every text below `source` that the program can show."""
    texts = Catalog(project="pim", charset="utf-8")
    found = extract_from_dir(
        source, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("TRANSLATORS:",)
    )
    for name, _line, message, comments, context in found:
        # Without line numbers a catalogue changes only when a text does.
        texts.add(message, None, [(f"{source.name}/{name}", 0)], auto_comments=comments, context=context)
    return texts


def catalogs(folder: Path) -> Iterator[tuple[Path, str]]:
    """Each `pim.po` below `folder` with its language."""
    for path in sorted(folder.glob("*/LC_MESSAGES/pim.po")):
        yield path, path.parent.parent.name


def load(path: Path, language: str) -> Catalog:
    """Read one catalogue; raises babel's PoFileError when it is malformed."""
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def update(source: Path, folder: Path) -> list[str]:
    """Merge the texts of `source` into every catalogue; returns a line per catalogue with what is to do."""
    template = extract(source)
    lines = []
    for path, language in catalogs(folder):
        texts = load(path, language)
        template.creation_date = texts.creation_date
        texts.update(template, no_fuzzy_matching=True, keep_user_comments=True)
        with path.open("wb") as file:
            write_po(file, texts, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False)
        missing = sum(not _is_translated(message) for message in texts if message.id)
        lines.append(f"{path}: {len(texts)} texts, {missing} to translate")
    return lines


def check(source: Path, folder: Path) -> list[str]:
    """What is wrong with the catalogues, a line each."""
    wanted = {(message.context, message.id): message for message in extract(source) if message.id}
    return [line for path, language in catalogs(folder) for line in _check_one(wanted, path, language)]


def compile_newer(source: Path, folder: Path) -> list[str]:
    """Compile each catalogue whose .mo is missing or older; returns the files written."""
    written = []
    for path, language in catalogs(folder):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        temporary = target.with_suffix(".mo.new")
        with temporary.open("wb") as file:
            write_mo(file, load(path, language))
        temporary.replace(target)
        written.append(str(target))
    return written


def _check_one(wanted: Mapping[_Key, Message], path: Path, language: str) -> Iterator[str]:
    have = {(message.context, message.id): message for message in load(path, language) if message.id}
    for key in wanted.keys() - have.keys():
        yield f"{path}: missing: {_shown(wanted[key])}"
    for key in have.keys() - wanted.keys():
        yield f"{path}: stale (no longer in the program): {_shown(have[key])}"
    for key in have.keys() & wanted.keys():
        yield from (f"{path}: {problem}: {_shown(have[key])}" for problem in _problems(have[key], language))


def _problems(message: Message, language: str) -> Iterator[str]:
    if not _is_translated(message):
        yield "not translated"
    elif message.fuzzy:
        yield "marked as unsure (fuzzy)"
    elif any(_fields(text) != _fields(_forms(message.id)[-1]) for text in _forms(message.string)):
        yield "the {fields} differ from the English text"
    elif language == "fr" and any(map(_BREAKS.search, _forms(message.string))):
        yield "a line could begin with its punctuation: a space that does not break (U+00A0) stands there in French"


def _is_translated(message: Message) -> bool:
    return bool(message.string) and all(_forms(message.string))


def _forms(text: _Forms | None) -> tuple[str, ...]:
    if text is None:
        return ()
    return (text,) if isinstance(text, str) else tuple(text)


def _fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def _shown(message: Message) -> str:
    return repr(_forms(message.id)[0])


COMMANDS: Mapping[str, Callable[[Path, Path], list[str]]] = {
    "update": update,
    "check": check,
    "compile": compile_newer,
}


def main(arguments: list[str]) -> int:
    """Run one command on this tree; returns the exit code."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(__doc__, file=sys.stderr)
        return 2
    lines = COMMANDS[arguments[0]](ROOT / "pim", ROOT / "resources" / "translations")
    for line in sorted(lines):
        print(line)
    return 1 if lines and arguments[0] == "check" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
