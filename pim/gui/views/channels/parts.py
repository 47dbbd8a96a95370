"""What the room Channels can show."""

DIFFERENCES, SETTINGS, PARITY, EXCEPTIONS, LEDGER = "differences", "settings", "parity", "exceptions", "ledger"
