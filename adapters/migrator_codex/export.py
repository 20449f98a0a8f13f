"""One opened home of Codex: the heads and titles are read, the chats wait.

A fork's file lacks the older turns; its record holds the lines of the files it goes on from before its own, so that a
record can be read without the others. A missing parent is reported, and the chat says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import msgspec

from migrator.adapter import FileRole, Record
from migrator.errors import MigratorError, NotRecognised
from migrator.events import Finished, Problem, Progressed, Report, Started
from migrator.i18n import _
from migrator.model import Account, Asset, Conversation, Item, KeptFile, Origin
from migrator.source import Damaged, Entry, Source, parse
from migrator.source.damage import problem
from migrator_codex import chat, rollouts
from migrator_codex.titles import titles

_SECRET = {"auth.json", ".credentials.json"}
_DATABASE = re.compile(r"\.sqlite(?:-wal|-shm|-journal)?$", re.IGNORECASE)


class _Id(msgspec.Struct):
    thread: str


_id = msgspec.json.Decoder(_Id).decode


class CodexExport:
    """See `migrator.adapter.Export`."""

    generation = "rollouts"
    account: Account | None = None

    def __init__(self, source: Source, report: Report) -> None:
        self._source = source
        self._report = report
        self.assets: Mapping[str, Asset] = {}
        self._heads: dict[str, rollouts.Head] = {}
        self._entries = {entry.path: entry for entry in rollouts.found(source)}
        self._threads: dict[str, Entry] = {}
        for entry in self._entries.values():
            head = rollouts.head(source, entry) or rollouts.Head(rollouts.named(entry))
            self._heads[entry.path] = head
            self._threads.setdefault(head.thread, entry)
        self._titles = titles(source)
        self.files: Sequence[FileRole] = tuple(self._role(entry) for entry in source.entries)
        for entry in rollouts.packed(source):
            what = _("Codex has compressed this chat. It is kept and was not read: unpack it with zstd -d.")
            report(Problem(kind="packed-chat", where=entry.path, what=what, incomplete=True))
        for entry in source.entries:
            if entry.name in _SECRET:
                what = _("This file signs Codex in to your account. No target writes it out.")
                report(Problem(kind="sign-in-file", where=entry.path, what=what))

    def _role(self, entry: Entry) -> FileRole:
        return FileRole(entry.path, "conversations" if entry.path in self._heads else "kept", entry.size)

    def records(self) -> Iterator[Record]:
        """Each chat as one JSON object: its id and title, and the lines of every file that it is made of."""
        total = sum(entry.size for entry in self._entries.values())
        self._report(Started(phase="read", total=total))
        done = 0
        for found, (path, entry) in enumerate(self._entries.items(), 1):
            head = self._heads[path]
            try:
                yield Record(self._raw(entry, head), Origin(path), head.thread)
            except Damaged as damaged:
                yield Record(b"", Origin(path), head.thread, fault=damaged.fault)
            done += entry.size
            self._report(Progressed(phase="read", done=done, found=found))
        self._report(Finished(phase="read"))

    def _raw(self, entry: Entry, head: rollouts.Head) -> bytes:
        parts = [self._lines(entry, None)]
        seen, missing, size = {head.thread}, "", len(parts[0])
        while head.base is not None:
            parent = self._threads.get(head.base)
            if parent is None or head.base in seen:
                missing = head.base
                break
            seen.add(head.base)
            parts.insert(0, self._lines(parent, head.until))
            size += len(parts[0])
            if size > rollouts.LARGEST:
                raise Damaged("record-too-large")
            head = self._heads[parent.path]
        own = self._heads[entry.path]
        about = {
            "thread": own.thread,
            "title": self._titles.get(own.thread),
            "archived": "archived_sessions" in entry.path.split("/")[:-1],
            "forked_from": own.base,
            "missing": missing or None,
        }
        return msgspec.json.encode(about)[:-1] + b',"files":[' + b",".join(parts) + b"]}"

    def _lines(self, entry: Entry, until: int | None) -> bytes:
        """The lines of a file before the ordinal `until`; null stands for one that is no JSON."""
        made: list[bytes] = []
        cut = False
        try:
            for line in rollouts.lines(self._source, entry):
                bare = line.strip().removeprefix(b"\xef\xbb\xbf")
                try:
                    value = parse(bare, tolerant=False) if bare else None
                except Damaged:
                    value, bare = None, b""
                    made.append(b"null")
                    continue
                if not bare:
                    continue
                ordinal = value.get("ordinal") if isinstance(value, dict) else None
                if until is not None and isinstance(ordinal, int) and ordinal >= until:
                    break
                made.append(bare)
        except Damaged as damaged:
            if damaged.fault == "record-too-large":
                raise
            cut = True
        about = {"file": entry.path, "thread": self._heads[entry.path].thread, "cut": cut}
        return msgspec.json.encode(about)[:-1] + b',"lines":[' + b",".join(made) + b"]}"

    def conversation(self, record: Record) -> Conversation | None:
        """The chat that `record` holds, or None after a reported problem."""
        where = record.origin.file
        if record.fault is not None:
            self._report(problem(record.fault, where))
            return None
        try:
            raw: Any = parse(record.raw)
            if not isinstance(raw, dict) or not isinstance(raw.get("files"), list):
                what = _("This entry is no chat of Codex that this version knows, and was not read.")
                self._report(Problem(kind="not-a-conversation", where=where, what=what, incomplete=True))
                return None
            return chat.read(raw, record.origin, self._report)
        except Damaged as damaged:
            self._report(damaged.problem(where))
        except MigratorError:
            raise
        except Exception as bug:  # noqa: BLE001 - one chat must not end the others
            what = _(
                "A fault of this program ({fault}) kept this conversation from being read. All others are. Please report it."
            ).format(fault=type(bug).__name__)
            self._report(Problem(kind="reader-fault", where=where, what=what, incomplete=True))
        return None

    def identify(self, record: Record) -> str | None:
        """The thread's id."""
        try:
            return record.id or _id(record.raw).thread
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None

    def found_in(self, conversation: Conversation) -> Iterator[Item]:  # noqa: ARG002 - the contract's signature
        """Codex keeps nothing else in a chat."""
        return iter(())

    def others(self) -> Iterator[Item]:
        """The files that are kept unread, but those that sign in, and databases: they repeat what was deleted or redacted."""
        for file in self.files:
            name = file.name.rsplit("/", 1)[-1]
            if file.role == "kept" and name not in _SECRET and not _DATABASE.search(name):
                yield KeptFile(id=file.name, size=file.size, origin=Origin(file.name))

    def open(self, asset: Asset) -> BinaryIO:
        """There are no files of their own: pictures stand in the chats."""
        raise NotRecognised(_("There is no such file in this source."), asset.id)
