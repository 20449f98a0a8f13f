"""The neutral archive: what a person has in an assistant, as frozen values.

Readers make these values, writers take them; nothing here does input or output. Three rules hold everywhere:

* A time is an aware UTC `datetime` or None. It is never invented. A source time that does not fit stays, raw,
  in `extra`.
* `extra` holds every source key that no field took, so that nothing a reader understands only in part is lost.
* `origin` says which file of the export a value came from and where in it (RFC 6901 JSON pointer).

Values are `msgspec.Struct` and not dataclasses: a gigabyte of export holds about half a million messages, and
a trial put frozen dataclasses at twice the cost. `migrator.shape` holds the pure work on these values.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import msgspec

Role = Literal["user", "assistant", "system", "tool"]
Extra = dict[str, Any]


class Origin(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Where a value was read: `file` as the export names it, `pointer` a JSON pointer into that file."""

    file: str
    pointer: str = ""


class _Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What all values share."""

    extra: Extra = msgspec.field(default_factory=dict)


# ---------------------------------------------------------------------------------------------------- parts


class _Part(_Value, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag_field="type"):
    """One piece of a message. `at` is a JSON pointer below the message's own origin, "" for the whole content."""

    at: str = ""


class Text(_Part, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="text"):
    r"""Prose as Markdown, inline markers of the vendor already resolved (`extra["raw"]`: as it was, if changed).

    Formulas keep the delimiters that the model wrote, usually `\(…\)` and `\[…\]`: each writer converts them if its
    target draws others.
    """

    text: str


class Code(_Part, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="code"):
    """Source code that is itself the message, without a fence."""

    text: str
    language: str | None = None


class Reasoning(_Part, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="reasoning"):
    """What the model showed of its thinking. `seconds` is how long it thought, if the vendor says so."""

    text: str = ""
    title: str | None = None
    seconds: float | None = None


class ToolCall(_Part, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="tool-call"):
    """The assistant asked a tool for something. `input` is the text that it sent, exact."""

    tool: str
    input: str = ""
    language: str | None = None


class ToolResult(_Part, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="tool-result"):
    """What a tool answered. `error` is true if it answered with a failure."""

    tool: str | None = None
    output: str = ""
    title: str | None = None
    error: bool = False


class _Media(_Part, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A file shown in a message. `asset` is the id of an `Asset`; the asset may be missing from the export.

    `data`: the bytes, where the export holds them in the message itself; `asset` is then an id made from them.
    """

    asset: str | None = None
    name: str | None = None
    media_type: str | None = None
    size: int | None = None
    data: bytes | None = None


class Image(_Media, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="image"):
    """A picture, given or made; `prompt` is what it was made from. Sizes in pixels."""

    width: int | None = None
    height: int | None = None
    prompt: str | None = None


class Audio(_Media, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="audio"):
    """A recording; its words, where the vendor wrote them down, are a `Text` beside it."""

    seconds: float | None = None


class Video(_Media, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="video"):
    """A video."""


class File(_Media, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="file"):
    """Any other attached file."""


class Document(_Part, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="document"):
    """A text that was written beside the chat (canvas, writing block). `form` is the vendor's word for its sort.

    `lacks` counts changes that the text should hold and does not, since their place could not be told. With `replaces`
    the text is such a change: what it puts in the place of a passage, which `replaces` names as the vendor does.
    """

    text: str
    id: str | None = None
    title: str | None = None
    form: str | None = None
    lacks: int = 0
    replaces: str | None = None


class Citation(_Part, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="citation"):
    """A source that the answer names. `text` is the quoted passage, if there is one."""

    url: str | None = None
    title: str | None = None
    text: str | None = None


class Opaque(_Part, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="opaque"):
    """What the reader does not know, kept whole: `kind` as the vendor calls it, `raw` the JSON value."""

    kind: str
    raw: Any = None


Media = Image | Audio | Video | File
Part = (
    Text
    | Code
    | Reasoning
    | ToolCall
    | ToolResult
    | Image
    | Audio
    | Video
    | File
    | Document
    | Citation
    | Opaque
)


# ------------------------------------------------------------------------------------------ conversations


class Message(_Value, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One message of a conversation's tree.

    `id` is unique within its conversation only: vendors repeat ids between conversations. `parent` is the id of
    another message of the same conversation, or None for a root. `hidden` says why the vendor's own page did not
    show it ("system", "context", "tool", …), None if it was shown.
    """

    id: str
    role: Role
    parent: str | None = None
    author: str | None = None
    model: str | None = None
    created: dt.datetime | None = None
    updated: dt.datetime | None = None
    status: str | None = None
    hidden: str | None = None
    parts: tuple[Part, ...] = ()
    origin: Origin | None = None


class _Item(_Value, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag_field="type"):
    """A thing that a person has in an assistant."""

    id: str
    origin: Origin | None = None


class Conversation(_Item, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="conversation"):
    """A chat with all its branches.

    `messages` is a forest in which a parent stands before its children. Readers promise: ids are unique, each
    `parent` names an earlier message, there is no cycle. `head` is the leaf that was last shown (None only if
    there are no messages). `project` and `persona` are ids of a `Project` and a `Persona`.
    """

    title: str | None = None
    created: dt.datetime | None = None
    updated: dt.datetime | None = None
    messages: tuple[Message, ...] = ()
    head: str | None = None
    project: str | None = None
    persona: str | None = None
    model: str | None = None
    archived: bool = False
    starred: bool = False
    pinned: bool = False


# ------------------------------------------------------------------------------------------- other items


class Memory(_Item, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="memory"):
    """Something the assistant remembered about the person; `source` says what kind of trace it was read from."""

    text: str
    created: dt.datetime | None = None
    source: str = ""
    conversation: str | None = None


class Instruction(_Item, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="instruction"):
    """Custom instructions as they stood at one time: about the person, and how the assistant should answer."""

    about_me: str = ""
    how_to_answer: str = ""
    created: dt.datetime | None = None
    conversation: str | None = None


class Project(_Item, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="project"):
    """A project (folder of chats). ChatGPT exports hold only its id; a person may add the name."""

    name: str | None = None
    instructions: str | None = None


class Persona(_Item, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="persona"):
    """A custom assistant ("GPT"). ChatGPT exports hold only its id; a person may add the rest."""

    name: str | None = None
    instructions: str | None = None


class SharedLink(_Item, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="shared-link"):
    """A public link to a chat that the person once made."""

    url: str | None = None
    conversation: str | None = None
    title: str | None = None
    anonymous: bool | None = None


class Feedback(_Item, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="feedback"):
    """A thumb up or down, with its comment if there was one."""

    conversation: str | None = None
    message: str | None = None
    rating: str | None = None
    text: str | None = None
    created: dt.datetime | None = None


class Account(_Item, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="account"):
    """Whose export this is. Personal data: shown masked, written out only on request."""

    email: str | None = None
    name: str | None = None
    phone: str | None = None
    plan: str | None = None


class Asset(_Item, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="asset"):
    """A file of the export that messages may show.

    `id` is the vendor's whole file id (or the path, where it has none), `path` the member of the export that holds
    the bytes, `size` their number, `media_type` by map, by type named in a message, or by its first bytes.
    """

    path: str
    name: str | None = None
    media_type: str | None = None
    size: int = 0
    conversation: str | None = None
    message: str | None = None
    created: dt.datetime | None = None


class KeptFile(_Item, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag="kept-file"):
    """A file that no reader understands: kept byte for byte, listed, never dropped. `id` is its path."""

    size: int = 0


Item = (
    Conversation
    | Memory
    | Instruction
    | Project
    | Persona
    | SharedLink
    | Feedback
    | Account
    | Asset
    | KeptFile
)
