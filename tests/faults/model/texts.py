"""What is typed into a cell, and what it must become."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

# value key -> (what is typed, what it must become); blank takes the value away
TYPED: dict[str, tuple[tuple[str, Any], ...]] = {
    "title@en_GB": (("Blue mug", "Blue mug"), ("Élan 100%", "Élan 100%"), ("under_s\\ 'x'", "under_s\\ 'x'"), ("", None)),
    "title@fr_FR": (("Tasse « bleue »", "Tasse « bleue »"), ("", None)),
    "description@en_GB": (("<p>Good for <strong>tea</strong></p>", "<p>Good for <strong>tea</strong></p>"), ("", None)),
    "price:EUR": (("9.90", "9.90"), ("10", "10"), ("1250.00", "1250.00"), ("0", "0"), ("", None)),
    "price:USD": (("12", "12"), ("", None)),
    "weight": (("400 g", "400 g"), ("0.4 kg", "0.4 kg"), ("", None)),
    "brand": (("Acme", "Acme"), ("Nord, Süd | West", "Nord, Süd | West"), (" ", None)),
    "washable": (("yes", True), ("no", False), ("", None)),
    "material": (("oak|steel", ["oak", "steel"]), ("felt", ["felt"]), ("", None)),
    "released": (("2026-01-31", "2026-01-31"), ("", None)),
    "notes": (("alpha beta", "alpha beta"), ("Élève  çà", "Élève  çà"), ("line one\nline two", "line one\nline two"), ("", None)),
    "color": (("red", "red"), ("BLUE", "blue"), ("", None)),
}  # fmt: skip


def typed(data: st.DataObject, keys: tuple[str, ...] = tuple(TYPED)) -> dict[str, tuple[str, Any]]:
    """Some value keys, each with what is typed and what it must become."""
    chosen = data.draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True), label="keys")
    return {key: data.draw(st.sampled_from(TYPED[key]), label=key) for key in chosen}
