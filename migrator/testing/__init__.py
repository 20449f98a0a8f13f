"""The contract of a target, as a suite that any adapter can run; and an archive and a sink that live in memory.

    from migrator.testing import CASES, check_target

    @pytest.mark.parametrize("case", CASES)
    def test_contract(case):
        check_target(TARGET, CASES[case]())

`check_target` raises `AssertionError` with what is wrong. It holds a target to this:

* every message is found in the output or named in a loss, and the sums come out; so is every asset;
* it reports only kinds of loss that its capabilities declare;
* the same input gives the same bytes;
* it writes only into its sink, each path once, under names that every file system takes;
* the function it converts with is picklable, and so are its results.
"""

from __future__ import annotations

from migrator.testing.cases import CASES
from migrator.testing.contract import Outcome, check_target, every_choice, named, readable, run
from migrator.testing.memory import MemoryArchive, MemorySink

__all__ = [
    "CASES",
    "MemoryArchive",
    "MemorySink",
    "Outcome",
    "check_target",
    "every_choice",
    "named",
    "readable",
    "run",
]
