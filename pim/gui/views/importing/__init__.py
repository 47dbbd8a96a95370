"""The import: file, columns, rehearsal, done."""
