"""A disk that is full or read-only, a catalogue that somebody else holds, and those of newer and older versions."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from unittest.mock import patch

from pim.catalog.errors import CatalogError
from pim.paths import resource
from pim.services import backing_up, editing, exporting, media
from pim.services import workspace as workspaces
from pim.services.opening import IN_USE, NEWER, OUTDATED, Refusal, try_open
from pim.services.workspace import Workspace, open_catalog
from pim.storage import checking, commit, pacing
from pim.storage.dialect import OLDEST_SCHEMA
from pim.storage.errors import CatalogInUse, ReadOnlyCatalog
from pim.storage.products import load_products
from tests.builders import CLOCK, a_product, a_workspace
from tests.faults.crash.state import shown_in
from tests.faults.fault import Outcome, Run, fault
from tests.fixtures import catalogs

_KEY = "title@en_GB"
_MANY = 60  # products that a large edit changes


@fault("disk", "full or read-only, held by another, newer or older: told in words, readable if possible, nothing lost")
def disk(run: Run) -> Iterator[Outcome]:
    yield from _on_small_disk(run, "full", _full)
    yield from _on_small_disk(run, "large edit, full", _large_on_full, megabytes=6)
    yield from _on_small_disk(run, "older schema, full", _older_on_full)
    yield from _on_small_disk(run, "read-only", _mounted_read_only)
    yield _forbidden_folder(run)
    yield _second_process(run)
    yield _lease_of_another_host(run)
    yield _newer_schema(run)


def _small(root: Path) -> Path:
    """A catalogue of five products, closed."""
    with a_workspace(root, *(a_product(f"P-{n}", title=f"Product {n}", price="5") for n in range(5))) as workspace:
        return workspace.folder


def _titles(workspace: Workspace) -> list[str]:
    with workspace.reading() as connection:
        uids = [row[0] for row in connection.execute("SELECT uid FROM product ORDER BY sku")]
        products = load_products(connection, uids)
    return [str(products[uid].values.get(_KEY)) for uid in uids]


def _uid(workspace: Workspace) -> str:
    with workspace.reading() as connection:
        return str(connection.execute("SELECT uid FROM product ORDER BY sku").fetchone()[0])


def _edit(workspace: Workspace, text: str) -> None:
    editing.set_value(workspace, uid=_uid(workspace), key=_KEY, text=text)


def _contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*")) if path.is_file()
    }  # fmt: skip


def _on_small_disk(
    run: Run, name: str, trial: Callable[[Path, Outcome], None], megabytes: int = 3
) -> Iterator[Outcome]:
    outcome = Outcome(name)
    if os.geteuid() != 0 or shutil.which("mount") is None:
        outcome.skipped = "a small disk can only be mounted by root"
        yield outcome
        return
    point = run.new_folder()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "pim-faults", str(point)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if mounted.returncode:
        outcome.skipped = f"no disk of {megabytes} MB can be mounted here: {mounted.stderr.strip()}"
        yield outcome
        return
    try:
        trial(point, outcome)
    except Exception:  # noqa: BLE001 - whatever it is, it is a finding
        outcome.fail(traceback.format_exc(), "stopped")
    finally:
        # Lazily: what a failure left open must not keep the disk, too.
        subprocess.run(["umount", "--lazy", str(point)], check=True)
    yield outcome


def _full(point: Path, outcome: Outcome) -> None:
    folder = _small(point)
    out = point / "out"
    with open_catalog(folder, clock=CLOCK) as workspace:
        exporting.run_export(workspace, to=out, channels=["web"])
        shown = shown_in(out)
        last = _edits_until_refused(workspace, outcome)
        for name, attempt in _attempts(workspace, out):
            _refused_in_words(name, attempt, outcome)
        if shown_in(out) != shown:
            outcome.fail(f"the export folder shows {shown_in(out)}, not {shown} any more", "lost")
        if _titles(workspace)[0] != last:
            outcome.fail(f"the last acknowledged edit is not there: {_titles(workspace)[0]}", "lost")
    _reopened_while_full(folder, last, outcome)
    (point / "filler").unlink()
    with open_catalog(folder, clock=CLOCK) as workspace:
        _edit(workspace, "there is room again")
        for problem in checking.problems(workspace.store, lambda done, total, text: None):
            outcome.fail(problem, "corrupt")
        if _titles(workspace)[0] != "there is room again":
            outcome.fail("the edit after making room is not there", "lost")


def _large_on_full(point: Path, outcome: Outcome) -> None:
    """An edit in batches that does not fit ends with a sentence and nothing of it is seen, also when it is other programs
    that fill the disk meanwhile; it is there whole once there is room."""
    filler, folder = point / "filler", point / "shop.pim"
    products = [a_product(f"P-{n:03}", title=f"Product {n}", price="5") for n in range(_MANY)]
    with a_workspace(point.with_name(f"{point.name}-many"), *products) as workspace:
        made = workspace.folder
    for name in ("refused", "done"):
        outcome.count(name, 0)
    with _low_bounds():
        for leave in range(0, 4_500_000, 500_000):
            for is_filled in (False, True):
                shutil.copytree(made, folder)
                about = f"{leave} bytes left{', then none' if is_filled else ''}"
                with open_catalog(folder, clock=CLOCK) as workspace:
                    _fill(filler, leave)
                    _does_not_fit(workspace, filler if is_filled else None, outcome, about)
                filler.unlink()
                with open_catalog(folder, clock=CLOCK) as workspace:
                    if workspace.recovered:
                        outcome.fail(f"{about}: half of it was left for the next open", "half")
                    for problem in checking.problems(workspace.store, lambda done, total, text: None):
                        outcome.fail(f"{about}: {problem}", "corrupt")
                shutil.rmtree(folder)
    if not outcome.counts["refused"] or not outcome.counts["done"]:
        outcome.fail("the disk was never full, or always", "wrong")


@contextmanager
def _low_bounds() -> Iterator[None]:
    """Lets an edit of sixty products be written in batches of ten."""
    with ExitStack() as changed:
        for module in (commit, workspaces, editing):
            changed.enter_context(patch.object(module, "LARGE", 40))
        for name in ("least", "first", "most"):
            changed.enter_context(patch.object(pacing.Pace, name, 10))
        yield


def _does_not_fit(workspace: Workspace, filler: Path | None, outcome: Outcome, about: str) -> None:
    """A large edit, during which (with `filler`) somebody else fills the disk after the third batch: all or nothing."""
    before, batches = _titles(workspace), count()
    after = [f"{title} {'long ' * 15}".strip() for title in before]
    with workspace.reading() as connection:
        uids = [row[0] for row in connection.execute("SELECT uid FROM product ORDER BY sku")]

    def meanwhile(done: int, total: int, text: str) -> None:
        if filler is not None and next(batches) == 2:
            _fill(filler)

    parts = {uid: {_KEY: text} for uid, text in zip(uids, after, strict=True)}
    try:
        editing.change_parts(workspace, parts, on_progress=meanwhile)
        outcome.count("done")
        wanted = after
    except (CatalogError, OSError) as error:
        outcome.count("refused")
        wanted = before
        if "Make room" not in str(error):
            outcome.fail(f"{about}: not said what to do: {error}", "unclear")
    if (found := _titles(workspace)) != wanted:
        changed = sum(title not in before for title in found)
        outcome.fail(f"{about}: {changed} of {_MANY} products are seen changed", "half")


def _older_on_full(point: Path, outcome: Outcome) -> None:
    """A catalogue of an older schema without room for its backup and its copy is read; with room it is brought up to date."""
    folder, seen = catalogs.unpacked(OLDEST_SCHEMA, point)
    before = _contents(folder)
    for leave in (0, 200_000, 700_000, 1_200_000):
        _fill(point / "filler", leave)
        refusal = try_open(folder)
        outcome.count("refused")
        if not isinstance(refusal, Refusal) or refusal.kind != OUTDATED or "full" not in refusal.message:
            outcome.fail(f"{leave} bytes left: not said to be full: {refusal}", "unclear")
        if _contents(folder) != before:
            outcome.fail(f"{leave} bytes left: bytes have changed", "wrong")
        (point / "filler").unlink()
    with open_catalog(folder, clock=CLOCK, read_only=True) as workspace:
        outcome.count("read", len(_titles(workspace)))
    with open_catalog(folder, clock=CLOCK) as workspace:
        outcome.count("brought up to date")
        if len(_titles(workspace)) != len(seen["products"]) or workspace.store.migrated is None:
            outcome.fail("with room it is not brought up to date", "lost")


def _edits_until_refused(workspace: Workspace, outcome: Outcome) -> str:
    """Fills the disk, then edits until it is refused; returns the last acknowledged text."""
    _fill(workspace.folder.with_name("filler"), leave=200_000)
    last = _titles(workspace)[0]
    for number in range(10_000):
        try:
            _edit(workspace, f"edit {number}")
        except OSError as error:
            if "full" not in str(error):
                outcome.fail(f"not said to be full: {error}", "unclear")
            outcome.count("edits acknowledged", number)
            _fill(workspace.folder.with_name("filler"))
            return last
        last = f"edit {number}"
    raise RuntimeError("the disk does not become full")


def _fill(path: Path, leave: int = 0) -> None:
    """Writes zeros until there is no room for more than `leave` bytes."""
    with path.open("ab", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(4096))
        except OSError:
            filler.truncate(max(0, filler.tell() - leave))


def _attempts(workspace: Workspace, out: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    picture = resource("demo") / "images" / "backpack.jpg"
    yield "export", lambda: exporting.run_export(workspace, to=out)
    yield "backup", lambda: backing_up.back_up(workspace)
    yield "image intake", lambda: media.take_images(workspace, [("backpack.jpg", picture)])


def _refused_in_words(name: str, attempt: Callable[[], object], outcome: Outcome) -> None:
    outcome.count("attempts")
    try:
        attempt()
        outcome.fail(f"{name}: done, although there is no room", "wrong")
    except (CatalogError, OSError) as error:
        if not str(error).strip():
            outcome.fail(f"{name}: refused without words", "unclear")
    except Exception as error:  # noqa: BLE001 - whatever it is, it is no sentence for people
        outcome.fail(f"{name}: {type(error).__name__}: {error}", "unclear")


def _reopened_while_full(folder: Path, last: str, outcome: Outcome) -> None:
    """It opens, if only for reading, and shows the last acknowledged edit."""
    outcome.count("opened while full", 0)
    try:
        with open_catalog(folder, clock=CLOCK) as workspace:
            outcome.count("opened while full")
            if _titles(workspace)[0] != last:
                outcome.fail(f"opened on a full disk it shows {_titles(workspace)[0]}, not {last}", "lost")
    except Exception as error:  # noqa: BLE001 - whatever it is, the catalogue could not be opened
        outcome.fail(f"on a full disk it does not open: {type(error).__name__}: {error}", "refused")


def _mounted_read_only(point: Path, outcome: Outcome) -> None:
    clean, hot, torn = (_small(point / name) for name in ("clean", "hot", "torn"))
    older, _seen = catalogs.unpacked(OLDEST_SCHEMA, point / "older")
    for folder in (hot, torn):
        _killed_while_open(folder)
    (torn / "catalog.db-shm").unlink()
    _remounted(point, "ro")
    try:
        cases = ((clean, "Product 0"), (older, "Mug"), (hot, "by the killed one"), (torn, "by the killed one"))
        for folder, title in cases:
            _read_only(folder, title, point.with_name(f"{folder.parent.name}-out"), outcome)
    finally:
        _remounted(point, "rw")


def _remounted(point: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(point)], check=True, capture_output=True)


def _read_only(folder: Path, title: str, out: Path, outcome: Outcome) -> None:
    """Opens for reading with everything acknowledged, refuses edits in words, exports elsewhere, changes no byte."""
    outcome.count("folders")
    name = folder.parent.name
    before = _contents(folder)
    try:
        with open_catalog(folder, clock=CLOCK) as workspace:
            if workspace.writable:
                outcome.fail(f"{name}: taken for writable", "wrong")
            if _titles(workspace)[0] != title:
                outcome.fail(f"{name}: shows {_titles(workspace)[0]}, not {title}", "lost")
            exporting.run_export(workspace, to=out, channels=["web"])
            _edit(workspace, "not here")
            outcome.fail(f"{name}: an edit was accepted", "wrong")
    except ReadOnlyCatalog:
        outcome.count("opened")
    except Exception as error:  # noqa: BLE001 - whatever it is, the catalogue could not be used
        outcome.fail(f"{name}: {type(error).__name__}: {error}", "refused")
    if _contents(folder) != before:
        outcome.fail(f"{name}: bytes have changed", "wrong")


def _forbidden_folder(run: Run) -> Outcome:
    """A folder whose mode forbids writing; root would not notice, so that a process without rights tries."""
    outcome = Outcome("forbidden folder")
    root = run.new_folder()
    cases = [
        (_small(root / "clean"), "Product 0"), (_small(root / "hot"), "by the killed one"),
        (catalogs.unpacked(OLDEST_SCHEMA, root / "older")[0], "Mug"),
    ]  # fmt: skip
    _killed_while_open(cases[1][0])
    for above in (root, *root.parents[:2]):
        above.chmod(above.stat().st_mode | 0o055)
    out = root / "out"
    out.mkdir(mode=0o777)
    out.chmod(0o777)
    for folder, _title in cases:
        subprocess.run(["chmod", "-R", "a-w,a+rX", str(folder.parent)], check=True)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        try:
            for folder, title in cases:
                _read_only(folder, title, out / folder.parent.name, outcome)
            os.write(writing, json.dumps([outcome.counts, outcome.failures]).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as answer:
        outcome.counts, outcome.failures = json.loads(answer.read())
    os.waitpid(child, 0)
    subprocess.run(["chmod", "-R", "u+w", str(root)], check=True)
    return outcome


@contextmanager
def _held(folder: Path) -> Iterator[int]:
    """Another process (its id) that has edited the catalogue and keeps it open; killed at the end."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            workspace = open_catalog(folder, who="bob")
            _edit(workspace, "by the killed one")
            os.write(writing, b"open")
            signal.pause()
        finally:
            os._exit(1)  # it must never come back as a second harness
    os.close(writing)
    try:
        with open(reading, "rb") as told:
            if told.read(4) != b"open":
                raise RuntimeError("the other process could not open the catalogue")
        yield child
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _killed_while_open(folder: Path) -> None:
    """Leaves an edit in the write-ahead log."""
    with _held(folder):
        pass
    if not (folder / "catalog.db-wal").stat().st_size:
        raise RuntimeError("the killed process left no write-ahead log")


def _second_process(run: Run) -> Outcome:
    outcome = Outcome("second process")
    folder = _small(run.new_folder())
    with _held(folder) as holder:
        refusal = try_open(folder)
        outcome.count("told who holds it")
        if not isinstance(refusal, Refusal) or refusal.kind != IN_USE or f"process {holder}" not in refusal.message:
            outcome.fail(f"not told who holds it: {refusal}", "wrong")
        with open_catalog(folder, read_only=True, wait=0.0) as reader:
            outcome.count("read beside it")
            if reader.writable or _titles(reader)[0] != "by the killed one":
                outcome.fail("the reader beside it does not see what is saved, or may write", "wrong")
    with open_catalog(folder, wait=0.0) as taken:
        outcome.count("stale lease taken over")
        if not taken.writable or _titles(taken)[0] != "by the killed one":
            outcome.fail("after the holder was killed, its lease stays or its edit is gone", "lost")
    return outcome


def _lease_of_another_host(run: Run) -> Outcome:
    outcome = Outcome("another host's lease")
    folder = _small(run.new_folder())
    lease = {"host": f"not-{socket.gethostname()}", "pid": 1, "user": "eve", "since": "2026-11-22T08:00:00.000000Z"}
    (folder / "lease").write_text(json.dumps(lease))
    before = _contents(folder)
    for attempt in range(2):
        outcome.count("attempts")
        try:
            open_catalog(folder, wait=0.0).close()
            outcome.fail(f"attempt {attempt}: another host's lease was taken", "wrong")
        except CatalogInUse as error:
            if "eve" not in str(error):
                outcome.fail(f"not told who holds it: {error}", "wrong")
    if _contents(folder) != before:
        outcome.fail("bytes have changed", "wrong")
    with open_catalog(folder, read_only=True, wait=0.0) as reader:
        outcome.count("read beside it")
        if reader.writable:
            outcome.fail("opened for writing beside another host", "wrong")
    return outcome


def _newer_schema(run: Run) -> Outcome:
    outcome = Outcome("newer schema")
    folder = _small(run.new_folder())
    connection = sqlite3.connect(folder / "catalog.db")
    connection.execute("PRAGMA user_version=99")
    connection.close()
    before = _contents(folder)
    outcome.count("attempts")
    refusal = try_open(folder)
    if not isinstance(refusal, Refusal) or refusal.kind != NEWER or "99" not in refusal.message:
        outcome.fail(f"not refused as newer: {refusal}", "wrong")
    if _contents(folder) != before:
        outcome.fail("bytes have changed", "wrong")
    return outcome
