"""Where a channel's receiver finds the pictures, and how their identity is read back.

With the option `image_base_url` a picture has a web address; without it a copy lies in `images/` beside the data. Every
address carries the SHA-256 of the content: it says which picture is meant, whatever else the address holds.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from urllib.parse import quote, urlsplit

from pim.catalog.errors import CatalogError
from pim.catalog.listing import Listing
from pim.catalog.product import ImageUse
from pim.channels.adapter import Context, Limit, Option
from pim.i18n import N_, _

FOLDER = "images"
BASE_URL = Option(
    "image_base_url", N_("Address of the pictures"),
    note=N_(
        "For example https://cdn.example.com/{sha256}; {name} and {sku} can be used too. Empty: files in images/."
    ),
)  # fmt: skip

_LOCAL = re.compile(r"images/([0-9a-f]{64})(\.[a-z0-9]{1,5})?")
_PARTS = {
    "{sha256}": "(?:[0-9a-f]{64})", "{name}": "[^/?#&]*", "{sku}": "[^/?#&]+", "{suffix}": r"(?:\.[a-z0-9]{1,5})?",
}  # fmt: skip
_PART = re.compile(r"(\{sha256\}|\{name\}|\{sku\}|\{suffix\})")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")
_SAME_SUFFIX = {".jpeg": ".jpg", ".jpe": ".jpg", ".tif": ".tiff"}


@dataclass(frozen=True, slots=True)
class Addresses:
    """How one channel addresses pictures. `base_url` is a template or, empty, says that copies are delivered."""

    base_url: str = ""

    @staticmethod
    def of(base_url: str) -> Addresses:
        """Checks the option. Raises `CatalogError` when it is no web address."""
        try:
            parts = urlsplit(base_url)
        except ValueError:  # "https://[shop"
            parts = urlsplit("")
        if base_url and (parts.scheme not in ("http", "https") or not parts.netloc):
            message = _("The address of the pictures “{text}” must start with https:// or http://.")
            raise CatalogError(message.format(text=base_url))
        return Addresses(base_url)

    @property
    def copies(self) -> bool:
        return not self.base_url

    @property
    def _template(self) -> str:
        """The whole template: one that lacks what says which picture is meant gets it added."""
        template = self.base_url
        if not any(name in template for name in _PARTS):
            return template.rstrip("/") + "/{sha256}{suffix}"
        if "{sha256}" not in template:
            template += ("&" if "?" in template else "?") + "v={sha256}"
        return template

    def address(self, image: ImageUse, sku: str) -> str:
        """Where `image` of the product `sku` is found: a web address, or a path relative to the data file."""
        if self.copies:
            return f"{FOLDER}/{file_name(image)}"
        parts = {"{sha256}": image.sha256, "{name}": image.name, "{sku}": sku, "{suffix}": _suffix(image.name)}
        return _PART.sub(lambda found: quoted(parts[found[0]]), self._template)

    def pattern(self) -> re.Pattern[str]:
        """What every address of ours looks like; the group is the SHA-256."""
        if self.copies:
            return _LOCAL
        pieces = [_PARTS.get(piece) or re.escape(piece) for piece in _PART.split(self._template)]
        first = pieces.index(_PARTS["{sha256}"])
        return re.compile("".join([*pieces[:first], "([0-9a-f]{64})", *pieces[first + 1 :]]))


def file_name(image: ImageUse) -> str:
    """The name of a delivered copy: SHA-256 and the suffix of the picture's own name."""
    return image.sha256 + _suffix(image.name)


def _suffix(name: str) -> str:
    dot = name.rfind(".")
    if dot < 0:
        return ""
    suffix = (PurePosixPath(name).suffix if "/" in name else name[dot:] if dot else "").lower()
    suffix = _SAME_SUFFIX.get(suffix, suffix)
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def missing(listing: Listing, context: Context) -> Iterator[Limit]:
    """The pictures that a copy cannot be made of."""
    used = {image.sha256: image for item in (listing.root, *listing.items) for image in item.images}
    for sha256, image in used.items():
        if context.image_file(sha256) is None:
            yield Limit(_("The picture {name} is missing from the catalogue.").format(name=image.name or sha256))


def copy_pictures(addresses: Iterable[str], context: Context, folder: Path) -> None:
    """Puts the copies that `addresses` speak of into `folder`, each content once. Web addresses are left alone."""
    for address in addresses:
        found = _LOCAL.fullmatch(address)
        if not found or (folder / address).exists():
            continue
        source = context.image_file(found[1])
        if source is None:
            raise CatalogError(_("The picture {sha256} is missing from the catalogue.").format(sha256=found[1]))
        (folder / FOLDER).mkdir(exist_ok=True)
        shutil.copyfile(source, folder / address)


class Seen:
    """Tells which picture an address found in a file stands for; content that was delivered is hashed again."""

    def __init__(self, folder: Path, addresses: Addresses, *, delivered: bool) -> None:
        self._folder = folder
        self._pattern = addresses.pattern()
        self._delivered = delivered
        self._content = lru_cache(maxsize=4096)(self._hash)

    def sha256(self, address: str) -> str:
        """The SHA-256 of the delivered file, or the one that the address carries; an address of another form itself."""
        found = self._pattern.fullmatch(address)
        if not found:
            return address
        return self._content(address) or address if self._delivered else found[1]

    def _hash(self, address: str) -> str:
        path = self._folder / address
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def quoted(text: str) -> str:
    """`text` as a part of a web address."""
    return quote(text, safe="")
