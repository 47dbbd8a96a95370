"""Questions that need several answers before anything is done."""
