"""What people write, what is stored of it, and that one gives the other: every attribute type, keys, identifiers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pim.catalog.attribute import Attribute
from pim.catalog.attribute_types import TYPES, Value
from pim.catalog.convention import Convention, format_decimal, parse_date, parse_decimal
from pim.catalog.errors import CatalogError, InvalidValue
from pim.catalog.filters import OPERATORS, Condition, parse_condition
from pim.catalog.identifiers import clean_identifier, fold_code, fold_text, gtin_problem, sku_key, unique_code
from pim.catalog.measurement import UNITS, Measurement, parse_measurement
from pim.catalog.value_key import ValueKey, attribute_of, parse_key
from tests.builders import an_attribute

COMMA = Convention(decimal=",", day_first=False)
SHA = "ab" * 32

CASES = [
    ("text", " Blue\r\nmug \x00", "Blue mug"),
    ("text_area", "a\r\nb\rc", "a\nb\nc"),
    ("rich_text", "a & b", "<p>a &amp; b</p>"),
    ("identifier", "\u00a000123\u200b ", "00123"),
    ("number", "1,234.50", "1234.50"),
    ("number", "-.5", "-0.5"),
    ("number", "\u22123", "-3"),
    ("price", "12.50", "12.50"),
    ("measurement", "0.42 kg", "0.42 kg"),
    ("measurement", "12", "12 g"),
    ("measurement", "3 pounds", "3 lb"),
    ("yes_no", "Oui", True),
    ("yes_no", "0", False),
    ("date", "30/11/2026", "2026-11-30"),
    ("date", "2026-11-30T08:00:00Z", "2026-11-30"),
    ("simple_select", " red ", "red"),
    ("multi_select", "a | b|a", ("a", "b")),
    ("multi_select", "a;b,c", ("a", "b,c")),
    ("link", "https://e.com", "https://e.com"),
    ("image", SHA, SHA),
    ("file", SHA, SHA),
    ("gallery", f"{SHA},{'cd' * 32}", (SHA, "cd" * 32)),
]


@pytest.mark.parametrize(("kind", "text", "stored"), CASES)
def test_what_is_written_is_stored_and_its_text_reads_back(kind: str, text: str, stored: object) -> None:
    attribute = an_attribute("x", kind)
    value = attribute.parse(text)
    assert value == stored
    assert value is not None
    assert attribute.type_of.is_stored_form(value)
    assert attribute.parse(attribute.format(value)) == value
    assert attribute.problems(value) == []
    assert attribute.parse("  ") is None


def test_every_type_is_tried() -> None:
    assert {kind for kind, _text, _stored in CASES} == TYPES.keys()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("number", "nan"),
        ("number", "1e5"),
        ("number", "1_000"),
        ("number", "12,34"),
        ("number", "1.2.3"),
        ("number", "٣٤"),
        ("number", "9" * 60),
        ("number", "10 20"),
        ("number", "1 0000"),
        ("number", "1,234 567.5"),
        ("price", "free"),
        ("price", "12 €"),
        ("measurement", "heavy"),
        ("measurement", "3 parsecs"),
        ("yes_no", "perhaps"),
        ("date", "31/02/2026"),
        ("date", "2026-13-01"),
        ("date", "3/4/26"),
        ("date", "2026-11-30T25:00"),
        ("date", "0000-01-01"),
        ("date", "soon"),
        ("image", "photo.jpg"),
        ("gallery", f"{SHA},x"),
    ],
)
def test_what_is_no_value_is_refused_with_the_text_kept(kind: str, text: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        an_attribute("x", kind).parse(text)
    assert "“" in str(refused.value)
    assert refused.value.text


def test_a_measurement_whose_unit_family_is_unknown_is_refused_in_words() -> None:
    broken = Attribute(code="x", type="measurement", unit_family="")
    with pytest.raises(InvalidValue, match="Unit “kg” is unknown"):
        broken.parse("5 kg")
    assert broken.type_of.number("5 kg", broken) is None
    assert broken.problems("5 kg") == []  # a limit in grams says nothing about a unit that nobody knows


@pytest.mark.parametrize(
    ("kind", "foreign"),
    [
        *((kind, value) for kind in ("number", "price") for value in (None, 5, 1.5, "", "1e5", "12,5", "1 000", ["5"])),
        *(("measurement", value) for value in (None, 5, "5", "five kg", "5,5 kg", ["5 kg"])),
        *(("date", value) for value in (None, 20260101, "2026-1-1", "2026-01-01T00:00", "01/02/2026")),
        *(("yes_no", value) for value in (None, 1, "yes")),
        *(("multi_select", value) for value in ("oak", [], [3], ["oak", None])),
        *(("gallery", value) for value in (SHA, [], [SHA, "x"])),
        *(("text", value) for value in (None, 5, "", ["a"])),
    ],
)  # fmt: skip
def test_data_from_outside_in_another_form_is_not_taken_for_stored(kind: str, foreign: object) -> None:
    assert not an_attribute("x", kind).type_of.is_stored_form(foreign)


@pytest.mark.parametrize(
    ("kind", "value", "number"),
    [
        ("number", "-1.50", Decimal("-1.50")), ("price", "9", Decimal(9)), ("measurement", "0.5 kg", Decimal("0.5")),
        ("text", "9", None), ("yes_no", True, None), ("date", "2026-11-30", None),
    ],
)  # fmt: skip
def test_what_is_sorted_as_a_number(kind: str, value: Value, number: Decimal | None) -> None:
    attribute = an_attribute("x", kind)
    found = attribute.type_of.number(value, attribute)
    assert found == (attribute.type_of.number("500 g", attribute) if kind == "measurement" else number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.234,50", "1234.50"),
        ("1 234,5", "1234.5"),
        ("1\u202f234\u202f567,00", "1234567.00"),
        ("1'234,5", "1234.5"),
        (",5", "0.5"),
        ("- 3", "-3"),
    ],
)
def test_the_decimal_comma(text: str, expected: str) -> None:
    assert format_decimal(parse_decimal(text, COMMA)) == expected


def test_dates_by_convention() -> None:
    assert parse_date("03/04/2026").isoformat() == "2026-04-03"
    assert parse_date("03/04/2026", COMMA).isoformat() == "2026-03-04"
    assert parse_date("2026-3-4", COMMA).isoformat() == parse_date("2026/03/04").isoformat() == "2026-03-04"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_numbers_read_back_under_both_conventions(number: Decimal) -> None:
    plain = format_decimal(number)
    assert parse_decimal(plain) == number
    assert parse_decimal(plain.replace(".", ","), COMMA) == number
    assert parse_decimal(f"{number:,f}") == number
    grouped = f"{number:,f}".replace(",", "\u202f").replace(".", ",")
    assert parse_decimal(grouped, COMMA) == number


@given(st.sampled_from(sorted(UNITS)), st.data())
def test_conversion_is_exact(family: str, data: st.DataObject) -> None:
    unit, other = data.draw(st.sampled_from(sorted(UNITS[family]))), data.draw(st.sampled_from(sorted(UNITS[family])))
    amount = data.draw(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=0, max_value=10**6))
    here = Measurement(amount, unit)
    assert Measurement.of(str(here)) == here
    assert parse_measurement(str(here), family, unit) == here
    factor, wanted = UNITS[family][unit], UNITS[family][other]
    if (amount * factor) % wanted == 0:  # a whole number of the other unit
        there = here.to(other, family)
        assert there.amount * wanted == amount * factor
        assert there.to(unit, family).amount == amount


def test_rules_name_what_is_wrong() -> None:
    short = an_attribute("x", "text", rules={"max_length": 3, "pattern": "[a-z]+"})
    assert short.problems("abc") == []
    assert len(short.problems("ABCD")) == 2
    number = an_attribute("x", "number", rules={"min": 1, "max": "2.5"})
    assert number.problems("1") == number.problems("2.50") == []
    assert "minimum" in number.problems("0.99")[0]
    assert "maximum" in number.problems("2.51")[0]
    assert "greater than 0" in an_attribute("price").problems("0")[0]
    assert an_attribute("price", rules={"may_be_zero": True}).problems("0.00") == []
    assert "expected 1" in an_attribute("gtin", rules={"gtin": True}).problems("4006381333930")[0]
    for address in ("javascript:alert(1)", "example.com", "https://", "http://[", "ftp://x.y"):
        assert an_attribute("care").problems(address), address


@pytest.mark.parametrize(
    "same", ["ABC-1", "abc-1", "\u00a0abc-1 ", "a\u200bbc-1", "ＡＢＣ-１", "abc-1\ufeff", "abc-1\n", "\udcffabc-1"]
)
def test_spellings_of_one_sku_fold_to_one_key(same: str) -> None:
    assert sku_key(same) == "abc-1"


def test_composed_and_decomposed_accents_are_one_sku_but_another_letter_is_not() -> None:
    assert sku_key("É1") == sku_key("E\u03011") == sku_key("é1") != sku_key("e1")
    assert sku_key("Α1") != sku_key("A1")  # Greek


@example("0\x1f\xad\x1f0")
@given(st.text())
def test_cleaning_and_folding_twice_changes_nothing(text: str) -> None:
    assert clean_identifier(clean_identifier(text)) == clean_identifier(text)
    assert sku_key(sku_key(text)) == sku_key(text)
    assert sku_key(clean_identifier(text)) == sku_key(text)
    assert fold_text(fold_text(text)) == fold_text(text)
    assert fold_code(fold_code(text)) == fold_code(text)
    clean_identifier(text).encode()


@given(st.text(), st.sets(st.text(), max_size=3))
def test_codes_are_codes_and_unique(text: str, taken: set[str]) -> None:
    code = fold_code(text)
    assert parse_key(code) == ValueKey(code)
    assert unique_code(code, {code, *taken}) not in {code, *taken}


@pytest.mark.parametrize("digits", ["96385074", "036000291452", "4006381333931", "10614141000415"])
def test_gtins_of_every_length(digits: str) -> None:
    assert gtin_problem(digits) is None
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    assert f"expected {digits[-1]}" in str(gtin_problem(wrong))
    assert gtin_problem(digits[1:])
    assert gtin_problem("٤" * 8)


@pytest.mark.parametrize(
    "text", ["title", "title@fr_FR", "price:EUR", "title@en_US#shopify", "price:b2b-eur#web", "x@zh_Hant_TW"]
)
def test_keys_read_back(text: str) -> None:
    assert str(parse_key(text)) == text
    assert attribute_of(text) == parse_key(text).attribute
    assert parse_key(text).base() == text.partition("#")[0]


@pytest.mark.parametrize(
    "text", ["", "Title", "1x", "title@", "title@fr-FR", "price:", "title#", "a b", "a'b", 'a"b', "a@b@c", "a#B", "a\n"]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(CatalogError, match="is not a value key"):
        parse_key(text)


_WORDS = st.text(alphabet="abcé 10%_", min_size=1).map(str.strip).filter(bool)


@given(
    st.sampled_from(["price:EUR", "title@en_GB", "stock", "readiness#web"]),
    st.sampled_from(OPERATORS),
    st.lists(_WORDS, min_size=1),
)
def test_a_filter_reads_back(field: str, operator: str, words: list[str]) -> None:
    values = () if operator in ("empty", "notempty") else tuple(words) if operator == "in" else (words[0],)
    condition = Condition(field, operator, values)
    assert parse_condition(str(condition)) == condition


@pytest.mark.parametrize("text", ["", "price", "price ~ 3", "= 3", "price in"])
def test_what_is_no_filter_is_refused_with_examples(text: str) -> None:
    with pytest.raises(CatalogError, match="Write for example"):
        parse_condition(text) if text != "price in" else parse_condition("pricein")
