"""The two files of the Shopify adapter: a JSON array with a product a line, and JSON lines of variables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NamedTuple, Self

import orjson

from pim.catalog.errors import CatalogError
from pim.i18n import _

PRODUCTS = "products.json"
SETS = "productset.jsonl"


class Found(NamedTuple):
    """The bytes of a JSON object in a file, and where it stands there."""

    line: bytes
    file: str
    number: int

    def data(self) -> dict[str, Any]:
        """The object. `CatalogError` where it is none."""
        try:
            found = orjson.loads(self.line)
        except orjson.JSONDecodeError as error:
            raise _damaged(self.file, self.number) from error
        if not isinstance(found, dict):
            raise _damaged(self.file, self.number)
        return found


_BEGIN, _END = b'{"products": [\n', b"]}\n"
_MOST_BYTES = 20_000_000  # uploads of more than 20 MiB have been refused


class ProductFile:
    """`products.json`: valid as a whole, and readable line by line."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / PRODUCTS).open("wb")
        self._file.write(_BEGIN)
        self._started = False

    def add(self, product: dict[str, Any]) -> None:
        if self._started:
            self._file.write(b",\n")
        self._file.write(orjson.dumps(product))
        self._started = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        with self._file:
            if kind is None:
                self._file.write((b"\n" if self._started else b"") + _END)

    @staticmethod
    def read(folder: Path) -> Iterator[Found]:
        """The products in order. `CatalogError` where the file is not what `add` writes."""
        with (folder / PRODUCTS).open("rb") as file:
            if file.readline() != _BEGIN:
                raise _damaged(PRODUCTS, 1)
            number, more, line = 1, True, b""
            for number, line in enumerate(file, 2):
                if line == _END:
                    break
                if not more:
                    raise _damaged(PRODUCTS, number)
                body = line.removesuffix(b"\n")
                more = body.endswith(b",")
                yield Found(body.removesuffix(b","), PRODUCTS, number)
            if line != _END or file.read(1) or (more and number > 2):
                raise _damaged(PRODUCTS, number)


class SetFiles:
    """`productset.jsonl`, and further files where one would grow too large to be uploaded."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self._size = 0
        self._file: IO[bytes] = self._next()

    def _next(self) -> IO[bytes]:
        self._number += 1
        self._size = 0
        return (self._folder / _set_name(self._number)).open("wb")

    def add(self, variables: dict[str, Any]) -> None:
        line = orjson.dumps(variables) + b"\n"
        if self._size and self._size + len(line) > _MOST_BYTES:
            self._file.close()
            self._file = self._next()
        self._file.write(line)
        self._size += len(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_reason: object) -> None:
        self._file.close()

    @staticmethod
    def read(folder: Path) -> Iterator[Found]:
        """The variables in order, file after file."""
        number = 1
        while (path := folder / _set_name(number)).exists() or number == 1:
            with path.open("rb") as file:
                for line_number, line in enumerate(file, 1):
                    yield Found(line.removesuffix(b"\n"), path.name, line_number)
            number += 1


def _set_name(number: int) -> str:
    return SETS if number == 1 else SETS.replace(".", f"-{number}.")


def _damaged(file: str, line: int) -> CatalogError:
    return CatalogError(_("{file} is damaged in line {line}.").format(file=file, line=line))
