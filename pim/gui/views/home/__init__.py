"""The room Home: where the catalogue stands."""
