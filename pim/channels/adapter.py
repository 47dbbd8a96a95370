"""What a channel adapter is: `item`, `write` and `read` over listings, and a declaration of what its format carries."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeVar

from pim.catalog.channel import Channel
from pim.catalog.errors import CatalogError
from pim.catalog.listing import Listing
from pim.catalog.parity import Carriage
from pim.catalog.structure import Structure
from pim.i18n import _

OnProgress = Callable[[int, int, str], None]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Option:
    """One setting of an adapter: forms and `--option` are made from it.

    `kind` is text, yes_no, number or choice (of `choices`). `label` and `note` are English
    message ids, translated when shown.
    """

    code: str
    label: str
    kind: str = "text"
    default: Any = ""
    choices: tuple[str, ...] = ()
    note: str = ""

    def parse(self, text: Any) -> Any:
        """The option's value of what somebody wrote. Raises `CatalogError`."""
        if self.kind == "yes_no":
            if isinstance(text, bool):
                return text
            if str(text).casefold() not in ("1", "0", "yes", "no", "true", "false"):
                raise CatalogError(_("Option {code} is yes or no.").format(code=self.code))
            return str(text).casefold() in ("1", "yes", "true")
        if self.kind == "number":
            try:
                return int(text)
            except (TypeError, ValueError):
                raise CatalogError(_("Option {code} is a whole number.").format(code=self.code)) from None
        if self.kind == "choice" and str(text) not in self.choices:
            known = ", ".join(self.choices)
            raise CatalogError(_("Option {code} is one of: {known}.").format(code=self.code, known=known))
        return str(text)


@dataclass(frozen=True, kw_only=True)
class Context:
    """Everything an adapter may know besides the listing itself.

    `as_of` is an aware datetime: the moment the export stands for. `image_file` gives the local file of an image by
    SHA-256 (JPEG, PNG, WebP … as stored), None when it is missing. `on_progress(done, total, text)` may raise
    `Cancelled`. `revision` is the catalogue's revision. `memo` keeps what adapters work out once per export, see
    `once`; a context stands for one export, preview or check.
    """

    structure: Structure
    channel: Channel
    as_of: datetime
    revision: int = 0
    image_file: Callable[[str], Path | None] = lambda sha256: None
    on_progress: OnProgress = lambda done, total, text: None
    total: int = 0
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, make: Callable[[Context], Made]) -> Made:
        """What `make(context)` gives, made at the first call only. `name` is unique among the adapters."""
        if name not in self.memo:
            self.memo[name] = make(self)
        made: Made = self.memo[name]
        return made

    def counted(self, items: Iterable[Made], text: str) -> Iterator[Made]:
        """`items` as they come, reporting each one; where `Cancelled` comes in."""
        for done, item in enumerate(items):
            self.on_progress(done, self.total, text)
            yield item

    @property
    def locale(self) -> str:
        return self.channel.locales[0] if self.channel.locales else self.structure.main_locale

    @property
    def locales(self) -> tuple[str, ...]:
        return self.channel.locales or ((self.structure.main_locale,) if self.structure.main_locale else ())

    @property
    def price_list(self) -> str:
        return self.channel.price_lists[0] if self.channel.price_lists else self.structure.main_price_list

    @property
    def currency(self) -> str:
        record = self.structure.price_lists.get(self.price_list)
        return record.currency if record else ""


class ReadListing(NamedTuple):
    """What `read` found of one listing: `groups` maps (level, sku) to the values read there by field, as in
    `catalog.parity`.
    """

    sku: str
    groups: dict[tuple[str, str], dict[str, Any]]

    def add(self, level: str, sku: str, name: str, value: Any) -> None:
        """Notes one value; a second one for the same place stands beside the first, so that it is noticed."""
        group = self.groups.setdefault((level, sku), {})
        while name in group:
            name += " (repeated)"
        group[name] = value

    def add_all(self, level: str, sku: str, values: dict[str, Any]) -> None:
        """Notes the values of one item, or of the product, by field, and keeps `values` itself; as `add` does for each."""
        if self.groups.setdefault((level, sku), values) is values:
            return
        for name, value in values.items():
            self.add(level, sku, name, value)

    def facts(self) -> Iterator[tuple[tuple[str, str, str], Any]]:
        """((level, sku, field), value) of everything that was found."""
        for (level, sku), values in self.groups.items():
            for name, value in values.items():
                yield (level, sku, name), value


class Limit(NamedTuple):
    """Why a listing (or only one item of it, when `item` is a SKU) cannot go out in this format."""

    reason: str
    item: str = ""


@dataclass(frozen=True)
class Adapter(ABC):
    """One format. Subclasses are stateless; everything comes in through the arguments."""

    code: ClassVar[str]
    label: ClassVar[str]
    options: ClassVar[tuple[Option, ...]] = ()
    icon: ClassVar[str] = "globe-simple"
    contract_size: ClassVar[int] = 5_000  # listings in the contract test
    version: ClassVar[int] = 1  # raised whenever the same listings give other files than before
    shows_moment: ClassVar[bool] = False  # whether the files say for which moment they were made

    def option(self, context: Context, code: str) -> Any:
        """The channel's value of one of this adapter's options, parsed; the default where it is not set."""
        declared = next(option for option in self.options if option.code == code)
        return declared.parse(context.channel.options.get(code, declared.default))

    def limits(self, listing: Listing, context: Context) -> Iterable[Limit]:
        """What exceeds the format's limits; such listings (or items) are held and named, never cut silently."""
        return ()

    def place(self, listing: Listing, context: Context) -> tuple[Any, ...]:
        """Where the listing stands in the files: they are written, and read back, sorted by this key.

        Listings of equal keys keep the order they come in; () for all is the catalogue's own order.
        """
        return ()

    @classmethod
    def has_places(cls) -> bool:
        """Whether the format has an order of its own at all."""
        return cls.place is not Adapter.place

    @abstractmethod
    def carriage(self, name: str, context: Context) -> Carriage:
        """How the format carries the field `name` (value key or part name of `catalog.expectations.Fact`)."""

    @abstractmethod
    def item(self, listing: Listing, context: Context) -> Any:
        """The listing in the channel's own shape (plain JSON-like data). The preview shows it, `write` writes it."""

    def ready(self, listing: Listing, context: Context) -> Any:
        """The item as an export hands it to `write`: the same JSON, though parts of it may be written out already."""
        return self.item(listing, context)

    @abstractmethod
    def write(self, items: Iterator[Any], context: Context, folder: Path) -> None:
        """Writes the files of items (or ready ones) into `folder` (exists, empty), in flat memory and deterministic bytes.

        `items` come in the order of `place`. Whatever stops it, `Cancelled` too, leaves no file open; the caller
        throws the folder away.
        """

    @abstractmethod
    def read(self, folder: Path, context: Context) -> Iterator[ReadListing]:
        """Reads the files back, listing by listing in writing order, in flat memory, only what the receiver gets."""


class Registry:
    """The adapters by code, loaded by `load` when one is first asked for: a window is open before that."""

    def __init__(self, load: Callable[[], tuple[Adapter, ...]]) -> None:
        self._load = load

    @cached_property
    def adapters(self) -> tuple[Adapter, ...]:
        """All of them."""
        return self._load()

    def find(self, code: str) -> Adapter | None:
        """The adapter with that code, None when there is none."""
        return next((adapter for adapter in self.adapters if adapter.code == code), None)

    def get(self, code: str) -> Adapter:
        """The adapter with that code. Raises `CatalogError` naming the known ones."""
        if (adapter := self.find(code)) is not None:
            return adapter
        known = ", ".join(adapter.code for adapter in self.adapters)
        raise CatalogError(_("There is no adapter “{code}”. Known: {known}.").format(code=code, known=known))
