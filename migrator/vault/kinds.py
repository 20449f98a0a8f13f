"""What a person decides, by kind: the values that the journal keeps. Fields are only ever added.

Every kind has a `key` that says what the decision is about; the latest value for a key is the one that holds.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Literal

import msgspec


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What all values share."""

    kind: ClassVar[str] = ""


class Import(Decision, frozen=True, kw_only=True, omit_defaults=True):
    """An original was sealed. Key: the hex name of its file in `originals/`."""

    kind: ClassVar[str] = "import"
    name: str
    size: int  # bytes of the original, not of the sealed file
    sha256: str
    packed: bool = False  # True: loose files or a folder, packed by us into a stored ZIP
    what: Literal["export", "memories"] = "export"
    at: dt.datetime | None = None


class Plan(Decision, frozen=True, kw_only=True, omit_defaults=True):
    """A setting of the plan for leaving. Key: its name. Several answers stand in one text, with commas between."""

    kind: ClassVar[str] = "plan"
    value: str | int | bool | None = None


class Tick(Decision, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a step of the checklist, or of a gap. Key: the step's or gap's id.

    `print` marks what it was given for (the links or originals there were, the gap as it was): a change opens it
    again. `arrived` is when it really happened, if that was earlier; `count` how much an accepted gap lacked.
    """

    kind: ClassVar[str] = "tick"
    state: Literal["open", "done", "accepted", "not-applicable"]
    print: str = ""
    arrived: dt.datetime | None = None
    count: int = 0


class Proof(Decision, frozen=True, kw_only=True, omit_defaults=True):
    """What a person noted as proof of a step. Key: the step's id, and a number if there are several."""

    kind: ClassVar[str] = "proof"
    text: str


class Correction(Decision, frozen=True, kw_only=True, omit_defaults=True):
    """A value that a person put right. Key: `<item kind>/<id>/<field>`."""

    kind: ClassVar[str] = "correction"
    value: Any


class Profile(Decision, frozen=True, kw_only=True, omit_defaults=True):
    """One memory or instruction, as reviewed. Key: its id."""

    kind: ClassVar[str] = "profile"
    state: Literal["new", "kept", "edited", "left-out"]
    text: str | None = None
    extra: dict[str, Any] = msgspec.field(default_factory=dict)


class ProjectName(Decision, frozen=True, kw_only=True, omit_defaults=True):
    """What a person calls a project whose name the export does not hold. Key: the project's id."""

    kind: ClassVar[str] = "project-name"
    name: str


class WordList(Decision, frozen=True, kw_only=True, omit_defaults=True):
    """Words of their own that a person wants found. Key: the list's name."""

    kind: ClassVar[str] = "word-list"
    words: tuple[str, ...]


class RedactionMap(Decision, frozen=True, kw_only=True, omit_defaults=True):
    """What stands for what in redacted copies. Key: the map's name."""

    kind: ClassVar[str] = "redaction-map"
    entries: dict[str, str]
    keys: dict[str, str] = msgspec.field(
        default_factory=dict
    )  # what a stand-in counts as, however it is spelt
    style: Literal["counted", "fake"] = "counted"


class Push(Decision, frozen=True, kw_only=True, omit_defaults=True):
    """What a server has received. Key: `<target> <url> <source id>`."""

    kind: ClassVar[str] = "push"
    state: Literal["begun", "done", "failed"]
    remote: str | None = None
    extra: dict[str, Any] = msgspec.field(default_factory=dict)


class Verified(Decision, frozen=True, kw_only=True, omit_defaults=True):
    """A check of the whole vault. Key: its time."""

    kind: ClassVar[str] = "verify"
    ok: bool
    originals: dict[str, str]  # hex name: sha256, those that were read in full and found right
    members: int = 0
    problems: int = 0
    at: dt.datetime | None = None


class Copied(Decision, frozen=True, kw_only=True, omit_defaults=True):
    """A copy of the vault was made and hash-checked. Key: its time."""

    kind: ClassVar[str] = "copy"
    where: str
    same_device: bool | None  # None: the system does not tell
    originals: dict[str, str]
    at: dt.datetime | None = None


class Grant(Decision, frozen=True, kw_only=True, omit_defaults=True):
    """What programs of other assistants may read over MCP. Key: its name.

    `only`: queries as `--only` takes them, () for every chat; `redact`: kinds of personal data that are replaced on the
    way. `about_me`: memories and instructions, all of them, those that stand in the chats of the grant, or none. A grant
    that was withdrawn stays here, so that the account of what left can be read with it.
    """

    kind: ClassVar[str] = "grant"
    only: tuple[str, ...] = ()
    redact: tuple[str, ...] = ()
    attachments: bool = True
    about_me: Literal["all", "chosen", "none"] = "all"
    state: Literal["given", "withdrawn"] = "given"
    made: dt.datetime | None = None


class Handed(Decision, frozen=True, kw_only=True, omit_defaults=True):
    """An answer over MCP, recorded before it was sent. Key: `<time of the run>-<random>-<number>`.

    `size`: bytes of the line that left; `messages` how many were quoted in it, from `chats` (ids of conversations).
    """

    kind: ClassVar[str] = "mcp-answer"
    grant: str
    client: str
    tool: str
    size: int
    chats: tuple[str, ...] = ()
    messages: int = 0
    about_me: int = 0  # memories and instructions
    at: dt.datetime | None = None


KINDS: dict[str, type[Decision]] = {
    kind.kind: kind
    for kind in (
        Import,
        Plan,
        Tick,
        Proof,
        Correction,
        Profile,
        ProjectName,
        WordList,
        RedactionMap,
        Push,
        Verified,
        Copied,
        Grant,
        Handed,
    )
}
