"""What the user prefers, kept in one TOML file.

A setting this version does not know is kept as it is, so that going back and forth between two versions
loses nothing. A broken file never stops the start: defaults are used and `Loaded.problem` says so.
"""

import os
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pim import i18n, paths
from pim.i18n import _

FILE_NAME = "settings.toml"
THEMES = ("system", "light", "dark")
DENSITIES = ("compact", "normal", "comfortable")
RECENT_LIMIT = 12


@dataclass(frozen=True)
class Settings:
    """The preferences; change one with `dataclasses.replace` and `save` the result.

    `language` "" follows the system. `scale` is in per cent. `recent` holds catalogue paths or addresses,
    newest first. `other` holds what this version does not know.
    """

    language: str = ""
    theme: str = "system"
    scale: int = 100
    density: str = "normal"
    stronger_borders: bool = False
    reduced_motion: bool = False
    author: str = ""
    recent: tuple[str, ...] = ()
    other: Mapping[str, Any] = field(default_factory=dict)

    def with_recent(self, catalog: str) -> "Settings":
        """The same settings with `catalog` as the newest of the recent ones."""
        rest = tuple(known for known in self.recent if known != catalog)
        return replace(self, recent=(catalog, *rest)[:RECENT_LIMIT])

    def without_recent(self, catalog: str) -> "Settings":
        """The same settings without a catalogue that is gone."""
        return replace(self, recent=tuple(known for known in self.recent if known != catalog))


@dataclass(frozen=True)
class Loaded:
    """Settings as read; `problem` is a sentence for the user when the file could not be used whole."""

    settings: Settings
    problem: str = ""


def settings_path() -> Path:
    """The file the settings live in."""
    return paths.config_dir() / FILE_NAME


def load(path: Path | None = None) -> Loaded:
    """Read the settings; a missing file gives the defaults, a broken one the defaults and a problem."""
    source = path or settings_path()
    try:
        table = tomllib.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Loaded(Settings())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        text = _(
            "Your settings could not be read, so pim started with the standard ones. "
            "The file {path} is damaged ({why}); it will be kept as {backup} when settings are next saved."
        )
        backup = _backup_of(source).name
        return Loaded(Settings(), text.format(path=source, why=error, backup=backup))
    return _from_table(table, source)


def save(settings: Settings, path: Path | None = None) -> None:
    """Write the settings whole or not at all; a damaged file is kept beside. Raises OSError (disk full …)."""
    target = path or settings_path()
    target.parent.mkdir(parents=True, exist_ok=True)
    _keep_damaged(target)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_to_toml(_to_table(settings)))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _from_table(table: dict[str, Any], source: Path) -> Loaded:
    known = {item.name for item in fields(Settings)} - {"other"}
    values = {key: _read(key, value) for key, value in table.items() if key in known}
    bad = sorted(key for key, value in values.items() if value is None)
    good = {key: value for key, value in values.items() if value is not None}
    other = {key: value for key, value in table.items() if key not in known}
    settings = Settings(**good, other=other)
    if not bad:
        return Loaded(settings)
    text = _("These settings in {path} have values that pim does not understand and are ignored: {names}.")
    return Loaded(settings, text.format(path=source, names=", ".join(bad)))


def _read(key: str, value: Any) -> Any:
    """The value as the setting holds it, or None when it is not one."""
    if key == "recent":
        return tuple(value) if isinstance(value, list) and all(isinstance(v, str) for v in value) else None
    if type(value) is not type(getattr(Settings, key)):
        return None
    allowed = _ALLOWED.get(key)
    return value if allowed is None or value in allowed else None


_ALLOWED: Mapping[str, Any] = {
    "language": ("", *i18n.LANGUAGES),
    "theme": THEMES,
    "density": DENSITIES,
    "scale": range(50, 301),
}


def _to_table(settings: Settings) -> dict[str, Any]:
    own = {item.name: getattr(settings, item.name) for item in fields(settings) if item.name != "other"}
    return {**own, **settings.other}


def _to_toml(table: Mapping[str, Any], prefix: str = "") -> str:
    """TOML text; the standard library only reads it. Tables come last, as the format wants."""
    plain = [f"{_key(key)} = {_value(value)}\n" for key, value in table.items() if not _is_table(value)]
    tables = [
        f"\n[{prefix}{_key(key)}]\n{_to_toml(value, f'{prefix}{_key(key)}.')}"
        for key, value in table.items()
        if _is_table(value)
    ]
    return "".join(plain + tables)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {_value(item)}" for key, item in value.items()) + "}"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _key(key: str) -> str:
    plain = key.replace("-", "").replace("_", "")
    return key if plain.isascii() and plain.isalnum() else _quote(key)


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'


def _backup_of(path: Path) -> Path:
    return path.with_suffix(".damaged.toml")


def _keep_damaged(path: Path) -> None:
    """Before a damaged file is written over, put it aside: there may be something worth saving in it."""
    try:
        tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        path.replace(_backup_of(path))
