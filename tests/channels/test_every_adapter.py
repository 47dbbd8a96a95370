"""The contract every adapter keeps, tried on each one of the registry."""

from __future__ import annotations

import gc
import itertools
import json
import tracemalloc
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest

from pim.catalog.expectations import expected_facts
from pim.catalog.listing import Listing
from pim.catalog.parity import PRODUCT, Carried, Tally
from pim.channels import ADAPTERS, proof
from pim.channels.adapter import Adapter, Context, ReadListing
from pim.channels.proof import prove
from tests.channels.listings import CHANNEL, context_for, listings, make_pictures

FEW = 20
OPTIONS = {"print_catalog": {"facts": "brand,material,notes,washable,released,depth,weight"}}


class Stopped(Exception):
    """What a person does half-way."""


@pytest.fixture(params=ADAPTERS.adapters, ids=lambda adapter: adapter.code)
def adapter(request: pytest.FixtureRequest) -> Adapter:
    found: Adapter = request.param
    return found


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    return make_pictures(tmp_path / "pictures")


@pytest.fixture
def context(adapter: Adapter, pictures: Path) -> Context:
    return context_for(adapter, pictures, options=OPTIONS.get(adapter.code, {}))


def some(adapter: Adapter, context: Context, count: int) -> list[Listing]:
    """Listings in writing order, without those that the format cannot hold."""
    made = listings(context.structure, count)
    kept = [listing for listing in made if not list(adapter.limits(listing, context))]
    return sorted(kept, key=lambda listing: adapter.place(listing, context))


def write(adapter: Adapter, context: Context, chosen: list[Listing], folder: Path) -> Path:
    folder.mkdir()
    adapter.write((adapter.item(listing, context) for listing in chosen), context, folder)
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_an_empty_catalogue_gives_whole_files(adapter: Adapter, context: Context, tmp_path: Path) -> None:
    folder = write(adapter, context, [], tmp_path / "out")
    assert files(folder)
    tally, differing = prove(adapter, context, [], folder)
    assert (tally.compared, differing) == (0, set())


@pytest.mark.parametrize("number", range(5))
def test_one_product_of_every_kind(adapter: Adapter, context: Context, tmp_path: Path, number: int) -> None:
    chosen = some(adapter, context, 5)[number : number + 1]
    tally, differing = prove(adapter, context, chosen, write(adapter, context, chosen, tmp_path / "out"))
    assert (tally.details if tally.differences else [], differing) == ([], set())
    assert tally.compared > 0


def test_many_products_are_identical(adapter: Adapter, context: Context, tmp_path: Path) -> None:
    count = min(200, adapter.contract_size)
    _prove_many(adapter, context, tmp_path, count)


@pytest.mark.slow
def test_the_full_size_is_identical(adapter: Adapter, context: Context, tmp_path: Path) -> None:
    _prove_many(adapter, context, tmp_path, adapter.contract_size)


def _prove_many(adapter: Adapter, context: Context, tmp_path: Path, count: int) -> None:
    chosen = some(adapter, context, count)
    tally, differing = prove(adapter, context, chosen, write(adapter, context, chosen, tmp_path / "out"))
    assert [d for d in tally.details if d.kind == "difference"] == []
    assert differing == set()
    assert tally.exceptions >= count // 10
    assert len(chosen) >= count * 0.9  # what no font can print is held by the catalogue on paper


def test_the_preview_is_what_is_written(adapter: Adapter, context: Context) -> None:
    for listing in some(adapter, context, FEW):
        item = adapter.item(listing, context)
        again = adapter.item(Listing.from_json(json.loads(json.dumps(listing.to_json()))), context)
        assert item == again
        assert json.loads(json.dumps(item)) is not None


def test_what_an_export_writes_is_the_item(adapter: Adapter, context: Context, tmp_path: Path) -> None:
    chosen = some(adapter, context, FEW)
    for listing in chosen:
        item, ready = adapter.item(listing, context), adapter.ready(listing, context)
        assert orjson.dumps(ready) == orjson.dumps(item)
    (tmp_path / "ready").mkdir()
    adapter.write((adapter.ready(listing, context) for listing in chosen), context, tmp_path / "ready")
    assert files(tmp_path / "ready") == files(write(adapter, context, chosen, tmp_path / "items"))


def test_the_same_moment_gives_the_same_bytes(adapter: Adapter, pictures: Path, tmp_path: Path) -> None:
    seen = []
    for name in ("first", "second"):
        context = context_for(adapter, pictures, options=OPTIONS.get(adapter.code, {}))
        seen.append(files(write(adapter, context, some(adapter, context, FEW), tmp_path / name)))
    assert seen[0] == seen[1]


def test_cancelling_half_way_stops_at_once(adapter: Adapter, pictures: Path, tmp_path: Path) -> None:
    def stop(done: int, total: int, text: str) -> None:
        if done >= FEW // 2:
            raise Stopped

    context = context_for(adapter, pictures, options=OPTIONS.get(adapter.code, {}))
    chosen = some(adapter, context, FEW)
    object.__setattr__(context, "on_progress", stop)
    with pytest.raises(Stopped):
        write(adapter, context, chosen, tmp_path / "out")


def test_internal_values_never_leave(adapter: Adapter, context: Context, tmp_path: Path) -> None:
    chosen = some(adapter, context, FEW)
    folder = write(adapter, context, chosen, tmp_path / "out")
    assert not [name for name, content in files(folder).items() if b"secret" in content or b"supplier" in content]
    assert "secret" not in json.dumps([adapter.item(listing, context) for listing in chosen])


def test_memory_stays_flat(
    adapter: Adapter, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The proof keeps up to 1,000 details of what is not simply identical: bounded, but not what is measured here.
    monkeypatch.setattr(proof, "Tally", partial(Tally, detail_limit=0))
    small, large = max(5, adapter.contract_size // 100), adapter.contract_size // 20
    _peak(adapter, pictures, tmp_path / "warm", 5)
    first = _peak(adapter, pictures, tmp_path / "small", small)
    second = _peak(adapter, pictures, tmp_path / "large", large)
    assert second < first * 1.3 + 200_000, (first, second)


def _peak(adapter: Adapter, pictures: Path, folder: Path, count: int) -> int:
    context = context_for(adapter, pictures, options=OPTIONS.get(adapter.code, {}))

    def all_of_them() -> Iterator[Listing]:
        # One listing of every kind again and again: what the test holds must not grow itself.
        return sorted_by_place(adapter, context, count)

    folder.mkdir()
    # In a process full of other tests' objects the collector looks for cycles rarely: it is made to forget those.
    gc.collect()
    gc.freeze()
    tracemalloc.start()
    try:
        adapter.write((adapter.item(listing, context) for listing in all_of_them()), context, folder)
        tally, _differing = prove(adapter, context, all_of_them(), folder)
        assert tally.differences == 0
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.unfreeze()


def sorted_by_place(adapter: Adapter, context: Context, count: int) -> Iterator[Listing]:
    """Listings in writing order without holding them: one pass for each place there is."""
    places = sorted({adapter.place(listing, context) for listing in listings(context.structure, FEW)})
    for place in places:
        for listing in listings(context.structure, count):
            if adapter.place(listing, context) == place:
                yield listing


# Parity cannot be faked: what is changed or lost on the way is named, and nothing else is.


def carried_facts(listing: Listing, context: Context, adapter: Adapter) -> list[tuple[str, str, str]]:
    lists = context.channel.price_lists
    facts = expected_facts(listing, lists, lambda name: adapter.carriage(name, context))
    return [(fact.level, fact.sku, fact.field) for fact, _value, how in facts if isinstance(how, Carried)]


def test_most_of_the_catalogue_is_carried(adapter: Adapter, context: Context) -> None:
    """A declaration of "not carried" is no way out: titles and prices are always there."""
    chosen = some(adapter, context, 5)
    fields = {name for listing in chosen for _level, _sku, name in carried_facts(listing, context, adapter)}
    assert {"title@en_GB", ".sku", ".price:EUR", ".axes"} <= fields


def test_a_missing_listing_is_named(adapter: Adapter, context: Context, tmp_path: Path) -> None:
    chosen = some(adapter, context, FEW)
    missing = chosen.pop(3)
    folder = write(adapter, context, chosen, tmp_path / "out")
    tally, differing = prove(adapter, context, some(adapter, context, FEW), folder)
    assert differing == {missing.sku}
    assert tally.differences == len(carried_facts(missing, context, adapter))


def test_an_unexpected_listing_is_named(adapter: Adapter, context: Context, tmp_path: Path) -> None:
    chosen = some(adapter, context, FEW)
    folder = write(adapter, context, chosen, tmp_path / "out")
    extra = chosen.pop(3)
    assert prove(adapter, context, chosen, folder)[1] == {extra.sku}
    assert prove(adapter, context, reversed(chosen), folder)[1] == {extra.sku}



def _read_all(adapter: Adapter, context: Context, folder: Path) -> list[ReadListing]:
    return list(adapter.read(folder, context))


def test_every_fact_read_is_compared(
    adapter: Adapter, context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = some(adapter, context, 5)
    read = _read_all(adapter, context, write(adapter, context, chosen, tmp_path / "out"))
    tried = 0
    for position, key in [(p, key) for p, found in enumerate(read) for key, _value in found.facts()]:
        for change in ({}, {key: "spoiled"}):
            changed = ReadListing(read[position].sku, {})
            for place, value in {**{k: v for k, v in read[position].facts() if k != key}, **change}.items():
                changed.add(*place, value)
            spoiled = [*read[:position], changed, *read[position + 1 :]]
            monkeypatch.setattr(type(adapter), "read", lambda *_args, spoiled=spoiled: iter(spoiled))
            tally, differing = prove(adapter, context, chosen, tmp_path)
            named = {(d.sku, d.field) for d in tally.details if d.kind == "difference"}
            assert (differing, named) == ({read[position].sku}, {key[1:]})
            tried += 1
    assert tried > 60


def test_every_field_dropped_from_the_item_is_named(adapter: Adapter, context: Context, tmp_path: Path) -> None:
    """Each value is taken out of the listing that is written; parity then misses exactly that."""
    chosen = some(adapter, context, 5)
    if adapter.contract_size < 1_000:
        chosen = chosen[:1]  # one that takes seconds to write shows it with one product
    for number, listing in enumerate(chosen):
        for level, sku, name in carried_facts(listing, context, adapter):
            changed = without(listing, sku if level != PRODUCT else listing.sku, name)
            if changed is None:
                continue
            folder = tmp_path / f"{number}-{sku}-{name}".replace("/", "_").replace(":", "_").replace("=", "_")
            tally, differing = prove(adapter, context, [listing], write(adapter, context, [changed], folder))
            named = {d.field for d in tally.details if d.kind == "difference"}
            assert differing == {listing.sku}, name
            assert name in named and named <= spread(name), (name, named)


def without(listing: Listing, sku: str, name: str) -> Listing | None:
    """The listing without one value everywhere it stands; None where it cannot do without."""
    part = name.partition("@")[0].split(".")[1] if name.startswith(".") else ""
    if part not in ("", "stock", "associations", "images", "categories"):
        return None
    data = json.loads(json.dumps(listing.to_json()))
    for item in (data["root"], *(data["items"] or ())):
        _drop(item, name)
    if name == "title@en_GB":
        data["roles"] = {role: code for role, code in data["roles"].items() if role != "title"}
    return Listing.from_json(data)


def _drop(item: dict[str, Any], name: str) -> None:
    part, _dot, member = name[1:].partition(".")
    if not name.startswith("."):
        item["values"].pop(name, None)
        item["on_sale"] = [prices for prices in item["on_sale"] if f"sale_price:{prices}" in item["values"]]
    elif member:
        item[part].pop(member, None)
    else:
        item[part] = []


def spread(name: str) -> set[str]:
    """The facts that one value makes: a price is also what the customer pays."""
    attribute, _colon, prices = name.partition(":")
    if attribute in ("price", "sale_price"):
        return {name, f".price:{prices}", f".compare_at:{prices}"}
    if name == ".images":
        return {name, ".alts@en_GB", ".alts@fr_FR"}
    return {name}


def test_one_changed_value_in_any_file_is_noticed(adapter: Adapter, context: Context, tmp_path: Path) -> None:
    """Every text value of each data file is changed in turn; each change is named with its product."""
    chosen = some(adapter, context, 5)
    folder = write(adapter, context, chosen, tmp_path / "out")
    for name, content in files(folder).items():
        if name.startswith("images/"):
            continue
        for marker, sku in ((b"Note 0", chosen[0].sku), (b"-12.50", None)):
            if content.count(marker) == 0:
                continue
            changed = content.replace(marker, marker[:-1] + b"7", 1)
            (folder / name).write_bytes(changed)
            tally, differing = prove(adapter, context, chosen, folder)
            (folder / name).write_bytes(content)
            assert tally.differences == 1 and len(differing) == 1
            assert sku is None or differing == {sku}


def test_a_changed_picture_is_noticed(adapter: Adapter, context: Context, tmp_path: Path) -> None:
    chosen = some(adapter, context, 5)
    folder = write(adapter, context, chosen, tmp_path / "out")
    copies = sorted(folder.glob("images/*"))
    for path in itertools.islice(copies, 1):
        path.write_bytes(path.read_bytes() + b"!")
        tally, differing = prove(adapter, context, chosen, folder)
        assert differing and {d.field for d in tally.details if d.kind == "difference"} == {".images"}


def test_the_registry_names_what_it_knows() -> None:
    assert ADAPTERS.get("csv").code == "csv"
    with pytest.raises(Exception, match=r"There is no adapter “fax”. Known: csv"):
        ADAPTERS.get("fax")


def test_a_tally_adds_up(adapter: Adapter, context: Context, tmp_path: Path) -> None:
    chosen = some(adapter, context, FEW)
    tally, _none = prove(adapter, context, chosen, write(adapter, context, chosen, tmp_path / "out"))
    assert tally.compared == tally.identical + tally.formatted + tally.exceptions + tally.differences
    merged = Tally()
    merged.merge(tally)
    assert merged.compared == tally.compared
    assert {channel for _field, channel in merged.by_field} == {CHANNEL}
