"""What the person decided about each fact and each version of their instructions, laid over what was collected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from migrator.profile.collect import Gathered, Version
from migrator.shape.facts import pack as packing
from migrator.shape.facts.fact import Fact, joined
from migrator.shape.facts.flags import Flag, flags

State = Literal["new", "kept", "edited", "left-out"]


class Ruling(msgspec.Struct, frozen=True):
    """One decision; `text` is the person's own wording where the state is `edited`."""

    state: State
    text: str | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A fact and what was decided; `text` is the wording that holds, `fact` what was collected."""

    fact: Fact
    text: str
    state: State
    flags: tuple[Flag, ...]

    @property
    def id(self) -> str:
        """The fact's, whatever its wording now."""
        return self.fact.id


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A version of the instructions and what was decided."""

    version: Version
    state: State
    flags: tuple[Flag, ...]

    @property
    def id(self) -> str:
        """The version's."""
        return self.version.id


class Profile(msgspec.Struct, frozen=True):
    """All facts, the oldest first, and all versions of the instructions, the newest first."""

    facts: tuple[Entry, ...]
    instructions: tuple[Told, ...]

    @property
    def current(self) -> Version | None:
        """The newest instructions that were not dropped."""
        return next((one.version for one in self.instructions if one.state != "left-out"), None)


NEW = Ruling("new")


def reviewed(gathered: Gathered, rulings: Mapping[str, Ruling]) -> Profile:
    """What was collected with what was decided. A decision about what is no longer there has no effect."""
    facts = []
    for fact in gathered.facts:
        ruling = rulings.get(fact.id, NEW)
        text = ruling.text if ruling.state == "edited" and ruling.text else fact.text
        facts.append(Entry(fact=fact, text=text, state=ruling.state, flags=flags(text)))
    told = []
    for version in gathered.versions:
        odd = tuple(
            flag
            for text in (version.about_me, version.how_to_answer)
            for flag in flags(text)
            if flag.kind == "hidden"  # instructions speak to an assistant and name pages by nature
        )
        told.append(Told(version=version, state=rulings.get(version.id, NEW).state, flags=odd))
    return Profile(tuple(facts), tuple(told))


def pack(profile: Profile, limits: packing.Limits) -> packing.Pack:
    """The three sizes of what was not dropped. A flag keeps a fact out until the person approves or edits it."""
    taken = [(e, Fact(text=e.text, day=e.fact.day)) for e in profile.facts if e.state != "left-out"]
    passed = frozenset(fact.id for entry, fact in taken if entry.state in {"kept", "edited"})
    return packing.pack(joined(fact for _entry, fact in taken), profile.current, limits, passed=passed)
