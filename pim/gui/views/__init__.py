"""The rooms: each folder is one entry of the sidebar."""
