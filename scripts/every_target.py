"""Every export through every target: nothing raised, every visible word written, or named in a loss where it was.

    python scripts/every_target.py FOLDER… [--hostile] [--to TARGET]…

Takes the exports below each FOLDER (as `scripts/survey.py` finds them) and, with --hostile, our own corpus of malicious and
broken ones; writes each with each target into memory and once more, whole, as the program does; and holds the result to the
contract. Prints a Markdown table, one line a target, and a line for each fault. Exit code 1 if there is a fault.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from survey import exports

from migrator import registry
from migrator.adapter import Target
from migrator.app.context import Context
from migrator.app.convert import Request, convert
from migrator.app.gathering import archive_of, exports_of
from migrator.capabilities import verified
from migrator.errors import MigratorError
from migrator.losses import KINDS
from migrator.sample import hostile
from migrator.testing.contract import check_declared, check_paths, check_sums, named, run
from migrator.testing.words import missing


class Row:
    """What happened to one target over all exports."""

    def __init__(self) -> None:
        self.exports = self.chats = self.chats_out = self.messages = self.written = self.seconds = 0.0
        self.left = 0
        self.losses: Counter[str] = Counter()
        self.faults: list[str] = []


def trial(target: Target, path: Path, row: Row) -> None:
    """One export through one target, into memory and held to the contract; then whole, into a folder."""
    start = time.monotonic()
    with exports_of([str(path)], None, Context()) as opened:
        archive = archive_of(opened, Context(), None, only=(), head_only=False)
        seen = archive.seen  # and whether a conversation comes twice
        outcome = run(target, archive)
        check_sums(archive, outcome)
        check_declared(target, outcome)
        check_paths(outcome.files)
        row.faults += [f"{path.name}: {fault}" for fault in missing(archive, outcome)]
        row.exports += 1
        row.chats += seen.conversations
        row.messages += seen.messages
    for receipt in outcome.receipts:
        row.losses.update({loss.kind: loss.total for loss in receipt.losses})
        if receipt.item == "conversation":
            row.chats_out += receipt.outcome != "left-out"
            row.written += receipt.messages
            row.left += len(named(receipt, "message"))
    with tempfile.TemporaryDirectory() as folder:
        convert(Request(target=target.name, sources=(str(path),), out=Path(folder) / "out"), Context())
    row.seconds += time.monotonic() - start


def over(target: Target, paths: Iterable[Path]) -> Row:
    """All exports through one target. What the program refuses, it refuses for every target alike."""
    row = Row()
    for path in paths:
        try:
            trial(target, path, row)
        except MigratorError as fault:
            if fault.exit_code not in {2, 4, 5}:
                row.faults.append(f"{path.name}: exit {fault.exit_code}: {fault}")
        except Exception as fault:  # noqa: BLE001 - any fault is what this looks for
            row.faults.append(f"{path.name}: {type(fault).__name__}: {str(fault)[:300]}")
    return row


def line(target: Target, row: Row) -> str:
    """A target's line of the table."""
    lost = [f"{n} {kind}" for kind, n in row.losses.most_common() if KINDS[kind].effect == "left-out"]
    numbers = [row.exports, row.chats, row.chats_out, row.messages, row.written, row.left]
    cells = [target.name, verified(target.capabilities), *(str(int(n)) for n in numbers)]
    return (
        "| "
        + " | ".join([*cells, ", ".join(lost[:6]) or "none", f"{row.seconds:.0f}", str(len(row.faults))])
        + " |"
    )


def main() -> int:
    """Print the table, then the faults."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folders", nargs="*", type=Path)
    asked.add_argument("--hostile", action="store_true")
    asked.add_argument("--to", action="append", default=[])
    wish = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = [path for each in wish.folders for path in exports(each)]
        if wish.hostile:
            for case in hostile.cases(long=False):
                place = Path(folder) / case.name
                place.mkdir()
                paths.append(case.write(place))
        head = [
            "target",
            "proved",
            "exports",
            "chats",
            "chats out",
            "messages",
            "written",
            "named as left out",
        ]
        print("| " + " | ".join([*head, "left out", "seconds", "faults"]) + " |")
        print("|" + "---|" * (len(head) + 3))
        faults: list[str] = []
        for name in wish.to or registry.target_names():
            target = registry.target(name)
            row = over(target, paths)
            print(line(target, row), flush=True)
            faults += [f"{name}: {fault}" for fault in row.faults]
    print("\n".join(["", *faults]))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
