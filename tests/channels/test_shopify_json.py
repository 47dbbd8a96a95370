"""Shopify's two files: valid for the Admin, within its limits, and proved down to the last value."""

from __future__ import annotations

import copy
import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from pim.catalog.errors import CatalogError
from pim.catalog.listing import Listing
from pim.channels import ADAPTERS
from pim.channels.adapter import Context
from pim.channels.proof import prove
from pim.channels.shopify_files import PRODUCTS, SETS, Found, ProductFile, SetFiles
from pim.channels.shopify_handle import handle_of_sku, slug
from pim.channels.shopify_sheet import shown_weight
from tests.channels.listings import context_for, listings, make_pictures

SHOPIFY = ADAPTERS.get("shopify_json")
SCHEMA = Path(__file__).resolve().parents[3] / "shared/reference/channels/shopify/admin_2026-10.graphql.gz"


@pytest.fixture
def context(tmp_path: Path) -> Context:
    options = {"locations": "paris=1, lyon=gid://shopify/Location/2"}
    return context_for(SHOPIFY, make_pictures(tmp_path / "pictures"), options=options)


def write(context: Context, chosen: list[Listing], folder: Path) -> Path:
    folder.mkdir()
    SHOPIFY.write((SHOPIFY.item(listing, context) for listing in chosen), context, folder)
    return folder


def test_every_line_is_valid_for_the_admin(context: Context) -> None:
    if not SCHEMA.exists():
        pytest.skip("the Admin schema is not beside the project")
    import graphql
    from graphql.execution.values import get_variable_values

    schema = graphql.build_schema(gzip.decompress(SCHEMA.read_bytes()).decode(), assume_valid=True)
    document = graphql.parse(
        "mutation($identifier: ProductSetIdentifiers, $input: ProductSetInput!, $synchronous: Boolean!) "
        "{ productSet(identifier: $identifier, input: $input, synchronous: $synchronous) { product { id } } }"
    )
    assert graphql.validate(schema, document) == []
    definitions = document.definitions[0].variable_definitions
    for listing in listings(context.structure, 40):
        line = SHOPIFY.item(listing, context)["productSet"]
        assert not isinstance(get_variable_values(schema, definitions, line), list), listing.sku
    line["input"]["bodyHtml"] = "no such field"
    assert isinstance(get_variable_values(schema, definitions, line), list)


def test_the_product_file_is_one_json_value(context: Context, tmp_path: Path) -> None:
    folder = write(context, list(listings(context.structure, 7)), tmp_path / "out")
    assert len(orjson.loads((folder / PRODUCTS).read_bytes())["products"]) == 7


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in pairs:
        yield from leaves(part, (*path, key)) if isinstance(part, (dict, list)) else iter([(*path, key)])


def spoilt(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return "spoilt" if value is None else not value
    return value + 1 if isinstance(value, (int, float)) else f"{value}!"


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("file", [PRODUCTS, SETS])
def test_every_single_value_of_both_files_is_proved(
    context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, number: int
) -> None:
    listing = list(listings(context.structure, 5))[number]
    folder = write(context, [listing], tmp_path / "out")
    data = next(ProductFile.read(folder) if file == PRODUCTS else SetFiles.read(folder)).data()
    assert prove(SHOPIFY, context, [listing], folder)[1] == set()
    tried = 0
    for path in leaves(data):
        changed = copy.deepcopy(data)
        place = changed
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = spoilt(place[path[-1]])
        owner = ProductFile if file == PRODUCTS else SetFiles
        found = Found(orjson.dumps(changed), file, 1)
        monkeypatch.setattr(owner, "read", lambda _folder, found=found: iter([found]))
        tally, differing = prove(SHOPIFY, context, [listing], folder)
        assert listing.sku in differing and tally.differences > 0, path
        tried += 1
    assert tried > 20


@pytest.mark.parametrize(("text", "handle"), [
    ("Ünusual Handle 4", "unusual-handle-4"), ("  --a__b--  ", "a-b"), ("漢字", ""), ("100 % coton", "100-coton"),
])  # fmt: skip
def test_handles(text: str, handle: str) -> None:
    assert slug(text) == handle


def test_handles_of_skus_are_short_and_unique() -> None:
    skus = ["LAMP-01", "lamp 01", "LAMP.01", "漢字", "かな", "x" * 300, "x" * 301, "a-" * 200]
    handles = [handle_of_sku(sku) for sku in skus]
    assert handles[0] == "lamp-01"
    assert len(set(handles)) == len(skus)
    assert max(map(len, handles)) <= 255
    assert not any(handle.endswith("-") or "--" in handle for handle in handles)


@pytest.mark.parametrize(("stored", "shown"), [
    ("0.42 kg", "0.42 kg"), ("0.420 kg", "0.42 kg"), ("12 lb", "12 lb"), ("1000 g", "1000 g"), ("500 mg", "0.5 g"),
    ("1.5 t", "1500000 g"), ("0 kg", "0 kg"), ("0.1 oz", "0.1 oz"),
])  # fmt: skip
def test_weights(stored: str, shown: str) -> None:
    assert shown_weight(stored) == shown


def limits(listing: Listing, context: Context, **changes: Any) -> list[tuple[str, str]]:
    data = orjson.loads(orjson.dumps(listing.to_json()))
    data["root"]["values"].update(changes.pop("values", {}))
    data["root"].update(changes)
    return [(limit.item, limit.reason) for limit in SHOPIFY.limits(Listing.from_json(data), context)]


@pytest.mark.parametrize(("values", "reason"), [
    ({"title@en_GB": "x" * 256}, "title 256, at most 255"), ({"title@en_GB": ""}, "needs a title in en_GB"),
    ({"tags": [f"t{n}" for n in range(251)]}, "tags 251, at most 250"), ({"tags": ["x" * 256]}, "longest tag 256"),
    ({"tags": ["a,b"]}, "contains a comma"),
])  # fmt: skip
def test_what_exceeds_a_limit_is_named(context: Context, values: dict[str, Any], reason: str) -> None:
    simple = next(listings(context.structure, 1))
    assert limits(simple, context) == []
    found = limits(simple, context, values=values)
    assert len(found) == 1 and reason in found[0][1]


def test_too_many_pictures_and_long_texts(context: Context) -> None:
    simple = next(listings(context.structure, 1))
    image = {"sha256": simple.root.images[0].sha256, "name": "a.png", "role": "main"}
    many = [{**image, "alt": {"en_GB": str(number)}} for number in range(251)]
    assert "pictures 251" in limits(simple, context, images=many)[0][1]
    assert "alternative text 513" in limits(simple, context, images=[{**image, "alt": {"en_GB": "x" * 513}}])[0][1]
    unknown = [{**image, "sha256": "0" * 64, "alt": {}}]
    assert limits(simple, context, images=unknown) == [("", "The picture a.png is missing from the catalogue.")]


def test_variants_that_cannot_be_told_apart(context: Context) -> None:
    mugs = list(listings(context.structure, 3))[2]
    data = orjson.loads(orjson.dumps(mugs.to_json()))
    data["items"][1]["axes"] = data["items"][0]["axes"]
    data["items"][2]["axes"] = []
    found = list(SHOPIFY.limits(Listing.from_json(data), context))
    assert [limit.item for limit in found] == [mugs.items[1].sku, mugs.items[2].sku]
    assert "same options (RED)" in found[0].reason and "a value for each of Color" in found[1].reason
    data["items"] = []
    assert "no variant" in next(iter(SHOPIFY.limits(Listing.from_json(data), context))).reason


def test_two_products_never_share_a_handle(context: Context) -> None:
    first, second = (listing for listing in listings(context.structure, 7) if listing.sku.endswith(("=1", "=6")))
    assert limits(first, context, values={"handle": "one"}) == limits(first, context, values={"handle": "one"}) == []
    assert "already has the handle “one”" in limits(second, context, values={"handle": "One"})[0][1]


@pytest.mark.parametrize("text", ["paris", "=1", "mars=3", "paris="])
def test_locations_are_checked(tmp_path: Path, text: str) -> None:
    context = context_for(SHOPIFY, options={"locations": text})
    with pytest.raises(CatalogError, match="not written as location=id"):
        SHOPIFY.item(next(listings(context.structure, 1)), context)


@pytest.mark.parametrize("damage", [
    b"", b"[]", b'{"products": [\n{}\n', b'{"products": [\n{},\n]}\n', b'{"products": [\n1\n]}\n', b'{"products": [\n',
])  # fmt: skip
def test_a_damaged_file_is_an_error(context: Context, tmp_path: Path, damage: bytes) -> None:
    folder = write(context, [], tmp_path / "out")
    (folder / PRODUCTS).write_bytes(damage)
    with pytest.raises(CatalogError, match="is damaged in line|has not the shape"):
        prove(SHOPIFY, context, [], folder)


def test_large_files_are_split(context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pim.channels.shopify_files._MOST_BYTES", 20_000)
    chosen = list(listings(context.structure, 10))
    folder = write(context, chosen, tmp_path / "out")
    assert len(list(folder.glob("productset*.jsonl"))) > 1
    assert prove(SHOPIFY, context, chosen, folder)[0].differences == 0
