"""Files as an attacker, a broken program or a broken disk would send them: seeds, mutators, and what is done with each.

`material.make` gives the same bytes for the same number and seed. To look at a case that failed:
`python -m tests.faults.hostile NUMBER TARGET [--seed N]` writes its file.
"""
