"""The gate before deletion under attack. `python benchmarks/attack/gate.py [--seed N] [--count N]`

Makes that many states of exports, copies, damage, later changes and clocks (`tests/leave/gate_states.py`), asks the gate in each,
and has an oracle restore everything from both places. Prints a table of what was wrong in how many states; exits 1
if the gate stood open in one of them though something could not be restored or was known to be missing.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "leave"))

import gate_states as made

from migrator.vault import slots


def main() -> int:
    """Run the attack."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--count", type=int, default=1000)
    options = parser.parse_args()
    slots.TYPED_WORK_FACTOR = 2  # the lock is not what is attacked here
    os.fsync = lambda _handle: None  # nor is the disk
    early, shut, table = list[made.State](), list[made.State](), Counter[str]()
    states = made.states(options.seed, options.count)
    for state in states:
        with tempfile.TemporaryDirectory() as folder:
            found = made.outcome(Path(folder), state)
        lacks = made.EXPORTS[state.exports][1]
        if found.ready and (lacks or not found.restorable or state.clock != "next day"):
            early.append(state)
        if not found.ready and made.expected_well(state):
            shut.append(state)
        table["open" if found.ready else "shut"] += 1
        table["everything could be restored from two places" if found.restorable else "not restorable"] += 1
        table["something known to be missing" if lacks else "nothing missing"] += 1
    sys.stdout.write(f"seed {options.seed}, {len(states)} states\n")
    for name, count in sorted(table.items()):
        sys.stdout.write(f"{count:6}  {name}\n")
    sys.stdout.write(f"{len(early):6}  open too early\n{len(shut):6}  shut though all is well\n")
    for state in early + shut:
        sys.stdout.write(f"        {'; '.join(state)}\n")
    return 1 if early or shut else 0


if __name__ == "__main__":
    sys.exit(main())
