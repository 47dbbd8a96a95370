"""How a catalogue is kept: the only importer of sqlalchemy and sqlite3."""
