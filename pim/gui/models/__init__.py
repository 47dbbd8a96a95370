"""Qt models over what services return: no I/O on the UI thread, every method guarded."""
