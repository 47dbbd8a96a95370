"""Catalogues whose bytes a disk, a cable or a stranger changed: how they are made, and what is done with each."""
