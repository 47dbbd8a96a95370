"""Parts of a catalogue, compiled one by one, bound into one PDF that keeps all they promise: PDF/A-2a and PDF/UA-1.

Pages, tags, bookmarks and named places of all parts become those of one document; the objects themselves are copied
with new numbers, one at a time, so that memory does not grow with the catalogue. Where a part links to `address(...)`,
which is in another part, the link leads there in the bound file.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pim.printing.pdf_objects import REFERENCE, PdfObjects, pieces, referred, unexpected

_CATALOG, _PAGES, _OUTLINES, _TREE, _DOCUMENT = range(1, 6)  # the new numbers of what exists once
_SCHEME = "pim-place:"
_ABOVE = 10.0  # points that a link leads above its place, as inside a part
_LINK = re.compile(rb"/A<</Type/Action/S/URI/URI\(pim-place:(\d+)/([\d.]+)/([\d.]+)\)>>")
_LINK_TEXT = re.compile(rb"/Contents\(pim-place:(\d+)/[\d./]+\)")
_KIDS = re.compile(rb"/K\[([^\]]*)\]")
_PARENTS = re.compile(rb"/StructParent(s?) (\d+)")
_NUMBERS = re.compile(rb"(\d+) (\d+) 0 R")
_NAMED = re.compile(rb"\(([^()\\]*)\)(\d+) 0 R")
_PAGE_COUNT = re.compile(rb"(<xmpTPg:NPages>)\d+<")
_INSTANCE = re.compile(rb"(<xmpMM:InstanceID>)[^<]*<")
_LENGTH = re.compile(rb"/Length (\d+)")
_NAMES_OF_A_PART = (b"/ID", b"/Dest")


def address(page: int, x: float, y: float) -> str:
    """What a part links to for a place on `page` (1 = first of the bound file), `x`, `y` points from its upper left."""
    return f"{_SCHEME}{page}/{x:.2f}/{y:.2f}"


def bind(parts: Sequence[Path], target: Path, page_word: str, on_part: Callable[[], None]) -> None:
    """Writes the files `parts`, in this order, as the one PDF `target`. `page_word` names a page where a link leads.

    `on_part` is called before each part and may raise Cancelled. Title, dates, language and colour profile are those of
    the first part. The same parts give the same bytes. Raises PrintProblem when a part is not as the compiler writes it.
    """
    with ExitStack() as opened:
        book = _Book(page_word)
        for path in parts:
            book.add(opened.enter_context(PdfObjects(path)))
        with target.open("wb") as file:
            _Writer(book, file).write(on_part)


@dataclass
class _Part:
    """One file and what becomes of its objects: `new` has a number for each old one, 0 where it falls away."""

    objects: PdfObjects
    order: int
    catalog: bytes
    tree: bytes
    document: bytes
    pages: list[int]
    new: list[int]
    first_parent: int
    added: dict[int, bytes] = field(default_factory=dict)
    once: frozenset[int] = frozenset()
    bookmarks: tuple[int, int, int] | None = None

    def renumbered(self, value: bytes) -> bytes:
        """A value with new references, place in the tag tree, and names that no other part has."""
        if b"(" not in value:
            return self._plain(value)
        out: list[bytes] = []
        headers = False
        for before, text in pieces(value):
            if b"/Headers[" in before or headers:
                headers = before.rfind(b"/Headers[") > before.rfind(b"]") or (headers and b"]" not in before)
            named = headers or before.endswith(_NAMES_OF_A_PART)
            out += self._plain(before), b"(%d-%s" % (self.order, text[1:]) if named and text else text
        return b"".join(out)

    def named(self, names: bytes) -> Iterator[tuple[bytes, int]]:
        """The entries of a name tree, under the names that `renumbered` gives them."""
        for name, number in _NAMED.findall(names):
            yield b"%d-%s" % (self.order, name), self.new[int(number)]

    def _plain(self, value: bytes) -> bytes:
        value = REFERENCE.sub(lambda found: b"%d 0 R" % self.new[int(found[1])], value)
        return _PARENTS.sub(lambda found: b"/StructParent%s %d" % (found[1], int(found[2]) + self.first_parent), value)


class _Book:
    """The parts and what they have in common."""

    def __init__(self, page_word: str) -> None:
        self.parts: list[_Part] = []
        self.pages: list[int] = []
        self.next_number, self.next_parent = _DOCUMENT + 1, 0
        self._page_word = page_word

    def add(self, objects: PdfObjects) -> None:
        root = referred(objects.trailer, b"Root")
        catalog = objects.body(_found(root, "Root"))[0]
        pages, tree = (_found(referred(catalog, key), key.decode()) for key in (b"Pages", b"StructTreeRoot"))
        tree_body = objects.body(tree)[0]
        document = int(_kids(tree_body).split()[0])
        outlines = referred(catalog, b"Outlines")
        once = {root: _CATALOG, pages: _PAGES, tree: _TREE, document: _DOCUMENT, outlines: _OUTLINES}
        if self.parts:  # what the first part says of the whole
            once |= {referred(objects.trailer, b"Info"): 0, referred(catalog, b"Metadata"): 0}
        new = self._numbers(objects, {number: to for number, to in once.items() if number is not None})
        part = _Part(
            objects, len(self.parts) + 1, catalog, tree_body, objects.body(document)[0],
            [int(number) for number in REFERENCE.findall(_after(objects.body(pages)[0], b"/Kids["))],
            new, self.next_parent, once=frozenset(number for number in once if number is not None),
        )  # fmt: skip
        if b"/S/Document" not in part.document or REFERENCE.sub(b"", _kids(part.document)).strip():
            raise unexpected("Document")
        self._add_bookmarks(part, outlines)
        self.parts.append(part)
        self.pages += [new[page] for page in part.pages]
        next_parent = re.search(rb"/ParentTreeNextKey (\d+)", tree_body)
        self.next_parent += int(next_parent[1]) if next_parent else 0

    def _numbers(self, objects: PdfObjects, once: dict[int, int]) -> list[int]:
        new = []
        for number in range(objects.size):
            if number in once or not objects.is_used(number):
                new.append(once.get(number, 0))
            else:
                new.append(self.next_number)
                self.next_number += 1
        return new

    def _add_bookmarks(self, part: _Part, outlines: int | None) -> None:
        """Chains the part's bookmarks to those of the parts before."""
        body = part.objects.body(outlines)[0] if outlines is not None else b""
        if b"/First" not in body:  # no heads in this part: it goes on with a section of the part before
            return
        first, last = (_found(referred(body, key), key.decode()) for key in (b"First", b"Last"))
        count = re.search(rb"/Count (-?\d+)", body)
        before = next((other for other in reversed(self.parts) if other.bookmarks), None)
        if before is not None and before.bookmarks is not None:
            end = before.bookmarks[1]
            before.added[end] = b"/Next %d 0 R" % part.new[first]
            part.added[first] = b"/Prev %d 0 R" % before.new[end]
        part.bookmarks = (first, last, abs(int(count[1])) if count else 0)

    def linked(self, value: bytes) -> bytes:
        """A link to an address as a link to the place."""
        return _LINK_TEXT.sub(self._link_text, _LINK.sub(self._link, value))

    def _link(self, found: re.Match[bytes]) -> bytes:
        page = int(found[1]) - 1
        top = self._height(page) - max(float(found[3]) - _ABOVE, 0.0)
        return b"/Dest[%d 0 R/XYZ %s %.2f 0]" % (self.pages[page], found[2], top)

    def _height(self, page: int) -> float:
        """Of a page, in points."""
        for part in self.parts:
            if page < len(part.pages):
                box = _inside(part.objects.body(part.pages[page])[0], b"/MediaBox[", b"]").split()
                return float(box[3])
            page -= len(part.pages)
        raise unexpected("page")

    def _link_text(self, found: re.Match[bytes]) -> bytes:
        text = f"{self._page_word} {found[1].decode()}"
        return b"/Contents<FEFF%s>" % text.encode("utf-16-be").hex().upper().encode()


class _Writer:
    """Writes a book; remembers where each object starts."""

    def __init__(self, book: _Book, file: BinaryIO) -> None:
        self._book, self._file = book, file
        self._offsets = [0] * book.next_number
        self._at = 0
        self._metadata = referred(book.parts[0].catalog, b"Metadata")
        digest = hashlib.sha256(b"".join(part.objects.trailer for part in book.parts)).digest()
        self._identity = base64.b64encode(digest[:16])

    def write(self, on_part: Callable[[], None]) -> None:
        self._put(self._book.parts[0].objects.head)
        for part in self._book.parts:
            on_part()
            for number in range(part.objects.size):
                if part.new[number] and number not in part.once:
                    self._copy(part, number)
        self._write_common()
        self._write_end()

    def _copy(self, part: _Part, number: int) -> None:
        value, stream = part.objects.body(number)
        if number == self._metadata and part is self._book.parts[0]:
            value, stream = self._told(value, stream)
        value = part.renumbered(value)
        if number in part.added:
            value = value[: value.rindex(b">>")] + part.added[number] + b">>"
        if b"(pim-place:" in value:
            value = self._book.linked(value)
        self._object(part.new[number], value + stream)

    def _told(self, value: bytes, stream: bytes) -> tuple[bytes, bytes]:
        """What the first part's metadata say of pages and content, said of the whole."""
        before = len(stream)
        stream = _PAGE_COUNT.sub(rb"\g<1>%d<" % len(self._book.pages), stream)
        stream = _INSTANCE.sub(lambda found: found[1] + self._identity + b"<", stream)
        longer = len(stream) - before
        return _LENGTH.sub(lambda found: b"/Length %d" % (int(found[1]) + longer), value), stream

    def _write_common(self) -> None:
        parts, pages = self._book.parts, self._book.pages
        kids = b" ".join(b"%d 0 R" % page for page in pages)
        self._object(_PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(pages), kids))
        inside = b" ".join(part.renumbered(_kids(part.document)) for part in parts)
        self._object(_DOCUMENT, _KIDS.sub(b"/K[%s]" % inside, parts[0].renumbered(parts[0].document), count=1))
        self._object(_TREE, self._tree())
        marked = [part for part in parts if part.bookmarks]
        if marked:
            first, last = marked[0].bookmarks, marked[-1].bookmarks
            assert first is not None and last is not None
            count = sum(part.bookmarks[2] for part in marked if part.bookmarks)
            ends = (marked[0].new[first[0]], marked[-1].new[last[1]], count)
            self._object(_OUTLINES, b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % ends)
        self._object(_CATALOG, self._catalog(bool(marked)))

    def _tree(self) -> bytes:
        roles: dict[bytes, bytes] = {}
        numbers: list[bytes] = []
        names: list[tuple[bytes, int]] = []
        for part in self._book.parts:
            roles |= dict(re.findall(rb"(/[^/<>]+)(/[^/<>]+)", _inside(part.tree, b"/RoleMap<<", b">>")))
            for key, number in _NUMBERS.findall(_inside(part.tree, b"/Nums[", b"]")):
                numbers.append(b"%d %d 0 R" % (int(key) + part.first_parent, part.new[int(number)]))
            names += part.named(_inside(part.tree, b"/IDTree<</Names[", b"]"))
        role_map = b"".join(key + value for key, value in roles.items())
        return b"<</Type/StructTreeRoot/RoleMap<<%s>>/K[%d 0 R]/ParentTree<</Nums[%s]>>%s/ParentTreeNextKey %d>>" % (
            role_map, _DOCUMENT, b" ".join(numbers), b"/IDTree" + _name_tree(names) if names else b"",
            self._book.next_parent,
        )  # fmt: skip

    def _catalog(self, has_bookmarks: bool) -> bytes:
        """The first part's, with the bookmarks and named places of all."""
        first = self._book.parts[0]
        body = first.renumbered(re.sub(rb"/Names<<.*", b">>", first.catalog, flags=re.DOTALL))
        if has_bookmarks and b"/Outlines" not in body:
            body = body.removesuffix(b">>") + b"/Outlines %d 0 R>>" % _OUTLINES
        places = [
            place for part in self._book.parts
            for place in part.named(_inside(part.catalog, b"/Names<</Dests<</Names[", b"]"))
        ]  # fmt: skip
        return body.removesuffix(b">>") + b"/Names<</Dests%s>>>>" % _name_tree(places) if places else body

    def _write_end(self) -> None:
        start, first = self._at, self._book.parts[0]
        self._put(b"xref\n0 %d\n0000000000 65535 f\r\n" % len(self._offsets))
        for offset in self._offsets[1:]:
            self._put(b"%010d 00000 n\r\n" % offset if offset else b"0000000000 65535 f\r\n")
        info = referred(first.objects.trailer, b"Info")
        told = b"/Info %d 0 R" % first.new[info] if info else b""
        self._put(
            b"trailer\n<</Size %d/Root %d 0 R%s/ID[(%s)(%s)]>>\nstartxref\n%d\n%%%%EOF"
            % (len(self._offsets), _CATALOG, told, self._identity, self._identity, start)
        )

    def _object(self, number: int, body: bytes) -> None:
        self._offsets[number] = self._at
        self._put(b"%d 0 obj\n%s\nendobj\n\n" % (number, body))

    def _put(self, data: bytes) -> None:
        self._at += self._file.write(data)


def _name_tree(names: Iterable[tuple[bytes, int]]) -> bytes:
    return b"<</Names[%s]>>" % b"".join(b"(%s)%d 0 R" % entry for entry in sorted(names))


def _kids(body: bytes) -> bytes:
    found = _KIDS.search(body)
    if found is None:
        raise unexpected("K")
    return found[1]


def _inside(body: bytes, opening: bytes, closing: bytes) -> bytes:
    """What stands between two marks; nothing when the first is not there."""
    return _after(body, opening).partition(closing)[0]


def _after(body: bytes, opening: bytes) -> bytes:
    return body.partition(opening)[2]


def _found(number: int | None, what: str) -> int:
    if number is None:
        raise unexpected(what)
    return number
