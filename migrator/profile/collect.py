"""Everything that exports and hand-copied lists tell about a person, each fact once, each version of instructions once.

The order in which things come makes no difference.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

import msgspec

from migrator.model import Instruction, Memory
from migrator.shape.facts.fact import Fact, joined, of_lines, of_memory

BY_HAND = "by-hand"


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """Custom instructions as they stood from `first` to `last` (the first and last chats that show them)."""

    about_me: str
    how_to_answer: str
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    conversations: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The same in every run for the same words; twelve hexadecimal digits."""
        whole = f"{self.about_me}\0{self.how_to_answer}"
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:12]


class Gathered(msgspec.Struct, frozen=True):
    """Facts, the oldest first; versions, the newest first."""

    facts: tuple[Fact, ...]
    versions: tuple[Version, ...]


def gather(items: Iterable[Memory | Instruction], lists: Iterable[tuple[str, str]] = ()) -> Gathered:
    """What `items` of exports and `lists`, pairs of an original's name and its text, hold.

    A trace of a fact is `<kind>:<conversation id>`, or `by-hand:<original>#<line>`.
    """
    traces: dict[Fact, set[str]] = {}  # a memory list may stand whole in a thousand chats
    versions: dict[str, Version] = {}
    for item in items:
        if isinstance(item, Memory):
            bare = msgspec.structs.replace(of_memory(item), traces=())
            traces.setdefault(bare, set()).add(f"{item.source}:{item.conversation or item.id}")
        else:
            one = version_of(item)
            known = versions.get(one.id)
            versions[one.id] = one if known is None else _both(known, one)
    facts = [msgspec.structs.replace(fact, traces=tuple(sorted(where))) for fact, where in traces.items()]
    for original, text in lists:
        facts += of_lines(text, BY_HAND, f"{BY_HAND}:{original}")
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    newest = sorted(versions.values(), key=lambda one: (one.last or never, one.id), reverse=True)
    return Gathered(tuple(joined(facts)), tuple(newest))


def version_of(item: Instruction) -> Version:
    """The version that one trace of instructions shows."""
    return Version(
        about_me=item.about_me,
        how_to_answer=item.how_to_answer,
        first=item.created,
        last=item.created,
        conversations=(item.conversation,) if item.conversation else (),
    )


def _both(one: Version, other: Version) -> Version:
    times = [time for time in (one.first, one.last, other.first, other.last) if time is not None]
    return Version(
        about_me=one.about_me,
        how_to_answer=one.how_to_answer,
        first=min(times, default=None),
        last=max(times, default=None),
        conversations=tuple(sorted({*one.conversations, *other.conversations})),
    )
