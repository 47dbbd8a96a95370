"""Where the program finds its own files and where the user's files go.

Nothing here creates a folder: whoever writes into one creates it (`path.mkdir(parents=True, exist_ok=True)`).
"""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resources() -> Path:
    """The folder of icons, translations, templates and the demo.

    It is `pim/resources` in an installed wheel and `../resources` in a source tree or an editable install:
    `importlib.resources` fails on the latter, therefore this one lookup.
    """
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def resource(name: str) -> Path:
    """The path of one resource, `name` relative with forward slashes ("demo/products.csv").

    Raises FileNotFoundError when it does not exist, because that means a broken installation.
    """
    path = resources() / name
    if not path.exists():
        home = resources()
        raise FileNotFoundError(f"The program file “{name}” is missing in {home}. Please install pim again.")
    return path


def config_dir() -> Path:
    """The user's folder for settings."""
    return _user_dir("config")


def cache_dir() -> Path:
    """The user's folder for what can be computed again."""
    return _user_dir("cache")


def state_dir() -> Path:
    """The user's folder for logs and window state."""
    return _user_dir("state")


def data_dir() -> Path:
    """The user's folder for catalogues that have no other home, such as the demo."""
    return _user_dir("data")


def _user_dir(kind: str) -> Path:
    """One of the user's folders; PIM_HOME puts all of them below one folder (tests, portable use)."""
    home = os.environ.get("PIM_HOME")
    if home:
        return Path(home) / kind
    import platformdirs

    return Path(getattr(platformdirs, f"user_{kind}_dir")("pim", appauthor=False))
