"""What a run makes of one conversation before and while a target takes it. The same on one core and on several.

From a **unit** (the records that together are one conversation: one, or its versions from several exports) to an
`Outcome`: what the books need to know, and what the target's function made of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from migrator.adapter import Export, Record, Shelf
from migrator.app.shelf import WithInline
from migrator.model import Asset, Conversation, Instruction, Item, Memory
from migrator.shape import attachments, unsaid
from migrator.shape.merge import united
from migrator.shape.people import spoken
from migrator.shape.titles import titled
from migrator.shape.tree import branches, head_only

Choose = Callable[[Conversation], bool]
Redact = Callable[[Conversation], Conversation]
Unit = tuple[tuple[int, Record], ...]  # records with the number of the export that each is from

_EXAMPLES = 5
_BOUND = 200_000  # more than the books hold


class Carried(msgspec.Struct, frozen=True):
    """What a conversation carries besides messages; `stood` is when it stood there, as far as that is known."""

    item: Item
    stood: dt.datetime | None = None

    def says_more(self, than: Carried) -> bool:
        """Whether this is the trace to keep of the two: of instructions the last one, of a memory the first."""
        if self.stood is None or than.stood is None:
            return than.stood is None and self.stood is not None
        if isinstance(self.item, Instruction):
            return self.stood > than.stood
        return isinstance(self.item, Memory) and self.stood < than.stood


class Taken(msgspec.Struct, frozen=True, gc=False):
    """What the books need to know of one conversation; small, for it may come from another process.

    `messages` and `branches` are those of the whole conversation; `given` is the number of messages that the target
    gets, None if the conversation is not chosen. `assets`: ids of the attachments that it names. `carried`: what it
    carries besides messages, as far as none before it did or said more. `inline`: files that stand in its messages themselves.
    `named_people`: messages before whose words the name of their writer was put. `other_wording`: messages of which another version said something else. `words_aside`: how many texts stand beside the
    messages and in none of their parts, with some of the places.
    """

    id: str
    messages: int
    branches: int
    assets: frozenset[str] = frozenset()
    given: int | None = None
    other_branch: tuple[str, ...] = ()
    carried: tuple[Carried, ...] = ()
    inline: tuple[tuple[Asset, bytes], ...] = ()
    other_wording: tuple[str, ...] = ()
    named_people: tuple[str, ...] = ()
    words_aside: int = 0
    words_examples: tuple[str, ...] = ()


class Outcome(msgspec.Struct, frozen=True):
    """What became of a unit. `taken` is None if nothing in it could be read; `made` is the function's result."""

    unreadable: int
    taken: Taken | None
    made: Any = None


class Work:
    """Turns units into outcomes. `fn` None hands on the conversation itself."""

    def __init__(
        self,
        exports: Sequence[Export],
        shelf: Shelf,
        fn: Callable[[Conversation, Shelf], Any] | None,
        choose: Choose | None,
        *,
        head_only: bool,
        people_in_text: bool = False,
        redact: Redact | None = None,
    ) -> None:
        self._redact = redact
        self._exports = exports
        self._shelf = shelf
        self._fn = fn
        self._choose = choose
        self._head_only = head_only
        self._people_in_text = people_in_text
        self._known: dict[tuple[type, str], Carried] = {}

    def do(self, unit: Unit) -> Outcome:
        """Read, join, choose, cut to branches, and hand to the function."""
        wordings: tuple[str, ...] = ()
        if len(unit) == 1:
            number, record = unit[0]
            whole = self._exports[number].conversation(record)
            if whole is None:
                return Outcome(1, None)
            unreadable = 0
        else:
            read = ((number, self._exports[number].conversation(record)) for number, record in unit)
            versions = [(n, version) for n, version in read if version is not None]
            unreadable = len(unit) - len(versions)
            if not versions:
                return Outcome(unreadable, None)
            number = versions[-1][0]
            whole, wordings = united([version for _, version in versions])
        taken, given = self._taken(self._exports[number], whole, wordings)
        if given is None:
            return Outcome(unreadable, taken)
        if self._fn is None:
            return Outcome(unreadable, taken, given)
        shelf = WithInline(self._shelf, taken.inline) if taken.inline else self._shelf
        return Outcome(unreadable, taken, self._fn(given, shelf))

    def _taken(
        self, export: Export, whole: Conversation, wordings: tuple[str, ...]
    ) -> tuple[Taken, Conversation | None]:
        read, chosen = whole, self._choose is None or self._choose(whole)
        if chosen and self._redact is not None:
            whole = self._redact(whole)
        messages, ways = len(whole.messages), branches(whole)
        assets, inline = frozenset(attachments.named(whole)), tuple(attachments.inline(whole))
        if not chosen:
            return Taken(whole.id, messages, ways, assets, inline=inline), None
        given = head_only(whole) if self._head_only else whole
        gone: tuple[str, ...] = ()
        if given is not whole:
            kept = {message.id for message in given.messages}
            gone = tuple(message.id for message in whole.messages if message.id not in kept)
        carried: list[Carried] = []
        for item in export.found_in(read):  # other branches remember too
            key, found = (type(item), item.id), Carried(item, getattr(item, "created", None) or whole.created)
            known = self._known.get(key)
            if found.says_more(known) if known else len(self._known) < _BOUND:
                self._known[key] = found
                carried.append(found)
        places = list(unsaid.words(given))
        people: tuple[str, ...] = ()
        if self._people_in_text:
            given, people = spoken(titled(given))
        taken = Taken(
            id=whole.id,
            messages=messages,
            branches=ways,
            assets=assets,
            given=len(given.messages),
            other_branch=gone,
            carried=tuple(carried),
            inline=inline,
            other_wording=wordings,
            named_people=people,
            words_aside=len(places),
            words_examples=tuple(places[:_EXAMPLES]),
        )
        return taken, given
