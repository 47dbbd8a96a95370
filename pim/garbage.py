"""How often Python looks for garbage in a process that works through masses of values.

By itself it looks after every 700 new objects. Rows, products and listings refer to nothing that refers back to them, so it
finds next to nothing, and takes a tenth of the processor time of an import or a large edit to do so. The window has a rule
of its own (`pim.gui.garbage`).
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New objects before the youngest are looked through (a few MB); then how many rounds before the next older ones are.
_RARELY = (50_000, 20, 20)


def look_rarely() -> None:
    """For the rest of this process."""
    gc.set_threshold(*_RARELY)


@contextmanager
def looking_rarely() -> Iterator[None]:
    """For a while, as one command of a terminal."""
    before = gc.get_threshold()
    look_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)
