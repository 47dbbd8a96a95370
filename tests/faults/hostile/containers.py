"""Mutations of ZIP archives, and of the XML in the workbooks that are ZIP archives."""

from __future__ import annotations

import io
import re
import stat
import warnings
import zipfile
from collections.abc import Callable
from random import Random

from tests.faults.hostile.raw import RAW, Mutator

Entries = list[tuple[zipfile.ZipInfo, bytes]]

_VALUES = (
    b"", b"-1", b"99999999999", b"XFD1048576", b"A0", b"ZZZZZZZZ1", b"A1:XFD1048576", b"1e400", b"../../etc/passwd",
    b"file:///etc/passwd", b"http://127.0.0.1:9/x", b"&lt;", b"&#0;", b"true", b"s", b"e", b"inlineStr", b"x" * 9_000,
    b"rId999", b"/xl/workbook.xml", b"application/pdf", b"\xff\xfe",
)  # fmt: skip
_DOCTYPES = (
    b'<!DOCTYPE x [<!ENTITY a "b">]>', b'<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>',
)  # fmt: skip
NAMES = (
    "../../outside.csv", "/etc/outside.csv", "C:\\outside.csv", "C:outside.csv", "\\\\server\\share\\x.csv", "a\\..\\b.csv",
    "nul\0name.csv", "CON.csv", "aux", "com1.png", "dot./x.csv", "blank .csv ", "x/../../y.csv", "é" * 120 + ".csv",
    "a/" * 60 + "x.csv", "\u202ecsv.exe", "-rf.csv", "~/.ssh/x.csv", "tab\tname.csv", "file:///x.csv",
)  # fmt: skip


def entries_of(data: bytes) -> Entries:
    """The entries of an archive; none, when an earlier mutation left nothing that can be unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(info, archive.read(info)) for info in archive.infolist()]
    except Exception:  # noqa: BLE001 - a dozen kinds, and the mutant goes out as it is then
        return []


def archive_of(entries: Entries, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for info, body in entries:
            clone = zipfile.ZipInfo(info.filename, info.date_time)
            clone.external_attr, clone.compress_type = info.external_attr, method
            archive.writestr(clone, body)
    return out.getvalue()


def an_entry(name: str, body: bytes, *, link: bool = False) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo("placeholder")
    info.filename = name  # behind the constructor's back, which cuts at NUL
    if link:
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, body


def _within(data: bytes, chance: Random, wanted: str, change: Mutator) -> bytes:
    """One entry whose name holds `wanted` is changed, and all are packed again."""
    entries = entries_of(data)
    places = [number for number, (info, _body) in enumerate(entries) if wanted in info.filename]
    if not places:
        return data
    at = chance.choice(places)
    entries[at] = (entries[at][0], change(entries[at][1], chance))
    return archive_of(entries, chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2)))


def attribute(xml: bytes, chance: Random) -> bytes:
    """An XML attribute takes a value it must not have."""
    places = [match.span(1) for match in re.finditer(rb'="([^"]*)"', xml[:300_000])]
    if not places:
        return xml
    start, end = chance.choice(places)
    return xml[:start] + chance.choice(_VALUES) + xml[end:]


def element(xml: bytes, chance: Random) -> bytes:
    """The content of an element: a shared string that does not exist, a number that is none."""
    places = [match.span(1) for match in re.finditer(rb">([^<]*)<", xml[:300_000])]
    if not places:
        return xml
    start, end = chance.choice(places)
    return xml[:start] + chance.choice((*_VALUES, b"<v>", b"]]>", b"<![CDATA[", b"=1+1")) + xml[end:]


def tags(xml: bytes, chance: Random) -> bytes:
    """A tag is lost, doubled or renamed."""
    places = [match.span() for match in re.finditer(rb"<[^>]+>", xml[:300_000])]
    if not places:
        return xml
    start, end = chance.choice(places)
    tag = xml[start:end]
    return xml[:start] + chance.choice((b"", tag * 2, tag * 900, tag[:-1], b"<y:z>", tag.upper())) + xml[end:]


def doctype(xml: bytes, chance: Random) -> bytes:
    declared, _end, rest = xml.rpartition(b"?>") if xml.startswith(b"<?xml") and b"?>" in xml else (b"", b"", xml)
    return declared + (b"?>" if declared else b"") + chance.choice(_DOCTYPES) + rest.replace(b"<v>", b"<v>&c;", 1)


def xml_encoding(xml: bytes, chance: Random) -> bytes:
    return re.sub(rb'encoding="[^"]*"', b'encoding="%s"' % chance.choice((b"utf-16", b"x", b"cp037", b"utf-7")), xml)


def far(xml: bytes, chance: Random) -> bytes:
    """A cell at the other end of the sheet, a row beyond its end, or a repetition without end."""
    cell = chance.choice((b"XFD1048576", b"A1048576", b"XFD1", b"A2147483648", b"A-1", b"ALL2", b"AAAAAAA9"))
    row = b'<row r="%s"><c r="%s"><v>1</v></c></row>' % (re.sub(rb"\D", b"", cell) or b"1", cell)
    found = xml.replace(b"</sheetData>", row + b"</sheetData>").replace(b"<table:table-row", (
        b'<table:table-row table:number-rows-repeated="%d"' % chance.choice((0, 1_048_576, 10**12))), 1)  # fmt: skip
    return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:%s"' % cell, found)


def repeated_columns(xml: bytes, chance: Random) -> bytes:
    number = b"%d" % chance.choice((0, 1_000, 16_384, 10**9, 10**15))
    return xml.replace(b"<table:table-cell", b'<table:table-cell table:number-columns-repeated="%s"' % number, 3)


_XML = (attribute, attribute, element, tags, doctype, xml_encoding, far, repeated_columns, *RAW)
_PARTS = (".xml", "sheet", "workbook", "sharedStrings", "styles", ".rels", "Content_Types", "content.xml", "")


def within_xml(data: bytes, chance: Random) -> bytes:
    return _within(data, chance, chance.choice(_PARTS), chance.choice(_XML))


def entry_gone(data: bytes, chance: Random) -> bytes:
    return _rearranged(data, chance, lambda entries, at: entries[:at] + entries[at + 1 :])


def entry_twice(data: bytes, chance: Random) -> bytes:
    return _rearranged(data, chance, lambda entries, at: [*entries, entries[at]])


def entry_renamed(data: bytes, chance: Random) -> bytes:
    name = chance.choice((*NAMES, "xl/workbook.xml", "XL/WORKBOOK.XML", "content.xml"))
    return _rearranged(
        data, chance, lambda entries, at: [*entries[:at], an_entry(name, entries[at][1]), *entries[at + 1 :]]
    )


def entry_linked(data: bytes, chance: Random) -> bytes:
    return _rearranged(data, chance, lambda entries, at: [*entries, an_entry("x.csv", b"/etc/passwd", link=True)])


def _rearranged(data: bytes, chance: Random, change: Callable[[Entries, int], Entries]) -> bytes:
    entries = entries_of(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a name occurs twice is the point
        return archive_of(change(entries, chance.randrange(len(entries)))) if entries else data


def directory(data: bytes, chance: Random) -> bytes:
    """The table of contents lies: about sizes, places, methods, flags."""
    at = data.rfind(b"PK\x01\x02") if chance.random() < 0.5 else data.find(b"PK\x01\x02")
    if at < 0:
        return data
    place, size = chance.choice(((8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (38, 4), (42, 4)))
    value = chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 12_345)) & ((1 << 8 * size) - 1)
    return data[: at + place] + value.to_bytes(size, "little") + data[at + place + size :]


ZIP: tuple[Mutator, ...] = (directory, entry_gone, entry_twice, entry_renamed, entry_linked)
WORKBOOK: tuple[Mutator, ...] = (within_xml, within_xml, within_xml, within_xml, *ZIP)
