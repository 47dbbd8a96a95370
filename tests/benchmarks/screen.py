"""A screen of its own for a program with windows: Xvfb where it is installed, else Qt's offscreen platform."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

_SIZE = "1600x1000x24"
_OTHERS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_SCALE_FACTOR")


class Screen(NamedTuple):
    """What the program needs in its environment, and what to call it in the table."""

    environment: dict[str, str]
    name: str


@contextmanager
def screen() -> Iterator[Screen]:
    """A screen that nobody else uses, gone again afterwards."""
    usual = {name: text for name, text in os.environ.items() if name not in _OTHERS}
    program = shutil.which("Xvfb")
    if program is None:
        yield Screen({**usual, "QT_QPA_PLATFORM": "offscreen"}, "Qt's offscreen platform")
        return
    command = [program, "-displayfd", "1", "-screen", "0", _SIZE, "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            assert server.stdout is not None
            number = server.stdout.readline().decode().strip()
            if not number:
                raise RuntimeError(f"{program} did not start")
            yield Screen({**usual, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}, "Xvfb")
        finally:
            server.terminate()
