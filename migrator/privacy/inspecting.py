"""What a conversation or another item holds of personal data, for a person to look at: nothing is replaced."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import msgspec

from migrator.model import (
    Account,
    Audio,
    Citation,
    Code,
    Conversation,
    Document,
    Feedback,
    File,
    Image,
    Instruction,
    Memory,
    Part,
    Persona,
    Project,
    Reasoning,
    SharedLink,
    Text,
    ToolCall,
    ToolResult,
    Video,
)
from migrator.privacy.finder import Finder
from migrator.privacy.finding import Confidence

_TEXTS: dict[type, tuple[str, ...]] = {
    Text: ("text",),
    Code: ("text",),
    Reasoning: ("title", "text"),
    ToolCall: ("input",),
    ToolResult: ("title", "output"),
    Document: ("title", "text"),
    Citation: ("title", "url", "text"),
    Image: ("name", "prompt"),
    Audio: ("name",),
    Video: ("name",),
    File: ("name",),
    Memory: ("text",),
    Instruction: ("about_me", "how_to_answer"),
    Project: ("name", "instructions"),
    Persona: ("name", "instructions"),
    SharedLink: ("title", "url"),
    Feedback: ("text",),
    Account: ("email", "name", "phone"),
}


class Seen(msgspec.Struct, frozen=True):
    """One thing that was found: `where` is an id or `<message>#<pointer>`, `preview` is masked."""

    kind: str
    confidence: Confidence
    conversation: str | None
    where: str
    preview: str
    value: str = ""  # to count different values; never shown


class Inspect:
    """Looks through a conversation. A value that can be sent to another core."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    def __call__(self, conversation: Conversation, shelf: object) -> list[Seen]:
        """What is in a conversation, in its order."""
        del shelf
        return list(self.conversation(conversation))

    def conversation(self, one: Conversation) -> Iterator[Seen]:
        """What is in the title and the messages."""
        if one.title:
            yield from self.text(one.title, one.id, "title")
        for message in one.messages:
            for part in message.parts:
                yield from self._part(part, one.id, f"{message.id}#{part.at}" if part.at else message.id)

    def item(self, item: object) -> Iterator[Seen]:
        """What is in another item."""
        for field in _TEXTS.get(type(item), ()):
            text = getattr(item, field)
            if text:
                conversation = getattr(item, "conversation", None)
                yield from self.text(
                    text, conversation, f"{type(item).__name__.lower()} {getattr(item, 'id', '')}"
                )

    def text(self, text: str, conversation: str | None, where: str, *, code: bool = False) -> Iterator[Seen]:
        """What is in a text."""
        for one in self._finder.find(text, code=code):
            if one.kind in self._finder.kinds:
                yield Seen(
                    one.kind, one.confidence, conversation, where, masked(one.value), f"{one.kind}:{one.key}"
                )

    def _part(self, part: Part, conversation: str, where: str) -> Iterator[Seen]:
        for field in _TEXTS.get(type(part), ()):
            text = getattr(part, field)
            if text:
                yield from self.text(text, conversation, where, code=isinstance(part, Code))


class HasFinding:
    """`has:finding`: whether a conversation holds anything. Made anew where it arrives, and only if it is asked."""

    @functools.cached_property
    def _inspect(self) -> Inspect:
        return Inspect(Finder())

    def __call__(self, conversation: Conversation) -> bool:
        """Whether anything is found in it."""
        return next(self._inspect.conversation(conversation), None) is not None

    def __reduce__(self) -> tuple[type[HasFinding], tuple[()]]:
        """How it is sent: nothing goes along."""
        return HasFinding, ()


def masked(value: str) -> str:
    """Enough of a value to know it again, and too little to use it: its first two and its last character, if it is long."""
    shown = " ".join(value.split())
    if len(shown) < 8:
        return shown[:1] + "…"
    return f"{shown[:2]}…{shown[-1]}"
