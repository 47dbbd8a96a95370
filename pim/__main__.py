"""`python -m pim` and the installed `pim`: hand over to the terminal, which also opens the window."""

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run pim with the given arguments (default: those of the process); returns the exit code."""
    from pim.cli import run

    return run(list(sys.argv[1:] if argv is None else argv))


if __name__ == "__main__":
    sys.exit(main())
