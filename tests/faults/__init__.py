"""What pim does when things break: `python -m tests.faults [--smoke | --long] [--only TEXT] [--seed N] [--json FILE]`.

**Shape.** A kind of fault is one module in `kinds/` with one or more functions registered by `@fault(name, promise)`;
modules there are found by themselves, nothing else lists them. Such a function takes a `Run` and returns (or yields)
`Outcome`s, one row of the table each:

    from tests.faults.fault import Outcome, Run, fault

    @fault("locales", "the same export under every locale is byte-identical")
    def locales(run: Run) -> Iterator[Outcome]:
        runs = run.pick(smoke=2, short=6, long=6)
        outcome = Outcome("export")                       # the row "locales: export"
        for number in range(runs):
            chance = run.random(number)                   # the same for the same --seed
            folder = run.new_folder()                     # empty, removed again by the harness at the end
            outcome.count("runs")
            if different:
                outcome.count("different")
                outcome.fail(f"run {number} (seed {run.seed}): tr_TR writes i without a dot")
        yield outcome

- `Run`: `folder`, `length` ("smoke", "short" or "long"), `seed`, `pick`, `random`, `new_folder`, `say` (progress);
  `wants(part)` lets a fault with long rows leave out those that `--only "name: part"` does not ask for.
- `Outcome`: `counts` (shown in the order they were first counted), `failures` (sentences that let somebody repeat the
  case), `skipped` (why this was not tried here). The verdict follows: "skipped", "FAILED" with any failure, else "ok".
- An exception that a fault lets through is a failure of its row, not the end of the harness.

**Lengths.** `--smoke` ends within two minutes for all kinds together: about ten seconds a kind. Without an option (short),
called by `.ci/run`, all kinds together take at most ten minutes; `--long` takes as long as it takes. Kinds go side by
side, one on each processor, each in a process of its own (`--jobs`).

`PIM_HOME` is a fresh folder during a run. pytest collects only the fast tests of the harness itself (`test_*.py`): that
it notices what it is there to notice. A fault that needs a tool (gcc, strace, root) is skipped with the reason.
"""
