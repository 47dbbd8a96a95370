"""`python -m tests.faults.hostile NUMBER TARGET [--seed N]`: writes the file of one case, to look at why it failed."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.faults.hostile.material import make

parser = argparse.ArgumentParser(prog="python -m tests.faults.hostile", description=__doc__)
parser.add_argument("number", type=int)
parser.add_argument("target", type=Path)
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()
case = make(options.number, options.seed)
options.target.write_bytes(case.data)
print(case.title)
