"""The Structure room: attributes, families, categories and everything else that products are made of."""

from pim.gui.views.structure.room import make_structure_room

__all__ = ["make_structure_room"]
