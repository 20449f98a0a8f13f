"""Runs a command and measures it: seconds on the clock, seconds of processor time, and the most memory it held."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY = 0.2  # seconds between two looks at the memory, each of which takes longer the more there is


@dataclass(frozen=True)
class Cost:
    """`wall` and `cpu` in seconds, `memory` in MB: all processes of the run together, at the worst moment seen.

    `failed`: it ended with an error, so its time says little.
    """

    wall: float
    cpu: float
    memory: float
    failed: bool = False


def measure(
    command: Sequence[str], environment: Mapping[str, str] | None = None, folder: Path | None = None
) -> Cost:
    """The cost of one run. What a run that fails said last goes to standard error.

    Bytecode is written and read as in an installed program, whatever this shell has set.
    """
    ours = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, env={**ours, **(environment or {})}, cwd=folder, stdout=said, stderr=said
        )
        most = [0]
        over = threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, most, over))
        watcher.start()
        _pid, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        over.set()
        watcher.join()
        if process.returncode:
            said.seek(0)
            sys.stderr.write(said.read()[-500:].decode("utf-8", "replace") + "\n")
    memory = max(most[0], usage.ru_maxrss) / 1024
    return Cost(wall, usage.ru_utime + usage.ru_stime, memory, bool(process.returncode))


def _watch(pid: int, most: list[int], over: threading.Event) -> None:
    while not over.wait(_EVERY):
        most[0] = max(most[0], sum(map(_resident, _family(pid))))


def _family(pid: int) -> list[int]:
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += _family(int(child))
    except OSError:
        pass
    return found


def _resident(pid: int) -> int:
    """Kilobytes in memory; a page that processes share counts for each by its part of it."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0
