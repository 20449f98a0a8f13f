"""What a reading copy costs: to write, on disk, and in a browser, at 20,000 chats and 100 MB of text.

    python benchmarks/reading_copy.py                    writes the chats, converts them twice, opens them in what is installed
    python benchmarks/reading_copy.py --chats 2000       a smaller trial

The chats are made up by a seed: words of a vocabulary of 60,000 with the frequencies of a language (Zipf), in Latin, Turkish
and Arabic letters, some code. `--to markdown` and `--to html` are run in turn on one core each; of processor time the least of
the runs counts. A browser is asked for the time until the list is usable, for words typed a letter at a time, and for the
inside of a word, which needs every chat to be read.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import statistics
import sys
import tempfile
from pathlib import Path

from measure import Cost, measure

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from tests.real.browsers import BROWSERS, Browser  # noqa: E402 - found above

_LETTERS = (
    ("bcdfghklmnprstvwz", "aeiou", 0.7),
    ("bcçdğhklmnprsştvyz", "aeıioöuü", 0.15),
    ("بتجحدرسشعفقكلمنهي", "اوي", 0.15),
)
_PER_SHARD = 500
_MESSAGES = 6
_TYPED = ("t", "to", "tor", "tora", "s", "sa", "sal", "salu", "ك", "كا", "كات")


def main() -> None:
    """Measure what the command line asks for and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--chats", type=int, default=20_000)
    parser.add_argument("--megabytes", type=float, default=100)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--scratch", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.scratch) as name:
        folder = Path(name)
        size = options.megabytes * 1e6 * options.chats / 20_000
        text = _export(folder / "export", options.chats, size)
        costs = _converted(folder, options.runs)
        written = sum(file.stat().st_size for file in (folder / "html-0").rglob("*") if file.is_file())
        bare = written - (folder / "html-0" / "manifest.json").stat().st_size
        sys.stdout.write(f"{options.chats} chats, {text / 1e6:.1f} MB of text\n")
        for target, cost in costs.items():
            ratio = cost.cpu / costs["markdown"].cpu
            sys.stdout.write(
                f"{target}: {cost.cpu:.2f} s of processor time ({ratio:.2f} of markdown), {cost.memory:.0f} MB held\n"
            )
        sys.stdout.write(
            f"on disk: {bare / text:.2f} of the text ({written / text:.2f} with manifest.json)\n"
        )
        for browser, (start, there) in BROWSERS.items():
            if there:
                (folder / browser).mkdir()
                with start(folder / browser) as one:
                    _opened(one, (folder / "html-0" / "index.html").as_uri())


def _export(folder: Path, chats: int, size: float) -> int:
    """An export of so many chats; the bytes of text in it."""
    chance = random.Random(7)
    folder.mkdir()
    words: list[list[str]] = []
    for consonants, vowels, _share in _LETTERS:
        made = {
            "".join(chance.choice(consonants) + chance.choice(vowels) for _n in range(chance.randint(1, 4)))
            for _word in range(30_000)
        }
        words.append(sorted(made, key=lambda word: (len(word), word)))
    weights = [list(itertools.accumulate(1 / (rank + 2.7) for rank in range(len(some)))) for some in words]
    total = 0
    for first in range(0, chats, _PER_SHARD):
        shard = []
        for number in range(first, min(chats, first + _PER_SHARD)):
            kind = chance.choices(range(len(_LETTERS)), [share for *_letters, share in _LETTERS])[0]
            mapping, parent = {}, None
            for n in range(_MESSAGES):
                wanted = int(size / chats / _MESSAGES / (6.2 if kind < 2 else 11))
                said = chance.choices(
                    words[kind], cum_weights=weights[kind], k=max(1, int(wanted * chance.uniform(0.3, 1.7)))
                )
                text = ". ".join(" ".join(said[at : at + 14]) for at in range(0, len(said), 14))
                if n == 3 and number % 5 == 0:
                    text += (
                        f"\n\n```python\nfor item_{number} in range({number}):\n    print(item_{number})\n```"
                    )
                total += len(text.encode())
                key = f"{number:08x}-{n}"
                if parent:
                    mapping[parent]["children"] = [key]
                mapping[key] = {"id": key, "parent": parent, "children": [], "message": {
                    "id": key, "author": {"role": "assistant" if n % 2 else "user"}, "create_time": 1.6e9 + number * 9000 + n,
                    "content": {"content_type": "text", "parts": [text]}, "metadata": {"model_slug": f"gpt-{number % 7}"},
                    "status": "finished_successfully"}}  # fmt: skip
                parent = key
            shard.append({"id": f"{number:08x}", "conversation_id": f"{number:08x}", "title": " ".join(said[:4]), "create_time": 1.6e9 + number * 9000,
                          "update_time": 1.6e9 + number * 9000 + 9, "current_node": parent, "mapping": mapping})  # fmt: skip
        file = folder / f"conversations-{first // _PER_SHARD:03}.json"
        file.write_text(json.dumps(shard, ensure_ascii=False), "utf-8")
    return total


def _converted(folder: Path, runs: int) -> dict[str, Cost]:
    least: dict[str, Cost] = {}
    for run in range(runs):
        for target in ("markdown", "html"):
            command = [
                sys.executable,
                "-m",
                "migrator",
                "--to",
                target,
                "--from",
                str(folder / "export"),
                "--out",
                str(folder / f"{target}-{run}"),
            ]
            cost = measure(command, {**os.environ, "MIGRATE_CORES": "1"}, ROOT)
            sys.stderr.write(f"{target}: {cost.wall:.2f} s, {cost.cpu:.2f} s of processor time\n")
            if target not in least or cost.cpu < least[target].cpu:
                least[target] = cost
    return least


_USABLE = (
    "return new Promise((done) => { const look = () => document.querySelectorAll('#rows .row').length"
    " ? done(performance.now()) : setTimeout(look, 2); look(); })"
)
_TYPE = """
const field = document.getElementById('search');
const status = document.getElementById('status');
const began = performance.now();
return new Promise((done) => {
  new MutationObserver((seen, watch) => { watch.disconnect(); done(performance.now() - began); })
    .observe(document.getElementById('rows'), { childList: true });
  field.value = arguments[0];
  field.dispatchEvent(new Event('input', { bubbles: true }));
});
"""
_ALL = """
const field = document.getElementById('search');
const status = document.getElementById('status');
const began = performance.now();
field.value = arguments[0];
field.dispatchEvent(new Event('input', { bubbles: true }));
let first = null;
return new Promise((done) => {
  const look = () => {
    if (first === null && document.querySelector('#rows .row')) first = performance.now() - began;
    if (performance.now() - began > 600 && !status.textContent.includes('%')) done([performance.now() - began, first, status.textContent]);
    else setTimeout(look, 20);
  };
  setTimeout(look, 20);
});
"""


def _opened(browser: Browser, address: str) -> None:
    usable = []
    for _n in range(3):
        browser.open("about:blank")
        browser.open(address)
        usable.append(browser.run(_USABLE))
    sys.stdout.write(f"{browser.name}: list usable {min(usable):.0f} ms after opening (of {len(usable)})\n")
    for words, kind in ((_TYPED, "first time, with its shards"), (_TYPED, "again")):
        keys = [browser.run(_TYPE, typed) for typed in words]
        sys.stdout.write(
            f"{browser.name}: a key is answered in {statistics.median(keys):.0f} ms, at most {max(keys):.0f} ms ({kind})\n"
        )
    whole, first, said = browser.run(_ALL, "orasal")
    sys.stdout.write(
        f"{browser.name}: inside of words, all chats read in {whole / 1000:.1f} s, first answer {first and first / 1000} s: {said}\n"
    )


if __name__ == "__main__":
    main()
