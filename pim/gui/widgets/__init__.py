"""Reusable widgets. Each takes the `Theme` first and plain values after it; none knows a service."""
