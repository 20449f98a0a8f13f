"""Chats as JSON lines in the form that trainers and evaluators read: `{"messages": [{"role", "content"}, …]}`.

Each line has this one column, contents are always strings, a row begins with the system or the user, sides alternate, and
the assistant has the last word. What else is known of a row stands on the same line number of `about.jsonl`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any, Literal

import msgspec

from migrator.adapter import Archive, Choices, Option, Receipt, Shelf, Sink
from migrator.events import Report
from migrator.i18n import N_
from migrator.losses import Loss
from migrator.model import (
    Account,
    Asset,
    Conversation,
    Feedback,
    Instruction,
    KeptFile,
    Memory,
    Persona,
    Project,
    SharedLink,
)
from migrator.shape import flat, tokens
from migrator_datasets.rows import Plan, row

FILE = "conversations.jsonl"
SIDECAR = "about.jsonl"

OPTIONS = (
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
    Option(
        key="metadata",
        default="yes",
        choices=("yes", "no"),
        help=N_("Write titles, times, models and ids to a second file."),
    ),
)

_json = msgspec.json.Encoder()


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """`conversations.jsonl`, and `about.jsonl` beside it."""
    del report
    wish = choices.options
    with_system = wish["system"] == "instructions"
    system, own = _instructions(archive) if with_system else ("", {})
    plan = Plan(
        wish=flat.Wish(reasoning=wish["reasoning"] == "fold", tools=wish["tools"] == "fold"),
        system=system,
        own=own,
        details=wish["metadata"] == "yes",
    )
    with ExitStack() as stack:
        out = stack.enter_context(sink.open(FILE))
        beside = stack.enter_context(sink.open(SIDECAR)) if plan.details else None
        for data, about, receipt in archive.convert(partial(_lines, plan=plan)):
            out.write(data)
            if beside is not None:
                beside.write(about)
            yield receipt
    for item in archive.items(Instruction):
        if with_system:
            yield Receipt(item="instruction", source=item.id, target=FILE)
        else:
            yield _left_out("instruction", "instruction-left-out", item.id)
    yield from _unwritten(archive)


def _lines(conversation: Conversation, shelf: Shelf, plan: Plan) -> tuple[bytes, bytes, Receipt]:
    made = row(conversation, shelf, plan)
    if made.turns is None:
        return b"", b"", made.receipt
    messages = [{"role": role, "content": text} for role, text in made.turns]
    about = b"" if made.about is None else _exact(made.about) + b"\n"
    receipt = msgspec.structs.replace(made.receipt, target=FILE)
    return _json.encode({"messages": messages}) + b"\n", about, receipt


def _exact(value: dict[str, Any]) -> bytes:
    try:
        return _json.encode(value)
    except (
        UnicodeEncodeError
    ):  # an unpaired surrogate in a title or id: as an escape, so that it stays what it is
        return json.dumps(value, separators=(",", ":")).encode("ascii")


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


Kind = Literal["asset", "memory", "instruction", "project", "persona", "other"]

_NO_PLACE: tuple[tuple[type[Any], Kind, str], ...] = (
    (Memory, "memory", "memory-left-out"),
    (Project, "project", "project-info-left-out"),
    (Persona, "persona", "persona-info-left-out"),
    (SharedLink, "other", "link-left-out"),
    (Feedback, "other", "feedback-left-out"),
    (Account, "other", "account-left-out"),
    (KeptFile, "other", "file-left-out"),
    (Asset, "asset", "asset-left-out"),
)


def _unwritten(archive: Archive) -> Iterator[Receipt]:
    """What a data set of texts has no place for."""
    for kind, item, loss in _NO_PLACE:
        for value in archive.items(kind):
            yield _left_out(item, loss, value.id)


def _left_out(item: Kind, loss: str, source: str) -> Receipt:
    return Receipt(item=item, source=source, outcome="left-out", losses=(Loss(loss, (source,)),))
