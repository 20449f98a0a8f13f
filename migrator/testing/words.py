"""Whether the words that a person saw are in what a target wrote: for exports that hold no sentinels, as real ones do not."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from migrator.adapter import Archive
from migrator.model import Code, Conversation, Document, Message, Text
from migrator.testing.contract import PASSPHRASE, Outcome, named
from migrator.testing.copies import unpacked

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> set[str]:
    """The words of a text, whatever was put around them to make them harmless."""
    return set(_WORD.findall(text))


def strings(value: Any) -> Iterator[str]:
    """Every string in a JSON value, keys too. Deep values do not recurse."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list | tuple):
            waiting += one


def texts(path: str, data: bytes) -> Iterable[str]:
    """The texts in a file, as a program that reads its format gets them."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            return [text for name in opened.namelist() for text in texts(name, opened.read(name))]
    if data.startswith(b"SQLite format 3\0"):
        base = sqlite3.connect(":memory:")
        base.deserialize(data)
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for name in tables for row in base.execute(f'SELECT * FROM "{name}"')]  # noqa: S608 - its own names
        base.close()
        return [value for row in rows for value in row if isinstance(value, str)]
    if data.startswith(b"PAR1"):
        from pyarrow.parquet import read_table

        return strings(read_table(io.BytesIO(data)).to_pylist())
    try:
        if path.endswith(".json"):
            return strings(json.loads(data))
        if path.endswith(".jsonl"):
            return [text for line in data.splitlines() for text in strings(json.loads(line))]
    except ValueError:
        pass  # a file of the export that only is called so
    text = data.decode("utf-8", "replace")
    return [text, *strings([json.loads(each) for each in _documents(text)])]


def _documents(text: str) -> list[str]:
    """The JSON documents in a reading copy. A chat that is longer than a part is several parts in a row."""
    found: list[str] = []
    for each in unpacked(text, PASSPHRASE):
        if each.startswith(("[", "{")):
            found.append(each)
        elif found:
            found[-1] += each
    return found


def said(message: Message) -> set[str]:
    """The words that a person saw in a message."""
    return set().union(
        *(words(part.text) for part in message.parts if isinstance(part, Text | Code | Document))
    )


def missing(archive: Archive, outcome: Outcome) -> Iterator[str]:
    """Where a visible message has a word that is nowhere in the output, though no loss names the message."""
    there: set[str] = set()
    for path, data in outcome.files.items():
        for text in texts(path, data):
            there |= words(text)
    receipts = {r.source: r for r in outcome.receipts if r.item == "conversation"}
    for conversation in archive.items(Conversation):
        receipt = receipts[conversation.id]
        lost = {w.rsplit("#", 1)[0] for w in [*named(receipt, "message"), *named(receipt, "part")]}
        for number, message in enumerate(conversation.messages):
            if message.hidden is None and message.id not in lost and (gone := said(message) - there):
                yield f"message {number} of conversation {conversation.id[:40]!a}: {len(gone)} words missing"
