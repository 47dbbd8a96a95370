"""What keys are called on the keyboards of the people who read the interface: Shift is Maj in French."""

from __future__ import annotations

import re

from pim.i18n import pgettext


def shown_keys(keys: str) -> str:
    """ "Ctrl+Shift+Return" -> "Ctrl+Maj+Entrée"; signs, letters and what has no other name stay."""
    names = {
        "Shift": pgettext("key", "Shift"),
        "Return": pgettext("key", "Enter"),
        "Enter": pgettext("key", "Enter"),
        "Esc": pgettext("key", "Esc"),
        "Delete": pgettext("key", "Delete"),
        "Space": pgettext("key", "Space"),
        "PgUp": pgettext("key", "PgUp"),
        "PgDown": pgettext("key", "PgDn"),
        "Up": "↑",
        "Down": "↓",
        "Left": "←",
        "Right": "→",
        "arrows": pgettext("key", "arrows"),
    }
    return re.sub(r"[A-Za-z]{2,}", lambda word: names.get(word[0], word[0]), keys)
