"""What leaving has to know about the exports in a vault: gaps, shared links, whose they are, what they do not hold.

A survey reads every conversation once, which takes its time on a large export; the result is kept in the vault's
journal and holds until an original is added.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import msgspec

from migrator.app.archive import OpenArchive
from migrator.app.context import Context
from migrator.app.keeping import left_out
from migrator.app.keeping.contents import Contents
from migrator.app.leaving.mending import Read, mended
from migrator.app.opening import Opened
from migrator.app.watch import watched
from migrator.errors import MigratorError
from migrator.events import Event, Finished, Problem, Progressed, Started
from migrator.leave import masked
from migrator.leave.seen import Gap, GapKind, Link, fingerprint
from migrator.model import (
    Account,
    Conversation,
    Persona,
    Project,
    SharedLink,
)
from migrator.shape import attachments
from migrator.text import storable
from migrator.vault.handle import Vault
from migrator.vault.originals import Original

MAKING = 2
"""The number of this way of surveying: a survey that an older version made is made again."""

_SHOWN = 200  # chats with missing attachments that are named; the count is of all


class Lacking(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A chat of which attachments are missing, and how many."""

    conversation: str
    title: str
    files: int


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """What was found. `accounts` are masked; `projects` and `personas` are those that have no name in the export."""

    gaps: tuple[Gap, ...] = ()
    links: tuple[Link, ...] = ()
    accounts: tuple[str, ...] = ()
    conversations: int = 0
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    projects: int = 0
    personas: int = 0
    lacking: tuple[Lacking, ...] = ()


def survey(vault: Vault, originals: Sequence[Original], context: Context) -> Survey:
    """Read the exports among `originals` once. One that no reader knows is a gap, not the end."""
    reading = _reading(context)
    with ExitStack() as stack:
        read = [_open(vault, one, reading, stack) for one in originals if one.what == "export"]
        found = surveyed([export for one in read for export in one.exports], reading)
        return msgspec.structs.replace(found, gaps=(*_faults(vault, read), *found.gaps))


def surveyed(exports: Sequence[Opened], context: Context) -> Survey:
    """What opened exports hold and lack; faults in them are reported to `context` and are not among the gaps."""
    archive = OpenArchive(exports, context)
    pass_ = _Pass(archive.asset_ids)
    archive.whole(pass_.over)
    missing = sorted(archive.seen.referenced - archive.asset_ids)
    gaps = [_gap("missing-files", missing)] if missing else []
    names = archive.names()
    return Survey(
        gaps=tuple(gaps),
        links=tuple(_links(archive)),
        accounts=tuple(dict.fromkeys(_masked(one.export.account) for one in exports if one.export.account)),
        conversations=archive.seen.conversations,
        first=pass_.first,
        last=pass_.last,
        projects=sum(p.id not in names and not p.name for p in archive.items(Project)),
        personas=sum(p.id not in names and not p.name for p in archive.items(Persona)),
        lacking=tuple(pass_.lacking),
    )


class _Pass:
    """One pass over the conversations: the span of time, and where attachments are missing."""

    def __init__(self, held: set[str]) -> None:
        self._held = held
        self._restart()

    def _restart(self) -> None:
        self.first: dt.datetime | None = None
        self.last: dt.datetime | None = None
        self.lacking: list[Lacking] = []

    def over(self, conversations: Iterator[Conversation]) -> None:
        self._restart()
        for chat in conversations:
            for time in (chat.created, chat.updated, *(m.created for m in chat.messages)):
                if time is not None:
                    self.first = time if self.first is None or time < self.first else self.first
                    self.last = time if self.last is None or time > self.last else self.last
            inline = {asset.id for asset, _data in attachments.inline(chat)}
            missing = set(attachments.named(chat)) - self._held - inline
            if missing and len(self.lacking) < _SHOWN:
                self.lacking.append(
                    Lacking(
                        conversation=storable(chat.id), title=storable(chat.title or ""), files=len(missing)
                    )
                )


def _links(archive: OpenArchive) -> Iterator[Link]:
    for shared in archive.items(SharedLink):
        if shared.url:
            yield Link(id=storable(shared.id), url=storable(shared.url), title=storable(shared.title or ""))


def _masked(account: Account | None) -> str:
    if account is not None and account.email:
        return masked.mail(account.email)
    if account is not None and account.phone:
        return masked.phone(account.phone)
    return masked.HIDDEN


def _faults(vault: Vault, read: Sequence[Read]) -> list[Gap]:
    """What is missing in exports, but for those that a later one is known to stand in for (`mending`)."""
    records: list[str] = []
    others: list[str] = []
    for number, one in enumerate(read):
        if not one.lacks or mended(vault, one, read[number + 1 :]):
            continue
        for problem in one.lacks:
            (records if "#" in problem.where else others).append(f"{number} {problem.kind} {problem.where}")
    gaps = [_gap("unreadable", records)] if records else []
    return [*gaps, _gap("incomplete", others)] if others else gaps


def _gap(kind: GapKind, ids: Sequence[str]) -> Gap:
    return Gap(id=kind, kind=kind, count=len(set(ids)), print=fingerprint(ids))


def _open(vault: Vault, original: Original, context: Context, stack: ExitStack) -> Read:
    watching, watch = watched(context)
    for problem in left_out.problems(vault, original.hex):
        watching.report(problem)
    try:
        return Read(original, Contents(vault, watching, stack).of(original.hex), watch)
    except MigratorError as fault:
        where = f"originals/{original.hex}.age"
        watching.report(Problem(kind="export-unreadable", where=where, what=fault.message, incomplete=True))
        return Read(original, (), watch)


def _reading(context: Context) -> Context:
    """`context`, to which a pass over the conversations is reported as reading, since nothing is converted."""

    def listen(event: Event) -> None:
        if isinstance(event, Started | Progressed | Finished):
            event = msgspec.structs.replace(event, phase="read")
        context.listener(event)

    return msgspec.structs.replace(context, listener=listen)
