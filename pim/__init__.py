"""Product information management: one catalogue, identical in every sales channel."""

__version__ = "0.1.0"
