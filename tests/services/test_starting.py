"""What a new catalogue may begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from pim.catalog.errors import CatalogError
from pim.services.starting import currency_problem, locale_problem
from pim.services.workspace import create_catalog


@pytest.mark.parametrize("code", ["fr", "en_GB", "zh_Hans_CN", "es_419", "gsw_CH", "en_001", "de_AT", "no_NO"])
def test_locales_that_are_known(code: str) -> None:
    assert locale_problem(code) == ""


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("en_XX", "there is no region “XX”"),
        ("xx_FR", "there is no language “xx”"),
        ("sr_Abcd_RS", "there is no script “Abcd”"),
        ("und", "no language"),
        ("en_ZZ", "no region"),
        ("en_UK", "Write en_GB"),
        ("english", "Write language and region"),
        ("en-GB", "Write language and region"),
        ("", "Write language and region"),
    ],
)
def test_locales_that_are_none_say_why(code: str, says: str) -> None:
    assert says in locale_problem(code)


def test_currencies() -> None:
    assert currency_problem("EUR") == ""
    assert "no currency “EUX”" in currency_problem("EUX")
    assert "capital letters" in currency_problem("eur")


def test_a_new_catalogue_refuses_what_nobody_speaks_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no region “XX”"):
        create_catalog(tmp_path / "a.pim", locales=("en_GB", "en_XX"))
    assert not (tmp_path / "a.pim").exists()
