"""How often structure records are used, all records of a kind in one scan; and which products use an attribute."""

from __future__ import annotations

import sqlite3

from pim.storage.lists import category_counts

# The attribute's code of a value key: what stands before @, : or #.
_CODE = "substr(k.key, 1, min(instr(k.key||'@','@'), instr(k.key||':',':'), instr(k.key||'#','#'))-1)"
_KEYS = (
    "(SELECT d.product_id, v.key FROM product_document d, json_each(d.document, '$.values') v"
    " UNION SELECT product_id, key FROM declared_exception) k"
)

_COUNTS = {
    "attribute": f"SELECT {_CODE}, COUNT(DISTINCT k.product_id) FROM {_KEYS} GROUP BY 1",
    "option": (
        "SELECT f.key || '/' || i.value, COUNT(DISTINCT i.product_id) FROM index_option i"
        " JOIN index_field f ON f.id=i.field_id GROUP BY 1"
    ),
    "family": "SELECT family, COUNT(*) FROM product WHERE family<>'' GROUP BY family",
    "location": "SELECT location, COUNT(*) FROM stock GROUP BY location",
    "association_type": "SELECT type, COUNT(DISTINCT product_id) FROM association GROUP BY type",
    "channel": "SELECT channel, COUNT(DISTINCT product_id) FROM declared_exception GROUP BY channel",
    "locale": (
        f"SELECT substr(k.key, instr(k.key,'@')+1), COUNT(DISTINCT k.product_id) FROM {_KEYS}"
        " WHERE k.key LIKE '%@%' AND k.key NOT LIKE '%#%' GROUP BY 1"
    ),
    "price_list": (
        f"SELECT substr(k.key, instr(k.key,':')+1), COUNT(DISTINCT k.product_id) FROM {_KEYS}"
        " WHERE k.key LIKE '%:%' AND k.key NOT LIKE '%#%' GROUP BY 1"
    ),
}  # fmt: skip


def usage_counts(connection: sqlite3.Connection, kind: str) -> dict[str, int]:
    """uid of each record of `kind` -> number of products that use it; records without use are left out."""
    if kind == "category":
        return category_counts(connection)
    return dict(connection.execute(_COUNTS[kind]).fetchall()) if kind in _COUNTS else {}


def roots_with_attribute(connection: sqlite3.Connection, code: str) -> list[int]:
    """Ids of the top-level products of which something, variants included, has an own value or exception of `code`."""
    found = connection.execute(
        f"SELECT DISTINCT p.root_id FROM {_KEYS} JOIN product p ON p.id=k.product_id"
        " WHERE k.key=? OR k.key LIKE ? ESCAPE '\\' OR k.key LIKE ? ESCAPE '\\' OR k.key LIKE ? ESCAPE '\\' ORDER BY 1",
        (code, *(f"{_escaped(code)}{sign}%" for sign in "@:#")),
    )
    return [row[0] for row in found]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%")
