"""The printing adapter needs the fonts that the printing tests cut once."""

from tests.printing.conftest import cut_fonts, font_cache

__all__ = ["cut_fonts", "font_cache"]
