"""In which of its states something is found after it was stopped, and whether it is sound and tidy."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pim.catalog.structure import RECORD_TYPES
from pim.services import backing_up, editing, exporting, folding, publication_folder
from pim.services.workspace import Workspace, open_catalog
from pim.storage import checking
from pim.storage.products import load_products
from tests.builders import CLOCK
from tests.faults.crash.work import Place
from tests.storage.afresh import assert_derived_is_fresh


class State(NamedTuple):
    """Digests: of all products and structure, of what the export folder shows, of what lies in files of their own."""

    catalog: str
    shown: str
    files: str


def state_of(place: Place) -> State:
    """The present state. Opens only for reading, so that it may be asked while somebody writes."""
    with open_catalog(place.catalog, clock=CLOCK, read_only=True, wait=0.0) as open_one:
        return State(_catalog(open_one), shown_in(place.out), _files(place.out))


def _catalog(open_one: Workspace) -> str:
    with open_one.reading() as connection:
        uids = [row[0] for row in connection.execute("SELECT uid FROM product ORDER BY sku")]
        products = [product.to_json() for product in load_products(connection, uids).values()]
    # New products have other uids every time; nothing in these works refers to them.
    texts = sorted(json.dumps({**product, "uid": ""}, sort_keys=True, default=str) for product in products)
    for kind in sorted(RECORD_TYPES):
        records = open_one.structure.of_kind(kind)
        texts += [
            json.dumps([kind, uid, records[uid].to_json()], sort_keys=True, default=str) for uid in sorted(records)
        ]
    return _digest(texts)


def shown_in(out: Path) -> str:
    """What a reader of the export folder finds; "mixed" when files and manifest do not belong together."""
    manifest = publication_folder.current_manifest(out)
    if manifest is None:
        return "nothing"
    found = {}
    for channel in manifest["channels"]:
        for file in channel["files"]:
            path = out / file["path"]
            if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != file["sha256"]:
                return f"mixed: {file['path']} is not what the manifest says"
        entry = {name: value for name, value in channel.items() if name != "stale"}
        found[channel["channel"]] = _digest([json.dumps(entry, sort_keys=True)])
    return " ".join(f"{code}={digest}" for code, digest in sorted(found.items()))


def _files(out: Path) -> str:
    """Backups and catalogues beside, by what is in them."""
    found = []
    for path in sorted(out.iterdir()):
        if path.suffix == ".backup":
            found.append(f"{path.name} {'; '.join(checking.check_database(path)) or 'sound'}")
        elif path.suffix == ".pim" and (path / "catalog.db").exists():
            with open_catalog(path, clock=CLOCK) as other:
                found.append(f"{path.name} {_catalog(other)}")
    return "; ".join(found)


def _digest(texts: list[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


class Verdict(NamedTuple):
    """What is wrong after a stop: kind of failure -> sentence."""

    kind: str
    sentence: str


def examine(place: Place, states: list[State], acknowledged: int, *, by_channel: bool = False) -> Iterator[Verdict]:
    """Opens what was left by a work of which `acknowledged` pieces were acknowledged, `states` being those before the
    first piece and after each: nothing acknowledged is missing, no piece is there by half, all is sound and swept.

    `by_channel`: an export that said which channels failed may show the new files of the others.
    """
    try:
        open_one = open_catalog(place.catalog, clock=CLOCK, who="ann", wait=0.0)
    except Exception as error:  # noqa: BLE001 - whatever the reason, it could not be opened
        yield Verdict("corrupt", f"it does not open: {type(error).__name__}: {error}")
        return
    with open_one:
        yield from _problems(open_one)
        yield from _unsound_backups(open_one, place)
        found = State(_catalog(open_one), shown_in(place.out), _files(place.out))
        allowed = states[acknowledged : acknowledged + 2]
        if by_channel and _is_made_of(found.shown, [state.shown for state in allowed]):
            found = found._replace(shown=allowed[0].shown)
        yield from _misplaced(found, states, acknowledged)
        try:
            assert_derived_is_fresh(open_one)
        except AssertionError as error:
            yield Verdict("corrupt", f"derived data are not what the products say: {str(error)[:300]}")
        folding.fold(open_one)
        yield from _unusable(open_one)
        if (place.out / publication_folder.GENERATIONS).exists():
            yield from _next_export(open_one, place)
    yield from _leftovers(place)


def _problems(open_one: Workspace) -> Iterator[Verdict]:
    for problem in checking.problems(open_one.store, lambda done, total, text: None):
        yield Verdict("corrupt", problem)


def _unsound_backups(open_one: Workspace, place: Place) -> Iterator[Verdict]:
    """Whatever is kept as a backup is one, and there is one of a catalogue that was of an older schema before."""
    found = backing_up.backups(open_one)
    for backup in found:
        for problem in checking.check_database(backup.path):
            yield Verdict("corrupt", f"{backup.path.name}: {problem}")
    if place.older.exists() and not any(backup.reason == "migration" for backup in found):
        yield Verdict("lost", "no backup is kept of how the catalogue was")


def _misplaced(found: State, states: list[State], acknowledged: int) -> Iterator[Verdict]:
    """Each part is as it was after the last acknowledged piece, or after the one that was under way."""
    allowed = states[acknowledged : acknowledged + 2]
    for name in State._fields:
        present = getattr(found, name)
        if any(present == getattr(state, name) for state in allowed):
            continue
        earlier = any(present == getattr(state, name) for state in states[:acknowledged])
        kind = "lost" if earlier else "half"
        yield Verdict(kind, f"{name} is {present}, wanted one of {[getattr(s, name) for s in allowed]}")


def _is_made_of(shown: str, allowed: list[str]) -> bool:
    """Whether every channel shown is as in one of the allowed states."""
    return set(shown.split()) <= {channel for state in allowed for channel in state.split()}


def _unusable(open_one: Workspace) -> Iterator[Verdict]:
    """The catalogue takes the next edit."""
    with open_one.reading() as connection:
        uid = connection.execute("SELECT uid FROM product ORDER BY sku LIMIT 1").fetchone()[0]
    editing.set_value(open_one, uid=uid, key="title@en_GB", text="After the stop")
    title = _value(open_one, uid)
    if title != "After the stop":
        yield Verdict("lost", f"the next edit is not there: {title}")


def _value(open_one: Workspace, uid: str) -> Any:
    with open_one.reading() as connection:
        return load_products(connection, [uid])[uid].values.get("title@en_GB")


def _next_export(open_one: Workspace, place: Place) -> Iterator[Verdict]:
    """The next export into the folder succeeds and shows what one into an empty folder does: it trusts no torn notes."""
    shown = []
    for folder in (place.out, place.root / "compared"):
        try:
            report = exporting.run_export(open_one, to=folder)
        except Exception as error:  # noqa: BLE001 - whatever it is, no export is possible any more
            yield Verdict("corrupt", f"the next export fails: {type(error).__name__}: {error}")
            return
        for channel in report.channels:
            if channel.error:
                yield Verdict("corrupt", f"the next export fails in {channel.channel}: {channel.error}")
        manifest = publication_folder.current_manifest(folder) or {"channels": []}
        shown.append({channel["channel"]: channel["files"] for channel in manifest["channels"]})
        if (found := shown_in(folder)).startswith("mixed"):
            yield Verdict("half", f"the next export shows a set that is {found}")
    if shown[0] != shown[1]:
        yield Verdict("half", "the next export shows other files than an export into an empty folder")


# What may lie in a closed catalogue and in an export folder that nobody writes.
_KNOWN = re.compile(
    r"catalog\.db|lease|backups/\d{8}T\d{6}-r\d+(-[a-z]+)?\.backup|backups/before-restore-\d{8}T\d{6}(-\d+)?\.db(-wal)?"
    r"|media/[0-9a-f]{2}/[0-9a-f]{64}(\.thumb)?\.(jpg|png|webp|gif|tif|bin)|publications/([0-9a-f]+\.json|lock)"
)
_SHOWN = re.compile(r"current|manifest\.json|web|print|shopify|\.generations(/(folder\.json|lock))?")


def _leftovers(place: Place) -> Iterator[Verdict]:
    for path in sorted(place.catalog.rglob("*")):
        name = path.relative_to(place.catalog).as_posix()
        if path.is_file() and not _KNOWN.fullmatch(name):
            yield Verdict("left over", name)
    for path in place.catalog.iterdir():
        if path.is_dir() and path.name not in ("media", "publications", "backups"):
            yield Verdict("left over", path.name)
    yield from _leftovers_of_export(place.out)


def _leftovers_of_export(out: Path) -> Iterator[Verdict]:
    """After the next export."""
    generations = out / publication_folder.GENERATIONS
    if not generations.exists():
        return
    if publication_folder.current_manifest(out):
        marker = json.loads((generations / "folder.json").read_bytes())
        kept = {f"{name}{ending}" for name in (marker["current"], marker["previous"]) for ending in ("", ".notes")}
    else:
        kept = set()
    for path in sorted([*out.iterdir(), *generations.iterdir()]):
        name = path.relative_to(out).as_posix()
        known = _SHOWN.fullmatch(name) or (path.parent == generations and path.name in kept)
        if not known and path.suffix not in (".backup", ".pim"):
            yield Verdict("left over", f"out/{name}")
