"""How a catalogue leaves: one file per adapter."""
