"""Files are known by their content; what holds no table says what it is."""

import random
from pathlib import Path

import openpyxl
import pytest

from pim.formats import reading, sniff
from pim.formats.errors import FormatError


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"sku,name\nA,x\n", "csv"),
        (b'[{"a":1}]', "json"),
        (b'{"a":1}\n{"a":2}\n', "jsonl"),
        (b'{"a":\n1}', "json"),
        (b"[old] name;price\nA;1\n", "csv"),
        (b"<html><body><table>", "html"),
        (b'<?xml version="1.0"?><feed/>', "xml"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image"),
        (b"\x1f\x8b\x08\0\0\0", "compressed"),
        (b"\x09\x04\x06\0\0\0\x10\0", "old_xls"),
        (bytes(range(1, 32)) * 20, "binary"),
    ],
)
def test_content_tells(tmp_path: Path, data: bytes, name: str) -> None:
    path = tmp_path / "misleading.xlsx"
    path.write_bytes(data)
    assert sniff.detect(path) == name
    if name not in reading.READERS:
        with pytest.raises(FormatError, match=r"misleading\.xlsx is"):
            reading.inspect(path)


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf\r\n"])
def test_empty_files_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "empty.csv").write_bytes(data)
    with pytest.raises(FormatError, match="is empty"):
        reading.inspect(tmp_path / "empty.csv")


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(FormatError, match="cannot be read"):
            reading.inspect(path)


def test_damaged_workbooks_always_give_a_format_error(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for n in range(30):
        book.active.append((f"A{n}", n, "=1+1" if n % 7 == 3 else "text"))
    whole = tmp_path / "whole.xlsx"
    book.save(whole)
    original = whole.read_bytes()
    chance = random.Random(8)
    refused = 0
    for _round in range(150):
        data = bytearray(original)
        for _flip in range(chance.randint(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path = tmp_path / "mutant.xlsx"
        path.write_bytes(data[: chance.randrange(200, len(data) + 1)] if chance.random() < 0.2 else data)
        try:
            info = reading.inspect(path)
            list(reading.rows(path, info))
        except FormatError as error:
            refused += 1
            assert "mutant.xlsx" in str(error)
    assert refused > 75
