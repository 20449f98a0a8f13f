"""What a conversation shows of memory, custom instructions, projects and GPTs.

No export holds the memory list itself. What it knew shows in calls to the tool `bio`, one sentence each, in
`model_editable_context`, the whole list as it stood (both in classic exports), and in the lines behind an answer (2026). Ids are made from the text, so
that a trace seen in a thousand conversations is one item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrator.model import Conversation, Instruction, Item, Memory, Message, Persona, Project, Text, ToolCall
from migrator_chatgpt import ids
from migrator_chatgpt.carried import as_list
from migrator_chatgpt.content import context

_ENTRY = re.compile(r"^\d{1,5}\. (?:\[(\d{4}-\d{2}-\d{2})\]\.? ?)", re.MULTILINE)
_LINES = "conversation_context_citation_metadata"
_LINE_KEYS = ("attribution", "text", "content", "memory", "title")
_FENCED = re.compile(r"```(.*)```", re.DOTALL)


def found_in(conversation: Conversation) -> Iterator[Item]:
    """The items that `conversation` carries. The same ones may come from many conversations, under the same ids."""
    if conversation.project is not None:
        yield Project(id=conversation.project)
    if conversation.persona is not None:
        yield Persona(id=conversation.persona)
    for message in conversation.messages:
        metadata = message.extra.get("metadata")
        if isinstance(metadata, dict) and _LINES in metadata:
            yield from _lines(message, conversation)
        if message.hidden is None:
            continue
        if message.hidden == "context":
            yield from _context(message, conversation)
        if message.role == "assistant":
            yield from _bio(message, conversation)
        if "metadata" in message.extra:
            yield from _told(message, conversation)


def _lines(message: Message, conversation: Conversation) -> Iterator[Memory]:
    """The memories that an answer was given with, as the page shows them behind it (2026)."""
    for entry in as_list(message.extra["metadata"][_LINES]) or ():
        citation = entry.get("citation", entry) if isinstance(entry, dict) else None
        if not isinstance(citation, dict) or citation.get("type", "memory") != "memory":
            continue
        text = next(
            (
                citation[key]
                for key in _LINE_KEYS
                if isinstance(citation.get(key), str) and citation[key].strip()
            ),
            None,
        )
        if text is not None:
            yield _memory(text.strip(), _LINES, message, conversation)


def _bio(message: Message, conversation: Conversation) -> Iterator[Memory]:
    for part in message.parts:
        if part.__class__ is ToolCall and part.tool == "bio" and part.input.strip():
            yield _memory(part.input.strip(), "bio", message, conversation)


def _memory(
    text: str, source: str, message: Message, conversation: Conversation, date: str | None = None
) -> Memory:
    return Memory(
        id=ids.derived("memory", text),
        text=text,
        created=message.created if source == "bio" else None,
        source=source,
        conversation=conversation.id,
        origin=message.origin,
        extra={"date": date} if date else {},
    )


def _context(message: Message, conversation: Conversation) -> Iterator[Item]:
    texts = {part.at: part.text for part in message.parts if part.__class__ is Text}
    memory = texts.get(context.MEMORY, "")
    if memory.strip():
        for text, date in _entries(memory):
            yield _memory(text, "model_editable_context", message, conversation, date)
    metadata = message.extra.get("metadata")
    if isinstance(metadata, dict) and isinstance(metadata.get("user_context_message_data"), dict):
        return  # the same instructions without the wrapping; see `_told`
    about, answer = (
        _unwrapped(texts.get(context.ABOUT_ME, "")),
        _unwrapped(texts.get(context.HOW_TO_ANSWER, "")),
    )
    if about or answer:
        yield _instruction(about, answer, message, conversation)


def _told(message: Message, conversation: Conversation) -> Iterator[Instruction]:
    metadata = message.extra["metadata"]
    told = metadata.get("user_context_message_data") if isinstance(metadata, dict) else None
    if isinstance(told, dict):
        about, answer = told.get("about_user_message"), told.get("about_model_message")
        about = about if isinstance(about, str) else ""
        answer = answer if isinstance(answer, str) else ""
        if about or answer:
            yield _instruction(about, answer, message, conversation)


def _instruction(about: str, answer: str, message: Message, conversation: Conversation) -> Instruction:
    return Instruction(
        id=ids.derived("instruction", [about, answer]),
        about_me=about,
        how_to_answer=answer,
        created=message.created,
        conversation=conversation.id,
        origin=message.origin,
    )


def _entries(text: str) -> list[tuple[str, str | None]]:
    """The entries of a memory list ("1. [2024-05-28]. …") with their dates; one that looks otherwise is one entry."""
    starts = list(_ENTRY.finditer(text))
    if not starts or text[: starts[0].start()].strip():
        return [(text.strip(), None)]
    ends = [start.start() for start in starts[1:]] + [len(text)]
    entries = [(text[s.end() : end].strip(), s[1]) for s, end in zip(starts, ends, strict=True)]
    return [(entry, date) for entry, date in entries if entry]


def _unwrapped(text: str) -> str:
    """What the person wrote, out of the sentence in which it was handed to the model, between ``` and ```."""
    if text.startswith("The user provided"):
        fenced = _FENCED.search(text)
        if fenced:
            return fenced[1].strip()
    return text.strip()
