"""How long a conversion takes, against the floor and against other converters, all in one run on one machine.

    python -m migrator.sample --target-mb 100 --seed b100 --long e100.zip
    python benchmarks/conversion.py e100.zip

Other converters are run where they are found, and left out otherwise:

    BENCH_CONVOVIZ     the command `convoviz` of an environment of its own (it wants Python 3.12)
    BENCH_DAUGAARD47   the folder of a copy of github.com/daugaard47/ChatGPT_Conversations_To_Markdown

They read the same export; what it takes to unpack it for one that reads no ZIP is part of its time. Everything is run
in turn, `--runs` times, and of wall time and processor time the least counts, of memory the most: on a shared machine
the least is what was disturbed least. The first round compiles what has to be compiled.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from measure import Cost, measure

_HERE = Path(__file__).parent
_TARGETS = ("jsonl", "open-webui", "markdown")

Run = Callable[[Path], Cost]


def main() -> None:
    """Measure what the command line asks for and print a table in Markdown."""
    options = _options()
    runs = _runs(options.export.resolve(), options.targets.split(","), options.cores, peers=options.peers)
    best: dict[str, Cost] = {}
    with tempfile.TemporaryDirectory(prefix="bytecode-") as bytecode:
        os.environ["PYTHONPYCACHEPREFIX"] = bytecode
        for _round in range(options.runs):
            for name, run in runs.items():
                with tempfile.TemporaryDirectory(prefix="bench-", dir=options.scratch) as folder:
                    cost = run(Path(folder))
                sys.stderr.write(f"{name}: {cost.wall:.2f} s, {cost.cpu:.2f} s of processor time\n")
                best[name] = _least(best.get(name, cost), cost)
    sys.stdout.write("\n".join(_table(best)) + "\n")


def _least(one: Cost, other: Cost) -> Cost:
    return Cost(
        min(one.wall, other.wall),
        min(one.cpu, other.cpu),
        max(one.memory, other.memory),
        one.failed or other.failed,
    )


def _table(best: dict[str, Cost]) -> list[str]:
    floor = best["floor"]
    return [
        "| | wall s | × floor | CPU s | × floor | MB |",
        "|---|--:|--:|--:|--:|--:|",
        *(
            f"| {name}{' (failed)' * c.failed} | {c.wall:.2f} | {c.wall / floor.wall:.1f} "
            f"| {c.cpu:.2f} | {c.cpu / floor.cpu:.1f} | {c.memory:.0f} |"
            for name, c in best.items()
        ),
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("export", type=Path)
    parser.add_argument("--targets", default=",".join(_TARGETS))
    parser.add_argument("--cores", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--scratch", type=Path, help="where to write; the system's temporary folder if left out"
    )
    parser.add_argument("--no-peers", dest="peers", action="store_false")
    return parser.parse_args()


def _runs(export: Path, targets: list[str], cores: list[int], *, peers: bool) -> dict[str, Run]:
    runs: dict[str, Run] = {
        "floor": lambda _folder: measure([sys.executable, str(_HERE / "floor.py"), str(export)])
    }
    for target in targets:
        for count in cores:
            runs[f"{target}, {count} core{'s' * (count > 1)}"] = _ours(export, target, count)
    if peers and (convoviz := os.environ.get("BENCH_CONVOVIZ")):
        runs["convoviz"] = lambda folder: measure(
            [convoviz, "-I", "--input", str(export), "--output", str(folder), "--outputs", "markdown"],
            {"HOME": str(folder)},
        )
    if peers and (folder := os.environ.get("BENCH_DAUGAARD47")):
        runs["daugaard47"] = _daugaard47(export, Path(folder))
    return runs


def _ours(export: Path, target: str, cores: int) -> Run:
    command = [sys.executable, "-m", "migrator", "--to", target, "--from", str(export), "--progress", "none"]
    return lambda folder: measure([*command, "--out", str(folder / "out")], {"MIGRATE_CORES": str(cores)})


def _daugaard47(export: Path, program: Path) -> Run:
    """It reads a folder that somebody unpacked, and its settings from a file beside it."""

    def run(folder: Path) -> Cost:
        copy = folder / "program"
        shutil.copytree(program, copy)
        inside = folder / "export"
        settings = json.loads((copy / "config.json.example").read_text(encoding="utf-8"))
        settings |= {"input_path": str(inside), "output_directory": str(folder / "out")}
        (copy / "config.json").write_text(json.dumps(settings), encoding="utf-8")
        unpack = f"import zipfile; zipfile.ZipFile({str(export)!r}).extractall({str(inside)!r})"
        first = measure([sys.executable, "-c", unpack])
        then = measure([sys.executable, "chatgpt_json_to_markdown.py"], folder=copy)
        return Cost(first.wall + then.wall, first.cpu + then.cpu, max(first.memory, then.memory), then.failed)

    return run


if __name__ == "__main__":
    main()
