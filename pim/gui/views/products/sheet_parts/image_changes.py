"""What can be done with a product's pictures: add, order, describe, remove; each one undoable step."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from pim.catalog.errors import CatalogError
from pim.catalog.product import ImageUse
from pim.gui.catalog_desk import CatalogDesk
from pim.gui.tasks import BATCH
from pim.gui.views.products.sheet_parts.shown import Shown
from pim.i18n import _
from pim.isolation.scratch import Scratch
from pim.services import editing, media
from pim.services.workspace import OnProgress, Workspace, no_progress

SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff")


def image_files(data: QMimeData) -> list[Path]:
    """The local image files of a drop or of the clipboard."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in SUFFIXES]


class ImageChanges:
    """Changes the pictures of `shown`."""

    def __init__(self, desk: CatalogDesk) -> None:
        self._desk = desk
        self.shown: Shown | None = None

    @property
    def _images(self) -> list[ImageUse]:
        return list(self.shown.view.images)

    def add_mime(self, data: QMimeData) -> None:
        """Files or a picture from a drop or the clipboard."""
        files = image_files(data)
        if files:
            self.add_files(files)
        elif data.hasImage():
            self._add_picture(QImage(data.imageData()))

    def _add_picture(self, image: QImage) -> None:
        scratch = Scratch("paste")
        path = scratch.folder / f"{self.shown.product.sku}.png"
        if not image.isNull() and image.save(str(path)):
            self.add_files([path], scratch)
        else:
            scratch.cleanup()

    def add_files(self, files: Sequence[Path], scratch: Scratch | None = None) -> None:
        """Take files into the catalogue and onto the product; unreadable ones are named with their reason.

        `scratch`: what they lie in, to be removed when they are taken in; one that failed may be tried again.
        """
        if not files or self.shown is None:
            return
        pairs = [(path.name, path) for path in files]
        self._desk.change(
            _add_to_product, self.shown.uid, pairs, tuple(self._images), priority=BATCH, then=partial(self._added, scratch),
        )  # fmt: skip

    def _added(self, scratch: Scratch | None, problems: dict[str, str]) -> None:
        if scratch is not None:
            scratch.cleanup()
        for name, reason in problems.items():
            self._desk.say(_("“{name}” was not added. {reason}").format(name=name, reason=reason), kind="bad")

    def _write(self, images: Sequence[ImageUse], label: str) -> None:
        self._desk.change(partial(editing.set_images, label=label), uid=self.shown.uid, images=list(images))

    def make_main(self, image: ImageUse) -> None:
        """The picture that lists show and channels send first."""
        kept = [other._replace(role="gallery") for other in self._images if other.sha256 != image.sha256]
        self._write([image._replace(role="main"), *kept], _("Main image"))

    def remove(self, image: ImageUse) -> None:
        """Off this product; the file stays in the catalogue."""
        kept = [other for other in self._images if other.sha256 != image.sha256]
        self._write(kept, _("Image removed"))

    def move(self, sha256: str, position: int) -> None:
        """To another place in the order; the first place makes it the main one."""
        moved = next((image for image in self._images if image.sha256 == sha256), None)
        if moved is None:
            return
        kept = [image for image in self._images if image.sha256 != sha256]
        if position == 0:
            self.make_main(moved)
            return
        position = min(position, len(kept))
        was_main = moved.role == "main"
        kept.insert(position, moved._replace(role="gallery"))
        if was_main:
            kept[0] = kept[0]._replace(role="main")
        self._write(kept, _("Order of images"))

    def describe(self, image: ImageUse, locale: str, text: str) -> None:
        """The words that stand for the picture."""
        alt = {**image.alt, locale: text.strip()}
        changed = image._replace(alt={code: words for code, words in alt.items() if words})
        self._write([changed if other.sha256 == image.sha256 else other for other in self._images], _("Alt text"))


def _add_to_product(
    workspace: Workspace,
    uid: str,
    files: list[tuple[str, Path]],
    before: tuple[ImageUse, ...],
    on_progress: OnProgress = no_progress,
) -> dict[str, str]:
    """Adds the images and puts them at the end of the product's; name -> reason of those that cannot be read."""
    digests, problems = media.take_images(workspace, files, on_progress)
    known = {image.sha256 for image in before}
    added = [ImageUse(digest, name) for name, digest in digests.items() if digest not in known]
    if added:
        images = [*before, *added]
        if not any(image.role == "main" for image in images):
            images[0] = images[0]._replace(role="main")
        editing.set_images(workspace, uid=uid, images=images, label=_("Images added"))
    elif not problems:
        raise CatalogError(_("These images are on the product already."))
    return dict(problems)
