"""`python -m pim` and the installed `pim`: the terminal's commands, or the window."""

import gc
import sys
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str] | None = None) -> int:
    """Run pim with the given arguments (default: those of the process); returns the exit code."""
    from pim.cli import run

    return run(list(sys.argv[1:] if argv is None else argv), open_window)


def open_window(catalog: Path | None) -> int:
    """Opens the window on a catalogue, or on the welcome page; returns the exit code."""
    gc.disable()  # until `pim.gui.garbage` takes over: all that is loaded now stays
    from pim.gui.program import open_program

    return open_program(catalog)


if __name__ == "__main__":
    sys.exit(main())
