"""Chats as a data set folder in the layout of the Hugging Face Hub: `data/train.jsonl` and a data card, `README.md`.

The rows are those of `jsonl`. The head of the card names the file, its one column and what the rows are, so that the whole
folder loads with `load_dataset(folder)`, and other rows are other data. Titles, times and ids are written only on request: such folders are often uploaded as they are.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from migrator.adapter import Archive, Choices, Option, Receipt, Sink
from migrator.events import Report
from migrator_datasets import card, lines
from migrator_datasets.plan import TEXT_OPTIONS

FILE = "data/train.jsonl"
CARD = "README.md"

OPTIONS = (*TEXT_OPTIONS, Option(key="metadata", default="no", choices=("no", "yes"), help=lines.METADATA))


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """`data/train.jsonl` and `README.md`; with `metadata=yes` also `about.jsonl`."""
    del report
    seen: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    digest = hashlib.sha256()
    for receipt in lines.write(archive, choices, sink, FILE, lines.messages, digest.update):
        if receipt.item == "conversation":
            seen["left-out" if receipt.outcome == "left-out" else "rows"] += 1
            seen["messages"] += receipt.messages
        for loss in receipt.losses:
            lost[loss.kind] += loss.total
        yield receipt
    details = choices.options["metadata"] == "yes"
    text = card.card(
        FILE, digest.hexdigest(), seen["rows"], seen["messages"], seen["left-out"], lost, details=details
    )
    sink.write(CARD, text.encode("utf-8"))
