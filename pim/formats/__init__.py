"""How files are shaped: tables, workbooks, JSON, archives, and the layouts of other systems.

Both directions, no business rules. Whatever reads bytes from outside is a plain function with
JSON-able arguments and results, so that it can run inside a guarded child process.
"""
