"""Writes what LibreChat's own import reads: the repaired array, or LibreChat's native form with one chat in a file.

How its importer behaves was read and run at KirillMachuk/platform-librechat b05c1cfc (2026-08-22), which holds upstream up to
#13637: a node of thoughts above an answer becomes the answer's thinking; an object among the parts overwrites the text before
it; one bad chat ends the whole import; 262,144,000 bytes are the most it takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec

from migrator.adapter import Archive, Choices, Option, Receipt, Shelf, Sink, files_left_out
from migrator.events import Report
from migrator.i18n import N_
from migrator.model import Conversation
from migrator.shape import ids, names, times
from migrator.shape.repaired import mapping
from migrator.shape.repaired.arrays import Arrays
from migrator.shape.repaired.nodes import Node, Nodes, Plan, encoded, fit, nodes
from migrator.shape.tally import Tally
from migrator.shape.unsaid import Label, labels
from migrator.wishes import FOLD_TOOLS, KEEP_REASONING, wished
from migrator_chatgpt.repaired.options import split_above
from migrator_chatgpt.repaired.receipts import receipt

NO_PARENT = "00000000-0000-0000-0000-000000000000"

OPTIONS = (
    Option(
        key="form",
        default="array",
        choices=("array", "native"),
        help=N_(
            "All chats in one file, or LibreChat's own form: one file a chat, which keeps models and tags."
        ),
    ),
    KEEP_REASONING,
    FOLD_TOOLS,
    split_above(250_000_000),
)


class Form(Plan, frozen=True):
    """What the person chose; `names` are those of projects."""

    native: bool = False
    names: tuple[tuple[str, str], ...] = ()


class Piece(msgspec.Struct, frozen=True):
    """A conversation ready to write, b"" if there is nothing to write."""

    data: bytes
    title: str
    receipt: Receipt


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """The array in as many files as it needs, or the folder `chats`."""
    del report
    chosen = choices.options
    plan = Form(
        wished(choices),
        apart=True,
        native=chosen["form"] == "native",
        names=tuple(sorted(archive.names().items())),
    )
    taken = names.Names()
    with Arrays(sink.open, int(chosen["file-limit"])) as arrays:
        for piece in archive.convert(partial(element, plan=plan)):
            if not piece.data:
                yield piece.receipt
                continue
            if plan.native:
                path = taken.take("chats", names.safe(piece.title, "chat"), ".json")
                sink.write(path, piece.data)
            else:
                path = arrays.add(piece.data)
            yield msgspec.structs.replace(piece.receipt, target=path)
    yield from files_left_out(archive)


def element(conversation: Conversation, shelf: Shelf, *, plan: Form) -> Piece:
    """The conversation in the form that was chosen."""
    del shelf
    tally = Tally()
    made = nodes(conversation, plan, tally)
    if made is None:
        return Piece(b"", "", receipt(conversation, None, tally))
    called = dict(plan.names).get(conversation.project or "")
    held: list[Label] = ["title"]
    if plan.native:
        held += ["archived", "starred", *(("project",) if called else ())]
    labels(conversation, tally, *held)
    document = (
        _native(conversation, made, called) if plan.native else mapping.conversation_of(conversation, made)
    )
    return Piece(encoded(document), made.title, receipt(conversation, made, tally))


def _native(conversation: Conversation, made: Nodes, project: str | None) -> dict[str, Any]:
    tags = [fit(project)] if project else []
    if conversation.starred:
        tags.append("starred")
    return {
        "conversationId": ids.derived("chat", conversation.id),
        "title": made.title,
        "endpoint": "openAI",
        "exportAt": times.iso(made.updated),
        "branches": True,
        "recursive": False,
        "options": {
            "endpoint": "openAI",
            "model": made.model,
            "tags": tags,
            **({"isArchived": True} if conversation.archived else {}),
        },
        "messages": [_message(node) for node in made.all],
    }


def _message(node: Node) -> dict[str, Any]:
    text = {"type": "text", "text": node.text}
    return {
        "messageId": node.id,
        "parentMessageId": node.parent or NO_PARENT,
        "sender": "User" if node.role == "user" else node.model,
        "isCreatedByUser": node.role == "user",
        "text": node.text,
        **({"content": [{"type": "think", "think": node.thought}, text]} if node.thought else {}),
        "model": node.model,
        "createdAt": times.iso(node.time),
    }
