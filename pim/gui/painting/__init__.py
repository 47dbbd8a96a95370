"""Pure painters used by grid, cards, lists and sheets: they take a painter, a rectangle and plain values."""
