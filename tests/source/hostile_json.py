"""JSON documents made to mislead a splitter. Each is built from its records, so that the right answer is known."""

from __future__ import annotations

import json
import random

TRAPS = [
    '}, {"id": "x", "title": "y"',
    '{"id": "x", "title": "a',
    "]}",
    "[[{{",
    "\\",
    '\\"',
    "NaN, Infinity",
    "\u2028",
    "\x7f",
    "مرحبا 👩‍👩‍👧",
    "\\ud83d",
    "a" * 300,
    "",
    ",]",
    "conversations",
]
ATOMS = [
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1.5e3",
    "1e999",
    "-0.0",
    str(2**70),
    "9" * 30,
    "NaN",
    "-Infinity",
    "Infinity",
]


def text(rng: random.Random) -> str:
    chosen = rng.choice(TRAPS) + rng.choice(TRAPS)
    written = json.dumps(chosen, ensure_ascii=rng.random() < 0.5)
    if rng.random() < 0.1:
        written = written[:-1] + rng.choice(["\\ud83d", "\\udc00\\ud800", "\\u0000", "\\/"]) + '"'
    return written


def blank(rng: random.Random) -> str:
    return rng.choice(["", "", "", " ", "\n", "\t\r\n  "])


def value(rng: random.Random, depth: int = 0) -> str:
    kind = rng.random()
    if depth > 4 or kind < 0.35:
        return rng.choice(ATOMS)
    if kind < 0.65:
        return text(rng)
    gap = blank(rng)
    if kind < 0.8:
        return "[" + f",{gap}".join(value(rng, depth + 1) for _ in range(rng.randrange(4))) + gap + "]"
    return record(rng, depth + 1, keys=rng.choice([("id", "title"), ("a", "b"), ("id",)]))


def record(rng: random.Random, depth: int = 0, keys: tuple[str, ...] = ("id", "title")) -> str:
    gap = blank(rng)
    members = [f'"{key}"{gap}:{gap}{value(rng, depth + 1)}' for key in keys]
    members += [f"{text(rng)}:{value(rng, depth + 1)}" for _ in range(rng.randrange(4))]
    return "{" + gap + f"{gap},{gap}".join(members) + gap + "}"


def document(seed: int) -> tuple[bytes, list[bytes]]:
    """An array of records and other values; its text, and the text of each."""
    rng = random.Random(seed)
    records = [record(rng) if rng.random() < 0.8 else value(rng) for _ in range(rng.randrange(9))]
    between = blank(rng)
    whole = blank(rng) + "[" + blank(rng) + f"{between},{between}".join(records) + between + "]" + blank(rng)
    return whole.encode("utf-8"), [each.encode("utf-8") for each in records]
