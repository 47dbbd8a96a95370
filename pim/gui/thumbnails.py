"""Small pictures of products: decoded off the UI thread, kept by content, never decoded while painting."""

from __future__ import annotations

from collections import OrderedDict
from time import monotonic
from typing import NamedTuple

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap

from pim.gui.tasks import Task, Tasks
from pim.services import media
from pim.services.workspace import Workspace

_LIMIT = 48 * 1024 * 1024
_WAITING = 120  # requests kept when somebody scrolls fast; the oldest are asked for again when they are shown
_AGAIN, _LONGEST = 2.0, 300.0  # seconds until one that failed is tried again: twice as many each time


class _Failed(NamedTuple):
    """When to try again (by the monotonic clock), and how long that was to wait; seconds."""

    at: float
    pause: float


class Thumbnails(QObject):
    """`pixmap(sha256, side, ratio)` gives the picture or None while it is fetched; `arrived(sha256)` tells when to ask
    again: it is there, may be tried once more, or was passed over because others were asked for meanwhile."""

    arrived = Signal(str)

    def __init__(self, tasks: Tasks, workspace: Workspace) -> None:
        super().__init__()
        self._tasks, self._workspace = tasks, workspace
        self._kept: OrderedDict[tuple[str, int], QPixmap | None] = OrderedDict()
        self._asked: dict[tuple[str, int], Task] = {}
        self._failed: dict[tuple[str, int], _Failed] = {}
        self._bytes = 0

    def pixmap(self, sha256: str, side: int, ratio: float = 1.0) -> QPixmap | None:
        """The picture fitted into a square of `side` logical pixels; None when there is none (yet)."""
        if not sha256:
            return None
        key = (sha256, round(side * ratio))
        if key in self._kept and not self._may_try_again(key):
            self._kept.move_to_end(key)
            found = self._kept[key]
            if found is not None and found.devicePixelRatio() != ratio:
                found.setDevicePixelRatio(ratio)
            return found
        if key not in self._asked:
            self._pass_over_oldest()
            self._asked[key] = self._tasks.decode(
                load_thumbnail,
                self._workspace,
                *key,
                then=lambda image: self._keep(key, image),
                otherwise=lambda error: self._keep(key, None),
                owner=self,
            )
        return None

    def _may_try_again(self, key: tuple[str, int]) -> bool:
        return key in self._failed and key not in self._asked and monotonic() >= self._failed[key].at

    def _pass_over_oldest(self) -> None:
        while len(self._asked) >= _WAITING:
            oldest = next(iter(self._asked))
            self._asked.pop(oldest).drop()
            self.arrived.emit(oldest[0])

    def _keep(self, key: tuple[str, int], image: QImage | None) -> None:
        self._asked.pop(key, None)
        pixmap = QPixmap.fromImage(image) if image is not None and not image.isNull() else None
        self._bytes += _size_of(pixmap) - (_size_of(self._kept.pop(key)) if key in self._kept else 0)
        self._kept[key] = pixmap
        if pixmap is None:
            self._try_again_later(key)
        else:
            self._failed.pop(key, None)
        while self._bytes > _LIMIT and len(self._kept) > 1:
            self._bytes -= _size_of(self._kept.popitem(last=False)[1])
        self.arrived.emit(key[0])

    def _try_again_later(self, key: tuple[str, int]) -> None:
        """A disk that was away may come back; what is broken costs ever less."""
        before = self._failed.get(key)
        pause = min(before.pause * 2, _LONGEST) if before else _AGAIN
        self._failed[key] = _Failed(monotonic() + pause, pause)
        QTimer.singleShot(int(pause * 1000) + 1, self, lambda: self.arrived.emit(key[0]))

    def forget(self, sha256: str) -> None:
        """Ask again for a picture that was not there (it has just been added)."""
        for key in [key for key in self._kept if key[0] == sha256]:
            self._bytes -= _size_of(self._kept.pop(key))
            self._failed.pop(key, None)


def _size_of(pixmap: QPixmap | None) -> int:
    return pixmap.width() * pixmap.height() * 4 if pixmap is not None else 64


def load_thumbnail(workspace: Workspace, sha256: str, side: int) -> QImage | None:
    """The stored 256-pixel picture (a larger one from the image itself), fitted into `side` device pixels."""
    path = media.thumbnail(workspace, sha256)
    if path is None:
        return None
    reader = QImageReader(str(path))
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
