"""The interface language: translated texts, and numbers, money and dates as people write them.

`_` and `ngettext` look their text up when they are called, so a language change shows at the next call.
Texts with placeholders are translated first and filled afterwards: `_("{n} rows").format(n=3)`.
"""

import gettext
import io
import locale as system_locale
import os
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from pim import paths

LANGUAGES = ("en", "fr")
_THOUSANDS = {"en": ",", "fr": "\u202f"}
DOMAIN = "pim"


class _Current:
    """The language in use and its texts; a process speaks one language at a time."""

    code: str = ""
    texts: gettext.NullTranslations = gettext.NullTranslations()


def _(message: str) -> str:
    """`message` in the interface language; English when there is no translation."""
    return _texts().gettext(message)


def N_(message: str) -> str:
    """Marks a text that is translated later, when it is shown; returns it as it is."""
    return message


def ngettext(singular: str, plural: str, n: int) -> str:
    """The singular or plural text for `n` things in the interface language."""
    return _texts().ngettext(singular, plural, n)


def pgettext(context: str, message: str) -> str:
    """`message` as it is meant in `context` ("verb", "noun"), for words that translate in two ways."""
    return _texts().pgettext(context, message)


def set_language(code: str | None) -> str:
    """Speak the language `code` ("en", "fr_FR"), or the system's when None; returns the one chosen.

    A language without a catalogue becomes English, because a half-translated window helps nobody.
    """
    chosen = _known(code) if code else system_language()
    _Current.texts = _load(chosen)
    _Current.code = chosen
    return chosen


def language() -> str:
    """The code of the interface language: one of LANGUAGES."""
    _texts()
    return _Current.code


def system_language() -> str:
    """The language the user's system asks for, among LANGUAGES."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return _known(value.split(":")[0])
    return _known(system_locale.getlocale()[0] or "en")


def format_number(value: Decimal | int, decimals: int | None = None, *, locale: str | None = None) -> str:
    """A number for the screen ("1 234,5"); `decimals` fixes their count, None keeps those of the value."""
    if isinstance(value, int) and not decimals and locale is None:
        # Counts are everywhere, and Babel takes a tenth of a second to load.
        return f"{value:,}".replace(",", _THOUSANDS[language()])

    from babel.numbers import format_decimal

    places = _places(value) if decimals is None else decimals
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(value, format=pattern, locale=locale or language())


def format_money(amount: Decimal, currency: str, *, locale: str | None = None) -> str:
    """An amount with its ISO 4217 currency for the screen: "€24.90", "24,90 €"."""
    from babel.numbers import format_currency

    return format_currency(amount, currency, locale=locale or language())


def format_percent(fraction: Decimal | float, *, locale: str | None = None) -> str:
    """A fraction (0.4) as whole per cent: "40%", "40 %"."""
    from babel.numbers import format_percent as babel_percent

    # French typography wants the narrow space that the locale data does not have here.
    return babel_percent(fraction, locale=locale or language()).replace("\xa0%", "\u202f%")


def format_date(day: date, style: str = "medium", *, locale: str | None = None) -> str:
    """A day for the screen; `style` is short, medium, long or full."""
    from babel.dates import format_date as babel_date

    return babel_date(day, format=style, locale=locale or _dated())


def format_moment(moment: datetime, style: str = "medium", *, locale: str | None = None) -> str:
    """An aware datetime in the computer's own time zone for the screen."""
    from babel.dates import format_datetime

    local = moment.astimezone()
    return format_datetime(local.replace(tzinfo=None), format=style, locale=locale or _dated())


def _dated() -> str:
    """Whose dates the screen shows: the English of the screen is British, "en" alone would put the month first."""
    return "en_GB" if language() == "en" else language()


def _places(value: Decimal | int) -> int:
    exponent = Decimal(value).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _known(code: str) -> str:
    short = code.replace("-", "_").split("_")[0].split(".")[0].lower()
    return short if short in LANGUAGES else "en"


def _texts() -> gettext.NullTranslations:
    if not _Current.code:
        set_language(None)
    return _Current.texts


def _load(code: str) -> gettext.NullTranslations:
    """The catalogue of `code`; English is what stands in the source, so it needs none."""
    folder = paths.resources() / "translations" / code / "LC_MESSAGES"
    compiled, source = folder / f"{DOMAIN}.mo", folder / f"{DOMAIN}.po"
    if _is_fresh(compiled, source):
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    return _compile(source, code) if source.exists() else gettext.NullTranslations()


def _is_fresh(compiled: Path, source: Path) -> bool:
    if not compiled.exists():
        return False
    return not source.exists() or compiled.stat().st_mtime_ns >= source.stat().st_mtime_ns


def _compile(source: Path, code: str) -> gettext.NullTranslations:
    """A tree that nobody has compiled yet still speaks French: compiled in memory."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
