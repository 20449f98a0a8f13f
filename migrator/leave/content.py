"""The checklist's content as values: what the TOML files under `content/` may hold, read once and checked.

A file with an unknown key, a step that names a fact or a step that is not there, a fact without a source: all of it
is found by `faults`, and `load` refuses such content. The format is documented in `docs/reference/checklist-format.md`.
"""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

import msgspec

Kind = Literal["official", "regulator", "third-party", "user", "own"]
Mark = Literal["observed", "reported", "unknown"]
Confidence = Literal["high", "medium", "low", "unsure"]
When = dict[str, tuple[str, ...]]


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all records share: an unknown key is a mistake."""


class Source(_Record, frozen=True, kw_only=True):
    """Where facts were read. `address` is "" only if the copy that was read names none; `title` then says so."""

    id: str
    title: str
    address: str = ""
    kind: Kind
    dated: str = ""


class Fact(_Record, frozen=True, kw_only=True):
    """One thing that somebody says about the world, with who says it and when it was read.

    `seen` is the day on which it was read in `sources`; after `expires_after_days` it is shown with a warning and
    the address in `check`, never hidden. `conflicts` names facts that say otherwise. `aliases` are other labels
    under which a menu or product may be met.
    """

    id: str
    statement: str
    sources: tuple[str, ...] = ()
    kind: Kind
    mark: Mark
    confidence: Confidence
    seen: dt.date
    dated: str = ""
    check: str = ""
    when: When = {}
    expires_after_days: int = 90
    conflicts: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    note: str = ""

    def stale(self, today: dt.date) -> bool:
        """Whether it is older than it should be believed."""
        return today > self.seen + dt.timedelta(days=self.expires_after_days)


class Span(_Record, frozen=True, kw_only=True):
    """A length of time. Days and months go by the person's calendar, hours by the clock."""

    hours: int = 0
    days: int = 0
    months: int = 0


class Wait(Span, frozen=True, kw_only=True):
    """A step that takes its time once the last of the steps in `after` is done, or after the answers in `since`.

    Of `after`, steps that do not concern the person are left out; if none is left, the step does not concern them
    either, unless it is there `always`. Of `since`, unknown dates are left out; if none is left, there is nothing to wait for. `firm`: it cannot be
    ticked earlier. `passes`: it is over by itself. `law`: the length is the answering time of the law of the person's
    region (`hours`, `days` and `months` then serve where no law with a known time applies).
    """

    after: tuple[str, ...] = ()
    since: tuple[str, ...] = ()
    always: bool = False
    firm: bool = False
    passes: bool = False
    law: bool = False


class Due(Span, frozen=True, kw_only=True):
    """By when: so long after a step (`after`) or an answer with a date (`since`), before one (`before`), or `on` a day.

    `law` "complaint" takes the time from the law of the person's region. `when` limits it to some people.
    """

    after: str = ""
    since: str = ""
    before: str = ""
    on: dt.date | None = None
    law: Literal["", "complaint"] = ""
    when: When = {}


class Step(_Record, frozen=True, kw_only=True):
    """One thing to do. Field by field in `docs/reference/checklist-format.md`."""

    id: str
    phase: str
    title: str
    why: str
    how: tuple[str, ...]
    proof: str = ""
    note: str = ""
    levels: tuple[str, ...] = ()
    when: When = {}
    unless: When = {}
    unknown: Literal["applies", "skip"] = "applies"
    only_if: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    moot_after: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    wait: Wait | None = None
    due: tuple[Due, ...] = ()
    held_by: str = ""
    stops: str = ""
    destroys: Literal["", "content", "account"] = ""
    watches: Literal["", "links", "archive"] = ""
    inside: bool = False
    optional: bool = False
    clock: bool = False


class Phase(_Record, frozen=True, kw_only=True):
    """A stretch of the way."""

    id: str
    title: str
    why: str


class Value(_Record, frozen=True, kw_only=True):
    """An answer that a question about the person's situation allows."""

    id: str
    title: str
    aliases: tuple[str, ...] = ()


class Question(_Record, frozen=True, kw_only=True):
    """One thing to know about the person's situation, set with `leave set KEY=VALUE`."""

    id: str
    question: str
    explain: str = ""
    kind: Literal["one", "many", "date", "zone"] = "one"
    values: tuple[Value, ...] = ()


class Law(_Record, frozen=True, kw_only=True):
    """A law that gives a person a right to an answer. `answer` is None where no time could be confirmed."""

    id: str
    title: str
    regions: tuple[str, ...]
    statement: str
    answer: Span | None = None
    extension: Span | None = None
    complain_after_reply: Span | None = None
    complain_after_request: Span | None = None
    authority: str = ""
    facts: tuple[str, ...] = ()
    note: str = ""


class Contact(_Record, frozen=True, kw_only=True):
    """Whom to write to, by region; may be out of date, a person can write another address."""

    id: str
    regions: tuple[str, ...]
    title: str
    address: tuple[str, ...] = ()
    mail: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


class Cell(_Record, frozen=True, kw_only=True):
    """What is known of one alternative under one heading."""

    statement: str
    answer: Literal["yes", "no", "partly", "disputed", "unknown"] = "unknown"
    sources: tuple[str, ...] = ()
    seen: dt.date | None = None
    expires_after_days: int = 90


class Alternative(_Record, frozen=True, kw_only=True):
    """A place to go. Nothing here ranks them."""

    id: str
    title: str
    trains: Cell
    keeps: Cell
    encrypted: Cell
    open_weights: Cell
    local: Cell
    place: Cell
    takes_in: Cell
    target: str = ""


class CheckupQuestion(_Record, frozen=True, kw_only=True):
    """A question of the check-up; `on` says for which answers `explain` and `steps` are shown."""

    id: str
    question: str
    on: tuple[Literal["yes", "no", "unsure"], ...]
    explain: str
    calm: str = ""
    steps: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


class Help(_Record, frozen=True, kw_only=True):
    """A place that helps people at risk; who qualifies, and how to reach it."""

    id: str
    title: str
    address: str
    statement: str
    facts: tuple[str, ...] = ()


class Host(_Record, frozen=True, kw_only=True):
    """A host that mail may rightly lead to; `below`: so are all names below it."""

    id: str
    title: str
    below: bool = False
    facts: tuple[str, ...] = ()


class Content(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of it. Steps stand in the order in which they are best done."""

    source: tuple[Source, ...] = ()
    fact: tuple[Fact, ...] = ()
    phase: tuple[Phase, ...] = ()
    step: tuple[Step, ...] = ()
    question: tuple[Question, ...] = ()
    law: tuple[Law, ...] = ()
    contact: tuple[Contact, ...] = ()
    alternative: tuple[Alternative, ...] = ()
    checkup: tuple[CheckupQuestion, ...] = ()
    help: tuple[Help, ...] = ()
    host: tuple[Host, ...] = ()

    def find_step(self, step_id: str) -> Step | None:
        """The step called `step_id`."""
        return next((s for s in self.step if s.id == step_id), None)

    def find_fact(self, fact_id: str) -> Fact | None:
        """The fact called `fact_id`."""
        return next((f for f in self.fact if f.id == fact_id), None)

    def find_source(self, source_id: str) -> Source | None:
        """The source called `source_id`."""
        return next((s for s in self.source if s.id == source_id), None)

    def find_question(self, key: str) -> Question | None:
        """The question about the situation that KEY answers."""
        return next((q for q in self.question if q.id == key), None)

    def check_address(self, fact: Fact) -> str:
        """Where a person can see for themselves how a fact stands today."""
        addresses = (s.address for i in fact.sources if (s := self.find_source(i)))
        return fact.check or next((a for a in addresses if a), "")


def parse(documents: Iterable[Mapping[str, Any]]) -> Content:
    """One content from several parsed TOML files; `msgspec.ValidationError` names the key that does not fit."""
    merged: dict[str, list[Any]] = {}
    for document in documents:
        for name, records in document.items():
            merged.setdefault(name, []).extend(records)
    return msgspec.convert(merged, Content)


def documents(root: Traversable) -> list[dict[str, Any]]:
    """Every TOML file below `root`, parsed, files before folders, both in name order."""
    entries = sorted(root.iterdir(), key=lambda e: (e.is_dir(), e.name))
    found: list[dict[str, Any]] = []
    for entry in entries:
        if entry.is_dir():
            found += documents(entry)
        elif entry.name.endswith(".toml"):
            found.append(tomllib.loads(entry.read_text(encoding="utf-8")))
    return found


@functools.cache
def load() -> Content:
    """The content that ships with this version."""
    return parse(documents(files("migrator.leave") / "content"))
