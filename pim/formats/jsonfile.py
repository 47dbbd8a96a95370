"""JSON and JSON lines as tables: one object is one row, nested objects become dotted columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn, TextIO

from pim.formats.decimals import column_sign, table_sign
from pim.formats.errors import FormatError
from pim.formats.table import (
    MAX_COLUMNS,
    SAMPLE_ROWS,
    CellProblem,
    ColumnInfo,
    ReadOptions,
    Row,
    TableInfo,
    samples_of,
)
from pim.i18n import _, ngettext

# A whole JSON document is parsed in memory, at about ten times its size; lines are not.
MAX_DOCUMENT = 48 << 20
MAX_LINE = 16 << 20
MAX_DEPTH = 8
_SURVEYED = 20_000
Record = tuple[int, Any]


def inspect(path: Path, name: str, options: ReadOptions) -> TableInfo:
    """The columns of the first 20,000 objects, in order of appearance; FormatError if there are none."""
    surveyed, found, truncated = [], dict[str, None](), False
    for count, (line, value) in enumerate(_records(path, name), start=1):
        flat = _readable(flatten(value))[0]
        found.update(dict.fromkeys(flat))
        if count <= SAMPLE_ROWS:
            surveyed.append((line, flat))
        truncated = count == _SURVEYED
        if truncated or len(found) > MAX_COLUMNS:
            break
    else:
        count = count if found else 0
    if not found:
        raise FormatError(_("{file} holds no list of objects that could be rows.").format(file=path.name))
    if len(found) > MAX_COLUMNS:
        text = _("{file} has more than {max} different fields; it is not a table of products.")
        raise FormatError(text.format(file=path.name, max=MAX_COLUMNS))
    rows = [Row(line, tuple(flat.get(key, "") for key in found)) for line, flat in surveyed]
    columns = tuple(
        ColumnInfo(key, index, samples_of(rows, index), column_sign(row.cells[index] for row in rows))
        for index, key in enumerate(found)
    )
    return TableInfo(
        file=path.name,
        format=name,
        columns=columns,
        encoding="utf-8",
        decimal=options.decimal or table_sign(columns),
        row_estimate=count,
        notes=_notes(name, count, truncated),
    )


def _notes(name: str, count: int, truncated: bool) -> tuple[str, ...]:
    """What the person should know."""
    if not truncated:
        return ()
    text = ngettext(
        "The fields of the first {n} object were looked at; rows with others are rejected.",
        "The fields of the first {n} objects were looked at; rows with others are rejected.",
        count,
    )
    return (text.format(n=count),)


def rows(path: Path, info: TableInfo) -> Iterator[Row]:
    """One row per object; a field that the inspection did not meet makes its row untrustworthy."""
    names = info.names
    known = frozenset(names)
    for line, value in _records(path, info.format):
        if not isinstance(value, dict):
            yield Row(line, ("",) * len(names), (_not_an_object(value),))
            continue
        flat, broken = _readable(flatten(value))
        problems = tuple(
            CellProblem(
                None,
                "unknown_field",
                f"{key}={flat[key]}"[:200],
                _("The field “{name}” was not met in the rows looked at.").format(name=key),
                True,
            )
            for key in flat
            if key not in known
        )
        yield Row(line, tuple([flat.get(key, "") for key in names]), problems + broken)


def _not_an_object(value: Any) -> CellProblem:
    """The problem of a row that has no fields or is no JSON."""
    if isinstance(value, FormatError):
        return CellProblem(None, "not_json", "", value.message, True)
    return CellProblem(
        None, "not_an_object", _whole(_text(value)[:200]), _("The row is not an object with fields."), True
    )


def _readable(flat: dict[str, str]) -> tuple[dict[str, str], tuple[CellProblem, ...]]:
    """The fields as text that can be kept and sent, with what was wrong with them.

    JSON can write halves of characters, which no text can hold: their row is not usable.
    """
    try:
        "".join([*flat, *flat.values()]).encode()
    except UnicodeEncodeError:
        reason = _("The text contains half a character (a lone surrogate).")
        problem = CellProblem(None, "undecodable", "", reason, True)
        return {_whole(name): _whole(text) for name, text in flat.items()}, (problem,)
    return flat, ()


def _whole(text: str) -> str:
    """The text with � for every half of a character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def flatten(value: Any) -> dict[str, str]:
    """An object's fields as text: `{"a": {"b": 1}}` gives `{"a.b": "1"}`; deeper than 8 stays JSON text."""
    flat: dict[str, str] = {}
    if isinstance(value, dict):
        _flatten(value, "", flat, 1)
    return flat


def _flatten(value: dict[str, Any], prefix: str, flat: dict[str, str], depth: int) -> None:
    """Add the fields of one level."""
    for key, inner in value.items():
        name = f"{prefix}{key}".replace("\0", "")
        if isinstance(inner, dict) and inner and depth < MAX_DEPTH:
            _flatten(inner, f"{name}.", flat, depth + 1)
        else:
            flat[name] = _text(inner)


def _list_text(value: list[Any]) -> str:
    """Plain values joined by `|`, as multi-value cells are; anything else as JSON text."""
    if all(isinstance(item, str) for item in value) and not any("|" in item for item in value):
        return "|".join(value)
    return _dump(value)


def _dump(value: Any) -> str:
    """JSON text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_TEXT: Mapping[type, Callable[[Any], str]] = {
    str: lambda value: value.replace("\0", ""),
    bool: lambda value: "true" if value else "false",
    type(None): lambda _value: "",
    list: _list_text,
}


def _text(value: Any) -> str:
    """A value as the text of a cell."""
    return _TEXT.get(type(value), _dump)(value)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


# Numbers stay the text they are in the file: 1.10 keeps its zero, 18 digits keep the last one.
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_refuse_constant)


def _decode(text: str, line: int) -> Any:
    """A JSON value; FormatError with the line if it is none or is nested absurdly deep."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = line + error.lineno - 1
        message = _("Line {line} is not valid JSON: {reason}.").format(line=where, reason=error.msg)
        raise FormatError(message, where) from error
    except (ValueError, RecursionError) as error:
        message = _("Line {line} is not usable JSON: {reason}.").format(line=line, reason=error)
        raise FormatError(message, line) from error


def _open(path: Path) -> TextIO:
    """The file as text; JSON is UTF-8 by definition."""
    return path.open(encoding="utf-8-sig")


def _records(path: Path, name: str) -> Iterator[Record]:
    """The line (JSON lines) or position from 1 (JSON), and the value, of every row."""
    try:
        yield from (_lines(path) if name == "jsonl" else _document(path))
    except UnicodeDecodeError as error:
        raise FormatError(_("{file} is not UTF-8, as JSON must be.").format(file=path.name)) from error


def _lines(path: Path) -> Iterator[Record]:
    """One value per line that is not blank."""
    with _open(path) as file:
        number = 0
        while line := file.readline(MAX_LINE):
            number += 1
            if len(line) == MAX_LINE:
                text = _("Line {line} is longer than {max} MB.")
                raise FormatError(text.format(line=number, max=MAX_LINE >> 20), number)
            if line.strip():
                yield number, _line_value(line.strip(), number)


def _line_value(text: str, number: int) -> Any:
    """The value of one line, or its FormatError: a bad line costs one row, not the file."""
    try:
        return _decode(text, number)
    except FormatError as error:
        return error


def _document(path: Path) -> Iterator[Record]:
    """The rows of one JSON document: an array, or the largest array of objects inside an object."""
    size = path.stat().st_size
    if size > MAX_DOCUMENT:
        text = _("{file} has {size} MB; one JSON document may have {max} MB. Send it as JSON lines.")
        raise FormatError(text.format(file=path.name, size=size >> 20, max=MAX_DOCUMENT >> 20))
    with _open(path) as file:
        value = _decode(file.read(), 1)
    yield from islice(enumerate(_rows_in(value, 1), start=1), None)


def _rows_in(value: Any, depth: int) -> list[Any]:
    """The list that holds the rows; an object without one is a single row."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return []
    lists = [inner for inner in value.values() if _is_table(inner)]
    wrapped = [inner for inner in value.values() if isinstance(inner, dict)]
    if lists:
        return max(lists, key=len)
    if len(value) == 1 and wrapped and depth < MAX_DEPTH:
        return _rows_in(wrapped[0], depth + 1)
    return [value]


def _is_table(value: Any) -> bool:
    """True for a list with objects in it."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)
