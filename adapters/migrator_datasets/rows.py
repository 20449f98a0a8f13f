"""One conversation as one row: the line last shown, as questions and answers in turn."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from migrator.adapter import Receipt, Shelf
from migrator.model import Conversation, Message
from migrator.shape import flat, times, tree
from migrator.shape.spoken import text
from migrator.shape.tally import Tally
from migrator.shape.turns import paired, turns
from migrator.shape.unsaid import labels, stamps
from migrator.shape.visible import just_words, writable

Role = Literal["system", "user", "assistant"]
Turns = list[tuple[Role, str]]


class Plan(msgspec.Struct, frozen=True):
    """What holds for all rows of a run. `system` is the text for chats that have none of their own in `own`."""

    wish: flat.Wish
    system: str
    own: dict[str, str]
    details: bool  # whether times, models, titles and marks are written beside the texts


class Row(msgspec.Struct, frozen=True):
    """A row: roles and texts in order; None if there is nothing to write. `about` is what else is known of it."""

    turns: Turns | None
    about: dict[str, Any] | None
    receipt: Receipt


def row(conversation: Conversation, shelf: Shelf, plan: Plan) -> Row:
    """The row of a conversation."""
    del shelf
    tally = Tally()
    wish = plan.wish

    def keep(message: Message) -> bool:
        return just_words(message) or (writable(message, tally) and flat.kept(message, wish, tally))

    shown = tree.splice(conversation, keep)
    line = tree.path(shown)
    if len(line) < len(shown.messages):
        on_it = {message.id for message in line}
        for message in shown.messages:
            if message.id not in on_it:
                tally.add("branch-left-out", message.id)
    kept, outside = paired(turns(_known(line, tally)))
    for message in outside:
        tally.add("unpaired", message.id)
    written = sum(len(turn.messages) for turn in kept)
    if not written:
        return Row(None, None, _left_out(conversation, tally))
    found: Turns = []
    system = plan.own.get(conversation.id, plan.system)
    if system:
        found.append(("system", system))
    for turn in kept:
        said = text(turn.messages, wish, tally)
        if (
            found and found[-1][0] == turn.side == "system"
        ):  # the instructions, and a system message of the chat
            said = f"{found.pop()[1]}\n\n{said}"
        found.append((turn.side, said))
    messages = [message for turn in kept for message in turn.messages]
    if not plan.details:
        stamps(messages, tally)
        labels(conversation, tally)
    elif conversation.extra:
        tally.add("details-left-out", conversation.id)
    losses = tally.losses()
    receipt = Receipt(
        item="conversation",
        source=conversation.id,
        outcome="changed" if losses else "written",
        messages=written,
        losses=losses,
    )
    return Row(found, _about(conversation, messages) if plan.details else None, receipt)


def _known(line: tuple[Message, ...], tally: Tally) -> list[Message]:
    """The line without system messages after the first question, which chat templates refuse."""
    found: list[Message] = []
    asked = False
    for message in line:
        asked = asked or message.role == "user"
        if asked and message.role == "system":
            tally.add("role-left-out", message.id)
        else:
            found.append(message)
    return found


def _left_out(conversation: Conversation, tally: Tally) -> Receipt:
    tally.add("no-answer" if conversation.messages else "no-messages", conversation.id)
    return Receipt(item="conversation", source=conversation.id, outcome="left-out", losses=tally.losses())


def _about(conversation: Conversation, messages: list[Message]) -> dict[str, Any]:
    """What is known of a row besides its texts; times are aware UTC, which JSON holds as ISO 8601."""
    return {
        "id": conversation.id,
        "title": conversation.title,
        "created": conversation.created and times.utc(conversation.created),
        "updated": conversation.updated and times.utc(conversation.updated),
        "model": conversation.model,
        "project": conversation.project,
        "gpt": conversation.persona,
        "archived": conversation.archived,
        "starred": conversation.starred,
        "pinned": conversation.pinned,
        "messages": [
            {
                "id": message.id,
                "role": message.role,
                "created": message.created and times.utc(message.created),
                "model": message.model,
            }
            for message in messages
        ],
    }
