"""The pages of the help: where they are, what they are called, which of them hold some words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pim.catalog.identifiers import fold_text
from pim.gui.frame.keys import frame_keys, grid_keys, room_keys
from pim.gui.widgets.key_names import shown_keys
from pim.i18n import _, language
from pim.paths import resources

# In the order of the list. The file of a page is resources/help/LANGUAGE/NAME.md; its first line is its title.
PAGES = (
    "start", "products", "sheet", "importing", "channels", "print", "structure", "activity", "backups", "keyboard",
    "terminal", "trouble",
)  # fmt: skip
KEYS_PLACE = "{keys}"
Shortcuts = Iterable[tuple[str, str, str]]  # (group, keys, what they do)


class Page(NamedTuple):
    """One page as it is shown; `text` is Markdown."""

    name: str
    title: str
    text: str


def load_pages(shortcuts: Shortcuts) -> list[Page]:
    """Every page in the interface language, English where one is missing; reads files, so not for the UI thread."""
    return [_load(name, shortcuts) for name in PAGES]


def _load(name: str, shortcuts: Shortcuts) -> Page:
    for spoken in (language(), "en"):
        path = resources() / "help" / spoken / f"{name}.md"
        if path.exists():
            text = path.read_text(encoding="utf-8")
            break
    else:
        text = "# " + name
    title = text.partition("\n")[0].lstrip("# ").strip()
    return Page(name, title, text.replace(KEYS_PLACE, keys_text(shortcuts)))


def keys_text(shortcuts: Shortcuts) -> str:
    """The shortcuts as Markdown tables, one per group."""
    heads = (_("Keys"), _("What they do"))  # texts inside an f-string are not collected for translation
    groups: dict[str, list[tuple[str, str]]] = {}
    for group, keys, does in shortcuts:
        groups.setdefault(group, []).append((keys, does))
    parts = []
    for group, rows in groups.items():
        lines = "\n".join(f"| `{shown_keys(keys)}` | {does} |" for keys, does in rows)
        parts.append(f"## {group}\n\n| {heads[0]} | {heads[1]} |\n| --- | --- |\n{lines}\n")
    return "\n".join(parts)


def window_shortcuts(
    commands: Iterable[tuple[str, str]], rooms: Iterable[tuple[str, str, bool]]
) -> list[tuple[str, str, str]]:
    """All keys of a window: `commands` (keys, title) and `rooms` (code, title, without a number) as registered."""
    found = [(_("Everywhere"), keys, does) for keys, does in frame_keys().items()]
    found += [(_("Everywhere"), keys, does.rstrip("…")) for keys, does in commands if keys]
    found = list(dict.fromkeys(found))
    listed = list(rooms)
    numbered = [title for _code, title, unnumbered in listed if not unnumbered]
    found += [(_("Rooms"), f"Ctrl+{number}", title) for number, title in enumerate(numbered, start=1)]
    for code, title, _unnumbered in listed:
        found += [(title, keys, does) for keys, does in room_keys().get(code, {}).items()]
        if code == "products":
            found += [(_("In the product list"), key.keys, key.does) for key in grid_keys()]
    return found


def search_pages(pages: Iterable[Page], text: str) -> list[tuple[Page, str]]:
    """Pages that hold every word, those with one in the title first; each with the line around the first word."""
    words = fold_text(text).split()
    hits = []
    for page in pages:
        folded = fold_text(page.text)
        if words and all(word in folded for word in words):
            hits.append((page, _line_with(page.text, words[0])))
    return sorted(hits, key=lambda hit: not any(word in fold_text(hit[0].title) for word in words))


def _line_with(text: str, word: str) -> str:
    line = next((line for line in text.splitlines() if word in fold_text(line)), "")
    return line.strip("#-|>` *").replace("**", "").replace("`", "")[:120]
