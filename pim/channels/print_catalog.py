"""The adapter `print_catalog`: a catalogue on paper, read back from its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from pim.catalog.errors import CatalogError
from pim.catalog.identifiers import gtin_problem
from pim.catalog.listing import Listing
from pim.catalog.parity import Carriage, Carried, NotCarried, Rule
from pim.channels import pictures
from pim.channels.adapter import Adapter, Context, Limit, Option, ReadListing
from pim.channels.print_cards import card_of, fact_words, facts_of, printed_axes
from pim.channels.print_fields import DESCRIPTION, Sections, Shown, sections_of, shown_of
from pim.channels.print_pictures import PlacedPictures
from pim.channels.print_shapes import Shapes
from pim.channels.print_spool import card_from, spooled
from pim.channels.print_words import Words, blocks, data_locale, money, words_of
from pim.i18n import N_, _
from pim.isolation.scratch import Scratch
from pim.printing import codes, template
from pim.printing.document import CARDS_PER_PAGE, CatalogDocument, Layout, Section
from pim.printing.errors import PrintProblem
from pim.printing.wording import printable

FILE = "catalog.pdf"
_LONGEST_ADDRESS = 500  # what a code of the size on a card still shows clearly


@dataclass(frozen=True, slots=True)
class _Press:
    """What the adapter knows of one export."""

    shown: Shown
    words: Words
    sections: Sections
    layout: Layout
    covered: frozenset[int]
    shapes: Shapes
    link: str


@dataclass(frozen=True)
class PrintCatalogAdapter(Adapter):
    """Cover, contents, sections by category, cards with codes, index: a PDF for the printer."""

    code: ClassVar[str] = "print_catalog"
    label: ClassVar[str] = N_("Printed catalogue")
    icon: ClassVar[str] = "book-open"
    contract_size: ClassVar[int] = 200
    shows_moment: ClassVar[bool] = True
    options: ClassVar[tuple[Option, ...]] = (
        Option("title", N_("Title on the cover")),
        Option("subtitle", N_("Second line on the cover")),
        Option("note", N_("Note on the cover"), note=N_("For example: prices in euro, VAT included.")),
        Option("publisher", N_("Publisher")),
        Option("tree", N_("Category tree"), note=N_("The code of its root. Empty: all trees.")),
        Option("per_page", N_("Products on a page"), "choice", "6", tuple(map(str, CARDS_PER_PAGE))),
        Option("facts", N_("Attributes on a card"), note=N_("Their codes, separated by commas.")),
        Option(
            "link", N_("Address in the QR code"),
            note=N_("For example https://example.com/{sku}, or https://id.example.com/01/{gtin14}. Empty: no QR code."),
        ),
    )  # fmt: skip

    def _press(self, context: Context) -> _Press:
        return context.once("print", self._made)

    def _made(self, context: Context) -> _Press:
        from pim.printing.render import coverage

        words, covered = words_of(context), coverage()
        shown = shown_of(context, self.option(context, "facts"), words.family)
        return _Press(
            shown=shown,
            words=words,
            sections=sections_of(context, self.option(context, "tree")),
            layout=Layout(per_page=int(self.option(context, "per_page"))),
            covered=covered,
            shapes=Shapes(context, shown, words, covered),
            link=self.option(context, "link"),
        )

    def place(self, listing: Listing, context: Context) -> tuple[Any, ...]:
        return (self._press(context).sections.place(listing),)

    def limits(self, listing: Listing, context: Context) -> Iterable[Limit]:
        from pim.printing.render import uncovered

        press = self._press(context)
        for sku in dict.fromkeys((listing.sku, *(one.sku for one in listing.items))):
            if printable(sku) != sku:
                yield Limit(_("The SKU has characters that cannot be printed."), "" if sku == listing.sku else sku)
        if listing.has_variants and not listing.items:
            yield Limit(_("There is no variant to print."))
        if not press.shapes.are_sure(listing):
            card = card_from(self.item(listing, context)["card"], None)
            if lacking := uncovered(card, press.layout, press.covered):
                message = _("These characters have no shape in the fonts of the template: {characters}")
                yield Limit(message.format(characters=" ".join(lacking[:20])))
        link = press.link
        if link and len(_address(link, listing)) > _LONGEST_ADDRESS:
            yield Limit(_("The address is too long for a QR code."))
        yield from pictures.missing(listing, context)

    def carriage(self, name: str, context: Context) -> Carriage:
        shown = self._press(context).shown
        level = shown.levels.get(name)
        if level is None:
            return NotCarried(_why_not(name, shown))
        return Carried(level, tuple(Rule(*rule) for rule in _rules(name, shown)))

    def item(self, listing: Listing, context: Context) -> dict[str, Any]:
        """`{"section": path in words, "card": fields of `printing.document.Card`}`."""
        press = self._press(context)
        section = press.sections.words(listing, press.words.others, context)
        url = _address(press.link, listing)
        return {"section": section, "card": card_of(listing, press.shown, press.words, url)}

    def write(self, items: Iterator[dict[str, Any]], context: Context, folder: Path) -> None:
        from pim.printing.render import render

        layout = self._press(context).layout
        boxes = template.load().boxes[layout.per_page]
        with Scratch("print") as scratch, PlacedPictures(context, scratch, boxes) as pictures:
            collected = context.counted(items, _("Collecting products"))
            sections = spooled(collected, scratch / "cards.jsonl", pictures.find)
            try:
                render(self._document(sections, context), folder / FILE, on_progress=context.on_progress)
            except (PrintProblem, codes.CodeProblem) as problem:
                raise CatalogError(str(problem)) from problem

    def _document(self, sections: tuple[Section, ...], context: Context) -> CatalogDocument:
        from babel.dates import format_date

        press = self._press(context)
        return CatalogDocument(
            title=self.option(context, "title") or context.channel.label(context.locale), sections=sections,
            subtitle=self.option(context, "subtitle"), locale=context.locale or "en",
            date=format_date(context.as_of.date(), "long", locale=context.once("print locale", data_locale)),
            note=self.option(context, "note"), publisher=self.option(context, "publisher"), as_of=context.as_of,
            labels=press.words.labels, layout=press.layout,
        )  # fmt: skip

    def read(self, folder: Path, context: Context) -> Iterator[ReadListing]:
        from pim.printing import readback

        press = self._press(context)
        try:
            for found in readback.read(folder / FILE):
                yield facts_of(found.text, press.shown, press.words)
        except PrintProblem as problem:
            raise CatalogError(str(problem)) from problem


def _address(template: str, listing: Listing) -> str:
    """What the QR code says; "" where the product lacks what the address needs."""
    gtin = str(listing.value("gtin") or "")
    if "{gtin14}" in template and gtin_problem(gtin):
        return ""
    return template.replace("{sku}", pictures.quoted(listing.sku)).replace("{gtin14}", gtin.zfill(14))


def _why_not(name: str, shown: Shown) -> str:
    if name in (".images",) or name.startswith(".alts@"):
        return _("pictures are printed as small copies, which cannot be compared")
    locale = name.partition("@")[2]
    if locale and locale != shown.context.locale:
        return _("the catalogue is printed in {locale}").format(locale=shown.context.locale)
    return _("not shown on a card")


def _rules(name: str, shown: Shown) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """The names and functions of the rules under which the paper shows a field."""
    context = shown.context
    if name == ".axes":
        yield "option labels", partial(printed_axes, context=context)
    elif name.startswith((".price:", ".compare_at:")):
        yield N_("money"), lambda value: money(str(value), context)
    elif name.startswith("."):
        yield N_("printable"), lambda value: printable(str(value))
    else:
        places = {places.get(name) for places in shown.places.values()}
        if DESCRIPTION in places:
            attribute = context.structure.attribute(name.partition("@")[0])
            yield N_("paragraphs"), lambda value: tuple(text for _kind, text in blocks(attribute, value))
        if places - {DESCRIPTION, None}:
            yield N_("printable"), lambda value: printable(str(value))
        if name in shown.facts:
            yield N_("in words"), lambda value: fact_words(name, value, context)


__all__ = ["FILE", "PrintCatalogAdapter"]
