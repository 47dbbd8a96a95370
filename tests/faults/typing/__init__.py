"""A person types in the real window, the window is killed, and what was typed is looked for."""
