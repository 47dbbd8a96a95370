"""The cut fonts are made once for all test runs: cutting takes half a minute, and every test has
a fresh home.
"""

import tempfile
from pathlib import Path

import pytest

from pim.printing import fonts


@pytest.fixture(scope="session")
def cut_fonts() -> Path:
    """A folder that outlives the test run, named after what is cut."""
    if made := fonts.found():
        return made
    folder = Path(tempfile.gettempdir()) / "pim-test-fonts" / fonts.VERSION
    return folder if fonts.is_complete(folder) else fonts.cut(folder)


@pytest.fixture(autouse=True)
def font_cache(cut_fonts: Path, pim_home: Path) -> None:
    """The user's cache of this test holds the cuts."""
    target = pim_home / "cache" / "fonts"
    target.mkdir(parents=True)
    (target / fonts.VERSION).symlink_to(cut_fonts, target_is_directory=True)
