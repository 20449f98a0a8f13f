"""One opened ChatGPT export: the maps are read, the conversations wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import msgspec

from migrator.adapter import FileRole, Record
from migrator.errors import MigratorError
from migrator.events import Finished, Problem, Progressed, Report, Started
from migrator.i18n import _
from migrator.model import Account, Asset, Conversation, Item, KeptFile, Origin
from migrator.source import Damaged, Element, Entry, Source, parse
from migrator.source.damage import problem
from migrator.source.json_twins import with_twins
from migrator_chatgpt import codex, conversation, elements, placed, sidecars, traces
from migrator_chatgpt.made import made
from migrator_chatgpt.plan import Plan


class _Ids(msgspec.Struct):
    """What tells a conversation from others. The rest of it is passed over."""

    conversation_id: Any = None
    id: Any = None
    mapping: msgspec.Raw = msgspec.Raw(b"")


_ids = msgspec.json.Decoder(_Ids).decode
_HELD_UP_TO = 16 * 1024 * 1024  # bytes of JSON


def _twice() -> str:
    return _(
        "A name occurs twice in one object of this entry. The last value counts; the others are kept beside it."
    )


def _at_fault(bug: Exception) -> str:
    return _(
        "A fault of this program ({fault}) kept this conversation from being read. All others are. Please report it."
    ).format(fault=type(bug).__name__)


class ChatGPTExport:
    """See `migrator.adapter.Export`."""

    def __init__(self, source: Source, report: Report, plan: Plan) -> None:
        """Take a source that `plan.make` has sorted."""
        self._source = source
        self._report = report
        self._plan = plan
        self.generation: str = plan.generation
        self.account: Account | None = plan.accounts[0] if plan.accounts else None
        self.files: Sequence[FileRole] = plan.files
        self.assets: Mapping[str, Asset] = plan.index.assets
        self._held: tuple[Item, ...] | None = None
        self._is_damaged = False  # whether a file of conversations could not be read to its end
        self._library = placed.by_conversation(self.assets.values())

    @property
    def made(self) -> dt.datetime | None:
        """When it says that it was made, None if it does not say (`migrator.adapter.Dated`)."""
        return made(self._source)

    def records(self) -> Iterator[Record]:
        """Each raw conversation, Codex task and readable group chat, in the order of the export; broken ones too."""
        total = sum(entry.size for entry in self._plan.conversations)
        self._report(Started(phase="read", total=total))
        before = found = 0
        self._is_damaged = False
        for entry in self._with_spare():
            done = before
            for element in self._elements(entry):
                self._is_damaged = self._is_damaged or element.fault is not None
                origin = Origin(entry.path, element.pointer)
                yield Record(element.raw, origin, fault=element.fault)
                found += 1
                done += element.size
                self._report(Progressed(phase="read", done=min(done, total), found=found))
            before += entry.size
        self._report(Finished(phase="read"))

    def _with_spare(self) -> Iterator[Entry]:
        """The files of conversations; then, if any of them is damaged, the page that repeats them all."""
        yield from self._plan.conversations
        if self._is_damaged:
            yield from self._plan.spare

    def conversation(self, record: Record) -> Conversation | None:
        """The conversation that `record` holds, or None after a reported problem."""
        origin = record.origin
        where = f"{origin.file}#{origin.pointer}"
        if record.fault is not None:
            self._report(problem(record.fault, where))
            return None
        index, library, report = self._plan.index, self._library, self._report
        try:
            raw = parse(record.raw)
            twins = with_twins(record.raw, raw)
            if twins is not None:
                self._report(Problem(kind="key-twice", where=where, what=_twice()))
                raw = twins
            if conversation.is_conversation(raw):
                return conversation.read(raw, origin, index, library, report)
            if codex.is_task(raw):
                return codex.read(raw, origin)
        except Damaged as damaged:
            self._report(damaged.problem(where))
            return None
        except MigratorError:
            raise
        except Exception as bug:  # noqa: BLE001 - one record must not end a person's file; the laws test without this
            self._report(Problem(kind="reader-fault", where=where, what=_at_fault(bug), incomplete=True))
            return None
        what = _("This entry is no conversation that this version knows, and was not read. All others are.")
        self._report(Problem(kind="not-a-conversation", where=where, what=what, incomplete=True))
        return None

    def identify(self, record: Record) -> str | None:
        """The vendor's id, found without building anything; where it is not that easy, the conversation is read."""
        try:
            seen = _ids(record.raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass
        else:
            if record.fault is None and bytes(seen.mapping)[:1] == b"{":
                for value in (seen.conversation_id, seen.id):
                    if isinstance(value, str) and value:
                        return value
        found = self.conversation(record)
        return None if found is None else found.id

    def found_in(self, conversation: Conversation) -> Iterator[Item]:
        """Memories, instructions, project and persona of `conversation`."""
        return traces.found_in(conversation)

    def others(self) -> Iterator[Item]:
        """Accounts, feedback and shared links, all assets, all kept files."""
        yield from self._plan.accounts
        yield from self._plan.projects
        yield from self._beside()
        yield from self.assets.values()
        for file in self.files:
            if file.role == "kept":
                yield KeptFile(id=file.name, size=file.size, origin=Origin(file.name))

    def open(self, asset: Asset) -> BinaryIO:
        """The bytes of an asset."""
        return self._plan.index.open(asset)

    def _beside(self) -> Iterable[Item]:
        """Feedback and shared links; held once read, for they are asked for often, unless there are very many."""
        if self._held is not None:
            return self._held
        read = (item for logical, entry in self._plan.lists for item in self._listed(logical, entry))
        if sum(entry.size for _, entry in self._plan.lists) > _HELD_UP_TO:
            return read
        self._held = tuple(read)
        return self._held

    def _listed(self, logical: str, entry: Entry) -> Iterator[Item]:
        for element in self._elements(entry):
            problem = element.problem(entry.path)
            if problem is not None:
                self._report(problem)
                continue
            try:
                value = parse(element.raw)
            except Damaged as damaged:
                self._report(damaged.problem(f"{entry.path}#{element.pointer}"))
                continue
            item = sidecars.item(logical, value, Origin(entry.path, element.pointer))
            if item is not None:
                yield item
            elif value is not None:
                what = _("This entry is of another kind than its file holds, and was not read.")
                self._report(Problem(kind="odd-entry", where=f"{entry.path}#{element.pointer}", what=what))

    def _elements(self, entry: Entry) -> Iterator[Element]:
        """The records of one file; a fault of the file is reported after the last that could be read."""
        try:
            with self._source.open(entry) as stream:
                is_page = entry.path in self._plan.pages
                yield from elements.read_page(stream) if is_page else elements.read(stream)
        except Damaged as damaged:
            self._is_damaged = True
            self._report(damaged.problem(entry.path))
