"""What every test stands on: no display, no touch of the user's own folders, English texts."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pim import i18n

# Hundreds of children are started. Where compiled modules may not be kept, each of them would compile the program again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A busy machine is not a failure: how long an example takes says nothing here. A build server tries the same examples
# every time, so that its verdict is about the change; new ones are tried wherever somebody develops.
settings.register_profile("pim", deadline=None)
settings.register_profile("build", deadline=None, derandomize=True)
settings.load_profile("build" if os.environ.get("CI") else "pim")

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def pim_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh home for settings, caches and state; the user's own stay untouched."""
    home = tmp_path_factory.mktemp("home", numbered=True)
    monkeypatch.setenv("PIM_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Tests read messages in English whatever the machine speaks."""
    i18n.set_language("en")
    yield
    i18n.set_language("en")


@pytest.fixture
def shared_data() -> Path:
    """The folder of real supplier files, which is not part of the project."""
    if not SHARED.is_dir():
        pytest.skip("shared data not found beside the project")
    return SHARED
