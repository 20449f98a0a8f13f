"""What is known of a chat and finds no place where it goes: named as losses, alike for every target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, get_args

import msgspec

from migrator.model import Conversation, Message, Part
from migrator.shape.tally import Tally

Label = Literal["title", "archived", "starred", "pinned", "project", "persona"]


def labels(conversation: Conversation, tally: Tally, *held: Label) -> None:
    """Name the labels that the conversation bears and the target does not hold, and ChatGPT's own details."""
    kinds: tuple[tuple[Label, bool, str], ...] = (
        ("title", bool(conversation.title), "title-left-out"),
        ("archived", conversation.archived, "flags-left-out"),
        ("starred", conversation.starred, "flags-left-out"),
        ("pinned", conversation.pinned, "flags-left-out"),
        ("project", conversation.project is not None, "project-left-out"),
        ("persona", conversation.persona is not None, "persona-left-out"),
    )
    for kind in dict.fromkeys(kind for label, borne, kind in kinds if borne and label not in held):
        tally.add(kind, conversation.id)
    tally.add("details-left-out", conversation.id)


def stamps(messages: Iterable[Message], tally: Tally) -> None:
    """Name the times and models of single messages, where the target holds neither."""
    for message in messages:
        if message.created is not None:
            tally.count("time-left-out", message.id)
        if message.model is not None:
            tally.count("model-left-out", message.id)


WORDS = 3
"""Words that make a text; ids, states and the names of types have fewer."""

_CUTS = WORDS - 1
_DEEPEST = 250  # more than a reader lets through
_SMALL = (
    "media_type",
    "language",
    "form",
    "status",
    "model",
)  # fields that hold one word, as long as nothing is odd
_SMALL_OF: dict[type, tuple[str, ...]] = {
    kind: tuple(name for name in _SMALL if name in kind.__struct_fields__)
    for kind in (Message, *get_args(Part))
}
# What is there in another form: the text before its marks were resolved, and what is read as a memory or an instruction.
_ELSEWHERE = frozenset({"raw", "quoted", "user_context_message_data"})
_MEMORIES = "conversation_context_citation_metadata"


def words(conversation: Conversation) -> Iterator[str]:
    """Where texts of three words or more stand beside the messages, in `extra`, that no part of the message holds.

    Each place is `<message id>#<pointer below extra>`, without an id for what stands beside the conversation.
    """
    return (place for place, _text in texts(conversation))


def texts(conversation: Conversation) -> Iterator[tuple[str, str]]:
    """As `words`, with the texts themselves."""
    yield from ((f"#{place}", text) for place, text in _texts(conversation.extra))
    for message in conversation.messages:
        held: list[str] | None = None
        for owner in (message, *message.parts):
            extra = owner.extra
            if small := _odd(owner):
                extra = {**extra, **small}
            if not extra:
                continue
            for place, text in _texts(extra):
                if held is None:
                    held = [_plain(known) for known in _held(message)]
                plain = _plain(text)
                if not any(plain in known for known in held):
                    yield f"{message.id}#{place}", text


def _texts(extra: dict[str, Any]) -> Iterator[tuple[str, str]]:
    waiting: list[tuple[Any, str, int]] = [(extra, "", 0)]
    while waiting:
        value, place, depth = waiting.pop()
        if value.__class__ is str:
            if _is_text(value):
                yield place, value
        elif depth < _DEEPEST:
            if value.__class__ is dict:
                if value.get("type") == "memory" and _MEMORIES in place:
                    continue
                for key, inner in value.items():
                    if not key.isidentifier() and _is_text(key):  # nearly all are identifiers
                        yield f"{place}/{key}", key
                    kind = inner.__class__
                    if kind is str:
                        if (
                            len(inner) > WORDS
                            and len(inner.split(None, _CUTS)) > _CUTS
                            and key not in _ELSEWHERE
                        ):
                            yield f"{place}/{key}", inner
                    elif (kind is dict or kind is list) and inner and key not in _ELSEWHERE:
                        waiting.append((inner, f"{place}/{key}", depth + 1))
            elif value.__class__ is list:
                for i, inner in enumerate(value):
                    kind = inner.__class__
                    if (kind is str and _is_text(inner)) or ((kind is dict or kind is list) and inner):
                        waiting.append((inner, f"{place}/{i}", depth + 1))


def _is_text(text: str) -> bool:
    return len(text) > WORDS and len(text.split(None, _CUTS)) > _CUTS


def _odd(owner: Message | Part) -> dict[str, str]:
    """What small fields hold that is more than a word or two."""
    found: dict[str, str] = {}
    for name in _SMALL_OF[owner.__class__]:
        value = getattr(owner, name)
        if value.__class__ is str and _is_text(value):
            found[name] = value
    return found


def _held(message: Message) -> Iterator[str]:
    """The texts of all parts."""
    for part in message.parts:
        for name in part.__struct_fields__:
            if name in _SMALL:
                continue
            if name == "extra":
                if (raw := part.extra.get("raw")).__class__ is str:
                    yield raw
                continue
            value = getattr(part, name)
            if value.__class__ is str:
                yield value
            elif value.__class__ is dict or value.__class__ is list:
                yield msgspec.json.encode(value).decode("utf-8", "replace")


def _plain(text: str) -> str:
    return " ".join(text.replace("\n> ", "\n").removeprefix("> ").split())
