"""The catalogue beside a plain dictionary: whatever is done in whatever order, both say the same after every step.

`plain` is the dictionary with its own undo, `expected` what must follow from it (written from the promises, not from
pim's code), `looking` what the program says, `machine` the steps, `importing` and `shaping` those of files and structure.
"""
