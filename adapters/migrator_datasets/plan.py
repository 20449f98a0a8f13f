"""What holds for every row of a run, and what a data set of texts has no place for: the same in all its forms."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from migrator.adapter import Archive, Choices, Option, Receipt, files_left_out
from migrator.i18n import N_
from migrator.model import Instruction
from migrator.shape import flat, tokens
from migrator_datasets.rows import Plan

TEXT_OPTIONS = (
    Option(
        key="system",
        default="none",
        choices=("none", "instructions"),
        help=N_("Begin each row with your custom instructions as the system's message."),
    ),
    Option(
        key="reasoning",
        default="drop",
        choices=("drop", "fold"),
        help=N_("What the model showed of its thinking: left out, or quoted above the answer."),
    ),
    Option(
        key="tools",
        default="drop",
        choices=("drop", "fold"),
        help=N_("What went to and from tools: left out, or as code in the answer."),
    ),
)
"""The options of every form; each adds its own `metadata`."""


def plan(archive: Archive, choices: Choices) -> Plan:
    """The plan of a run."""
    wish = choices.options
    system, own = _instructions(archive) if _with_system(choices) else ("", {})
    return Plan(
        wish=flat.Wish(reasoning=wish["reasoning"] == "fold", tools=wish["tools"] == "fold", citations=False),
        system=system,
        own=own,
        details=wish["metadata"] == "yes",
    )


def others(archive: Archive, choices: Choices, file: str) -> Iterator[Receipt]:
    """The receipts of what is no conversation; `file` is where instructions went if they were written."""
    if _with_system(choices):
        for item in archive.items(Instruction):
            yield Receipt(item="instruction", source=item.id, target=file)
    yield from files_left_out(archive)


def placed(receipt: Receipt, file: str) -> Receipt:
    """The receipt of a row that stands in `file`; one of a chat that was left out stays as it is."""
    return receipt if receipt.outcome == "left-out" else msgspec.structs.replace(receipt, target=file)


def _with_system(choices: Choices) -> bool:
    return choices.options["system"] == "instructions"


def _instructions(archive: Archive) -> tuple[str, dict[str, str]]:
    """The instructions that hold now, and those that held in single chats."""
    own: dict[str, str] = {}
    latest: Instruction | None = None
    for item in archive.items(Instruction):
        text = _instruction(item)
        if item.conversation is not None:
            own[item.conversation] = text
        if latest is None or (
            item.created is not None and (latest.created is None or item.created >= latest.created)
        ):
            latest = item
    return (_instruction(latest) if latest else ""), own


def _instruction(item: Instruction) -> str:
    return tokens.harmless("\n\n".join(text for text in (item.about_me, item.how_to_answer) if text.strip()))
