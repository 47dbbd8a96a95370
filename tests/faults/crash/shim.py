"""The shim between a program and libc (shim.c): compiled here, steered from within the program that it is loaded into."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from pathlib import Path


def compiled(folder: Path) -> Path | str:
    """The shim as a shared library in `folder`, or why it cannot be had here."""
    if not Path("/proc/self/fd").is_dir():
        return "the shim needs /proc"
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return "there is no C compiler here"
    target = folder / "shim.so"
    source = Path(__file__).with_name("shim.c")
    command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(target), str(source), "-ldl", "-lpthread"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return target if done.returncode == 0 else f"the shim cannot be compiled here: {done.stderr.strip()[:300]}"


class Shim:
    """The shim of this process; only where `LD_PRELOAD` names it."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(os.environ["LD_PRELOAD"])
        self._library.shim_steps.restype = self._library.shim_failed.restype = ctypes.c_long
        long = ctypes.c_long
        self._library.shim_arm.argtypes = (ctypes.c_char_p, long, ctypes.c_int, ctypes.c_int, long, ctypes.c_int)
        self._library.shim_mark.argtypes = (long,)

    def arm(
        self, root: Path, *, fail_at: int = 0, number: int = 0, endless: bool = False, kill_at: int = 0, log: int = -1
    ) -> None:
        """Watches everything below `root` from now on: step `fail_at` fails with errno `number` (with `endless` all
        later steps that need space, too), at step `kill_at` the process ends; `log` is a descriptor to write down to."""
        self._library.shim_arm(os.fsencode(root), fail_at, number, endless, kill_at, log)

    def disarm(self) -> None:
        self._library.shim_disarm()

    def mark(self, number: int) -> None:
        """Writes into the log that `number` pieces of work were acknowledged by now."""
        self._library.shim_mark(number)

    @property
    def steps(self) -> int:
        return int(self._library.shim_steps())

    @property
    def failed(self) -> int:
        return int(self._library.shim_failed())
