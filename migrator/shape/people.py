"""Chats of several people: who said what, in the words of targets that know one user only."""

from __future__ import annotations

import msgspec

from migrator.model import Conversation, Message, Part, Text

_LONGEST = 100  # characters of a name


def speaker(message: Message) -> str | None:
    """The name of the person who wrote a message, on one line; None for the assistant's side and where it is unknown."""
    if message.role != "user" or not message.author:
        return None
    return " ".join(message.author.split())[:_LONGEST] or None


def spoken(conversation: Conversation) -> tuple[Conversation, tuple[str, ...]]:
    """The conversation with each person's name before their words, and the ids of the messages that this concerns."""
    concerned = tuple(message.id for message in conversation.messages if speaker(message) is not None)
    if not concerned:
        return conversation, ()
    return msgspec.structs.replace(
        conversation, messages=tuple(map(_named, conversation.messages))
    ), concerned


def _named(message: Message) -> Message:
    name = speaker(message)
    if name is None or not message.parts:
        return message
    parts: list[Part] = list(message.parts)
    first = next(
        (i for i, part in enumerate(parts) if isinstance(part, Text) and "quoted" not in part.extra), None
    )
    part = parts[first] if first is not None else None
    if isinstance(part, Text) and first is not None and part.text.strip():
        parts[first] = msgspec.structs.replace(part, text=f"{name}: {part.text}")
    else:
        parts.insert(0, Text(text=f"{name}:", at="/author/name"))
    return msgspec.structs.replace(message, parts=tuple(parts))
