"""What is done with a hostile file, by the services a person would use; runs in a guarded child."""

from __future__ import annotations

import re
import resource
import time
import traceback
from collections.abc import Iterator
from contextlib import nullcontext
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from pim.catalog import rich_text
from pim.catalog.errors import CatalogError
from pim.services import checking, media
from pim.services.importing import ImportOptions, ImportReport, run_import
from pim.services.workspace import Workspace, create_catalog
from tests.builders import structure_creation, structure_records
from tests.faults.hostile.inside import without_children
from tests.faults.hostile.material import Case, make

REAL_CHILD_EVERY = 48  # cases; a number that the kinds take in turns
_ENDINGS = {"csv": "csv", "xlsx": "xlsx", "ods": "ods", "json": "json", "jsonl": "jsonl", "zip": "zip"}


def run(first: int, count: int, seed: int, folder: str) -> Iterator[dict[str, Any]]:
    """Tries cases `first`… in a catalogue of their own; one answer each, the last one says whether it is sound."""
    yield {"number": first, "begun": True}
    with _catalog(Path(folder, f"from{first}.pim")) as workspace:
        for number in range(first, first + count):
            case = make(number, seed)
            real = number // 8 % REAL_CHILD_EVERY == 0
            with nullcontext() if real else without_children():
                yield {"number": number, "kind": case.kind, "title": case.title, "real": real} | attempt(
                    workspace, case, Path(folder)
                )
        found = checking.verify(workspace)
    yield {"number": first + count, "problems": found["problems"], "products": found["products"]}


def run_files(files: list[list[str]], folder: str) -> Iterator[dict[str, Any]]:
    """Tries files as they are, given as [kind, path]: none may crash or hang an import."""
    with _catalog(Path(folder, "real.pim")) as workspace:
        for number, (kind, path) in enumerate(files):
            case = Case(kind, number, Path(path).name, ("as it is",), Path(path).read_bytes())
            with without_children():
                yield {"number": number, "kind": kind, "title": case.title, "real": False} | attempt(
                    workspace, case, Path(folder), Path(path).suffix[1:]
                )
        found = checking.verify(workspace)
    yield {"number": len(files), "problems": found["problems"], "products": found["products"]}


def _catalog(folder: Path) -> Workspace:
    from pim.catalog.edit import Edit

    workspace = create_catalog(folder, starting=False)
    workspace.apply(Edit(label="Structure", patches=structure_creation(*structure_records()), source="test"))
    return workspace


def attempt(workspace: Workspace, case: Case, folder: Path, ending: str = "") -> dict[str, Any]:
    """{"answer": used, refused or failed, "why", "seconds", "peak_mb"} of one case."""
    begun, before = time.perf_counter(), workspace.revision()
    try:
        why = _ATTEMPTS.get(case.kind, _table)(workspace, case, folder, ending)
        answer = "refused" if why else "used"
    except CatalogError as error:
        answer, why = "refused", str(error) or "refused without a word"
        if not str(error):
            answer = "failed"
        if workspace.revision() != before:
            answer, why = "failed", f"refused, but the catalogue changed: {error}"
    except Exception:  # noqa: BLE001 - this is what is looked for
        answer, why = "failed", traceback.format_exc(limit=-12)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) >> 10
    return {"answer": answer, "why": why[:3_000], "seconds": time.perf_counter() - begun, "peak_mb": peak}


def _table(workspace: Workspace, case: Case, folder: Path, ending: str) -> str:
    path = folder / f"case.{ending or _ENDINGS[case.kind]}"
    path.write_bytes(case.data)
    try:
        options = ImportOptions(create_attributes=case.number % 3 == 0, rejects=folder / "rejects.csv")
        _account(run_import(workspace, [path], options))
    finally:
        path.unlink()
    return ""


def _account(report: ImportReport) -> None:
    """`read = used + skipped + rejected`, and each rejection says where and why."""
    rows = report.rows
    assert rows.read == rows.used + rows.skipped + rows.rejected, f"the account does not balance: {rows}"
    assert min(rows.read, rows.used, rows.skipped, rows.rejected) >= 0, f"less than nothing: {rows}"
    lines = {(rejection.file, rejection.line) for rejection in report.rejections}
    assert bool(lines) == bool(rows.rejected), f"{rows.rejected} rejected, {len(lines)} named"
    assert all(rejection.reason for rejection in report.rejections), "rejected without a reason"


def _image(workspace: Workspace, case: Case, folder: Path, ending: str) -> str:
    path = folder / f"case.{ending or case.name.rpartition('.')[2]}"
    path.write_bytes(case.data)
    try:
        digests, problems = media.take_images(workspace, [(case.name, path)])
    finally:
        path.unlink()
    assert len(digests) + len(problems) == 1, (digests, problems)
    for digest in digests.values():
        assert media.image_file(workspace, digest) and media.thumbnail(workspace, digest), "named, but not there"
    return "".join(problems.values())


def _html(workspace: Workspace, case: Case, _folder: Path, _ending: str) -> str:
    text = case.data.decode("utf-8", "replace")
    cleaned = rich_text.clean(text)
    assert rich_text.clean(cleaned) == cleaned, "cleaning twice changes it"
    left = Forbidden()
    left.feed(cleaned)
    left.close()
    assert not left.found, f"left after cleaning: {left.found}"
    rich_text.to_text(cleaned)
    return ""


class Forbidden(HTMLParser):
    """What cleaned HTML must not hold."""

    _ADDRESS = re.compile(r"(https?|mailto):", re.IGNORECASE)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in rich_text.TAGS:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ("href", "title", "src", "alt", "colspan", "rowspan"):
                self.found.append(f"<{tag} {name}>")
            if name in ("href", "src") and not self._ADDRESS.match(value or ""):
                self.found.append(f"<{tag} {name}={value}>")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"<!{decl}>")


_ATTEMPTS = {"image": _image, "html": _html}
