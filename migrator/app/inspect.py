"""What is in these exports: every file and every message accounted for, nothing written.

The numbers of conversations, messages and branches are those of the merged whole; files are listed per source.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from migrator.adapter import FileRole
from migrator.app.accounts import noticed
from migrator.app.archive import OpenArchive
from migrator.app.context import Context
from migrator.app.opening import Opened, opened
from migrator.app.watch import watched
from migrator.errors import Refused
from migrator.events import Finished, Problem, Progressed, Started
from migrator.model import Conversation
from migrator.source import Damaged, Entry, Source

_BLOCK = 1 << 20


class SourceReport(msgspec.Struct, frozen=True, kw_only=True):
    """One source: what it is, who made it, which generation of the export, and each of its files."""

    name: str
    reader: str
    kind: str
    generation: str
    container: str | None
    files: tuple[FileRole, ...]


class AssetReport(msgspec.Struct, frozen=True, kw_only=True):
    """Attachments: `referenced` by messages, of these `present` or `missing`; `unreferenced` files besides."""

    referenced: int
    present: int
    missing: int
    unreferenced: int


class ProblemReport(msgspec.Struct, frozen=True):
    """One thing that is not as it should be."""

    kind: str
    where: str
    what: str


class Inspection(msgspec.Struct, frozen=True, kw_only=True):
    """The `inspect` document. `complete` is false only if the export lacks something that it should hold."""

    sources: tuple[SourceReport, ...]
    conversations: int
    messages: int
    branches: int
    unreadable: int
    assets: AssetReport
    problems: tuple[ProblemReport, ...]
    complete: bool
    first: dt.datetime | None
    last: dt.datetime | None

    def document(self) -> dict[str, Any]:
        """The documented JSON object."""
        made: dict[str, Any] = msgspec.to_builtins(self)
        return made


def inspect(paths: Sequence[str], context: Context) -> Inspection:
    """Read everything at `paths` once, hash every file, and say what is there."""
    watching, watch = watched(context)
    with opened(paths, watching) as exports:
        if problem := noticed(exports):
            watching.report(problem)
        sources = tuple(_source(one, watching) for one in exports)
        archive = OpenArchive(exports, watching)
        first, last = archive.whole(_span)
        seen, held = archive.seen, archive.asset_ids
        return Inspection(
            sources=sources,
            conversations=seen.conversations,
            messages=seen.messages,
            branches=seen.branches,
            unreadable=seen.unreadable,
            assets=AssetReport(
                referenced=len(seen.referenced),
                present=len(seen.referenced & held),
                missing=len(seen.referenced - held),
                unreferenced=len(held - seen.referenced),
            ),
            problems=tuple(ProblemReport(p.kind, p.where, p.what) for p in watch.problems),
            complete=watch.complete,
            first=first,
            last=last,
        )


def _span(conversations: Iterator[Conversation]) -> tuple[dt.datetime | None, dt.datetime | None]:
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    for conversation in conversations:
        times = [conversation.created, conversation.updated, *(m.created for m in conversation.messages)]
        for time in filter(None, times):
            first = time if first is None or time < first else first
            last = time if last is None or time > last else last
    return first, last


def _source(one: Opened, context: Context) -> SourceReport:
    entries = {entry.path: entry for entry in one.source.entries}
    total = sum(entry.size for entry in entries.values())
    context.report(Started(phase="hash", total=total, unit="bytes"))
    done = 0
    files: list[FileRole] = []
    for role in _all_files(one):
        digest, size = "", role.size
        if (entry := entries.get(role.name)) is not None:
            digest, size = _sha256(one.source, entry, context)
        done += size
        files.append(msgspec.structs.replace(role, sha256=digest, size=size))
        context.report(Progressed(phase="hash", done=done, found=len(files)))
    context.report(Finished(phase="hash"))
    return SourceReport(
        name=one.source.name,
        reader=one.reader.title,
        kind=one.source.kind,
        generation=one.export.generation,
        container=one.source.container,
        files=tuple(files),
    )


def _all_files(one: Opened) -> list[FileRole]:
    """What the reader made of the files, and whatever is left: nothing is passed over in silence."""
    files = list(one.export.files)
    known = {file.name for file in files}
    files += [
        FileRole(entry.path, "kept", entry.size) for entry in one.source.entries if entry.path not in known
    ]
    return files + [
        FileRole(left.path, "kept", left.size)
        for left in one.source.ignored
        if left.why == "system"
        and left.path not in known  # a link is neither read nor kept: it is told as a problem
    ]


def _sha256(source: Source, entry: Entry, context: Context) -> tuple[str, int]:
    """Hash and size of what can be read of a file; damage is reported, and the hash is then left out."""
    digest, size = hashlib.sha256(), 0
    try:
        with source.open(entry) as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
                size += len(block)
    except Damaged as damage:
        context.report(damage.problem(entry.path))
        return "", size
    except Refused as refused:  # one file; the others can be told about
        context.report(Problem(kind="refused-file", where=entry.path, what=refused.message, incomplete=True))
        return "", size
    return digest.hexdigest(), size
