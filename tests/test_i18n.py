"""The interface language, and values as people write them."""

import os
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from babel.numbers import format_decimal

from pim import i18n, paths
from pim.i18n import _, ngettext

TEXTS = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    'msgid "Save"\nmsgstr "Enregistrer"\n\n'
    'msgid "{n} product"\nmsgid_plural "{n} products"\nmsgstr[0] "{n} produit"\nmsgstr[1] "{n} produits"\n'
)


@pytest.fixture
def french(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small French catalogue of our own, so that the real one may change."""
    folder = tmp_path / "translations" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "pim.po").write_text(TEXTS, encoding="utf-8")
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    return folder


def test_a_text_is_translated_when_it_is_asked_for(french: Path) -> None:
    assert i18n.set_language("fr_CA") == "fr"
    assert (_("Save"), _("Unknown")) == ("Enregistrer", "Unknown")
    assert [ngettext("{n} product", "{n} products", n) for n in (0, 1, 2)] == [
        "{n} produit", "{n} produit", "{n} produits"
    ]
    i18n.set_language("en")
    assert [_("Save"), ngettext("{n} product", "{n} products", 0)] == ["Save", "{n} products"]


def test_an_older_compiled_file_is_not_trusted(french: Path) -> None:
    compiled = french / "pim.mo"
    compiled.write_bytes(b"not a catalogue")
    os.utime(compiled, (1, 1))
    i18n.set_language("fr")
    assert _("Save") == "Enregistrer"


def test_an_unknown_language_becomes_english() -> None:
    assert i18n.set_language("tlh") == "en"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_US", "LANGUAGE": "fr:en"}, "fr"),
        ({"LANG": "de_DE"}, "en"),
    ],
)
def test_the_system_language_is_followed(
    variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert i18n.set_language(None) == expected == i18n.language()


def test_values_are_written_as_in_england() -> None:
    assert i18n.format_number(Decimal("1234567.50")) == "1,234,567.50"
    assert i18n.format_money(Decimal("24.9"), "EUR") == "€24.90"
    assert i18n.format_percent(Decimal("0.4")) == "40%"


def test_values_are_written_as_in_france() -> None:
    i18n.set_language("fr")
    assert i18n.format_number(4660) == "4\u202f660"
    assert i18n.format_number(Decimal("0.125"), 2) == "0,12"
    assert i18n.format_money(Decimal("24.9"), "EUR") == "24,90\xa0€"
    assert i18n.format_percent(0.4) == "40\u202f%"
    assert i18n.format_date(date(2026, 11, 2), "long") == "2 novembre 2026"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("count", [0, 7, 999, 1000, 4660, 123_456, 1_000_000, -5, -1234])
def test_counts_are_written_as_babel_writes_them(language: str, count: int) -> None:
    i18n.set_language(language)
    assert i18n.format_number(count) == format_decimal(count, format="#,##0", locale=language)


def test_a_locale_can_be_given() -> None:
    assert i18n.format_number(Decimal("1.5"), locale="fr_FR") == "1,5"
    assert "2026" in i18n.format_moment(datetime(2026, 6, 1, tzinfo=UTC), locale="fr_FR")


def test_english_dates_are_british_as_the_rest_of_the_screen() -> None:
    i18n.set_language("en")
    assert i18n.format_date(date(2026, 11, 22)) == "22 Nov 2026"
    assert i18n.format_moment(datetime(2026, 11, 22, 12, 0, tzinfo=UTC)).startswith("22 Nov 2026")
