"""The room Activity: what happened, step by step."""
