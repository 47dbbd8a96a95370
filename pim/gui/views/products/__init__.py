"""The Products room: sidebar, grid, sheet."""
