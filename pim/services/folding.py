"""Folds the ledgers that exports have left beside the catalogue into its tables: one transaction after the other, each so
short that whoever edits meanwhile does not notice.

Whatever was taken over of a ledger is true, since the files are shown by then; its publications are recorded last, all at
once. Until then the ledger counts as not folded in, and whoever comes next begins it anew, which writes nothing twice.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Sequence, Set
from contextlib import suppress
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from pim.i18n import _
from pim.isolation.locks import Busy, locked
from pim.services.export_report import OK
from pim.services.workspace import OnProgress, Workspace, no_progress
from pim.storage import publications, received
from pim.storage.pacing import Pace
from pim.storage.publications import Publication
from pim.storage.received import Received

_log = logging.getLogger(__name__)
LOCK = "lock"  # in the folder of ledgers: shared by those who write one, held alone to sweep
_READ, _MOST = 250, 2_000  # listings read at a time, and written at most: they are held in memory
_LOOKED_THROUGH = 5_000  # kept listings looked through at a time for those that a channel does not show any more


class _Damaged(Exception):
    """A ledger is not what was written."""


def fold(workspace: Workspace, on_progress: OnProgress = no_progress) -> int:
    """Takes every ledger that is not in the tables yet into them; returns how many exports were taken in.

    A ledger that cannot be read is set aside with the ending `.damaged`. `on_progress` may raise `Cancelled`: what is left
    then is done by the next who folds.
    """
    done = 0
    while (ended := fold_some(workspace)) is not None:
        done += ended
        on_progress(0, 0, _("Noting what was published"))
    return done


def fold_some(workspace: Workspace) -> int | None:
    """One step of it, with one transaction at most: the number of exports that ended with it, None when none is left.

    Threads that fold at the same time do one after the other's steps: two ledgers at once would become one of both.
    """
    with workspace.one_folds:
        found = next(workspace.folding, None)
        if found is None:  # also after an error, which ends what was begun
            workspace.folding = _steps(workspace)
            found = next(workspace.folding, None)
        return found


def is_waiting(workspace: Workspace) -> bool:
    """Whether a ledger of another process waits to be folded in by this one."""
    return workspace.writable and bool(_unfolded(workspace)[0])


def _steps(workspace: Workspace) -> Iterator[int]:
    folder = workspace.folder / "publications"
    waiting, known = _unfolded(workspace)
    while waiting:
        yield from _fold_one(workspace, waiting[0])
        waiting, known = _unfolded(workspace)
    _sweep(folder, known)


def _unfolded(workspace: Workspace) -> tuple[list[Path], set[str]]:
    """The ledgers that are not in the tables, oldest first, and the operations of those that are."""
    # Not what an interrupted export began to write.
    paths = sorted((workspace.folder / "publications").glob("[!.]*.json"))
    if not paths:
        return [], set()
    with workspace.reading() as connection:
        known = publications.recorded(connection, (path.stem for path in paths))
    return [path for path in paths if path.stem not in known], known


def _sweep(folder: Path, known: set[str]) -> None:
    """Removes the listings that are in the tables, and what an interrupted export left unless another process is writing
    its ledger at this moment."""
    for path in folder.glob("*.listings"):
        if _operation(path) in known:
            path.unlink(missing_ok=True)
    with suppress(Busy), locked(folder / LOCK):
        for path in folder.glob(".new-*"):
            path.unlink(missing_ok=True)
        for path in folder.glob("*.listings"):
            if not (folder / f"{_operation(path)}.json").exists():
                path.unlink(missing_ok=True)


def _operation(listings: Path) -> str:
    return listings.name.partition(".")[0]


def _fold_one(workspace: Workspace, path: Path) -> Iterator[int]:
    kept: list[Publication] = []
    try:
        for publication in _publications(path):
            listings = path.parent / f"{path.stem}.{publication.channel}.listings"
            if publication.summary.get("unchanged"):
                kept.append(publication)
            elif publication.summary["status"] == OK and listings.exists():
                kept.append(publication)
                yield from _take_over(workspace, publication.channel, listings)
    except _Damaged as error:
        _log.warning("The ledger %s cannot be read: %r", path.stem, error.__cause__)
        kept = []
    if not kept:
        _log.warning("The ledger %s says of no channel what it received. It is set aside.", path.stem)
        for file in path.parent.glob(f"{path.stem}.*"):
            shutil.move(file, file.with_suffix(".damaged"))
        return
    with workspace.store.transaction() as connection:
        for publication in kept:
            publications.record(connection, publication)
    yield 1


def _publications(path: Path) -> list[Publication]:
    """What a ledger says was published."""
    try:
        entry = orjson.loads(path.read_bytes())
        found = [_publication(entry, channel) for channel in entry["channels"]]
    except (ValueError, KeyError, TypeError) as error:
        raise _Damaged from error
    return found if entry["operation"] == path.stem else []


def _publication(entry: dict[str, Any], channel: dict[str, Any]) -> Publication:
    details = [detail for detail in entry.get("details", []) if detail["channel"] == channel["channel"]]
    shared = {"parity": {**entry["parity"], "details": details}, "matrix": entry.get("matrix", [])}
    return Publication(
        entry["operation"], channel["channel"], entry["revision"], entry["as_of"], entry["at"], entry["folder"],
        {**channel, **shared},
    )  # fmt: skip


def _take_over(workspace: Workspace, channel: str, path: Path) -> Iterator[int]:
    """Makes the listings of a file what the channel received last."""
    pace = Pace(is_alone=workspace.give_way is None)
    shown: set[int] = set()  # hashes of uids: numbers, because there may be a million
    new: list[Received] = []
    for some in _listings(path):
        shown.update(hash(one.uid) for one in some)
        with workspace.reading() as connection:
            new += received.not_kept(connection, channel, some)
        yield 0
        while len(new) >= (together := min(pace.size, _MOST)):
            _keep(workspace, channel, new[:together], pace)
            del new[:together]
            yield 0
    if new:
        _keep(workspace, channel, new, pace)
        yield 0
    yield from _forget_others(workspace, channel, shown)
    yield from _compare(workspace, channel)


def _listings(path: Path) -> Iterator[list[Received]]:
    with path.open("rb") as file:
        while lines := list(islice(file, _READ)):
            yield [_received(line.rstrip(b"\n")) for line in lines]


def _received(body: bytes) -> Received:
    try:
        root = orjson.loads(body)["root"]
        return Received(str(root["uid"]), str(root["sku"]), blake2b(body, digest_size=16).digest(), body)
    except (ValueError, KeyError, TypeError) as error:
        raise _Damaged from error


def _keep(workspace: Workspace, channel: str, listings: Sequence[Received], pace: Pace) -> None:
    with pace.timed(len(listings)):
        with workspace.reading() as connection:
            contents = received.new_contents(connection, listings)
        with workspace.store.transaction() as connection:
            received.keep(connection, channel, listings, contents)


def _forget_others(workspace: Workspace, channel: str, shown: Set[int]) -> Iterator[int]:
    """Forgets what the channel received before and does not show any more."""
    last = ""
    while True:
        with workspace.reading() as connection:
            uids = received.kept_after(connection, channel, last, _LOOKED_THROUGH)
        if not uids:
            return
        if gone := [uid for uid in uids if hash(uid) not in shown]:
            with workspace.store.transaction() as connection:
                received.forget(connection, channel, gone)
        last = uids[-1]
        yield 0


def _compare(workspace: Workspace, channel: str) -> Iterator[int]:
    """Brings the standings of all products on the channel up to date."""
    pace = Pace(is_alone=workspace.give_way is None)
    last: int | None = 0
    while last is not None:
        with workspace.reading() as connection:
            end = publications.nth_product(connection, last, pace.size)
        with pace.timed(pace.size), workspace.store.transaction() as connection:
            received.compare_states(connection, channel, last, end)
        last = end
        yield 0
