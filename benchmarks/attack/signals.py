"""Requests to end under attack. `python benchmarks/attack/signals.py [--seed N] [--count N]`

Sends TERM, HUP and INT in turn to each command at `count` of its function calls (`tests/stopping/stops.py`) and looks at what
was left. Prints a table; exits 1 if a stop was anything but a stop.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.stopping.stops import SIGNALS, points, prepared, run, verbs, wrong


def main() -> int:
    """Run the attack."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--count", type=int, default=50)
    options = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        base, root = Path(folder) / "base", Path(folder) / "root"
        base.mkdir()
        prepared(base)
        sys.stdout.write(f"seed {options.seed}\n{'command':24}{'stops':>7}{'130':>6}{'0':>5}{'wrong':>7}\n")
        for verb in verbs(root):
            shutil.copytree(base, root)
            ends: list[int] = []
            bad: list[str] = []
            for number, at in enumerate(points(verb.words, options.seed, options.count)):
                shutil.rmtree(root)
                shutil.copytree(base, root)
                name = SIGNALS[number % len(SIGNALS)]
                ended = run(verb.words, at, getattr(signal, name))
                ends.append(ended.code)
                found = wrong(root, verb, ended)
                if found:
                    bad.append(f"{name} at call {at}: {found}")
            shutil.rmtree(root)
            failed += len(bad)
            counts = f"{len(ends):7}{ends.count(130):6}{ends.count(0):5}{len(bad):7}"
            sys.stdout.write(f"{verb.name:24}{counts}\n" + "".join(f"    {line}\n" for line in bad))
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
