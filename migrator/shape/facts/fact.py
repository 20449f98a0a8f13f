"""A fact about a person, and joining the traces of one and the same fact.

Two traces are one fact if their words are the same, whatever their case, blanks, list marks and closing dot; a trace whose
every sentence another one holds as well is part of that one. Joining does not depend on the order of the traces, and joining twice is joining once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import TypeVar

import msgspec

from migrator.model import Instruction, Memory
from migrator.shape import times
from migrator.shape.facts.flags import flags
from migrator.text import storable

T = TypeVar("T", bound=Memory | Instruction)

_MARK = re.compile(r"^(?:[-*•‣◦·–—]|\d{1,5}[.)])\s+")
_DAY = re.compile(r"^[\[(]?(\d{4}-\d{2}-\d{2})[\])]?\s*[.:–—-]*\s*")
_SENTENCE = re.compile(r"(?<=[.!?؟。！？])\s+|(?<=[。！？])")
_END = " \t.。؟?!،,;"


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One fact. `day` is the first day on which it is known to have stood there (ISO 8601), None if no trace says.

    `sources` are the kinds of trace ("bio", "model_editable_context", "by-hand", …), `traces` the ids of the traces.
    """

    text: str
    day: str | None = None
    sources: tuple[str, ...] = ()
    traces: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The same in every run for the same words; twelve hexadecimal digits."""
        return hashlib.sha256(key(self.text).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def key(text: str) -> str:
    """What two traces of one fact share. Hidden characters are part of it: a text that hides something is its own."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(plain.split()).rstrip(_END)


def joined(facts: Iterable[Fact]) -> list[Fact]:
    """Each fact once, the oldest first, those without a day last; facts without words are dropped."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        if name := key(fact.text):
            found.setdefault(name, []).append(fact)
    return sorted(_whole([_one(same) for same in found.values()]), key=order)


def sentences(text: str) -> frozenset[str]:
    """The sentences of a text, as `key` tells them apart."""
    return frozenset(filter(None, map(key, _SENTENCE.split(text))))


def _whole(facts: list[Fact]) -> list[Fact]:
    """The facts without those that others hold whole. One in which something is odd takes in no other."""
    parts = {fact.text: sentences(fact.text) for fact in facts}
    holders: dict[str, list[Fact]] = {}
    for fact in facts:
        if len(parts[fact.text]) > 1 and not flags(fact.text):
            for sentence in parts[fact.text]:
                holders.setdefault(sentence, []).append(fact)
    taken: dict[str, list[Fact]] = {fact.text: [] for fact in facts}
    kept: list[Fact] = []
    for fact in sorted(facts, key=lambda one: (len(parts[one.text]), one.text)):
        own = parts[fact.text]
        above = [
            other
            for other in holders.get(min(own, default=""), ())
            if own < parts[other.text] and not flags(fact.text)
        ]
        if above:
            into = max(above, key=lambda other: (len(parts[other.text]), other.text))
            taken[into.text] += [fact, *taken.pop(fact.text)]
        else:
            kept.append(fact)
    return [_one([fact, *taken[fact.text]], text=fact.text) for fact in kept]


def order(fact: Fact) -> tuple[bool, str, str]:
    """Sorts by day, then by words."""
    return fact.day is None, fact.day or "", fact.text


def _one(same: list[Fact], text: str | None = None) -> Fact:
    return Fact(
        text=text or max((fact.text for fact in same), key=lambda text: (len(text), text)),
        day=min((fact.day for fact in same if fact.day), default=None),
        sources=tuple(sorted({source for fact in same for source in fact.sources})),
        traces=tuple(sorted({trace for fact in same for trace in fact.traces})),
    )


def of_memory(memory: Memory) -> Fact:
    """The fact that a memory of an archive tells, on one line and without a list mark."""
    day = times.iso(memory.created)[:10] if memory.created else _day(memory.extra.get("date"))
    return Fact(
        text=_MARK.sub("", one_line(memory.text)), day=day, sources=(memory.source,), traces=(memory.id,)
    )


def dated(item: T, chat: dt.datetime | None) -> T:
    """`item` with the time of the `chat` that shows it, if it has none of its own: it stood there on that day."""
    if (
        item.created is not None
        or chat is None
        or (isinstance(item, Memory) and _day(item.extra.get("date")))
    ):
        return item
    return msgspec.structs.replace(item, created=chat)


def of_lines(text: str, source: str, trace: str) -> list[Fact]:
    """The facts of a list that a person copied: one a line, list marks and a leading date taken off.

    `trace` and the number of the line, from 1, make the id of each trace.
    """
    found = []
    for number, line in enumerate(storable(text).splitlines(), 1):
        words = _MARK.sub("", line.strip())
        day = None
        if (dated := _DAY.match(words)) and (day := _day(dated[1])):
            words = words[dated.end() :]
        if words := one_line(words):
            found.append(Fact(text=words, day=day, sources=(source,), traces=(f"{trace}#{number}",)))
    return found


def one_line(text: str) -> str:
    """`text` with every run of blanks and line ends as one blank; NUL and unpaired surrogates become U+FFFD."""
    return " ".join(storable(text).replace("\0", "\N{REPLACEMENT CHARACTER}").split())


def _day(value: object) -> str | None:
    try:
        return dt.date.fromisoformat(value).isoformat() if isinstance(value, str) else None
    except ValueError:
        return None
