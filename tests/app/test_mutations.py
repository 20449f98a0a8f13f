"""Every field of a record replaced by anything: each text of it is in the output of every target, or named in its ledger.

The records are those of the reader's law (`tests/chatgpt/test_law_of_words.py`); here they go on into the targets. By default
a fair sample of the replacements, with `--long` all of them.
"""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest

from migrator import registry
from migrator.events import quiet
from migrator.losses import KINDS
from migrator.shape import unsaid
from migrator.shape.people import spoken
from migrator.testing.contract import readable, run
from migrator.testing.memory import MemoryArchive
from migrator_chatgpt import conversation, traces
from tests.chatgpt.test_law_of_words import GONE, MUTATIONS, NO_FILES, ORIGIN, records
from tests.chatgpt.test_laws import places
from tests.chatgpt.words import phrases

TARGETS = [
    "native",
    "markdown",
    "obsidian",
    "jsonl",
    "sharegpt",
    "open-webui",
    "librechat",
    "chatgpt-clean",
    "llamacpp",
    "claude",
    "ollama",
    "dti",
    "pam",
    "jan",
    "lmstudio",
]
SAMPLE = 60
WIDGET = "The latest state of the widget is:"  # stands before a report, and gives way to it
_WORD = re.compile(r"\w+")


RECORDS = list(records())
CHANGES = [
    (number, place, name)
    for number, record in enumerate(RECORDS)
    for place in range(len(places(record, children=True)))
    for name in (*MUTATIONS, GONE)
]


def changed(number: int, place: int, name: str) -> dict[str, Any]:
    """A record with one of its fields replaced."""
    made = copy.deepcopy(RECORDS[number])
    container, key = places(made, children=True)[place]
    if name == GONE:
        del container[key]
    else:
        container[key] = MUTATIONS[name](container[key])
    return made


def words(text: str) -> str:
    """The words of a text, whatever grammar it was escaped for. Where a link leads is written anew by most targets."""
    return " ".join(_WORD.findall(re.sub(r'\\[nrt"]|\]\([^)]*\)', " ", text)))


def lost(target: str, record: dict[str, Any]) -> list[str]:
    """The phrases of `record` that are neither in the output of a target nor named."""
    whole = copy.deepcopy(record)
    read = conversation.read(record, ORIGIN, NO_FILES, {}, quiet)
    said, _ = spoken(read)
    carried = list(traces.found_in(read))
    outcome = run(registry.target(target), MemoryArchive([said, *carried]))
    kinds = [KINDS[loss.kind] for receipt in outcome.receipts for loss in receipt.losses]
    if any(kind.effect == "left-out" and (kind.is_whole or kind.name == "title-left-out") for kind in kinds):
        return []
    there = words(readable(outcome.files))
    missing = [phrase for phrase in set(phrases(whole)) - {WIDGET} if words(phrase) not in there]
    if target != "native" and missing:
        named = [text for _, text in unsaid.texts(read)]
        # Items without a receipt are named by the core; ids are no texts.
        receipts = {receipt.source for receipt in outcome.receipts}
        named += [repr(item) for item in carried if item.id not in receipts]
        named += [read.id, *(message.id for message in read.messages)]
        aside = words(json.dumps(named, ensure_ascii=False))
        missing = [phrase for phrase in missing if words(phrase) not in aside]
    return missing


@pytest.mark.parametrize("target", TARGETS)
def test_no_text_of_a_changed_record_goes_missing(target):
    start = sum(map(ord, target)) % 97  # other ones for each target, the same ones each time
    check(target, CHANGES[start :: len(CHANGES) // SAMPLE])


@pytest.mark.long
@pytest.mark.parametrize("target", TARGETS)
def test_no_text_of_any_changed_record_goes_missing(target):
    check(target, CHANGES)


def check(target: str, changes: list[tuple[int, int, str]]) -> None:
    for change in changes:
        record = changed(*change)
        if conversation.is_conversation(record):
            assert lost(target, record) == [], change
