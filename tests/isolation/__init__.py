"""Tests of the guarded child process."""
