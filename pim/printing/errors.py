"""What can go wrong on the way to paper; every message can be shown to the user."""


class PrintProblem(Exception):
    """The document cannot be printed as it is."""


class MissingFont(PrintProblem):
    """The template names a font that is neither ours nor in its own folder."""


class UncoveredText(PrintProblem):
    """Some characters have no shape in the fonts of the template."""


class TemplateProblem(PrintProblem):
    """The template folder cannot be used: incomplete, forbidden imports, or an error in it."""
