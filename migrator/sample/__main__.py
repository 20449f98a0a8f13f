"""`python -m migrator.sample`: write a made-up export."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from migrator.sample import demo
from migrator.sample.chance import LONG, PLAIN
from migrator.sample.export import make


def main(arguments: list[str] | None = None) -> int:
    """Write what the arguments ask for; returns the exit code."""
    options = _parser().parse_args(arguments)
    out: Path = options.out
    started = time.perf_counter()
    if options.demo:
        older, newer = demo.pair(options.seed or demo.SEED)
        out.mkdir(parents=True, exist_ok=True)
        ledgers = [older.write_zip(out / "older-export.zip"), newer.write_zip(out / "export.zip")]
    else:
        export = make(
            options.seed or "1",
            options.generation,
            options.conversations,
            target_mb=options.target_mb,
            truth=options.truth is not None,
            prefix=options.prefix,
            parts=options.parts,
            packed=options.packed,
            single=options.single,
            mix=LONG if options.long else PLAIN,
        )
        write = {"zip": export.write_zip, "folder": export.write_folder, "json": export.write_json}
        ledgers = [write[options.form](out)]
    if options.truth is not None:
        options.truth.write_text(json.dumps(ledgers[-1].as_json()), encoding="utf-8")
    spent = time.perf_counter() - started
    for ledger in ledgers:
        sys.stdout.write(
            f"{ledger.path}: {ledger.conversations} conversations, {ledger.messages} messages, "
            f"{len(ledger.present)} files, {ledger.json_bytes / 1e6:.1f} MB of JSON\n"
        )
    sys.stdout.write(f"{spent:.1f} s\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m migrator.sample", description="Write a made-up ChatGPT export."
    )
    parser.add_argument("out", type=Path, help="file or folder to write")
    parser.add_argument("--seed", help="any word; the same seed gives the same bytes")
    parser.add_argument("--generation", choices=["A", "B", "C", "D", "P"], default="D")
    parser.add_argument("--conversations", type=int, default=300)
    parser.add_argument("--target-mb", type=float, help="as many conversations as give this much JSON")
    parser.add_argument(
        "--long", action="store_true", help="conversations and answers as long as people's own"
    )
    parser.add_argument("--form", choices=["zip", "folder", "json"], default="zip")
    parser.add_argument("--prefix", default="", help="put all files below this path, such as tmp/")
    parser.add_argument(
        "--single", action="store_true", help="generations C and D: one file instead of shards"
    )
    parser.add_argument("--parts", type=int, default=1, help="generation P: inner ZIPs (1 or 2)")
    parser.add_argument(
        "--packed", action="store_true", help="generation P: deflate the inner ZIPs once more"
    )
    parser.add_argument(
        "--truth", type=Path, help="put marks into the texts and write what is in the export here"
    )
    parser.add_argument("--demo", action="store_true", help="write the two demo exports into the folder OUT")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
