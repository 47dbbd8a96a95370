"""Whichever column of whichever table is changed behind the program's back, `verify` finds it, or it is named here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from pim.catalog.edit import Edit
from pim.catalog.product import DeclaredException, ImageUse, Stock
from pim.services import checking, drafting, exporting, media, readiness
from pim.services.workspace import Workspace
from pim.storage.tables import metadata
from tests.builders import a_family_of_variants, a_product, a_workspace, change, creation
from tests.faults.hostile.seeds import picture

# What nobody would miss, because it is worked out again or says only how often something was used, and what is found
# elsewhere.
_NOT_CHECKED = {
    "draft.key": "only its form; what it names may be gone",
    "draft.text": "text that was never saved",
    "channel_state.hash": "compared with what is sent at the next export",
    "channel_state.valid_until": "worked out again with the next edit or export",
    "product.created_at": "stands in an index too: the database's own check compares what a disk changed",
    "product.updated_at": "stands in an index too",
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A catalogue with rows in every table."""
    folder = tmp_path_factory.mktemp("columns")
    (folder / "a.png").write_bytes(picture("PNG"))
    other = a_product("B-2", title="Bowl", price="4", family="mug", values={"price:USD": "5", "year": "2026"})
    with a_workspace(folder, other, *a_family_of_variants("M")) as workspace:
        digests, _problems = media.take_images(workspace, [("a.png", folder / "a.png")])
        product = a_product(
            "A-1", title="Mug", price="1.5", family="mug", categories=("mugs",), stock={"paris": Stock("3", "2026-11-22")},
            values={"description@en_GB": "<p>Warm</p>", "color": "red", "released": "2026-01-31", "gtin": "4006381333931"},
            associations={"goes_with": (other.uid,)}, images=(ImageUse(digests["a.png"], "a.png", "main"),),
            exceptions={"title@en_GB#web": DeclaredException("Web mug", "shorter", "ann")},
        )  # fmt: skip
        workspace.apply(Edit(label="Mug", patches=creation(product), source="test"))
        change(workspace, product, {"title@en_GB": "Blue mug"})
        workspace.undo()
        exporting.run_export(workspace, to=folder / "out", channels=("web",))
        readiness.renew_all(workspace)
        drafting.keep_drafts(workspace, {(product.uid, "title@en_GB"): "Bluer mug"})
        yield workspace


def _changed(value: Any) -> Any:
    match value:
        case None:
            return 1
        case bytes():
            return value[:-1] + bytes([value[-1] ^ 1])
        case str():
            return value[:-1] + chr(ord(value[-1]) ^ 1) if value else "x"
    return value + 1_000


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_every_column_is_checked(workspace: Workspace, table: str) -> None:
    assert checking.verify(workspace)["problems"] == []
    missed = []
    with closing(sqlite3.connect(workspace.folder / "catalog.db", isolation_level=None)) as connection:
        columns = [column.name for column in metadata.tables[table].columns]
        keys = [column.name for column in metadata.tables[table].primary_key]
        first = connection.execute(f"SELECT {','.join(columns)} FROM {table} ORDER BY 1 LIMIT 1").fetchone()
        assert first is not None, "the catalogue of this test has no row there"
        row = dict(zip(columns, first, strict=True))
        for column, value in row.items():
            where = " AND ".join(f"{key}=:{key}" for key in keys)
            connection.execute(f"UPDATE {table} SET {column}=:_new WHERE {where}", row | {"_new": _changed(value)})
            if checking.verify(workspace)["sound"]:
                missed.append(column)
            changed = row | ({column: _changed(value)} if column in keys else {}) | {"_old": value}
            connection.execute(f"UPDATE {table} SET {column}=:_old WHERE {where}", changed)
    allowed = columns if table in _NOT_CHECKED else [c for c in columns if f"{table}.{c}" in _NOT_CHECKED]
    assert set(missed) ^ set(allowed) == set()
