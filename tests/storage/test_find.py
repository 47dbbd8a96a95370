"""Search, filters and sorting, over every index type and every operator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pim.catalog.errors import CatalogError, InvalidValue
from pim.catalog.filters import OPERATORS, Condition, Query, parse_condition
from pim.catalog.product import Product
from pim.services import browsing
from pim.services.workspace import Workspace, open_catalog
from pim.storage import indexing, lists
from pim.storage.conditions import Sql
from pim.storage.find import Finder
from pim.storage.searching import short_search
from tests.builders import a_family_of_variants, a_product, a_workspace

LONG = "x" * 260


def products() -> list[Product]:
    stock = {"paris": {"quantity": "3", "at": ""}}
    return [
        a_product(
            "A",
            title="Élan 100%",
            price="9.90",
            categories=("mugs",),
            values={
                "brand": "Acme",
                "color": "red",
                "material": ("oak", "steel"),
                "weight": "400 g",
                "washable": True,
                "released": "2026-01-31",
                "notes": "First line\nsecond",
                "gtin": "4006381333931",
                "description@en_GB": "<p>Soft <b>wool</b></p>",
            },
        ).with_parts({".stock.paris": stock["paris"]}),
        a_product(
            "B",
            title="under_score",
            price="10",
            categories=("home",),
            values={
                "brand": "acmé",
                "color": "blue",
                "material": ("steel",),
                "weight": "0.5 kg",
                "washable": False,
                "released": "2026-02-01",
                "care": "https://example.com/b",
                "notes": LONG + "end",
            },
        ),
        a_product("C 4", title='Say "hi"', values={"brand": LONG + "tail", "weight": "1 lb"}, enabled=False),
        *a_family_of_variants("M", title="Model", price="20", categories=("wear",)),
    ]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with a_workspace(tmp_path_factory.mktemp("find"), *products()) as workspace:
        yield workspace


@pytest.fixture(params=["indexed", "read only"])
def workspace(request: pytest.FixtureRequest, catalogue: Workspace) -> Iterator[Workspace]:
    """The same answers must come from an index and, where a catalogue cannot be written, from a scan."""
    if request.param == "indexed":
        yield catalogue
        return
    with open_catalog(catalogue.folder, read_only=True) as reading:
        assert not reading.writable
        yield reading


def skus(workspace: Workspace, query: Query) -> str:
    browsing.prepare(workspace, query)
    ids = list(browsing.product_ids(workspace, query))
    assert browsing.count_products(workspace, query) == len(ids) == len(set(ids))
    return ",".join(row.sku for row in browsing.rows(workspace, ids))


def found(workspace: Workspace, *filters: str, search: str = "", roots: bool = False) -> str:
    conditions = tuple(parse_condition(text) for text in filters)
    return skus(workspace, Query(search=search, conditions=conditions, sort=("sku",), roots_only=roots))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("price:EUR = 9.9", "A"),
        ("price != 10", "A,C 4,M,M-blue,M-red"),
        ("price < 10", "A"),
        ("price <= 10", "A,B"),
        ("price > 10", "M,M-blue,M-red"),
        ("price >= 10", "B,M,M-blue,M-red"),
        ("price in:10,9.90", "A,B"),
        ("price empty", "C 4"),
        ("price notempty", "A,B,M,M-blue,M-red"),
        ("price contains 9", "A"),
        ("weight = 0.4 kg", "A"),
        ("weight > 400", "B,C 4"),
        ("weight < 0.5 kg", "A,C 4"),
        ("released = 2026-01-31", "A"),
        ("released > 31/01/2026", "B"),
        ("released <= 2026-02-01", "A,B"),
        ("released != 2026-01-31", "B,C 4,M,M-blue,M-red"),
        ("released contains 2026-02", "B"),
        ("released in:2026-02-01", "B"),
        ("color = red", "A,M-red"),
        ("color in:red,blue", "A,B,M-blue,M-red"),
        ("color != red", "B,C 4,M,M-blue"),
        ("material = steel", "A,B"),
        ("material = oak", "A"),
        ("material empty", "C 4,M,M-blue,M-red"),
        ("washable = yes", "A"),
        ("washable = no", "B"),
        ("washable != yes", "B,C 4,M,M-blue,M-red"),
        ("washable empty", "C 4,M,M-blue,M-red"),
        ("brand = ACME", "A,B"),
        ("brand contains cm", "A,B"),
        ("brand != acme", "C 4,M,M-blue,M-red"),
        ("brand in:acme,x", "A,B"),
        (f"brand = {LONG}tail", "C 4"),
        ("brand empty", "M,M-blue,M-red"),
        ("brand >= b", "C 4"),
        ("title = elan 100%", "A"),
        ("title contains %", "A"),
        ("title contains _", "B"),
        ('title contains "', "C 4"),
        ("title@fr_FR empty", "A,B,C 4,M,M-blue,M-red"),
        ("title contains model", "M,M-blue,M-red"),
        ("gtin = 4006381333931", "A"),
        ("gtin contains 81333", "A"),
        ("gtin notempty", "A"),
        ("notes contains SECOND", "A"),
        ("notes contains end", "B"),
        ("notes notempty", "A,B"),
        ("care empty", "A,C 4,M,M-blue,M-red"),
        ("care = https://EXAMPLE.com/b", "B"),
        ("notes != first line second", "B,C 4,M,M-blue,M-red"),
        ("care in:https://example.com/b", "B"),
        ("sku = c 4", "C 4"),
        ("sku contains m-", "M-blue,M-red"),
        ("sku != a", "B,C 4,M,M-blue,M-red"),
        ("sku in:a,b", "A,B"),
        ("sku < b", "A"),
        ("name = elan 100%", "A"),
        ("name contains é", "A,B,M,M-blue,M-red"),
        ("name contains _", "B"),
        ("enabled = no", "C 4"),
        ("enabled = yes", "A,B,M,M-blue,M-red"),
        ("kind = variant", "M-blue,M-red"),
        ("kind in:model,simple", "A,B,C 4,M"),
        ("family = mug", "M,M-blue,M-red"),
        ("family empty", "A,B,C 4"),
        ("stock = 3", "A"),
        ("stock > 2", "A"),
        ("stock empty", "B,C 4,M,M-blue,M-red"),
        ("stock != 3", "B,C 4,M,M-blue,M-red"),
        ("image empty", "A,B,C 4,M,M-blue,M-red"),
        ("completeness < 101", "A,B,C 4,M,M-blue,M-red"),
        ("variants = 2", "M"),
        ("parent = m", "M-blue,M-red"),
        ("parent empty", "A,B,C 4,M"),
        ("parent != m", "A,B,C 4,M"),
        ("category = home", "A,B"),
        ("category = mugs", "A"),
        ("category = shop", "A,B,M,M-blue,M-red"),
        ("category empty", "C 4"),
        ("category != home", "C 4,M,M-blue,M-red"),
        ("category in:mugs,wear", "A,M,M-blue,M-red"),
        ("category notempty", "A,B,M,M-blue,M-red"),
        ("created > 2026-01-01", "A,B,C 4,M,M-blue,M-red"),
        ("updated < 2026-01-01", ""),
    ],
)
def test_every_operator_on_every_kind_of_field(workspace: Workspace, text: str, expected: str) -> None:
    assert found(workspace, text) == expected


def test_the_table_above_has_every_operator() -> None:
    marks = test_every_operator_on_every_kind_of_field.pytestmark
    used = {parse_condition(text).operator for text, _skus in marks[0].args[1]}
    assert used == set(OPERATORS)


def test_filters_all_hold_and_roots_stand_for_what_is_below(workspace: Workspace) -> None:
    assert found(workspace, "price >= 10", "color = red") == "M-red"
    assert found(workspace, "price >= 10", "color = red", roots=True) == "M"
    assert found(workspace, roots=True) == "A,B,C 4,M"
    assert skus(workspace, Query(category="home", sort=("-sku",))) == "B,A"


@pytest.mark.parametrize("roots", [False, True])
@pytest.mark.parametrize("conditions", [(), ("price >= 10",), ("color notempty", "enabled = 1")])
@pytest.mark.parametrize("field", ["color", "material", "kind", "family", "enabled"])
def test_a_facet_counts_what_a_filter_on_the_value_would_find(
    workspace: Workspace, field: str, conditions: tuple[str, ...], roots: bool
) -> None:
    query = Query(conditions=tuple(map(parse_condition, conditions)), roots_only=roots)
    counted = browsing.facet(workspace, query, field)
    assert counted
    for value, number in counted.items():
        condition = Condition(field, "=", (str(value),))
        assert number == browsing.count_products(workspace, query._replace(conditions=(*query.conditions, condition)))


def test_a_field_without_values_to_choose_from_has_no_facet(workspace: Workspace) -> None:
    assert [browsing.facet(workspace, Query(), name) for name in ("sku", "price", "category", "title")] == [{}] * 4


@pytest.mark.parametrize(
    ("channel", "condition", "expected"),
    [
        ("web", "notempty", "A,B,C 4,M,M-blue,M-red"),
        ("web", "= en_GB", "M,M-blue,M-red"),
        ("print", "= fr_FR", "A,B,C 4,M,M-blue,M-red"),
        ("print", "= en_GB", ""),
        ("web", "empty", ""),
    ],
)
def test_what_lacks_something_required(workspace: Workspace, channel: str, condition: str, expected: str) -> None:
    assert found(workspace, f"missing#{channel} {condition}") == expected


def test_readiness_is_a_filter(workspace: Workspace) -> None:
    assert found(workspace, "readiness#web = held") == ""
    with pytest.raises(CatalogError, match="no channel “nowhere”"):
        found(workspace, "readiness#nowhere = new")


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (("price",), "A,B,M,M-red,M-blue,C 4"),
        (("-price",), "M-blue,M-red,M,B,A,C 4"),
        (("weight",), "A,C 4,B,M,M-red,M-blue"),
        (("-weight",), "B,C 4,A,M-blue,M-red,M"),
        (("brand", "sku"), "A,B,C 4,M,M-blue,M-red"),
        (("-brand", "sku"), "C 4,A,B,M,M-blue,M-red"),
        (("color", "sku"), "B,M-blue,A,M-red,C 4,M"),
        (("released", "sku"), "A,B,C 4,M,M-blue,M-red"),
        (("-released", "sku"), "B,A,C 4,M,M-blue,M-red"),
        (("stock", "sku"), "A,B,C 4,M,M-blue,M-red"),
        (("-stock", "sku"), "A,B,C 4,M,M-blue,M-red"),
        (("-sku",), "M-red,M-blue,M,C 4,B,A"),
        (("notes", "sku"), "A,B,C 4,M,M-blue,M-red"),
        (("-notes", "sku"), "B,A,C 4,M,M-blue,M-red"),
        (("kind", "-sku"), "M,C 4,B,A,M-red,M-blue"),
        (("material", "sku"), "A,B,C 4,M,M-blue,M-red"),
        ((), "A,B,C 4,M,M-red,M-blue"),
    ],
)
def test_sorting_by_any_field_puts_what_has_none_last(
    workspace: Workspace, sort: tuple[str, ...], expected: str
) -> None:
    assert skus(workspace, Query(sort=sort)) == expected
    browsing.prepare(workspace, Query(sort=sort))
    with_search = skus(workspace, Query(search="m", sort=sort))
    assert set(with_search.split(",")) <= set(expected.split(","))
    for query in (Query(sort=sort), Query(search="m", sort=sort), Query(sort=sort, roots_only=True)):
        whole = list(browsing.product_ids(workspace, query))
        for limit in range(len(whole) + 2):
            assert browsing.first_ids(workspace, query, limit) == whole[:limit]


@pytest.mark.parametrize("key", ["price", "material", "color", "released", "brand"])
@pytest.mark.parametrize("direction", ["", "-"])
def test_an_order_read_along_an_index_is_that_of_sorting(workspace: Workspace, key: str, direction: str) -> None:
    browsing.prepare(workspace, Query(sort=(key,)))
    for query in (Query(), Query(search="m"), Query(roots_only=True), Query(category="home")):
        along = browsing.product_ids(workspace, query._replace(sort=(direction + key,)))
        # A second term that never decides makes the database sort.
        twice = (direction + key, direction + "revision")
        sorted_too = browsing.product_ids(workspace, query._replace(sort=twice))
        assert list(along) == list(sorted_too)


def plan(workspace: Workspace, sql: Sql) -> str:
    with workspace.reading() as connection:
        steps = connection.execute(f"EXPLAIN QUERY PLAN {sql.text}", sql.parameters).fetchall()
    return "; ".join(step[3] for step in steps)


@pytest.mark.parametrize("name", ["sku", "name", "family", "completeness", "created", "-updated", "-sku"])
@pytest.mark.parametrize("roots_only", [False, True])
def test_a_sorted_list_looks_at_no_product_row(workspace: Workspace, name: str, roots_only: bool) -> None:
    """With a million products that would be a million places of the file."""
    finder = Finder(workspace.structure, dict)
    steps = plan(workspace, finder.statement(Query(sort=(name,), roots_only=roots_only)))
    assert "COVERING INDEX" in steps
    assert "ORDER BY" not in steps


@pytest.mark.parametrize("sort", [(), ("-name",), ("material",), ("price",)])
def test_ids_come_in_a_few_rows_however_many_products_there_are(workspace: Workspace, sort: tuple[str, ...]) -> None:
    """For each row the thread that reads takes Python from the one that paints."""
    browsing.prepare(workspace, Query(sort=sort))
    given: list[object] = []
    with workspace.reading() as connection:
        finder = workspace.finder(connection)
        connection.row_factory = lambda _cursor, row: given.append(row) or row
        try:
            ids = finder.ids(connection, Query(sort=sort))
        finally:
            connection.row_factory = None
    assert len(ids) == 6
    assert len(given) <= 4  # the indexed fields, and the ids in one text or three


def test_products_are_counted_by_kind_without_sorting_them(workspace: Workspace) -> None:
    """A million of them took 45 MB to sort."""
    ran: list[str] = []
    with workspace.reading() as connection:
        connection.set_trace_callback(ran.append)
        try:
            counted = lists.kind_counts(connection)
        finally:
            connection.set_trace_callback(None)
    assert counted == {"simple": 3, "model": 1, "variant": 2, "": 4}
    assert "B-TREE" not in "".join(plan(workspace, Sql(text)) for text in ran)


def test_one_letter_is_looked_for_without_reading_all_texts(workspace: Workspace) -> None:
    assert "search_source_by_short" in plan(workspace, short_search("m"))


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("elan", "A"),
        ("ÉLAN", "A"),
        ("100%", "A"),
        ("under_score", "B"),
        ("derxsc", ""),
        ("der_sc", "B"),
        ('"hi"', "C 4"),
        ("say hi", "C 4"),
        ("C 4", "C 4"),
        ("m-bl", "M-blue"),
        ("4006381", "A"),
        ("381333", "A"),
        ("wool", "A"),
        ("woo", "A"),
        ("ool", ""),
        ("OAK", "A"),
        ("second", "A"),
        ("model red", "M-red"),
        ("red model", "M-red"),
        ("b", "B"),
        ("  ", "A,B,C 4,M,M-blue,M-red"),
        ("zzz", ""),
        ("%", ""),
        ("_", ""),
    ],
)
def test_search_is_by_parts_of_short_texts_and_beginnings_of_all(
    workspace: Workspace, search: str, expected: str
) -> None:
    assert found(workspace, search=search) == expected


HOSTILE = [
    '"',
    "'",
    '""',
    "a OR b",
    "NEAR(a b)",
    "col:val",
    "short:elan",
    "*",
    "elan*",
    "(",
    ")",
    "-",
    "+a",
    "^a",
    "a AND",
    "{a b}:c",
    "\\",
    "\\%",
    "%%%",
    "___",
    "\x00",
    "el\x00an",
    "a\u0560b",
    "\u1c90\u1c91\u1c92",
    "🪑",
    "ab🪑cd",
    "e\u0301lan",
    "\u200b",
    "x" * 70_000,
    "word " * 5_000,
    "'; DROP TABLE product; --",
    "½ ²³¹",
    "٣٤",
    "İstanbul ß ﬁ",
    "\ufffe\uffff",
    "a\nb\tc",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_breaks_search_or_filters(workspace: Workspace, text: str) -> None:
    for query in (Query(search=text), Query(search=f"{text} elan"), Query(search=f"elan{text}")):
        browsing.product_ids(workspace, query)
    browsing.quick_search(workspace, text)
    for field in ("name", "sku", "brand", "notes", "color", "title", "family", "parent"):
        for operator in ("=", "contains", "<", "!="):
            with suppress(CatalogError):  # refused in words
                found(workspace, f"{field} {operator} {text}")


@pytest.mark.parametrize(
    "text",
    ["price > cheap", "released = yesterday", "washable = maybe", "stock > many", "weight = 3 parsecs", "enabled = x"],
)
def test_a_value_that_is_none_is_refused_in_words(workspace: Workspace, text: str) -> None:
    with pytest.raises(InvalidValue, match="“"):
        found(workspace, text)


@pytest.mark.parametrize(
    "text", ["nothing = 1", "title@de_DE = x", "price:GBP > 1", "category = nowhere", "brand@en_GB = x"]
)
def test_an_unknown_field_is_refused_in_words(workspace: Workspace, text: str) -> None:
    with pytest.raises(CatalogError, match="“"):
        found(workspace, text)


def test_a_text_is_indexed_when_it_is_first_sorted_by_and_stays_so(tmp_path: Path) -> None:
    with a_workspace(tmp_path, *products()) as workspace:
        query = Query(sort=("brand",))
        with workspace.reading() as connection:
            assert workspace.finder(connection).unindexed(query) == ["brand"]
        browsing.prepare(workspace, query)
        with workspace.reading() as connection:
            assert workspace.finder(connection).unindexed(query) == []
            statements: list[str] = []
            connection.set_trace_callback(statements.append)
            ids = list(workspace.finder(connection).ids(connection, query))
            connection.set_trace_callback(None)
        assert [row.sku for row in browsing.rows(workspace, ids)][:2] == ["A", "B"]
        assert any("index_text" in statement for statement in statements)
        folder = workspace.folder
    with open_catalog(folder) as again, again.reading() as connection:
        assert again.finder(connection).unindexed(query) == []


def test_an_index_whose_building_was_interrupted_is_not_read_and_is_finished_later(tmp_path: Path) -> None:
    with a_workspace(tmp_path, *products()) as workspace:
        with workspace.store.transaction() as connection:
            indexing.announce(connection, workspace.structure, ["brand"])
        folder = workspace.folder
    with open_catalog(folder) as again:
        with again.reading() as connection:
            assert again.finder(connection).unindexed(Query(sort=("brand",))) == ["brand"]
        assert found(again, "brand = acme") == "A,B"
        with again.reading() as connection:
            assert again.finder(connection).unindexed(Query(sort=("brand",))) == []
