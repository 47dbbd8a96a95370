"""What a terminal sees: `pim COMMAND …`; without a command, the window."""

from pim.cli.program import run

__all__ = ["run"]
