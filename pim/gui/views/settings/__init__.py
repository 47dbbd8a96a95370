"""What the user prefers, and the backups of the open catalogue."""
