"""ZIP archives: hostile names never reach the disk, bombs are never unpacked."""

import struct
import zipfile
from pathlib import Path

import pytest

from pim.formats import archive
from pim.formats.errors import FormatError

HOSTILE = [
    "/etc/passwd.csv", "../up.csv", "a/../../up.csv", "C:/x.csv", "c:x.csv", "..\\up.csv", "\\\\srv\\x.csv",
    "//srv/share/x.csv", "con.csv", "a/NUL", "a/aux.jpg", "LPT1.csv", "x.csv.", "dir./x.csv", "x\ny.csv",
    "x .csv ",
]  # fmt: skip


def pack(folder: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    path = folder / "pack.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in entries:
            out.writestr(name, data)
    return path


def test_tables_and_images_are_listed_and_clutter_is_not(tmp_path: Path) -> None:
    path = pack(
        tmp_path, ("data/products.csv", b"sku\nA\n"), ("img/Ä B.JPG", b"x"), ("readme.md", b"x"),
        ("__MACOSX/img/._a.jpg", b"x"), (".hidden/a.jpg", b"x"), ("img/Thumbs.db", b"x"),
    )  # fmt: skip
    info = archive.inspect(path)
    assert [(entry.name, entry.kind, entry.size) for entry in info.entries] == [
        ("data/products.csv", "table", 6), ("img/Ä B.JPG", "image", 1),
    ]  # fmt: skip
    assert info.refused == ()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_refused(tmp_path: Path, name: str) -> None:
    path = pack(tmp_path, (name, b"x"), ("good.csv", b"sku\n"))
    info = archive.inspect(path)
    assert [entry.name for entry in info.entries] == ["good.csv"]
    assert len(info.refused) == 1
    out = tmp_path / "out"
    out.mkdir()
    assert [target.name for _name, target in archive.extract(path, out)] == ["000001.csv"]
    assert [file.name for file in out.iterdir()] == ["000001.csv"]


def test_nul_in_a_name_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path, ("aXb.csv", b"x"))
    path.write_bytes(path.read_bytes().replace(b"aXb.csv", b"a\0b.csv"))
    assert [entry.name for entry in archive.inspect(path).refused] == ["a\\0b.csv"]


def test_an_entry_without_a_name_harms_nothing(tmp_path: Path) -> None:
    path = pack(tmp_path, ("X", b"x"), ("good.csv", b"sku\n"))
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"X", b"\0", 2))
    info = archive.inspect(path)
    assert [entry.name for entry in info.entries] == ["good.csv"]
    assert [entry.name for entry in info.refused] == ["\\0"]


def test_links_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.csv")
    link.external_attr = 0o120777 << 16
    info = archive.inspect(pack(tmp_path, (link, b"/etc/passwd")))
    assert not info.entries
    assert "link" in info.refused[0].reason


def test_names_that_differ_only_by_case_are_refused(tmp_path: Path) -> None:
    info = archive.inspect(pack(tmp_path, ("a.jpg", b"1"), ("A.JPG", b"2")))
    assert [entry.name for entry in info.entries] == ["a.jpg"]
    assert [entry.name for entry in info.refused] == ["A.JPG"]


def test_bombs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="200 times"):
        archive.inspect(pack(tmp_path, ("bomb.csv", bytes(4 << 20))))


def test_too_many_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive.zipguard, "MAX_ENTRIES", 2)
    with pytest.raises(FormatError, match="more than 2 entries"):
        archive.inspect(pack(tmp_path, *((f"{n}.csv", b"x") for n in range(3))))


def test_overlapping_entries_are_refused(tmp_path: Path) -> None:
    path = pack(tmp_path, ("a.csv", b"sku,name\n" * 20), ("b.csv", b"sku,name\n" * 20))
    data = bytearray(path.read_bytes())
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 4)
    path.write_bytes(data)
    with pytest.raises(FormatError, match="overlap"):
        archive.inspect(path)


def test_encrypted_and_broken_archives_are_refused(tmp_path: Path) -> None:
    path = pack(tmp_path, ("a.csv", b"x"))
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(FormatError, match="password"):
        archive.inspect(path)
    path.write_bytes(data[:20])
    with pytest.raises(FormatError, match="readable ZIP"):
        archive.inspect(path)


def test_a_damaged_entry_leaves_nothing_behind(tmp_path: Path) -> None:
    path = pack(tmp_path, ("a.csv", b"sku,name\nA,lamp\n"))
    data = bytearray(path.read_bytes())
    data[38] ^= 0xFF
    path.write_bytes(data)
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(FormatError, match=r"a\.csv.*damaged"):
        list(archive.extract(path, out))
    assert list(out.iterdir()) == []


def test_the_functions_for_the_child_process_speak_json(tmp_path: Path) -> None:
    path = pack(tmp_path, ("a.csv", b"x"), ("b.jpg", b"y"))
    assert archive.inspect_archive(str(path))["entries"][0] == {"name": "a.csv", "kind": "table", "size": 1}
    out = tmp_path / "out"
    out.mkdir()
    ((name, target),) = archive.extract_archive(str(path), str(out), ["b.jpg"])
    assert (name, Path(target).read_bytes()) == ("b.jpg", b"y")
