"""The folder an export writes to: whole generations side by side, of which one is shown.

    DIR/.generations/<id>/<channel>/…, manifest.json    a whole set, on disk before anybody sees it
    DIR/.generations/<id>.notes/<channel>               what the export itself wants to know of it next time
    DIR/current -> .generations/<id>                    the only link that is ever swapped
    DIR/<channel>, DIR/manifest.json                    fixed links through `current`

A reader finds the old set or the new one, never a mixture. Where the file system has no symbolic links, `DIR` holds
copies, and the manifest is replaced last.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pim.catalog.errors import CatalogError
from pim.i18n import _
from pim.isolation.locks import Busy, locked
from pim.services import durable_files as durable
from pim.services.publication_swap import MANIFEST, ShownByCopies, ShownByLinks, can_link
from pim.storage.disk import sync_folder

_log = logging.getLogger(__name__)
GENERATIONS = ".generations"
_MARKER = "folder.json"
_LOCK = "lock"
_NOTES = ".notes"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-]*")
_RESERVED = ("current", MANIFEST)
# What file managers leave behind by themselves.
_TOLERATED = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".directory"})


@dataclass(slots=True)
class Draft:
    """A generation in the making; nobody sees it before `publish`. Use it as a context manager: what is left
    unpublished is removed at the end.
    """

    folder: Path
    id: str
    generation: Path
    shown: ShownByLinks | ShownByCopies
    previous: Path | None
    _open: ExitStack
    _published: bool = field(default=False)

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_reason: object) -> None:
        try:
            if not self._published:
                shutil.rmtree(self.generation, ignore_errors=True)
        finally:
            self._open.close()

    def channel_folder(self, channel: str) -> Path:
        """A new, empty folder for the files of `channel`; what was written there before is gone."""
        if not _NAME.fullmatch(channel) or channel in _RESERVED:
            raise CatalogError(_("A channel cannot be exported under the name “{code}”.").format(code=channel))
        folder = self.generation / channel
        (_notes(self.generation) / channel).unlink(missing_ok=True)
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir()
        return folder

    def carry_over(self, channel: str) -> bool:
        """Keeps the files that `channel` has in the generation shown now. False when it has none."""
        source = self.previous / channel if self.previous else None
        if source is None or not source.is_dir():
            return False
        shutil.rmtree(self.generation / channel, ignore_errors=True)
        shutil.copytree(source, self.generation / channel, copy_function=durable.link_or_copy)
        if (data := self.noted(channel)) is not None:
            self.note(channel, data)
        return True

    def note(self, channel: str, data: bytes) -> None:
        """Keeps `data` about the files of `channel` beside their generation, where no receiver sees it, as long as that."""
        folder = _notes(self.generation)
        folder.mkdir(exist_ok=True)
        durable.write(folder / channel, data)

    def noted(self, channel: str) -> bytes | None:
        """What was noted about the files of `channel` that are shown now; None when nothing was."""
        path = _notes(self.previous) / channel if self.previous else None
        return path.read_bytes() if path and path.is_file() else None

    def files(self, channel: str) -> list[dict[str, Any]]:
        """`{"path", "bytes", "sha256"}` of the channel's files, paths relative to the folder, sorted."""
        root = self.generation / channel
        return [_described(path, f"{channel}/{path.relative_to(root).as_posix()}") for path in _all_files(root)]

    def publish(self, manifest: Mapping[str, Any]) -> None:
        """Shows this generation instead of the previous one; what fails before the swap changes nothing."""
        data = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        durable.write(self.generation / MANIFEST, data + b"\n")
        durable.sync_tree(self.generation)
        sync_folder(self.generation.parent)
        channels = sorted(path.name for path in self.generation.iterdir() if path.is_dir())
        before = _Marker.of(self.folder)
        after = _Marker(
            current=self.id, previous=self.previous.name if self.previous else "", channels=channels,
            copied=isinstance(self.shown, ShownByCopies),
        )  # fmt: skip
        # Named before they appear: a crash in between leaves nothing that the next run would take for foreign.
        announced = sorted({*before.channels, *channels})
        before.with_(channels=announced, switching_to=self.id, copied=before.copied or after.copied).write(self.folder)
        self._published = True  # from here on the next run finishes what this one may leave half done
        self.shown.show(self.folder, self.generation, channels, announced)
        try:
            after.write(self.folder)
            _sweep(self.folder, keep={self.id, after.previous})
        except OSError as error:
            _log.warning("The export is shown; the next one will tidy its folder: %s", error)


def begin(folder: Path, generation: str, *, links: bool | None = None) -> Draft:
    """Starts a new generation named `generation` in `folder`, which is created when it does not exist.

    `links` says whether symbolic links are used; None tries. Repairs and sweeps what an interrupted run left. Raises
    `CatalogError` when the folder holds other files, cannot be written, or another export is writing there.
    """
    if not _NAME.fullmatch(generation):
        raise ValueError(f"not a name for a generation: {generation!r}")
    refuse_foreign_files(folder)
    with ExitStack() as stack:
        try:
            (folder / GENERATIONS).mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(folder / GENERATIONS / _LOCK))
        except Busy:
            raise CatalogError(_("Another export is writing into “{folder}”.").format(folder=folder)) from None
        except OSError as error:
            message = _("“{folder}” cannot be written: {detail}")
            raise CatalogError(message.format(folder=folder, detail=error.strerror or error)) from error
        links = can_link(folder / GENERATIONS) if links is None else links
        shown = ShownByLinks() if links else ShownByCopies()
        previous = _repaired(folder, shown)
        new = folder / GENERATIONS / generation
        new.mkdir()
        return Draft(folder, generation, new, shown, previous, stack.pop_all())


def current_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest that is shown; None when nothing was published there."""
    try:
        data = json.loads((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError as error:
        message = _("The manifest in “{folder}” is damaged: {detail}")
        raise CatalogError(message.format(folder=folder, detail=error)) from error
    return data if isinstance(data, dict) else None


def refuse_foreign_files(folder: Path) -> None:
    """Raises `CatalogError` when `folder` is a file, or holds anything that an export did not put there."""
    if folder.exists() and not folder.is_dir():
        raise CatalogError(_("“{folder}” is a file, not a folder.").format(folder=folder))
    present = {path.name for path in folder.iterdir()} - _TOLERATED if folder.is_dir() else set()
    if not present:
        return
    ours = _Marker.of(folder).names() if GENERATIONS in present else set()
    foreign = {name for name in present if name not in ours and not _is_ours(folder / name)}
    if foreign:
        message = _("“{folder}” holds files that are not from an export ({names}). Choose an empty folder.")
        raise CatalogError(message.format(folder=folder, names=", ".join(sorted(foreign)[:3])))


def _is_ours(path: Path) -> bool:
    """Links are ours by where they lead, whatever a crash kept the marker from saying."""
    if path.name == GENERATIONS:
        return path.is_dir() and not path.is_symlink()
    target = path.readlink().as_posix() if path.is_symlink() else ""
    return target.startswith(("current/", f"{GENERATIONS}/"))


@dataclass(frozen=True, slots=True)
class _Marker:
    """What `.generations/folder.json` knows. `switching_to` is set while a swap is under way."""

    current: str = ""
    previous: str = ""
    channels: list[str] = field(default_factory=list)
    copied: bool = False
    switching_to: str = ""

    @staticmethod
    def of(folder: Path) -> _Marker:
        try:
            return _Marker(**json.loads((folder / GENERATIONS / _MARKER).read_bytes()))
        except FileNotFoundError:
            return _Marker()
        except (ValueError, TypeError) as error:
            message = _("The export folder “{folder}” is damaged ({file}): {detail}. Choose an empty folder.")
            raise CatalogError(message.format(folder=folder, file=_MARKER, detail=error)) from error

    def names(self) -> set[str]:
        """What may stand in the folder as a copy of ours."""
        copies = {name for channel in (*self.channels, MANIFEST) for name in ShownByCopies.names_for(channel)}
        return {GENERATIONS, *(copies if self.copied else ())}

    def with_(self, **changes: Any) -> _Marker:
        return _Marker(**{**self.to_json(), **changes})

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def write(self, folder: Path) -> None:
        durable.replace(folder / GENERATIONS / _MARKER, json.dumps(self.to_json()).encode())


def _repaired(folder: Path, shown: ShownByLinks | ShownByCopies) -> Path | None:
    """Brings an interrupted swap to its end, removes leftovers and gives the generation that is shown."""
    marker = _Marker.of(folder)
    target = folder / GENERATIONS / marker.switching_to if marker.switching_to else None
    current = shown.current(folder) or marker.current
    if target is not None and target.is_dir():
        started = current == marker.switching_to or (marker.copied and shown.has_begun(folder, marker.channels))
        if started:
            present = sorted(path.name for path in target.iterdir() if path.is_dir())
            shown.show(folder, target, present, marker.channels)
            marker = marker.with_(current=target.name, previous=marker.current, channels=present)
            current = target.name
    marker = marker.with_(current=current, switching_to="")
    shown.tidy(folder, marker.channels)
    marker.write(folder)
    _sweep(folder, keep={marker.current, marker.previous})
    found = folder / GENERATIONS / current
    return found if current and found.is_dir() else None


def _sweep(folder: Path, keep: set[str]) -> None:
    for path in (folder / GENERATIONS).iterdir():
        if path.is_dir() and path.name.removesuffix(_NOTES) not in keep:
            shutil.rmtree(path, ignore_errors=True)


def _notes(generation: Path) -> Path:
    return generation.with_name(generation.name + _NOTES)


def _all_files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def _described(path: Path, name: str) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"path": name, "bytes": path.stat().st_size, "sha256": digest}
