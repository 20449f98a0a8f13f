"""Taking an export into a vault: how long each phase takes, what it holds in memory, how long a search takes.

    python benchmarks/indexing.py [MEGABYTES]        (100 if left out)

The peer in the same run is the cheapest honest reading of the same JSON: split and parse, nothing kept.
"""

import resource
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import orjson

from migrator.app.context import Context
from migrator.app.keeping.adding import add
from migrator.app.keeping.reading import library
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


def main(megabytes):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.zip"
        make(seed="indexing", target_mb=megabytes).write_zip(path)
        least, size = floor(path)
        print(f"split and parse: {least:.2f} s CPU for {size / 1e6:.0f} MB of JSON")
        began, phases = {}, {}

        def listen(event):
            if isinstance(event, Started):
                began[event.phase] = time.perf_counter()
            elif isinstance(event, Finished):
                phases[event.phase] = time.perf_counter() - began[event.phase]

        with session() as vault:
            cpu = time.process_time()
            add(vault, [str(path)], Context(listener=listen))
            cpu = time.process_time() - cpu
            for phase, seconds in phases.items():
                print(f"  {phase}: {seconds:.2f} s")
            print(f"all: {cpu:.2f} s CPU, {cpu / least:.1f} × the peer, {size / 1e6 / cpu:.1f} MB/s")
            print(f"index: {vault.layout.index.stat().st_size / 1e6:.0f} MB")
            with library(vault, Context()) as chats:
                for word in WORDS:
                    times = []
                    for _ in range(5):
                        begin = time.perf_counter()
                        total = chats.search(word, limit=20)[1]
                        times.append(time.perf_counter() - begin)
                    print(f"search {word}: {total} found, {sorted(times)[2] * 1000:.1f} ms (median of 5)")
        print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
