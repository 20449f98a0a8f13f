"""Taking an export into a vault: how long it takes on one core and on all, what it holds in memory, how long a search takes.

    python benchmarks/indexing.py [MEGABYTES]        (100 if left out)

The peer in the same run is the cheapest honest reading of the same JSON: split and parse, nothing kept.
"""

import os
import resource
import sys
import tempfile
import threading
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path

import orjson
from measure import _family, _resident

from migrator.app.context import Context
from migrator.app.keeping.adding import add
from migrator.app.keeping.reading import library
from migrator.app.processes import available
from migrator.events import Finished, Started
from migrator.sample import make
from migrator.source import json_elements
from migrator.vault.session import session

WORDS = ("istanbul", "sourdough", "كتاب", "旅行", "the")


def floor(path):
    begin, size = time.process_time(), 0
    with zipfile.ZipFile(path) as whole:
        for member in whole.infolist():
            if "conversations-0" in member.filename:
                with whole.open(member) as stream:
                    for element in json_elements(stream):
                        orjson.loads(element.raw)
                        size += len(element.raw)
    return time.process_time() - begin, size


def processor():
    """Seconds of processor time, those of processes that have ended included."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def taken_in(path, size, least, cores):
    """Add the export to a new vault and say what that cost; the vault is handed on open."""
    os.environ["MIGRATE_CORES"] = str(cores)
    began, phases = {}, {}

    def listen(event):
        if isinstance(event, Started):
            began[event.phase] = time.perf_counter()
        elif isinstance(event, Finished):
            phases[event.phase] = time.perf_counter() - began[event.phase]

    with session() as vault:
        clock, cpu = time.perf_counter(), processor()
        with most_memory() as memory:
            add(vault, [str(path)], Context(listener=listen))
        clock, cpu = time.perf_counter() - clock, processor() - cpu
        print(f"processes: {cores}")
        for phase, seconds in phases.items():
            print(f"  {phase}: {seconds:.2f} s")
        print(
            f"  all: {clock:.2f} s, {size / 1e6 / clock:.1f} MB/s; {cpu:.2f} s CPU, {cpu / least:.1f} × the peer"
        )
        print(f"  memory of all processes at most: {memory[0] / 1024:.0f} MB")
        yield vault


@contextmanager
def most_memory():
    """The most kilobytes that this process and those it started held together, looked at every 20 ms."""
    most, over = [0], threading.Event()

    def watch():
        while not over.wait(0.02):
            most[0] = max(most[0], sum(map(_resident, _family(os.getpid()))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


def main(megabytes):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.zip"
        make(seed="indexing", target_mb=megabytes).write_zip(path)
        least, size = floor(path)
        print(f"split and parse: {least:.2f} s CPU for {size / 1e6:.0f} MB of JSON")
        for cores in sorted({1, available()}):
            for vault in taken_in(path, size, least, cores):
                if cores > 1 or available() == 1:
                    searched(vault)


def searched(vault):
    """How long it takes to find words, rare and frequent ones."""
    print(f"index: {vault.layout.index.stat().st_size / 1e6:.0f} MB")
    with library(vault, Context()) as chats:
        for word in WORDS:
            times = []
            for _ in range(5):
                begin = time.perf_counter()
                total = chats.search(word, limit=20)[1]
                times.append(time.perf_counter() - begin)
            print(f"search {word}: {total} found, {sorted(times)[2] * 1000:.1f} ms (median of 5)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
