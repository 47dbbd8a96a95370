"""Every table of a catalogue, as SQLAlchemy Core tables that SQLite and PostgreSQL both take.

Identity: `id` numbers are local to one database file; `uid` and `code` are what history and exchange use.
Times are ISO 8601 texts in UTC. JSON is text written by orjson with sorted keys.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from pim.storage.conditions import SORTED_BY

metadata = MetaData()

_ID = BigInteger().with_variant(Integer, "sqlite")


def _record_table(name: str, *columns: Column[object]) -> Table:
    """A structure record: its uid (see `catalog.structure.record_uid`), its JSON body and a hash of that body."""
    return Table(
        name, metadata, Column("uid", Text, primary_key=True), *columns,
        Column("body", Text, nullable=False), Column("hash", LargeBinary, nullable=False),
    )  # fmt: skip


def _without_rowid(name: str, *columns: Column[object], indexes: tuple[Index, ...] = ()) -> Table:
    return Table(name, metadata, *columns, *indexes, sqlite_with_rowid=False)


def _key(name: str, kind: type | object = Text) -> Column[object]:
    return Column(name, kind, primary_key=True)  # type: ignore[arg-type]


catalog = Table(
    "catalog", metadata, _key("name"), Column("value", Text, nullable=False), Column("hash", LargeBinary, nullable=False)
)

STRUCTURE_TABLES = {
    kind: _record_table(kind if kind != "option" else "attribute_option")
    for kind in (
        "attribute", "option", "family", "category", "channel", "price_list", "location", "locale",
        "association_type", "role", "mapping", "saved_view",
    )
}  # fmt: skip

variant_structure = _without_rowid(
    "variant_structure", _key("family"), _key("code"), Column("position", Integer, nullable=False),
    Column("body", Text, nullable=False),
)  # fmt: skip

product = Table(
    "product", metadata,
    Column("id", _ID, primary_key=True, autoincrement=False),
    Column("uid", Text, nullable=False, unique=True),
    Column("sku", Text, nullable=False),
    Column("sku_key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("parent_id", _ID),
    Column("root_id", _ID, nullable=False),
    Column("family", Text, nullable=False),
    Column("enabled", SmallInteger, nullable=False),
    # What lists show and sort by; derived from the values that play the standard-field roles.
    Column("name", Text, nullable=False),
    Column("name_fold", Text, nullable=False),
    Column("price", Float),
    Column("stock", Float),
    Column("completeness", SmallInteger, nullable=False),
    Column("image", Text, nullable=False),
    Column("variants", Integer, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    # The newest edit that touched the product or anything above or below it (kept on roots).
    Column("tree_revision", Integer, nullable=False),
    # Which of stock (1), associations (2) and exceptions (4) the product has rows of.
    Column("extras", SmallInteger, nullable=False),
    # The version of the structure its derived data were computed with.
    Column("rule_version", Integer, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)  # fmt: skip
# What lists sort by, each with the parent: a list of roots is read along the index alone, and looks at no product row.
for _column in SORTED_BY:
    Index(f"product_by_{_column}", product.c[_column], product.c.id, product.c.parent_id)
Index("product_by_rule_version", product.c.rule_version, product.c.id)
Index("product_by_parent", product.c.parent_id, product.c.id)
Index("product_by_root", product.c.root_id, product.c.id)

product_document = Table(
    "product_document", metadata,
    Column("product_id", _ID, primary_key=True, autoincrement=False),
    Column("document", Text, nullable=False),
)  # fmt: skip

# Effective categories (inherited ones too), for filters; the product's own are in its document.
product_category = _without_rowid(
    "product_category", _key("category"), _key("product_id", _ID),
)  # fmt: skip
product_image = _without_rowid("product_image", _key("sha256"), _key("product_id", _ID))
stock = _without_rowid(
    "stock", _key("product_id", _ID), _key("location"), Column("quantity", Text, nullable=False),
    Column("at", Text, nullable=False),
)  # fmt: skip
association = Table(
    "association", metadata, _key("product_id", _ID), _key("type"), _key("position", Integer),
    Column("target_uid", Text, nullable=False, index=True), sqlite_with_rowid=False,
)  # fmt: skip
declared_exception = Table(
    "declared_exception", metadata, _key("product_id", _ID), _key("key"), Column("channel", Text, nullable=False),
    Column("value", Text, nullable=False), Column("reason", Text, nullable=False), Column("author", Text, nullable=False),
    Column("until", Text, nullable=False), Index("declared_exception_by_channel", "channel", "product_id"),
    sqlite_with_rowid=False,
)  # fmt: skip

# Typed indexes over effective values; `field_id` stands for a value key without channel.
index_field = Table(
    "index_field", metadata, Column("id", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False, unique=True),
    Column("type", Text, nullable=False), Column("used_at", Text, nullable=False), Column("uses", Integer, nullable=False),
)  # fmt: skip
index_text = _without_rowid("index_text", _key("field_id", Integer), _key("value"), _key("product_id", _ID))
index_number = _without_rowid("index_number", _key("field_id", Integer), _key("value", Float), _key("product_id", _ID))
index_date = _without_rowid("index_date", _key("field_id", Integer), _key("value"), _key("product_id", _ID))
index_option = _without_rowid("index_option", _key("field_id", Integer), _key("value"), _key("product_id", _ID))

completeness_scope = Table(
    "completeness_scope", metadata, Column("id", Integer, primary_key=True, autoincrement=False),
    Column("channel", Text, nullable=False),
    Column("locale", Text, nullable=False), UniqueConstraint("channel", "locale"),
)  # fmt: skip
completeness = Table(
    "completeness", metadata, _key("product_id", _ID), _key("scope_id", Integer),
    Column("filled", SmallInteger, nullable=False), Column("required", SmallInteger, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip

channel_state = Table(
    "channel_state", metadata, _key("root_id", _ID), _key("channel"), Column("state", Text, nullable=False),
    Column("reasons", Text, nullable=False), Column("hash", LargeBinary), Column("revision", Integer, nullable=False),
    Column("rule_version", Integer, nullable=False), Column("valid_until", Text, nullable=False),
    Index("channel_state_by_state", "channel", "state", "root_id"), sqlite_with_rowid=False,
)  # fmt: skip

search_source = Table(
    "search_source", metadata, Column("product_id", _ID, primary_key=True, autoincrement=False),
    Column("short", Text, nullable=False), Column("body", Text, nullable=False),
    # Texts of one or two letters are looked for in every short text: here without the long ones between them.
    Index("search_source_by_short", "product_id", "short"),
)  # fmt: skip

edit = Table(
    "edit", metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("uid", Text, nullable=False, unique=True),
    Column("operation", Text, nullable=False, unique=True),
    Column("label", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("undoes", Integer), Column("redoes", Integer), Column("undone_by", Integer),
    Column("state", Text, nullable=False),
    Column("products", Integer, nullable=False),
    Column("details", Text, nullable=False),
)  # fmt: skip
change = Table(
    "change", metadata,
    Column("id", _ID, primary_key=True, autoincrement=False),
    Column("edit_id", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("uid", Text, nullable=False),
    Column("patches", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index("change_by_edit", "edit_id", "id"), Index("change_by_uid", "uid", "id"),
)  # fmt: skip

publication = Table(
    "publication", metadata, _key("operation"), _key("channel"), Column("revision", Integer, nullable=False),
    Column("as_of", Text, nullable=False), Column("at", Text, nullable=False), Column("folder", Text, nullable=False),
    Column("summary", Text, nullable=False), Column("hash", LargeBinary, nullable=False),
)  # fmt: skip
published_listing = _without_rowid(
    "published_listing", _key("channel"), _key("root_uid"), Column("sku", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)  # fmt: skip
listing_content = Table(
    "listing_content", metadata, _key("hash", LargeBinary), Column("body", LargeBinary, nullable=False)
)

draft = _without_rowid(
    "draft", _key("record_uid"), _key("key"), Column("text", Text, nullable=False), Column("at", Text, nullable=False)
)
media = Table(
    "media", metadata, _key("sha256"), Column("name", Text, nullable=False), Column("format", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False), Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("added_at", Text, nullable=False), Column("details", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)  # fmt: skip
