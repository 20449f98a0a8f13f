"""The list as it stands, and one step of it in full: what `leave status`, `leave next` and `leave show` tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import msgspec

from migrator.app.context import Context
from migrator.app.leaving.book import Book
from migrator.errors import UnknownId
from migrator.i18n import _
from migrator.leave import clock, gate
from migrator.leave import content as contents
from migrator.leave.content import Content, Fact, Step
from migrator.leave.look import Look, Stand
from migrator.leave.plan import Plan, made
from migrator.leave.record import corrections, proofs
from migrator.leave.seen import Gap
from migrator.leave.situation import of


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One step in a list. `due` is a day or a moment with its offset; `until` says that it is waited for."""

    id: str
    phase: str
    title: str
    state: str
    blocked_by: tuple[str, ...]
    due: str | None
    overdue: bool
    optional: bool


class GapItem(msgspec.Struct, frozen=True, kw_only=True):
    """One gap of the archive."""

    id: str
    kind: str
    count: int
    accepted: bool
    what: str


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far along one phase is: of the `steps` that concern the person, how many are `done`."""

    phase: str
    title: str
    done: int
    steps: int


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """The `leave status` document."""

    steps: tuple[Item, ...]
    next: tuple[str, ...]
    ready_to_delete: bool
    missing: tuple[gate.Missing, ...]
    gaps: tuple[GapItem, ...]
    answers: dict[str, tuple[str, ...]]
    progress: tuple[Progress, ...] = ()

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        return told


class FactItem(msgspec.Struct, frozen=True, kw_only=True):
    """A fact as a person reads it, with who says it. `stale`: it may be out of date, `check` is where to look."""

    id: str
    statement: str
    kind: str
    mark: str
    confidence: str
    seen: str
    dated: str
    sources: tuple[dict[str, str], ...]
    check: str
    stale: bool
    conflicts: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    note: str = ""
    corrected: str = ""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """The `leave show ID` document of a step.

    `how` and `facts` are empty while a step that deletes is shut, and `how` once the account is said to be deleted.
    """

    step: Item
    why: str
    how: tuple[str, ...]
    proof: str
    noted: str
    note: str
    facts: tuple[FactItem, ...]
    missing: tuple[gate.Missing, ...] = ()
    gaps: tuple[GapItem, ...] = ()
    beside: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        return told


def look(book: Book, context: Context) -> Look:
    """The list of this person at this moment."""
    content = contents.load()
    records, now = book.records(), context.now()
    here = now.astimezone().tzinfo or dt.UTC
    return Look(content, of(records, content, home=here), records, book.seen(context), now)


def status(book: Book, context: Context) -> Status:
    """The whole list, what comes next, and what is missing before the account may be deleted."""
    seen = look(book, context)
    plan: Plan = made(seen)
    return Status(
        steps=tuple(_item(seen, stand) for stand in plan.steps),
        next=plan.next,
        ready_to_delete=plan.ready_to_delete,
        missing=plan.missing if seen.situation.level == "delete" else (),
        gaps=gaps_of(seen),
        answers=dict(seen.situation.answers),
        progress=tuple(
            Progress(
                phase=phase.id,
                title=_(phase.title),
                done=sum(s.phase == phase.id and s.state == "done" for s in plan.steps),
                steps=sum(s.phase == phase.id and s.state != "not-applicable" for s in plan.steps),
            )
            for phase in seen.content.phase
        ),
    )


def show(book: Book, step_id: str, context: Context) -> Shown:
    """One step in full; `UsageError` if there is none of that name."""
    seen = look(book, context)
    step = seen.content.find_step(step_id)
    if step is None:
        raise UnknownId(
            _("There is no step called “{id}”.").format(id=step_id),
            _("`migrate leave status` lists the steps by name."),
        )
    return shown(seen, step, book, context)


def shown(seen: Look, step: Step, book: Book, context: Context) -> Shown:
    """One step in full, seen by `seen`."""
    stand = seen.stand(step)
    told = tuple(_kept_shut_by(seen, step, stand))
    shut = bool(told) or (bool(step.destroys) and stand.state == "blocked")
    over = step.destroys == "account" and stand.state == "done"
    today = clock.day(seen.now, seen.zone)
    corrected = corrections(seen.records)
    return Shown(
        step=_item(seen, stand),
        why=_shut_text() if shut else _("You said that the account is deleted.") if over else _(step.why),
        how=() if shut or over else tuple(_(line) for line in step.how),
        proof=_(step.proof),
        noted=proofs(seen.records).get(step.id, ""),
        note=_(step.note),
        facts=tuple(
            fact_item(seen.content, fact, today, corrected.get(fact.id, (None, ""))[1])
            for fact in map(seen.content.find_fact, step.facts)
            if fact is not None and not shut and seen.situation.matches(fact.when)
        ),
        missing=told,
        gaps=gaps_of(seen) if step.id == gate.GAPS else (),
        beside=tuple(_beside(seen, step, book, context)),
    )


def _kept_shut_by(seen: Look, step: Step, stand: Stand) -> Iterator[gate.Missing]:
    """What keeps a step that deletes shut. That it is on nobody's list opens it to nobody."""
    if stand.state in {"blocked", "not-applicable"}:
        match step.destroys:
            case "account":
                yield from gate.account_gate(seen)
            case "content":
                yield from gate.content_gate(seen)


def fact_item(content: Content, fact: Fact, today: dt.date, corrected: str = "") -> FactItem:
    """A fact with its sources, whether it has grown old, and what the person saw instead."""
    return FactItem(
        id=fact.id,
        statement=_(fact.statement),
        kind=fact.kind,
        mark=fact.mark,
        confidence=fact.confidence,
        seen=fact.seen.isoformat(),
        dated=fact.dated,
        sources=tuple(
            {"title": source.title, "address": source.address, "dated": source.dated}
            for source in map(content.find_source, fact.sources)
            if source is not None
        ),
        check=content.check_address(fact),
        stale=fact.stale(today),
        conflicts=fact.conflicts,
        aliases=fact.aliases,
        note=_(fact.note),
        corrected=corrected,
    )


def gap_text(gap: Gap) -> str:
    """What a gap is, in words."""
    texts = {
        "incomplete": _("A file that the export itself lists is missing, cut short or damaged."),
        "unreadable": _("Some records of the export could not be read."),
        "missing-files": _("Chats name files that are not in the export. This is common."),
        "person": _("You said that chats are missing that you know were there."),
        "no-export": _("There is no export at all: your plan offers none."),
        "old": _(
            "The newest chat is more than a month older than the day the export was added: it may be an old export."
        ),
        "place": _("It cannot be told whether the copy is on another disk; only you can know that it is."),
    }
    return texts[gap.kind]


def title_of(name: str) -> str:
    """The title of the step `name`, or of "clock", which can hold a step up too; any other name as it is."""
    if name == "clock":
        return _("the clock of this computer")
    step = contents.load().find_step(name)
    return _(step.title) if step else name


def _item(seen: Look, stand: Stand) -> Item:
    step = seen.content.find_step(stand.id)
    due = stand.due.astimezone(seen.zone) if isinstance(stand.due, dt.datetime) else stand.due
    return Item(
        id=stand.id,
        phase=stand.phase,
        title=_(step.title) if step else stand.id,
        state=stand.state,
        blocked_by=stand.blocked_by,
        due=due.isoformat() if due is not None else None,
        overdue=stand.overdue,
        optional=step is not None and step.optional,
    )


def gaps_of(seen: Look) -> tuple[GapItem, ...]:
    """Every gap of the archive, accepted ones too."""
    return tuple(
        GapItem(
            id=gap.id,
            kind=gap.kind,
            count=gap.count,
            accepted=gate.accepted(gap, seen.ticks),
            what=gap_text(gap),
        )
        for gap in gate.gaps(seen.situation, seen.seen)
    )


def _beside(seen: Look, step: Step, book: Book, context: Context) -> list[str]:
    """What the exports tell about a step: whose they are, what they hold, what has to be copied by hand."""
    if step.id == "get-help":
        return [f"{_(one.title)}: {_(one.statement)} {one.address}" for one in seen.content.help]
    if not seen.seen.exports:
        return []
    found = book.survey(context)
    match step.id:
        case gate.RIGHT_ACCOUNT:
            return [_("The archive belongs to: {account}").format(account=a) for a in found.accounts]
        case "compare-counts" if found.first and found.last:
            return [
                _("The archive holds {n} chats, from {first} to {last}.").format(
                    n=found.conversations, first=found.first.date(), last=found.last.date()
                )
            ]
        case "copy-projects" if found.projects:
            return [_("The archive knows {n} projects without their names.").format(n=found.projects)]
        case "copy-gpts" if found.personas:
            return [_("The archive knows {n} GPTs without their contents.").format(n=found.personas)]
        case gate.GAPS | "fetch-missing-files" | "copy-files":
            return [
                f"{one.conversation}  {one.files} × {one.title}".rstrip(" ×") for one in found.lacking[:20]
            ]
        case gate.LINKS:
            return [_("The export lists {n} shared links: migrate leave links").format(n=len(found.links))]
    return []


def _shut_text() -> str:
    return _("This step is shut. What cannot be undone waits until all of this is true:")
