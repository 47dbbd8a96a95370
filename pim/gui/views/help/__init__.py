"""The help: pages written for people, and the keys as they really are."""
