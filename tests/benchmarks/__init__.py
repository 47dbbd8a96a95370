"""What pim's operations cost beside the least raw work that gives the same result: `python -m tests.benchmarks`.

An operation is one function with `@operation(…)` in `operations/`; its control stands beside it and runs in the same
process, in turns with it. `fashion` makes the catalogue, `raw` the file that controls work on.
"""
