"""One chat a file, in the form for AI conversations that the Data Transfer Initiative published.

`details` say when the chat was held and with what, `identifiers` who sent messages besides the AI, `messages` are one line
of texts with their times (https://schemas.pub/schemas/24, schema and example read 2026-11-21). The form has no place for
titles, branches, models, files or labels.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec

from migrator.adapter import Archive, Choices, Option, Receipt, Shelf, Sink, files_left_out
from migrator.errors import UsageError
from migrator.events import Report
from migrator.i18n import N_, _
from migrator.model import Conversation, Message
from migrator.shape import flat, names, times, tree
from migrator.shape.repaired.nodes import fit
from migrator.shape.tally import Tally
from migrator.shape.turns import side
from migrator.shape.unsaid import labels
from migrator.shape.visible import writable
from migrator.wishes import FOLD_REASONING, FOLD_TOOLS, wished

FOLDER = "conversations"
_AI = "AI"  # the form's own word where there is only one
_SYSTEM = "system"

OPTIONS = (
    Option(
        key="email",
        default="",
        help=N_("Your e-mail address, by which the form names senders. Without it you are called “user”."),
    ),
    Option(key="name", default="User", help=N_("Your name, as the form shows it beside the address.")),
    FOLD_REASONING,
    FOLD_TOOLS,
)


class Plan(msgspec.Struct, frozen=True):
    """What the person chose; `identifiers` as they stand in each file, the person's own first."""

    wish: flat.Wish
    identifiers: tuple[dict[str, str], ...]


class Made(msgspec.Struct, frozen=True):
    """A chat as one document, b"" if there is nothing to write."""

    data: bytes
    title: str
    receipt: Receipt


def write(archive: Archive, choices: Choices, sink: Sink, report: Report) -> Iterator[Receipt]:
    """The folder of chats."""
    del report
    chosen = choices.options
    plan = Plan(
        msgspec.structs.replace(wished(choices), drawn=False),  # data; no program draws it
        (_person(str(chosen["name"]), str(chosen["email"])),),
    )
    taken = names.Names()
    for made in archive.convert(partial(document, plan=plan)):
        if not made.data:
            yield made.receipt
            continue
        path = taken.take(FOLDER, names.safe(made.title, "chat"), ".json")
        sink.write(path, made.data)
        yield msgspec.structs.replace(made.receipt, target=path)
    yield from files_left_out(archive)


def _person(name: str, email: str) -> dict[str, str]:
    """Who the person is. An address is given or there is none: it is never made up."""
    if not email:
        return {"name": fit(name), "identifier": "user"}
    if "@" not in email.strip("@") or email != email.strip():
        raise UsageError(
            _("What stands behind email= is no e-mail address."),
            _("For example: --set email=you@example.org"),
        )
    return {"name": fit(name), "type": "email", "identifier": fit(email)}


def document(conversation: Conversation, shelf: Shelf, *, plan: Plan) -> Made:
    """The line of the chat that was last shown."""
    del shelf
    tally = Tally()
    shown = tree.splice(conversation, lambda m: writable(m, tally) and flat.kept(m, plan.wish, tally))
    line = tree.path(shown)
    on_it = {message.id for message in line}
    for message in shown.messages:
        if message.id not in on_it:
            tally.add("branch-left-out", message.id)
    if not line:
        tally.add("no-messages", conversation.id)
        gone = Receipt(item="conversation", source=conversation.id, outcome="left-out", losses=tally.losses())
        return Made(b"", "", gone)
    stamps, estimated = times.filled(msgspec.structs.replace(shown, messages=line), ordered=False)
    for message_id in estimated:
        tally.count("time-estimated", message_id)
    messages = [_message(message, times.iso(stamps[message.id]), plan, tally) for message in line]
    labels(conversation, tally)
    senders = [*plan.identifiers]
    if any(message["sender"] == _SYSTEM for message in messages):
        senders.append({"name": "System", "identifier": _SYSTEM})
    made = {"details": _details(conversation, stamps), "identifiers": senders, "messages": messages}
    return Made(
        (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode(),
        conversation.title or "",
        Receipt(
            item="conversation",
            source=conversation.id,
            outcome="changed",
            messages=len(line),
            losses=tally.losses(),
        ),
    )


def _details(conversation: Conversation, stamps: dict[str, Any]) -> dict[str, str]:
    """When and with what. The file bears the chat's own last time, not that of this run: the same chat, the same file."""
    first, last = min(stamps.values()), max(stamps.values())
    return {
        "createdBy": "ChatGPT",
        "createdAt": times.iso(max(last, conversation.updated or last)),
        "startTime": times.iso(first),
        "endTime": times.iso(last),
        "modality": "text",
    }


def _message(message: Message, stamp: str, plan: Plan, tally: Tally) -> dict[str, str]:
    text = flat.text(message, plan.wish, tally)
    safe = fit(text)
    if safe != text:
        tally.part("text-changed", message, message.parts[0])
    if message.model is not None:
        tally.count("model-left-out", message.id)
    whose = {"user": plan.identifiers[0]["identifier"], "assistant": _AI, "system": _SYSTEM}
    return {"sentAt": stamp, "sender": whose[side(message)], "text": safe}
