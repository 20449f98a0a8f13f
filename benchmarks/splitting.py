"""How fast a large JSON file is split into records and parsed, against `orjson.loads` of the whole.

Run: python benchmarks/splitting.py [MB] — each way in a process of its own, so that its memory is its own.
The bar: splitting and parsing take no longer than `orjson.loads` of the whole file, in 100 MB or less.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import orjson

from migrator.source import json_elements, open_source, parse

TURNS = 3
WORDS = [
    "the",
    "a",
    "chat",
    "model",
    "because",
    "function",
    "return",
    "value",
    "merhaba",
    "dünya",
    "ağaç",
    "مرحبا",
    "العالم",
    "code",
    "list",
    "house",
    "garden",
    "train",
    "and",
    "then",
    "recipe",
    "of",
    "with",
    "without",
    '"quoted"',
    "line\nbreak",
    "{x}",
    "[1,2]",
    "\\path",
    "👋",
    "数据",
]


def make(path: Path, megabytes: int) -> None:
    """A made-up conversations file: one line, long-tailed lengths, several scripts."""
    rng = random.Random(7)

    def text(mean: float) -> str:
        return " ".join(rng.choices(WORDS, k=1 + int(rng.lognormvariate(mean, 0.8))))

    def uid() -> str:
        return f"{rng.getrandbits(128):032x}"

    def talk() -> dict:
        at, above = 1.7e9 + rng.random() * 3e7, "root"
        nodes = {above: {"id": above, "message": None, "parent": None, "children": []}}
        for turn in range(2 + int(rng.lognormvariate(2.6, 0.9))):
            me = uid()
            nodes[above]["children"].append(me)
            nodes[me] = {
                "id": me,
                "message": {
                    "id": me,
                    "author": {"role": ("user", "assistant")[turn % 2], "name": None, "metadata": {}},
                    "create_time": at + turn,
                    "content": {"content_type": "text", "parts": [text(3 + turn % 2 * 1.5)]},
                    "status": "finished_successfully",
                    "weight": 1.0,
                    "metadata": {"model_slug": "some-model", "request_id": uid(), "citations": []},
                    "recipient": "all",
                },
                "parent": above,
                "children": [],
            }
            above = me
        return {"title": text(1), "create_time": at, "mapping": nodes, "current_node": above, "id": uid()}

    pool = [json.dumps(talk()).encode() for _ in range(300)]
    with path.open("wb") as out:
        size = out.write(b"[" + pool[0])
        while size < megabytes * 1_000_000:
            size += out.write(b", " + rng.choice(pool))
        out.write(b"]")


def whole(path: str) -> int:
    with open_source(path) as source, source.open(source.entries[0]) as stream:
        return len(orjson.loads(stream.read()))


def split(path: str) -> int:
    with open_source(path) as source, source.open(source.entries[0]) as stream:
        return sum(1 for _ in json_elements(stream))


def split_and_parse(path: str) -> int:
    with open_source(path) as source, source.open(source.entries[0]) as stream:
        return sum(1 for element in json_elements(stream) if parse(element.raw))


def read_only(path: str) -> int:
    with open_source(path) as source, source.open(source.entries[0]) as stream:
        return sum(len(piece) for piece in iter(lambda: stream.read(1 << 20), b""))


WAYS = {f.__name__: f for f in (read_only, whole, split, split_and_parse)}


def measured(way: str, path: Path) -> tuple[float, float]:
    """Seconds of CPU and MiB of memory at most, of the quickest of a few turns in fresh processes."""
    runs = []
    for _ in range(TURNS):
        done = subprocess.run([sys.executable, __file__, way, str(path)], check=True, capture_output=True)
        runs.append(tuple(map(float, done.stdout.split())))
    return min(runs)


def main() -> None:
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        plain, packed = Path(folder, "talks.json"), Path(folder, "talks.zip")
        make(plain, megabytes)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(plain, "talks.json")
        for path in (plain, packed):
            base = measured("whole", path)[0]
            for way in WAYS:
                seconds, memory = measured(way, path)
                print(
                    f"{path.suffix[1:]:5} {way:16} {seconds:6.2f} s  {megabytes / seconds:5.0f} MB/s"
                    f"  {memory:6.0f} MiB  {seconds / base:5.2f} × whole"
                )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        start = time.process_time()
        WAYS[sys.argv[1]](sys.argv[2])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(time.process_time() - start, peak)
    else:
        main()
