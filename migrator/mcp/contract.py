"""What a server offers, and what stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

JSON = dict[str, Any]


class Fault(Exception):
    """A request that gets a fixed sentence and a number instead of an answer. Neither holds anything from an archive."""

    def __init__(self, number: int, sentence: str) -> None:
        super().__init__(sentence)
        self.number = number
        self.sentence = sentence

    @property
    def text(self) -> str:
        """What the client is sent."""
        return f"Error {self.number}: {self.sentence}"


class NotFound(Fault):
    """There is no such thing, or this client may not see it: which of the two is never said."""


class Client(msgspec.Struct, frozen=True):
    """What a client calls itself; both one line, made safe, "" if it does not say."""

    name: str = ""
    version: str = ""


class Answer(msgspec.Struct, frozen=True):
    """What a request gets: one text. `settle` is called with the bytes of the line just before that is written.

    If `settle` raises, the line is not written.
    """

    text: str
    settle: Callable[[int], None]


class Tool(msgspec.Struct, frozen=True):
    """A tool that only reads. `arguments` is its struct; `schema` the same as JSON Schema."""

    name: str
    title: str
    description: str
    arguments: type[msgspec.Struct]
    schema: JSON


class Prompt(msgspec.Struct, frozen=True):
    """A prompt with its arguments: name, description; all of them are required."""

    name: str
    title: str
    description: str
    arguments: tuple[tuple[str, str], ...]


class Template(msgspec.Struct, frozen=True):
    """A kind of resource: `prefix` and an id of `[A-Za-z0-9_-]`, at most 64 letters."""

    name: str
    title: str
    description: str
    prefix: str


class Catalogue(msgspec.Struct, frozen=True):
    """All that a server offers. Made without opening anything."""

    name: str
    title: str
    version: str
    instructions: str
    tools: Sequence[Tool]
    prompts: Sequence[Prompt]
    templates: Sequence[Template]


class Backend(Protocol):
    """Makes the answers, one at a time and on one thread. `interrupt` may come from another one."""

    def call(self, tool: str, arguments: msgspec.Struct, client: Client) -> Answer:
        """What a tool answers. Fault."""

    def read(self, template: str, key: str, client: Client) -> Answer:
        """A resource. NotFound, Fault."""

    def prompt(self, name: str, arguments: Mapping[str, str], client: Client) -> Answer:
        """A prompt. Fault."""

    def interrupt(self) -> None:
        """Stop what is being worked on, if anything is; it ends in a Fault."""

    def opening(self) -> bool:
        """Whether it waits for the key, which may take a second or two."""

    def rest(self) -> None:
        """Nothing was asked for a while: let go of the key."""
